import ConnectorKit
import Foundation
import Inventory
import Transport

/// Secrets Manager's list: names, dates and tags. The operation gives no values, and none is asked for.
/// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ListSecrets.html
enum AWSSecrets {
    /// "The date that the secret was last accessed in the Region", a day's midnight in UTC.
    static let granularityInSeconds: Int64 = 86_400

    /// `SecretListEntry`; dates are seconds since 1970.
    private struct Secret: AWSRow {
        static let list = "SecretList"

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
        try AWSJSONPages.list(response, .whole) { (secret: Secret, _) in records(secret) }
    }

    /// AWS leaves the last access out when a secret was never read in this Region; that holds since it was made.
    private static func records(_ secret: Secret) -> [Record] {
        var attributes = ["arn": secret.arn]
        attributes["rotation"] = secret.isRotating.map { $0 ? "enabled" : "disabled" }
        attributes["rotationDays"] = secret.rotation?.days.map { String($0) }
        attributes["lastChanged"] = AWSJSONPages.instant(secret.lastChanged)?.description
        attributes["owningService"] = secret.owningService
        let tags = Dictionary((secret.tags ?? []).map { ($0.key, $0.value ?? "") }) { _, last in last }
        let created = AWSJSONPages.instant(secret.created)
        let lastUse =
            AWSJSONPages.instant(secret.lastAccessed).map { LastUse.observed($0) }
            ?? (secret.wasNeverAccessed ? created.map { .noneSince($0) } : nil)
        return [
            .credential(
                Credential(
                    nativeID: NativeID(secret.arn), type: "aws.secretsmanager.secret", form: .storedSecret, holder: nil,
                    name: secret.name, status: .active, createdAt: created, expiry: .unsupported,
                    lastRotatedAt: AWSJSONPages.instant(secret.lastRotated), survival: AWSCredentialMapping.survival,
                    tags: tags,
                    attributes: attributes)),
            .usage(
                Usage(
                    subject: .credential(secret.arn), holder: nil, lastUse: lastUse ?? .unknown, meaning: .success,
                    granularityInSeconds: granularityInSeconds)),
        ]
    }
}

extension AWSConnector {
    /// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ListSecrets.html (100 a page at most)
    static let secrets = Definition(
        descriptor: StreamDescriptor(
            id: "secrets", title: "Names of stored secrets, their rotation and last access",
            operation: "secretsmanager:ListSecrets", yields: [.credential, .usage],
            permissions: ["secretsmanager:ListSecrets"],
            usageMeaning:
                "The day on which the value was last read in this region; none means never since it was made.",
            bucket: "secretsmanager", pageSize: 100)
    ) { endpoints in
        HTTPStream(
            first: { _ in try endpoints.json(.secretsmanager, "ListSecrets", ["MaxResults": .number(100)]) },
            pagination: .cursor(parameter: .json("NextToken")), decode: { response, _ in try AWSSecrets.page(response) }
        )
    }
}
