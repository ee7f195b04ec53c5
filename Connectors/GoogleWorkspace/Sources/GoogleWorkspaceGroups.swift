import ConnectorKit
import Foundation
import Inventory

/// A row of `groups.list`.
/// https://developers.google.com/workspace/admin/directory/reference/rest/v1/groups
struct GoogleWorkspaceGroup: Decodable, Sendable {
    var id: String
    var email: String?
    var name: String?
    var description: String?
    var aliases: [String]?
    var adminCreated: Bool?

    func records() -> [Record] {
        [
            .identity(
                Identity(
                    nativeID: NativeID(id), type: GoogleWorkspaceType.group, classification: .group,
                    classificationReason: "it is a group", name: email ?? name ?? id,
                    emails: ([email].compactMap { $0 } + (aliases ?? [])).filter { $0.contains("@") }, status: .enabled,
                    attributes: GoogleWorkspaceAttributes.of([
                        "displayName": name, "description": description,
                        "adminCreated": GoogleWorkspaceAttributes.flag(adminCreated),
                    ])))
        ]
    }
}

/// A row of `members.list`: a user, a group, a service account, an outsider, or everybody of the customer.
/// https://developers.google.com/workspace/admin/directory/reference/rest/v1/members
struct GoogleWorkspaceMember: Decodable, Sendable {
    /// Absent of some outsiders.
    var id: String?
    var email: String?
    /// `OWNER`, `MANAGER` or `MEMBER`.
    var role: String?
    /// `USER`, `GROUP`, `EXTERNAL`, or `CUSTOMER` for everybody.
    var type: String?

    /// - Throws: `GoogleWorkspaceProblem` for a member that is named by nothing.
    func records(_ partition: Partition) throws -> [Record] {
        let group = try partition.identity
        guard let member = [id, email].compactMap({ $0 }).first(where: { !$0.isEmpty }) else {
            throw GoogleWorkspaceProblem("a member without id and address")
        }
        var records: [Record] = [
            .entitlement(
                Entitlement(
                    nativeID: NativeID("\(group.nativeID)/\(member)"), type: "google-workspace.groupMembership",
                    holder: .identity(member), target: Reference(.identity, group.nativeID), targetName: group.name,
                    conditions: conditions))
        ]
        if let email, GoogleWorkspaceServiceAccount.isOne(email) {
            records.append(.identity(GoogleWorkspaceServiceAccount.identity(member, email: email)))
        }
        if type == "CUSTOMER" { records.append(.identity(Self.everybody(member))) }
        if role == "OWNER" {
            let reference = Reference(.identity, group.nativeID)
            records.append(
                .ownership(
                    OwnershipClaim(
                        subject: reference, holder: reference, owner: email ?? member, evidence: .nativeOwner)))
        }
        return records
    }

    /// A member that stands for all users of the customer, by the customer's id.
    private static func everybody(_ id: String) -> Identity {
        Identity(
            nativeID: NativeID(id), type: "google-workspace.everybody", classification: .group,
            classificationReason: "type CUSTOMER", name: "everybody of the customer", status: .enabled,
            vendorManaged: true)
    }

    private var conditions: [String] {
        var words = [role].compactMap { $0 }.filter { $0 != "MEMBER" }.map { "role \($0)" }
        if type == "EXTERNAL" { words.append("from outside") }
        return words
    }
}

/// Service accounts live in Google Cloud and are listed there; here they are met as members and administrators.
enum GoogleWorkspaceServiceAccount {
    static func isOne(_ email: String) -> Bool { email.lowercased().hasSuffix(".gserviceaccount.com") }

    static func identity(_ id: String, email: String? = nil) -> Identity {
        Identity(
            nativeID: NativeID(id), type: GoogleWorkspaceType.serviceAccount, classification: .service,
            classificationReason: email == nil ? "assigneeType" : "address in gserviceaccount.com", name: email ?? id,
            emails: [email].compactMap { $0 })
    }
}
