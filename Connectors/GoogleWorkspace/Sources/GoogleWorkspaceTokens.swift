import ConnectorKit
import Foundation
import Inventory

/// A row of `tokens.list`: what one app may do in one user's name. It has no dates.
/// https://developers.google.com/workspace/admin/directory/reference/rest/v1/tokens
struct GoogleWorkspaceToken: Decodable, Sendable {
    var clientId: String
    var displayText: String?
    var scopes: [String]?
    var nativeApp: Bool?
    /// The client id is not registered with Google.
    var anonymous: Bool?

    /// Apps whose client id is not registered share the word `anonymous`: what stands under one client id is one grant.
    static func joined(_ rows: [GoogleWorkspaceToken]) -> [GoogleWorkspaceToken] {
        var result: [GoogleWorkspaceToken] = []
        var places: [String: Int] = [:]
        for row in rows {
            if let place = places[row.clientId] {
                result[place].scopes = (result[place].scopes ?? []) + (row.scopes ?? [])
            } else {
                places[row.clientId] = result.count
                result.append(row)
            }
        }
        return result
    }

    func records(_ partition: Partition) throws -> [Record] {
        let user = try partition.identity
        let facts = GoogleWorkspaceAttributes.of([
            "nativeApp": GoogleWorkspaceAttributes.flag(nativeApp),
            "anonymous": GoogleWorkspaceAttributes.flag(anonymous),
        ])
        return [
            // Every user's grant tells of the app again: they are one thing under one id.
            .application(
                Application(
                    nativeID: NativeID(clientId), type: "google-workspace.oauthApp", name: displayText ?? clientId,
                    clientID: clientId, publisherVerified: anonymous == true ? false : nil, attributes: facts)),
            .grant(
                Grant(
                    nativeID: GoogleWorkspaceGrant.nativeID(user: user.nativeID.string, client: clientId),
                    type: GoogleWorkspaceGrant.type, holder: .application(clientId), grantee: clientId,
                    granteeName: displayText, onBehalfOf: Reference(.identity, user.nativeID), consent: .user,
                    scopes: Set(scopes ?? []).sorted(), expiry: .unsupported, survival: GoogleWorkspaceGrant.survival,
                    attributes: facts)),
        ]
    }
}

enum GoogleWorkspaceGrant {
    static let type = "google-workspace.oauthGrant"

    /// What stands behind `users/` in the path of its own URL.
    static func nativeID(user: String, client: String) -> NativeID { NativeID("\(user)/tokens/\(client)") }

    /// Refused while the user is suspended or deleted; the object stays, and comes back with the user.
    static let survival = Survival(disabling: .no, deletion: .no)
}

/// A row of `asps.list`: an app password, which opens mail and calendars without the second step.
/// https://developers.google.com/workspace/admin/directory/reference/rest/v1/asps
struct GoogleWorkspaceAppPassword: Decodable, Sendable {
    var codeId: Int64
    var name: String?
    var creationTime: GoogleWorkspaceEpoch?
    var lastTimeUsed: GoogleWorkspaceEpoch?

    func records(_ partition: Partition) throws -> [Record] {
        let user = try partition.identity
        let holder = Reference(.identity, user.nativeID)
        let id = "\(user.nativeID)/asps/\(codeId)"
        return [
            .credential(
                Credential(
                    nativeID: NativeID(id), type: "google-workspace.appPassword", form: .staticSecret, holder: holder,
                    name: name, status: status(of: user), createdAt: creationTime?.instant, expiry: .unsupported,
                    survival: GoogleWorkspaceGrant.survival)),
            .usage(Usage(subject: .credential(id), holder: holder, lastUse: lastUse, meaning: .success)),
        ]
    }

    private func status(of user: Identity) -> CredentialStatus {
        switch user.status {
        case .enabled: .active
        case .disabled, .suspended, .deleted: .inactive
        case .unknown: .unknown
        }
    }

    /// 0 is how Google writes "never".
    private var lastUse: LastUse {
        guard let lastTimeUsed else { return .unknown }
        return lastTimeUsed.instant.map { .observed($0) } ?? creationTime?.instant.map { .noneSince($0) } ?? .unknown
    }
}

/// Milliseconds since 1970 in a text, which Google describes as "Unix time"; 0 is none. What can only be seconds, for as
/// milliseconds it lay before 1973, is taken for that.
struct GoogleWorkspaceEpoch: Decodable, Sendable, Hashable {
    var instant: Instant?

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text: String
        do { text = try container.decode(String.self) } catch { text = String(try container.decode(Int64.self)) }
        guard let number = Int64(text), (0...253_402_300_799_999).contains(number) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "no time")
        }
        if number == 0 { return }
        instant = number < 100_000_000_000 ? Instant(seconds: number) : Instant(milliseconds: number)
    }
}
