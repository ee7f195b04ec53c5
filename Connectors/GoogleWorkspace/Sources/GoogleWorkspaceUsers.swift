import ConnectorKit
import Foundation
import Inventory

/// A row of `users.list`, in either pass. The recovery address and telephone, and all private addresses, are not read.
/// https://developers.google.com/workspace/admin/directory/reference/rest/v1/users
struct GoogleWorkspaceUser: Decodable, Sendable {
    var id: String
    var primaryEmail: String?
    var name: Name?
    var aliases: [String]?
    var suspended: Bool?
    var suspensionReason: String?
    var archived: Bool?
    var isAdmin: Bool?
    var isDelegatedAdmin: Bool?
    var isGuestUser: Bool?
    var isEnrolledIn2Sv: Bool?
    var isEnforcedIn2Sv: Bool?
    var creationTime: Instant?
    var lastLoginTime: Instant?
    var deletionTime: Instant?
    var orgUnitPath: String?
    var organizations: GoogleWorkspaceAny<[Organization]>?
    var externalIds: GoogleWorkspaceAny<[Labelled]>?
    var relations: GoogleWorkspaceAny<[Labelled]>?

    struct Name: Decodable, Sendable { var fullName: String? }

    struct Organization: Decodable, Sendable {
        var primary: Bool?
        var department: String?
        var title: String?
    }

    struct Labelled: Decodable, Sendable {
        var type: String?
        var value: String?
    }

    /// - Parameter isDeleted: it came from the pass over deleted users, whatever else it says.
    func records(isDeleted: Bool = false) -> [Record] {
        var records: [Record] = [.identity(identity(isDeleted)), .person(person(isDeleted))]
        if let employeeID {
            records.append(.link(AccountLink(subject: .identity(id), identifier: employeeID, method: "externalIds")))
        }
        records.append(
            .usage(Usage(subject: .identity(id), holder: .identity(id), lastUse: lastUse, meaning: .success)))
        return records
    }

    /// Google has one kind of user for people, shared mailboxes and services.
    private func identity(_ isDeleted: Bool) -> Identity {
        Identity(
            nativeID: NativeID(id), type: isGuestUser == true ? GoogleWorkspaceType.guest : GoogleWorkspaceType.user,
            name: primaryEmail ?? name?.fullName ?? id, emails: emails,
            status: isDeleted ? .deleted : GoogleWorkspaceStatus.account(suspended: suspended, archived: archived),
            createdAt: creationTime,
            attributes: GoogleWorkspaceAttributes.of([
                "displayName": name?.fullName, "orgUnitPath": orgUnitPath, "title": organization?.title,
                "suspensionReason": suspensionReason, "deletionTime": deletionTime?.description,
                "archived": GoogleWorkspaceAttributes.flag(archived),
                "isAdmin": GoogleWorkspaceAttributes.flag(isAdmin),
                "isDelegatedAdmin": GoogleWorkspaceAttributes.flag(isDelegatedAdmin),
                "isEnrolledIn2Sv": GoogleWorkspaceAttributes.flag(isEnrolledIn2Sv),
                "isEnforcedIn2Sv": GoogleWorkspaceAttributes.flag(isEnforcedIn2Sv),
            ]))
    }

    private func person(_ isDeleted: Bool) -> Person {
        Person(
            nativeID: NativeID(id), employeeID: employeeID, name: name?.fullName, emails: emails,
            status: isDeleted ? .deleted : GoogleWorkspaceStatus.person(suspended: suspended, archived: archived),
            endedAt: isDeleted ? deletionTime : nil, department: organization?.department,
            manager: Self.first("manager", in: relations))
    }

    private var organization: Organization? {
        let all = organizations?.value ?? []
        return all.first { $0.primary == true } ?? all.first
    }

    /// The type that the admin console calls "Employee ID".
    private var employeeID: String? { Self.first("organization", in: externalIds) }

    private static func first(_ type: String, in list: GoogleWorkspaceAny<[Labelled]>?) -> String? {
        (list?.value ?? []).first { $0.type == type }?.value.flatMap { $0.isEmpty ? nil : $0 }
    }

    private var emails: [String] {
        var seen: Set<String> = []
        return ([primaryEmail].compactMap { $0 } + (aliases ?? [])).filter {
            $0.contains("@") && seen.insert($0.lowercased()).inserted
        }
    }

    /// The first instant of 1970 is how Google writes "never".
    private var lastUse: LastUse {
        if let lastLoginTime, lastLoginTime > Instant(seconds: 0) { return .observed(lastLoginTime) }
        guard lastLoginTime != nil, let creationTime else { return .unknown }
        return .noneSince(creationTime)
    }
}

enum GoogleWorkspaceType {
    static let user = "google-workspace.user"
    static let guest = "google-workspace.user.guest"
    static let group = "google-workspace.group"
    static let serviceAccount = "google-workspace.serviceAccount"
}

/// What `suspended` and `archived` mean here. An archived user keeps its data under another licence and may not sign in:
/// that is how leavers are kept.
enum GoogleWorkspaceStatus {
    static func account(suspended: Bool?, archived: Bool?) -> AccountStatus {
        if archived == true { return .disabled }
        return suspended.map { $0 ? .suspended : .enabled } ?? .unknown
    }

    static func person(suspended: Bool?, archived: Bool?) -> PersonStatus {
        if archived == true { return .deactivated }
        return suspended.map { $0 ? .suspended : .active } ?? .unknown
    }
}
