import ConnectorKit
import Foundation
import Inventory

/// Wire to records: people, groups, projects, and who may do what. Nothing but the row and its parent is read.
enum GitLabMapping {
    // Users' ids stand alone, since they are the most; what else shares a kind with them says what it is.
    static func user(_ id: Int64) -> Reference { .identity(String(id)) }
    static func group(_ id: Int64) -> Reference { .resource("group/\(id)") }
    static func project(_ id: Int64) -> Reference { .resource("project/\(id)") }

    // MARK: - Users

    static func listed(_ row: GitLabUserWire) -> [Record] {
        var records: [Record] = [.identity(identity(row)), .usage(usage(row))]
        records += links(row, saml: nil)
        guard row.isAdministrator == true else { return records }
        return records + [
            .entitlement(
                Entitlement(
                    nativeID: NativeID("instance/administrator/\(row.id)"), type: "gitlab.administrator",
                    holder: user(row.id), target: Reference(.permission, GitLabAccess.administrator.nativeID),
                    targetName: GitLabAccess.administrator.name))
        ]
    }

    /// - Parameter group: nil for an account of the whole instance.
    static func serviceAccount(_ row: GitLabUserWire, of group: Resource?) -> [Record] {
        var identity = identity(row)
        identity.classification = .service
        identity.classificationReason = "listed as a service account"
        if let group { identity.attributes["group"] = group.nativeID.string }
        return [.identity(identity)]
    }

    static func identity(_ row: GitLabUserWire) -> Identity {
        var attributes: [String: String] = [:]
        attributes["state"] = row.state
        attributes["external"] = row.isExternal.map { String($0) }
        attributes["two_factor_enabled"] = row.hasTwoFactors.map { String($0) }
        let (classification, reason) = classification(row)
        return Identity(
            nativeID: user(row.id).nativeID, type: "gitlab.user", classification: classification,
            classificationReason: reason, name: row.username,
            emails: row.email.map { $0.isEmpty ? [] : [$0] } ?? [], status: status(row.state),
            createdAt: row.createdAt.instant, vendorManaged: isInternal(row), attributes: attributes)
    }

    /// Bots that GitLab itself makes and keeps, one of each; a number follows where the name was taken. The field has to
    /// say so too, since people choose their names.
    /// https://gitlab.com/gitlab-org/gitlab/-/blob/master/lib/users/internal.rb
    static func isInternal(_ row: GitLabUserWire) -> Bool {
        row.isBot == true && internalBots.contains(row.username.lowercased().replacing(#/[0-9]+$/#, with: ""))
    }

    private static let internalBots: Set<String> = [
        "alert-bot", "automation-bot", "gitlab-admin-bot", "gitlab-llm-bot", "gitlab-security-bot", "gitlabduo",
        "migration-bot", "support-bot",
    ]

    /// Bots of group and project tokens have documented names, also where the list tells nothing of bots. That an
    /// account is no bot does not make it a person's.
    /// https://docs.gitlab.com/user/project/settings/project_access_tokens/#bot-users-for-projects
    static func classification(_ row: GitLabUserWire) -> (IdentityClass, String?) {
        if isTokenBot(row.username) { return (.bot, "username of a group's or project's access token") }
        return row.isBot == true ? (.bot, "bot") : (.unknown, nil)
    }

    /// `project_123_bot_4ffca233d8298ea1`; before 16.0 `project_123_bot` and `project_123_bot1`.
    static func isTokenBot(_ username: String) -> Bool {
        username.range(of: "^(project|group)_[0-9]+_bot(_[0-9a-f]+|[0-9]*)$", options: .regularExpression) != nil
    }

    /// https://docs.gitlab.com/administration/moderate_users/: who is deactivated comes back by signing in, who is
    /// blocked or banned by an administrator alone.
    static func status(_ state: String?) -> AccountStatus {
        switch state {
        case "active": .enabled
        case "deactivated": .suspended
        case "blocked", "ldap_blocked", "blocked_pending_approval", "banned": .disabled
        default: .unknown
        }
    }

    /// The later of the last sign-in and the last day with any activity (Git, API, pages). Both are null of accounts
    /// that never did either.
    private static func usage(_ row: GitLabUserWire) -> Usage {
        let times = [row.currentSignIn, row.lastSignIn, row.lastActivity]
        let lastUse: LastUse
        if let latest = times.compactMap(\.instant).max() {
            lastUse = .observed(latest)
        } else if row.currentSignIn.isTold, row.lastActivity.isTold, let created = row.createdAt.instant {
            lastUse = .noneSince(max(created, activityTrackedSince))
        } else {
            lastUse = .unknown
        }
        return Usage(
            subject: user(row.id), holder: user(row.id), lastUse: lastUse, meaning: .success,
            granularityInSeconds: row.lastActivity.instant == nil ? 1 : 86_400)
    }

    /// The field is older than this; what stood before it came is not known.
    static let activityTrackedSince = Instant(seconds: 1_514_764_800)  // 2018-01-01

    /// One link a provider.
    private static func links(_ row: GitLabUserWire, saml: GitLabExternalIdentity?) -> [Record] {
        var links: [(method: String, identifier: String?)] = (row.identities ?? []).map { identity in
            (
                identity.provider == "group_saml" ? "samlNameID" : "externUID.\(identity.provider ?? "")",
                identity.externalID
            )
        }
        links += (row.scimIdentities ?? []).map { ("scimExternalID", $0.externalID) }
        if let saml { links.append(("samlNameID", saml.externalID)) }
        var seen: Set<String> = []
        return links.compactMap { link in
            guard let identifier = link.identifier, !identifier.isEmpty, seen.insert(link.method).inserted else {
                return nil
            }
            return .link(AccountLink(subject: user(row.id), identifier: identifier, method: link.method))
        }
    }

    // MARK: - Groups and projects

    /// - Parameter isRoot: a top-level group, or the one that is read as a whole.
    static func group(_ row: GitLabGroupWire, isRoot: Bool) -> [Record] {
        var attributes = shares(row.sharedWith)
        attributes["visibility"] = row.visibility
        attributes["archived"] = row.archived.map { String($0) }
        attributes["require_two_factor_authentication"] = row.requiresTwoFactors.map { String($0) }
        attributes["parent"] = row.parentID.map { "group/\($0)" }
        attributes["marked_for_deletion_on"] = row.deletionOn.instant?.day
        return [
            .resource(
                Resource(
                    nativeID: group(row.id).nativeID, type: isRoot ? rootType : subgroupType, name: row.fullPath,
                    status: .enabled, createdAt: row.createdAt.instant, attributes: attributes))
        ]
    }

    static let rootType = "gitlab.group"
    static let subgroupType = "gitlab.subgroup"

    static func project(_ row: GitLabProjectWire) -> [Record] {
        var attributes = shares(row.sharedWith)
        attributes["visibility"] = row.visibility
        attributes["archived"] = row.archived.map { String($0) }
        attributes["last_activity_at"] = row.lastActivity.instant?.description
        attributes["marked_for_deletion_on"] = row.deletionOn.instant?.day
        // A number is no name: it would be taken for an employee's. Who made it is for people to read.
        attributes["creator_id"] = row.creatorID.map { String($0) }
        return [
            .resource(
                Resource(
                    nativeID: project(row.id).nativeID, type: "gitlab.project", name: row.fullPath, status: .enabled,
                    createdAt: row.createdAt.instant, attributes: attributes))
        ]
    }

    /// `crew/ops (Developer)`: whose members have access as well.
    private static func shares(_ shares: [GitLabShareWire]?) -> [String: String] {
        let texts = (shares ?? []).compactMap { share in
            share.fullPath.map { "\($0) (\(share.accessLevel.map(GitLabAccess.name) ?? "unknown role"))" }
        }
        return texts.isEmpty ? [:] : ["shared_with_groups": texts.sorted().joined(separator: ", ")]
    }

    // MARK: - Members

    /// Owners answer for what they own; a token's bot answers for nothing.
    static func member(_ row: GitLabMemberWire, of resource: Resource) -> [Record] {
        var conditions: [String] = []
        if let end = row.expiresAt.instant { conditions.append("expires_at: \(end.day)") }
        if let role = row.role { conditions.append("custom role: \(role.id)") }
        if row.membershipState == "awaiting" { conditions.append("awaiting approval") }
        var records: [Record] = [
            .identity(identity(row.user)),
            .entitlement(
                Entitlement(
                    nativeID: NativeID("\(resource.nativeID)/member/\(row.user.id)"),
                    type: resource.type == "gitlab.project" ? "gitlab.projectMember" : "gitlab.groupMember",
                    holder: user(row.user.id), target: GitLabAccess.reference(row.accessLevel),
                    targetName: GitLabAccess.name(row.accessLevel), resource: resource.name, conditions: conditions,
                    grantedAt: row.addedAt.instant)),
        ]
        records += links(row.user, saml: row.samlIdentity)
        if row.accessLevel == GitLabAccess.ownerLevel, !isTokenBot(row.user.username), conditions.isEmpty {
            records.append(
                .ownership(
                    OwnershipClaim(
                        subject: Reference(.resource, resource.nativeID),
                        holder: Reference(.resource, resource.nativeID), owner: row.user.username,
                        evidence: .nativeOwner, claimedAt: row.addedAt.instant)))
        }
        return records
    }
}
