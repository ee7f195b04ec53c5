import ConnectorKit
import Foundation
import Inventory
import Transport

/// Which account answers, and as whom: sts:GetCallerIdentity, which needs no permission.
/// https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
enum AWSTenant {
    /// - Parameters:
    ///   - expected: the account that must answer: a member's role belongs to one.
    ///   - signedIn: told of the account; knows the key that signed.
    static func decode(_ response: Response, expected: String? = nil, signedIn: AWSSignedIn) throws -> TenantIdentity {
        let result = try AWSPages.result(response, "GetCallerIdentity")
        let account = try result.requiredText("Account")
        guard account.count == 12, account.allSatisfy({ $0.isASCII && $0.isNumber }) else {
            throw AWSBodyProblem(reason: "Account: expected twelve digits")
        }
        if let expected, expected != account {
            throw AWSBodyProblem(reason: "Account: expected \(expected)")
        }
        signedIn.note(account: account)
        let arn = try result.requiredText("Arn")
        return TenantIdentity(
            id: account, principal: principal(arn),
            own: try own(arn: arn, userID: result.optionalText("UserId"), key: signedIn.key))
    }

    /// Without the session's name, which changes with every sign-in:
    /// `arn:aws:sts::123456789012:assumed-role/Audit/i-0abc` is the role `Audit` each time.
    static func principal(_ arn: String) -> String {
        let parts = arn.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count >= 3, parts[0].hasSuffix(":assumed-role") else { return arn }
        return parts.dropLast().joined(separator: "/")
    }

    /// The credential that asked, as the inventory knows its holder: `UserId` is the unique id of an IAM user
    /// (`AIDA…`), the account's number for the root user, and `AROA…:session` for a role.
    /// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#principaltable
    static func own(arn: String, userID: String?, key: AWSSignedIn.Key?) throws -> OwnCredential {
        let parts = userID?.split(separator: ":", omittingEmptySubsequences: false).map(String.init) ?? []
        // A federated user's id is its account and its name: no identity of the inventory.
        let isFederated = arn.contains(":federated-user/")
        let holder = isFederated ? nil : parts.first.map { Reference.identity($0) }
        // When a session ends is left out: the next one ends at another time, and nothing has changed.
        // A role has no secret of its own: its sessions come from whom it trusts, each with an id that no list holds.
        if parts.count > 1 { return OwnCredential(holder: holder, form: .federated) }
        if key?.isSession == true { return OwnCredential(holder: holder, form: .staticSecret) }
        return OwnCredential(
            nativeID: key.map { NativeID($0.id) }, holder: holder, form: .staticSecret, expiry: .unsupported)
    }
}

/// Who a source turned out to be, for what depends on it: its own credential, and which member it is itself.
final class AWSSignedIn: Sendable {
    /// What of a credential may be told.
    struct Key: Sendable, Hashable {
        var id: String
        var isSession: Bool
    }

    private let state = Locked<(account: String?, key: Key?)>((nil, nil))

    var account: String? { state.withLock(\.account) }
    var key: Key? { state.withLock(\.key) }

    func note(account: String) { state.withLock { $0.account = account } }

    func note(_ credentials: AWSSessionCredentials) {
        let key = Key(id: credentials.accessKeyID, isSession: credentials.sessionToken != nil)
        state.withLock { $0.key = key }
    }
}
