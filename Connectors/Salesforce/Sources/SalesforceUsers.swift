import ConnectorKit
import Foundation
import Inventory
import Transport

/// A row of `User`.
/// https://developer.salesforce.com/docs/platform/object-reference/references/standard-objects/object-user.html
struct SalesforceUser: Decodable, Sendable {
    var id: SalesforceID
    var username: String
    var firstName: String?
    var lastName: String?
    var email: String?
    var employeeNumber: String?
    var federationIdentifier: String?
    var department: String?
    var isActive: Bool?
    var userType: String?
    var createdDate: Instant?
    var createdById: SalesforceID?
    var profile: Profile?
    var manager: Manager?
    /// nil where it was not shown; else nil inside for a user that never signed in.
    var lastLogin: Instant??

    struct Profile: Decodable, Sendable {
        var name: String?
        var license: Named?

        private enum CodingKeys: String, CodingKey {
            case name = "Name"
            case license = "UserLicense"
        }
    }

    struct Named: Decodable, Sendable {
        var name: String?

        private enum CodingKeys: String, CodingKey { case name = "Name" }
    }

    struct Manager: Decodable, Sendable {
        var email: String?
        var employeeNumber: String?

        private enum CodingKeys: String, CodingKey {
            case email = "Email"
            case employeeNumber = "EmployeeNumber"
        }
    }

    static let query = SalesforceQuery(
        object: "User", fields: ["Id", "Username"],
        optional: [
            "FirstName", "LastName", "Email", "EmployeeNumber", "FederationIdentifier", "Department", "IsActive",
            "UserType", "LastLoginDate", "CreatedDate", "CreatedById", "Profile.Name", "Profile.UserLicense.Name",
            "Manager.Email", "Manager.EmployeeNumber",
        ])

    private enum CodingKeys: String, CodingKey {
        case id = "Id"
        case username = "Username"
        case firstName = "FirstName"
        case lastName = "LastName"
        case email = "Email"
        case employeeNumber = "EmployeeNumber"
        case federationIdentifier = "FederationIdentifier"
        case department = "Department"
        case isActive = "IsActive"
        case userType = "UserType"
        case createdDate = "CreatedDate"
        case createdById = "CreatedById"
        case profile = "Profile"
        case manager = "Manager"
        case lastLogin = "LastLoginDate"
    }

    init(from decoder: any Decoder) throws {
        let row = try decoder.container(keyedBy: CodingKeys.self)
        id = try row.decode(SalesforceID.self, forKey: .id)
        username = try row.decode(String.self, forKey: .username)
        firstName = try row.decodeIfPresent(String.self, forKey: .firstName)
        lastName = try row.decodeIfPresent(String.self, forKey: .lastName)
        email = try row.decodeIfPresent(String.self, forKey: .email)
        employeeNumber = try row.decodeIfPresent(String.self, forKey: .employeeNumber)
        federationIdentifier = try row.decodeIfPresent(String.self, forKey: .federationIdentifier)
        department = try row.decodeIfPresent(String.self, forKey: .department)
        isActive = try row.decodeIfPresent(Bool.self, forKey: .isActive)
        userType = try row.decodeIfPresent(String.self, forKey: .userType)
        createdDate = try row.decodeIfPresent(Instant.self, forKey: .createdDate)
        createdById = try row.decodeIfPresent(SalesforceID.self, forKey: .createdById)
        profile = try row.decodeIfPresent(Profile.self, forKey: .profile)
        manager = try row.decodeIfPresent(Manager.self, forKey: .manager)
        lastLogin = row.contains(.lastLogin) ? .some(try row.decodeIfPresent(Instant.self, forKey: .lastLogin)) : nil
    }

    /// - Parameter frozen: the ids of those that are frozen; nil where this user may not see it.
    func records(frozen: Set<SalesforceID>?) -> [Record] {
        let kind = SalesforceUserKind(userType: userType, profile: profile?.name, license: profile?.license?.name)
        var records: [Record] = [.identity(identity(kind, frozen)), .usage(usage(kind))]
        guard kind.mayBeAPerson else { return records }
        if userType == "Standard" { records.append(.person(person)) }
        let links = [("employeeId", employeeNumber), ("federationIdentifier", federationIdentifier)]
        for (method, identifier) in links {
            guard let identifier, !identifier.isEmpty else { continue }
            records.append(.link(AccountLink(subject: reference, identifier: identifier, method: method)))
        }
        return records
    }

    private var reference: Reference { .identity(id.text) }

    private func identity(_ kind: SalesforceUserKind, _ frozen: Set<SalesforceID>?) -> Identity {
        Identity(
            nativeID: NativeID(id.text), type: "salesforce.user", classification: kind.classification,
            classificationReason: kind.reason, name: username, emails: email.map { [$0] } ?? [],
            status: status(frozen), createdAt: createdDate, vendorManaged: kind.classification == .system,
            attributes: SalesforceAttributes.of([
                "userType": userType, "profile": profile?.name, "userLicense": profile?.license?.name,
                "displayName": displayName, "createdById": createdById?.text,
                "isFrozen": SalesforceAttributes.flag(frozen.map { $0.contains(id) }),
            ]))
    }

    private func status(_ frozen: Set<SalesforceID>?) -> AccountStatus {
        guard let isActive else { return .unknown }
        if !isActive { return .disabled }
        return frozen?.contains(id) == true ? .suspended : .enabled
    }

    private var person: Person {
        Person(
            nativeID: NativeID(id.text), employeeID: employeeNumber.flatMap { $0.isEmpty ? nil : $0 },
            name: displayName, emails: email.map { [$0] } ?? [],
            status: isActive.map { $0 ? .active : .deactivated } ?? .unknown, department: department,
            manager: [manager?.employeeNumber, manager?.email].compactMap { $0 }.first { !$0.isEmpty })
    }

    private var displayName: String? {
        let name = [firstName, lastName].compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: " ")
        return name.isEmpty ? nil : name
    }

    /// The field keeps the last success for ever; empty is a user that never signed in.
    private func usage(_ kind: SalesforceUserKind) -> Usage {
        let lastUse: LastUse =
            switch lastLogin {
            case .some(.some(let login)): .observed(login)
            // The platform's own users work, and guests look, without signing in.
            case .some(.none) where [.system, .shared].contains(kind.classification): .unsupported
            case .some(.none): createdDate.map { .noneSince($0) } ?? .unknown
            case .none: .unknown
            }
        return Usage(
            subject: reference, holder: reference, lastUse: lastUse, meaning: .success,
            // "Updated if 60 seconds elapses since the user's last login."
            granularityInSeconds: 60)
    }
}

/// What stands behind a user, by the values that Salesforce documents. Everything else may be a person or a thing.
struct SalesforceUserKind: Hashable, Sendable {
    var classification: IdentityClass
    var reason: String?

    /// https://help.salesforce.com/s/articleView?id=platform.integration_user.htm
    private static let integrationLicense = "Salesforce Integration"
    private static let integrationProfiles: Set<String> = [
        "Minimum Access - API Only Integrations", "Salesforce API Only System Integrations",
    ]

    init(userType: String?, profile: String?, license: String?) {
        switch userType {
        case "AutomatedProcess", "CloudIntegrationUser":
            (classification, reason) = (.system, "UserType is \(userType ?? "")")
        case "Guest": (classification, reason) = (.shared, "UserType is Guest: whoever opens the site")
        case _ where license == Self.integrationLicense:
            (classification, reason) = (.service, "the user licence is \(Self.integrationLicense)")
        case _ where profile.map(Self.integrationProfiles.contains) == true:
            (classification, reason) = (.service, "the profile is \(profile ?? "")")
        default: (classification, reason) = (.unknown, nil)
        }
    }

    var mayBeAPerson: Bool { classification == .unknown }
}

/// The list of users, with what only another object tells: who is frozen. That takes a permission that can write, so it is
/// asked for only where this user has it anyway.
enum SalesforceUserList {
    static let permission = "ManageUsers"
    static let frozen = SalesforceQuery(object: "UserLogin", fields: ["UserId"], condition: "IsFrozen = true")

    private struct Frozen: Decodable, Sendable {
        var user: SalesforceID

        private enum CodingKeys: String, CodingKey { case user = "UserId" }
    }

    /// How far the read has come. It lives as long as the read; one that is resumed without it is begun anew.
    private struct State: Sendable {
        var list: String
        var frozen: Set<SalesforceID>?
        var isAtFrozen = false
    }

    static func stream(_ endpoint: SalesforceEndpoint) throws -> HTTPStream {
        let first = try endpoint.describe(SalesforceUser.query)
        let question = try SalesforceEndpoint.path(SalesforceOwnPermission.query(permission), nil)
        let frozenList = try SalesforceEndpoint.path(frozen, nil)
        let kept = Locked<State?>(nil)
        let start: @Sendable (Partition) throws -> Request = { _ in first }
        return HTTPStream(first: start, pagination: .nextURL, redaction: SalesforceRedaction.rules) {
            response, partition in
            let ask = SalesforceAsk(response.url)
            if case .description = ask {
                let described = try JSONDecoder().decode(SalesforceDescription.self, from: response.body)
                let list = try SalesforceEndpoint.path(SalesforceUser.query, described)
                kept.withLock { $0 = State(list: list) }
                return DecodedPage(records: [], rowCount: 0, next: question)
            }
            guard var state = kept.withLock({ $0 }) else { throw SalesforceProblem("the page before it was not read") }
            if ask == .query(try SalesforceOwnPermission.query(permission).text(nil)) {
                state.isAtFrozen = try SalesforceOwnPermission.has(permission, response) == true
                if state.isAtFrozen { state.frozen = [] }
                kept.withLock { [state] in $0 = state }
                return DecodedPage(records: [], rowCount: 0, next: state.isAtFrozen ? frozenList : state.list)
            }
            if state.isAtFrozen {
                let page = try SalesforceRows<Frozen>.read(response)
                guard page.records.rejected.isEmpty else { throw SalesforceProblem("a frozen user has no id") }
                state.frozen?.formUnion(page.records.rows.map(\.user))
                state.isAtFrozen = page.next != nil
                kept.withLock { [state] in $0 = state }
                return DecodedPage(records: [], rowCount: 0, next: page.next ?? state.list)
            }
            let list = try SalesforceRows<SalesforceUser>.read(response)
            return DecodedPage(rows: list.records, next: list.next, total: list.totalSize, partition: partition) {
                [frozen = state.frozen] user, _ in user.records(frozen: frozen)
            }
        }
    }
}
