import ConnectorKit
import Foundation
import Inventory

/// A row of `GET /api/v1/users`.
/// https://developer.okta.com/docs/api/openapi/okta-management/management/tags/user
struct OktaUser: Decodable, Sendable {
    var id: String
    var status: String?
    var created: Instant?
    var activated: Instant?
    var statusChanged: Instant?
    var lastLogin: Instant?
    var passwordChanged: Instant?
    var profile: Profile?
    var credentials: Credentials?

    struct Profile: Decodable, Sendable {
        var login: String?
        var email: String?
        var secondEmail: String?
        var firstName: String?
        var lastName: String?
        var displayName: String?
        /// A text or a number, as the org's schema has it.
        var employeeNumber: WireText?
        var userType: String?
        var department: String?
        var manager: String?
        var managerId: WireText?
    }

    struct Credentials: Decodable, Sendable {
        /// An empty object where the user has a password; absent where not. Its value never comes.
        var password: Present?
        var provider: Provider?
    }

    struct Present: Decodable, Sendable { init(from decoder: any Decoder) {} }

    struct Provider: Decodable, Sendable { var type: String? }
}

extension OktaUser {
    /// Account, person, password and last sign-in: four facts of one row.
    func records() -> [Record] {
        var records: [Record] = [.identity(identity), .person(person)]
        if let number = employeeNumber {
            records.append(
                .link(AccountLink(subject: .identity(id), identifier: number, method: "employeeNumber")))
        }
        if credentials?.password != nil { records.append(.credential(password)) }
        records.append(
            .usage(Usage(subject: .identity(id), holder: .identity(id), lastUse: lastUse, meaning: .success)))
        return records
    }

    private var employeeNumber: String? { profile?.employeeNumber.flatMap { $0.text.isEmpty ? nil : $0.text } }

    private var emails: [String] {
        [profile?.email, profile?.secondEmail].compactMap { $0 }.filter { !$0.isEmpty }
    }

    private var name: String {
        let full = [profile?.firstName, profile?.lastName].compactMap { $0 }.filter { !$0.isEmpty }
        return profile?.displayName ?? (full.isEmpty ? nil : full.joined(separator: " ")) ?? profile?.login ?? id
    }

    private var identity: Identity {
        Identity(
            // Okta does not say whether a person stands behind a user; `userType` is the org's own word.
            nativeID: NativeID(id), type: "okta.user", name: profile?.login ?? id,
            emails: profile?.email.map { $0.isEmpty ? [] : [$0] } ?? [], status: OktaUserStatus.account(status),
            createdAt: created,
            attributes: Attributes.of([
                "status": status, "statusChanged": statusChanged?.description, "activated": activated?.description,
                "userType": profile?.userType, "provider": credentials?.provider?.type,
            ]))
    }

    private var person: Person {
        Person(
            nativeID: NativeID(id), employeeID: employeeNumber, name: name, emails: emails,
            status: OktaUserStatus.person(status),
            // The day of the deactivation; of a suspension, which may end, there is no last day.
            endedAt: status == "DEPROVISIONED" ? statusChanged : nil, department: profile?.department,
            manager: profile?.managerId?.text ?? profile?.manager)
    }

    private var password: Credential {
        Credential(
            nativeID: NativeID("\(id)/password"), type: "okta.password", form: .password, holder: .identity(id),
            status: OktaUserStatus.account(status) == .enabled ? .active : .inactive,
            // Whether and when it expires is a matter of the password policy that applies.
            expiry: .unknown, lastRotatedAt: passwordChanged, survival: OktaSurvival.ofUser)
    }

    /// Okta keeps the last sign-in for ever, so that none means none since the user was made.
    private var lastUse: LastUse {
        lastLogin.map { .observed($0) } ?? created.map { .noneSince($0) } ?? .unknown
    }
}

/// What Okta's eight states mean here.
/// https://developer.okta.com/docs/api/openapi/okta-management/management/tags/user (status)
enum OktaUserStatus {
    /// Whether the account can be used.
    ///
    /// A locked, expired or recovering user gets in again by their own doing; a provisioned one is asked to finish
    /// signing up. A staged user was never activated: it can neither be used nor has it been taken from anyone, and no
    /// rule should take it for either. Deactivation (`DEPROVISIONED`) keeps the user, who can be activated again, so it is
    /// `disabled`; only a second step deletes, and then the user is in no list.
    static func account(_ status: String?) -> AccountStatus {
        switch status {
        case "ACTIVE", "LOCKED_OUT", "PASSWORD_EXPIRED", "RECOVERY", "PROVISIONED": .enabled
        case "SUSPENDED": .suspended
        case "DEPROVISIONED": .disabled
        default: .unknown
        }
    }

    /// Whether the person is still here. Only suspension and deactivation say no.
    static func person(_ status: String?) -> PersonStatus {
        switch status {
        case "ACTIVE", "LOCKED_OUT", "PASSWORD_EXPIRED", "RECOVERY", "PROVISIONED": .active
        case "SUSPENDED": .suspended
        case "DEPROVISIONED": .deactivated
        default: .unknown
        }
    }
}

/// What outlives its user. https://developer.okta.com/docs/guides/create-an-api-token/main/ (token deactivation)
enum OktaSurvival {
    /// API tokens and passwords are refused while the user is deactivated, and work again when they come back.
    static let ofUser = Survival(disabling: .no, deletion: .no)
    /// Secrets and keys of apps belong to no user.
    static let ofApp = Survival(disabling: .yes, deletion: .yes)
}
