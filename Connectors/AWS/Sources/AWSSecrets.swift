import ConnectorKit
import Foundation
import Inventory
import Transport

/// Secrets Manager's list: names, dates and tags. The operation gives no values, and none is asked for.
/// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ListSecrets.html
enum AWSSecrets {
    /// "The date that the secret was last accessed in the Region", a day's midnight in UTC.
    static let granularityInSeconds: Int64 = 86_400

    private struct Page: Decodable {
        var list: [Row]
        var nextToken: String?

        enum CodingKeys: String, CodingKey {
            case list = "SecretList"
            case nextToken = "NextToken"
        }
    }

    /// One element, decoded alone.
    private enum Row: Decodable {
        case secret(Secret)
        case rejected(AWSFieldProblem)

        init(from decoder: any Decoder) throws {
            do {
                self = .secret(try Secret(from: decoder))
            } catch let error as DecodingError {
                self = .rejected(Self.problem(error, depth: decoder.codingPath.count))
            }
        }

        private static func problem(_ error: DecodingError, depth: Int) -> AWSFieldProblem {
            let (path, reason): ([any CodingKey], String) =
                switch error {
                case .keyNotFound(let key, let context): (context.codingPath + [key], "is missing")
                case .valueNotFound(_, let context): (context.codingPath, "is null")
                case .typeMismatch(_, let context): (context.codingPath, "has another type")
                case .dataCorrupted(let context): (context.codingPath, "cannot be read")
                @unknown default: ([], "cannot be read")
                }
            let field = path.dropFirst(depth).map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }
            return AWSFieldProblem(field: field.joined(separator: "."), reason: reason)
        }
    }

    /// `SecretListEntry`; dates are seconds since 1970.
    private struct Secret: Decodable {
        var arn: String
        var name: String
        var created: Double?
        var lastAccessed: Double?
        /// AWS leaves out the date of what was never read; a null says nothing.
        var wasNeverAccessed: Bool
        var lastRotated: Double?
        var lastChanged: Double?
        var isRotating: Bool?
        var rotation: Rotation?
        var owningService: String?
        var tags: [Tag]?

        struct Rotation: Decodable {
            var days: Int?
            enum CodingKeys: String, CodingKey { case days = "AutomaticallyAfterDays" }
        }

        struct Tag: Decodable {
            var key: String
            var value: String?
            enum CodingKeys: String, CodingKey {
                case key = "Key"
                case value = "Value"
            }
        }

        enum CodingKeys: String, CodingKey {
            case arn = "ARN"
            case name = "Name"
            case created = "CreatedDate"
            case lastAccessed = "LastAccessedDate"
            case lastRotated = "LastRotatedDate"
            case lastChanged = "LastChangedDate"
            case isRotating = "RotationEnabled"
            case rotation = "RotationRules"
            case owningService = "OwningService"
            case tags = "Tags"
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            arn = try container.decode(String.self, forKey: .arn)
            name = try container.decode(String.self, forKey: .name)
            created = try container.decodeIfPresent(Double.self, forKey: .created)
            lastAccessed = try container.decodeIfPresent(Double.self, forKey: .lastAccessed)
            wasNeverAccessed = !container.contains(.lastAccessed)
            lastRotated = try container.decodeIfPresent(Double.self, forKey: .lastRotated)
            lastChanged = try container.decodeIfPresent(Double.self, forKey: .lastChanged)
            isRotating = try container.decodeIfPresent(Bool.self, forKey: .isRotating)
            rotation = try container.decodeIfPresent(Rotation.self, forKey: .rotation)
            owningService = try container.decodeIfPresent(String.self, forKey: .owningService)
            tags = try container.decodeIfPresent([Tag].self, forKey: .tags)
        }
    }

    /// - Throws: `AWSBodyProblem` for anything but JSON with a `SecretList`.
    static func page(_ response: Response) throws -> DecodedPage {
        let wire: Page
        do {
            wire = try JSONDecoder().decode(Page.self, from: response.body)
        } catch {
            throw AWSBodyProblem(reason: "expected JSON with a SecretList, found something else or a cut body")
        }
        var page = DecodedPage(records: [], rowCount: wire.list.count, next: wire.nextToken)
        for (index, row) in wire.list.enumerated() {
            switch row {
            case .secret(let secret): page.records += records(secret)
            case .rejected(let problem):
                let place = "$.SecretList[\(index)]" + (problem.field.isEmpty ? "" : ".\(problem.field)")
                page.rejected.append(Rejection(path: place, reason: problem.reason))
            }
        }
        return page
    }

    /// AWS leaves the last access out when a secret was never read in this Region; that holds since it was made.
    private static func records(_ secret: Secret) -> [Record] {
        var attributes = ["arn": secret.arn]
        attributes["rotation"] = secret.isRotating.map { $0 ? "enabled" : "disabled" }
        attributes["rotationDays"] = secret.rotation?.days.map { String($0) }
        attributes["lastChanged"] = instant(secret.lastChanged)?.description
        attributes["owningService"] = secret.owningService
        let tags = Dictionary((secret.tags ?? []).map { ($0.key, $0.value ?? "") }) { _, last in last }
        let created = instant(secret.created)
        let lastUse =
            instant(secret.lastAccessed).map { LastUse.observed($0) }
            ?? (secret.wasNeverAccessed ? created.map { .noneSince($0) } : nil)
        return [
            .credential(
                Credential(
                    nativeID: NativeID(secret.arn), type: "aws.secretsmanager.secret", form: .storedSecret, holder: nil,
                    name: secret.name, status: .active, createdAt: created, expiry: .unsupported,
                    lastRotatedAt: instant(secret.lastRotated), survival: AWSCredentialMapping.survival, tags: tags,
                    attributes: attributes)),
            .usage(
                Usage(
                    subject: .credential(secret.arn), holder: nil, lastUse: lastUse ?? .unknown, meaning: .success,
                    granularityInSeconds: granularityInSeconds)),
        ]
    }

    private static func instant(_ seconds: Double?) -> Instant? {
        guard let seconds, seconds.isFinite, abs(seconds) < 1e11 else { return nil }
        let instant = Instant(milliseconds: Int64((seconds * 1000).rounded()))
        return Instant.range.contains(instant) ? instant : nil
    }
}
