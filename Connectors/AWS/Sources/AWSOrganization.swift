import ConnectorKit
import Foundation
import Inventory
import Transport

/// The accounts of an organization as sources of their own, each read with a role that is assumed in it.
///
/// The management account has no such role (Organizations and StackSets make one in member accounts only): it is read
/// with the source's own credentials.
struct AWSOrganization: Sendable {
    /// With its path, without a slash before it: `MusterReader`, `audit/MusterReader`.
    var role: String
    var externalID: String?
    /// Empty for all.
    var included: Set<String>
    var excluded: Set<String>
    /// `aws`, `aws-cn`, `aws-us-gov`.
    var partition: String

    /// nil where no organization is configured.
    /// - Throws: `SettingProblem`.
    init?(_ settings: Settings, partition: String) throws {
        self.partition = partition
        externalID = try settings.text("member_external_id")
        included = try Self.accounts("accounts", settings)
        excluded = try Self.accounts("exclude_accounts", settings)
        guard let role = try settings.text("member_role") else {
            let given = ["member_external_id", "accounts", "exclude_accounts"].first { settings.values[$0] != nil }
            if let given { throw SettingProblem(given, "needs member_role beside it") }
            return nil
        }
        // IAM: names of 64 characters and a path, `[\w+=,.@-]` between slashes.
        guard role.wholeMatch(of: /([A-Za-z0-9_+=,.@-]+\/)*[A-Za-z0-9_+=,.@-]{1,64}/) != nil, role.count <= 512 else {
            throw SettingProblem("member_role", "expected the name of an IAM role, such as MusterReader")
        }
        self.role = role
        if let externalID, externalID.wholeMatch(of: /[A-Za-z0-9_+=,.@:\/-]{2,1224}/) == nil {
            throw SettingProblem("member_external_id", "expected 2 to 1,224 letters, digits and _+=,.@:/-")
        }
    }

    private static func accounts(_ name: String, _ settings: Settings) throws -> Set<String> {
        guard let value = settings.values[name] else { return [] }
        guard case .list(let elements) = value else { throw SettingProblem(name, "expected a list of account ids") }
        return Set(
            try elements.map { element in
                let text =
                    switch element {
                    case .text(let text): text
                    case .number(let number): String(number)
                    default: ""
                    }
                guard text.wholeMatch(of: /[0-9]{12}/) != nil else {
                    throw SettingProblem(name, "expected account ids of twelve digits")
                }
                return text
            })
    }

    func roleARN(in account: String) -> String { "arn:\(partition):iam::\(account):role/\(role)" }

    /// Why an account is not read; nil where it is to be.
    func outOfScope(_ account: String, state: String?) -> String? {
        if excluded.contains(account) { return "left out by exclude_accounts" }
        if !included.isEmpty && !included.contains(account) { return "not among accounts" }
        switch state {
        case "ACTIVE": return nil
        case let state?: return "the account is \(state)"
        // An account of unknown state is tried: what it answers decides.
        case nil: return nil
        }
    }

    // MARK: - Members

    static let stream = "accounts"
    static let accountType = "aws.organizations.account"

    /// - Parameters:
    ///   - signedIn: who the source itself signed in as.
    ///   - management: its credentials, with which the members' roles are assumed.
    ///   - connector: makes the connector of an account, given its credentials and the organization's key.
    func members(
        of signedIn: AWSSignedIn, management: AWSCredentialProvider, endpoints: AWSEndpoints,
        connector:
            @escaping @Sendable (_ account: String, AWSCredentialProvider, _ organization: String) throws -> Connector
    ) -> MemberSources {
        MemberSources(stream: Self.stream, type: Self.accountType) { resource in
            let account = resource.nativeID.string
            if account == signedIn.account { return .itself }
            if let reason = outOfScope(account, state: resource.attributes["state"]) {
                return .outOfScope(reason: reason)
            }
            let organization = resource.attributes["arn"].flatMap(AWSArn.account) ?? signedIn.account ?? ""
            return .connector(
                try connector(account, credentials(of: account, management: management, endpoints), organization))
        }
    }

    private func credentials(of account: String, management: AWSCredentialProvider, _ endpoints: AWSEndpoints)
        -> AWSCredentialProvider
    {
        let arn = roleARN(in: account)
        return AWSCredentialProvider { transport, now in
            let own = try await management.credentials(transport, now: now)
            do {
                return try await AWSSecurityTokenService(endpoints: endpoints).assumeRole(
                    arn, with: own, externalID: externalID, sessionName: nil, transport, now: now)
            } catch let problem as AWSCredentialProblem {
                throw AWSCredentialProblem(problem.place, problem.detail, advice: advice(account))
            }
        }
    }

    /// What opens an account, in words.
    private func advice(_ account: String) -> String {
        "Make the role \(role) in account \(account), trusted to this source's principal"
            + (externalID == nil ? "" : " with the ExternalId of member_external_id")
            + "; one CloudFormation StackSet makes it in all accounts (muster connectors setup aws). "
            + "Or list the account in exclude_accounts"
    }
}
