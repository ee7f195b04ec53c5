import ConnectorKit
import Foundation
import Inventory

/// A row of `/users` and of `/directory/deletedItems/microsoft.graph.user`.
/// https://learn.microsoft.com/graph/api/resources/user
struct EntraUser: Decodable, Sendable {
    var id: String
    var odataType: String?
    var userPrincipalName: String?
    var displayName: String?
    var mail: String?
    var otherMails: [String]?
    var employeeId: String?
    var department: String?
    var accountEnabled: Bool?
    /// `Member` or `Guest`; null for accounts made before there were guests.
    var userType: String?
    var externalUserState: String?
    var createdDateTime: Instant?
    var deletedDateTime: Instant?
    var lastPasswordChangeDateTime: Instant?
    var onPremisesSyncEnabled: Bool?
    var manager: Manager?

    struct Manager: Decodable, Sendable {
        var employeeId: String?
        var mail: String?
        var userPrincipalName: String?
    }

    private enum CodingKeys: String, CodingKey {
        case id, userPrincipalName, displayName, mail, otherMails, employeeId, department, accountEnabled, userType
        case externalUserState, createdDateTime, deletedDateTime, lastPasswordChangeDateTime, onPremisesSyncEnabled
        case manager
        case odataType = "@odata.type"
    }

    static let selection =
        "id,userPrincipalName,displayName,mail,otherMails,employeeId,department,accountEnabled,userType,externalUserState,createdDateTime,lastPasswordChangeDateTime,onPremisesSyncEnabled"

    /// - Parameter isDeleted: it came from the list of deleted users, whatever else it says.
    func records(isDeleted: Bool = false) -> [Record] {
        // The user that an agent has is nobody: in a source of people it would be one who never leaves.
        if isAgent { return [.identity(identity(isDeleted))] }
        var records: [Record] = [.identity(identity(isDeleted)), .person(person(isDeleted))]
        if let employee = employeeId, !employee.isEmpty {
            records.append(.link(AccountLink(subject: .identity(id), identifier: employee, method: "employeeId")))
        }
        return records
    }

    /// Whose home is another directory.
    var isGuest: Bool { userType == "Guest" || EntraPrincipalName.homeAddress(userPrincipalName ?? "") != nil }

    private var isAgent: Bool { odataType == "#microsoft.graph.agentUser" }

    /// Entra has one kind of user for people, shared mailboxes and services. Agents' users are a type of their own.
    private func identity(_ isDeleted: Bool) -> Identity {
        Identity(
            nativeID: NativeID(id), type: isGuest ? "entra.user.guest" : "entra.user",
            classification: isAgent ? .agent : .unknown,
            classificationReason: isAgent ? "@odata.type is agentUser" : nil, name: login ?? displayName ?? id,
            emails: emails, status: isDeleted ? .deleted : accountStatus, createdAt: createdDateTime,
            attributes: Attributes.of([
                "userType": userType, "externalUserState": externalUserState, "displayName": displayName,
                "deletedDateTime": deletedDateTime?.description,
                "lastPasswordChangeDateTime": lastPasswordChangeDateTime?.description,
                "onPremisesSyncEnabled": onPremisesSyncEnabled.map { $0 ? "true" : "false" },
            ]))
    }

    private func person(_ isDeleted: Bool) -> Person {
        Person(
            nativeID: NativeID(id), employeeID: employeeId.flatMap { $0.isEmpty ? nil : $0 }, name: displayName,
            emails: emails, status: isDeleted ? .deleted : personStatus, endedAt: isDeleted ? deletedDateTime : nil,
            department: department,
            manager: manager.flatMap { manager in
                [manager.employeeId, manager.mail, manager.userPrincipalName].compactMap { $0 }.first { !$0.isEmpty }
            })
    }

    private var login: String? { userPrincipalName.map { EntraPrincipalName.undeleted($0, id: id) } }

    /// The address, the sign-in name where it is an address too, and further ones; each once.
    private var emails: [String] {
        let name = login.map { EntraPrincipalName.homeAddress($0) ?? $0 }
        var seen: Set<String> = []
        return ([mail, name] + (otherMails ?? [])).compactMap { $0 }
            .filter { $0.contains("@") && seen.insert($0.lowercased()).inserted }
    }

    private var accountStatus: AccountStatus { accountEnabled.map { $0 ? .enabled : .disabled } ?? .unknown }

    /// Sign-in that is blocked is all that Entra says of a leaver before the account is deleted.
    private var personStatus: PersonStatus { accountEnabled.map { $0 ? .active : .deactivated } ?? .unknown }
}

/// What Entra makes of user principal names.
enum EntraPrincipalName {
    /// `ada_partner.example#EXT#@contoso.onmicrosoft.com` is `ada@partner.example` at home: a host name has no
    /// underscore, so the last one stands for the sign. nil for names of this directory.
    static func homeAddress(_ name: String) -> String? {
        guard let mark = name.range(of: "#EXT#", options: .caseInsensitive) else { return nil }
        let home = name[..<mark.lowerBound]
        guard let underscore = home.lastIndex(of: "_"), underscore != home.startIndex else { return nil }
        return home[..<underscore] + "@" + home[home.index(after: underscore)...]
    }

    /// Deletion puts the id without its hyphens before the name, so that the name is free again.
    static func undeleted(_ name: String, id: String) -> String {
        let prefix = id.replacing("-", with: "")
        guard prefix.utf8.count == 32, name.lowercased().hasPrefix(prefix.lowercased()) else { return name }
        return String(name.dropFirst(prefix.count))
    }
}

/// A row of `/users` with `signInActivity`.
/// https://learn.microsoft.com/graph/api/resources/signinactivity
struct EntraUserSignIn: Decodable, Sendable {
    var id: String
    var createdDateTime: Instant?
    var signInActivity: Activity?

    struct Activity: Decodable, Sendable {
        /// Attempts: refused ones count.
        var lastSignInDateTime: Instant?
        var lastNonInteractiveSignInDateTime: Instant?
        var lastSuccessfulSignInDateTime: Instant?
    }

    /// Kept from here on, and not filled in for the time before.
    static let attemptsSince = Instant(seconds: 1_585_699_200)  // 2020-04-01
    static let successesSince = Instant(seconds: 1_701_388_800)  // 2023-12-01

    func records() -> [Record] {
        [
            .usage(
                Usage(
                    subject: .identity(id), holder: .identity(id), lastUse: lastUse, meaning: .success,
                    // "Up to 24 hours": https://learn.microsoft.com/entra/identity/monitoring-health/howto-manage-inactive-user-accounts
                    lagInSeconds: 86_400))
        ]
    }

    /// An attempt is no use: where only attempts are told, there was no success since successes are kept.
    private var lastUse: LastUse {
        if let success = signInActivity?.lastSuccessfulSignInDateTime?.ifTold { return .observed(success) }
        let attempts = [signInActivity?.lastSignInDateTime, signInActivity?.lastNonInteractiveSignInDateTime]
        let attempted = attempts.contains { $0?.ifTold != nil }
        let since = attempted ? Self.successesSince : Self.attemptsSince
        return .noneSince(createdDateTime.map { max($0, since) } ?? since)
    }
}

extension Instant {
    /// nil for the first of January of the year 1, which Graph has sent for "none": taken for a use, it would make a new
    /// account idle for two thousand years.
    var ifTold: Instant? { self > Instant(seconds: 0) ? self : nil }
}
