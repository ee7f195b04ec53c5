import ConnectorKit
import Inventory

/// A row of `GET /api/v1/api-tokens`, which lists the active ones and is not paged.
/// https://developer.okta.com/docs/api/openapi/okta-management/management/tags/apitoken
struct OktaAPIToken: Decodable, Sendable {
    var id: String
    var name: String?
    var userId: String
    var clientName: String?
    var created: Instant?
    var expiresAt: Instant?
    /// ISO 8601, `P30D`; null in some answers, where the documented thirty days hold.
    var tokenWindow: String?
    var network: Network?

    struct Network: Decodable, Sendable { var connection: String? }

    /// Thirty days in seconds, "currently fixed": https://developer.okta.com/docs/guides/create-an-api-token/main/
    static let documentedWindow: Int64 = 30 * 86_400

    func records() -> [Record] {
        [
            .credential(
                Credential(
                    nativeID: NativeID(id), type: "okta.apiToken", form: .staticSecret, holder: .identity(userId),
                    name: name, status: .active, createdAt: created,
                    expiry: window.map { .sliding(windowInSeconds: $0) } ?? .unknown, survival: OktaSurvival.ofUser,
                    attributes: Attributes.of(["clientName": clientName, "network": network?.connection]))),
            .usage(
                Usage(
                    subject: .credential(id), holder: .identity(userId), lastUse: lastUse, meaning: .derived,
                    // How often a token in steady use is moved, Okta does not say: a day is taken.
                    granularityInSeconds: 86_400)),
        ]
    }

    /// nil for a window that cannot be read.
    private var window: Int64? {
        guard let tokenWindow else { return Self.documentedWindow }
        return OktaDuration.seconds(tokenWindow)
    }

    /// Every call moves `expiresAt` to one window later, so the last call was one window before it. At its making it is
    /// set likewise: then there was no call yet.
    private var lastUse: LastUse {
        guard let expiresAt, let window else { return .unknown }
        let moved = expiresAt.advanced(bySeconds: -window)
        guard let created else { return .observed(moved) }
        return moved > created ? .observed(moved) : .noneSince(created)
    }
}

/// ISO 8601 durations, as far as they have a fixed length: weeks, days, hours, minutes and seconds.
enum OktaDuration {
    static func seconds(_ text: String) -> Int64? {
        guard text.first == "P", text.utf8.count <= 32 else { return nil }
        var total: Int64 = 0
        var digits = ""
        var isTime = false
        var isEmpty = true
        for character in text.dropFirst() {
            if character.isASCII, character.isNumber {
                digits.append(character)
                continue
            }
            if character == "T", !isTime, digits.isEmpty {
                isTime = true
                continue
            }
            guard let number = Int64(digits), number <= 1_000_000, let unit = unit(character, isTime: isTime) else {
                return nil
            }
            total += number * unit
            digits = ""
            isEmpty = false
        }
        return isEmpty || !digits.isEmpty || total == 0 ? nil : total
    }

    private static func unit(_ character: Character, isTime: Bool) -> Int64? {
        switch (character, isTime) {
        case ("W", false): 7 * 86_400
        case ("D", false): 86_400
        case ("H", true): 3_600
        case ("M", true): 60
        case ("S", true): 1
        default: nil
        }
    }
}
