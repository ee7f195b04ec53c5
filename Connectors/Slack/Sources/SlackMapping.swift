import ConnectorKit
import Foundation
import Inventory

/// Wire to records: workspaces, people, bots with their apps, groups. Nothing but the row and its parent is read.
enum SlackMapping {
    static let workspaceType = "slack.workspace"
    static let organisationType = "slack.organisation"
    static let slackbot = "USLACKBOT"

    // MARK: - Workspaces

    static func workspace(_ row: SlackTeamWire) -> [Record] {
        let id = Reference.resource(row.id)
        var records: [Record] = [
            .resource(
                Resource(
                    nativeID: id.nativeID, type: workspaceType, name: row.name ?? row.id, status: .enabled,
                    attributes: attributes(["discoverability": row.discoverability, "url": row.url])))
        ]
        if let owner = row.primaryOwner?.id, !owner.isEmpty {
            records.append(
                .ownership(OwnershipClaim(subject: id, holder: id, owner: owner, evidence: .nativeOwner)))
        }
        return records
    }

    static func organisation(_ told: SlackStanding.Told) -> Record {
        .resource(
            Resource(
                nativeID: NativeID(told.enterprise ?? told.team), type: organisationType, name: told.name,
                status: .enabled))
    }

    // MARK: - Users and bots

    /// - Parameter isOrganisation: whoever is deactivated in one workspace of an organisation may be active in another.
    static func user(_ row: SlackUserWire, in workspace: Resource, isOrganisation: Bool) -> [Record] {
        let (classification, reason) = classification(row)
        let isBot = classification == .bot
        let isStranger = row.isStranger == true
        let type = isBot ? "slack.bot" : isStranger ? "slack.externalUser" : "slack.user"
        var records: [Record] = [
            .identity(
                Identity(
                    nativeID: NativeID(row.id), type: type, classification: classification,
                    classificationReason: reason, name: row.name ?? row.id,
                    emails: row.profile?.email.map { $0.isEmpty ? [] : [$0] } ?? [],
                    status: isOrganisation && row.isDeleted == true ? .unknown : status(row.isDeleted),
                    vendorManaged: row.id == slackbot, attributes: attributes(of: row)))
        ]
        guard isBot else {
            if row.isDeleted != true && !isStranger { records += roles(row, in: workspace) }
            return records
        }
        records.append(noUse(.identity(row.id), holder: .identity(row.id)))
        if row.isDeleted == false, let app = row.profile?.appID, !app.isEmpty {
            records += installation(of: app, row, in: workspace)
        }
        return records
    }

    /// What Slack says is a bot. That it says no does not make it a person's.
    static func classification(_ row: SlackUserWire) -> (IdentityClass, String?) {
        if row.id == slackbot { return (.bot, slackbot) }
        if row.isWorkflowBot == true { return (.bot, "is_workflow_bot") }
        if row.isConnectorBot == true { return (.bot, "is_connector_bot") }
        if row.isBot == true { return (.bot, "is_bot") }
        return (.unknown, nil)
    }

    /// `deleted` is Slack's word for deactivated: owners and admins can take it back.
    static func status(_ isDeleted: Bool?) -> AccountStatus { isDeleted.map { $0 ? .disabled : .enabled } ?? .unknown }

    private static func attributes(of row: SlackUserWire) -> [String: String] {
        attributes([
            "api_app_id": row.profile?.appID, "bot_id": row.profile?.botID,
            "has_2fa": row.hasTwoFactors.map { String($0) },
            "is_invited_user": row.isInvited == true ? "true" : nil,
            "guest_invited_by": row.profile?.guestInvitedBy,
            "guest_expires_at": row.profile?.guestExpiration?.instant?.description,
            "enterprise_id": row.enterpriseUser?.enterpriseID, "updated": row.updated?.instant?.description,
        ])
    }

    /// A bot that is not deactivated is the one proof, on any plan, that its app is installed.
    private static func installation(of app: String, _ row: SlackUserWire, in workspace: Resource) -> [Record] {
        let holder = Reference.application(app)
        let name = row.profile?.realName.flatMap { $0.isEmpty ? nil : $0 } ?? row.name ?? app
        let grant = Grant(
            nativeID: NativeID("\(workspace.nativeID)/bot/\(row.id)"), type: "slack.botInstallation", holder: holder,
            grantee: app, granteeName: name, consent: .installation, expiry: .unknown, survival: SlackSurvival.ofBot,
            attributes: attributes(["bot_user": row.id, "workspace": workspace.name, "scopes": "not told by this list"])
        )
        return [
            .application(Application(nativeID: NativeID(app), type: "slack.app", name: name, status: .enabled)),
            .grant(grant), noUse(Reference(.grant, grant.nativeID), holder: holder),
            .entitlement(
                Entitlement(
                    nativeID: NativeID("\(workspace.nativeID)/bot/\(row.id)"), type: "slack.botOfApp",
                    holder: .identity(row.id), target: holder, targetName: name, resource: workspace.name)),
        ]
    }

    static func noUse(_ subject: Reference, holder: Reference) -> Record {
        .usage(Usage(subject: subject, holder: holder, lastUse: .unsupported, meaning: .unknown))
    }

    // MARK: - Roles

    private static func roles(_ row: SlackUserWire, in workspace: Resource) -> [Record] {
        (role(row).map { [$0] } ?? []).map { entitlement($0, row, workspace, "role", workspace.name) }
            + organisationRoles(row).map {
                entitlement($0, row, workspace, "orgRole", row.enterpriseUser?.enterpriseID ?? "organisation")
            }
    }

    /// The highest of the roles that the flags tell; nil where none is told at all.
    static func role(_ row: SlackUserWire) -> SlackAccess.Role? {
        let flags = [
            (row.isPrimaryOwner, SlackAccess.primaryOwner), (row.isOwner, SlackAccess.owner),
            (row.isAdmin, SlackAccess.admin), (row.isUltraRestricted, SlackAccess.channelGuest),
            (row.isRestricted, SlackAccess.guest),
        ]
        if let told = flags.first(where: { $0.0 == true }) { return told.1 }
        return flags.contains { $0.0 != nil } ? SlackAccess.member : nil
    }

    private static func organisationRoles(_ row: SlackUserWire) -> [SlackAccess.Role] {
        if row.enterpriseUser?.isOwner == true { return [SlackAccess.organisationOwner] }
        return row.enterpriseUser?.isAdmin == true ? [SlackAccess.organisationAdmin] : []
    }

    private static func entitlement(
        _ role: SlackAccess.Role, _ row: SlackUserWire, _ workspace: Resource, _ kind: String, _ place: String
    ) -> Record {
        .entitlement(
            Entitlement(
                nativeID: NativeID("\(workspace.nativeID)/\(kind)/\(row.id)"), type: "slack.\(kind)",
                holder: .identity(row.id), target: role.reference, targetName: role.name, resource: place))
    }

    // MARK: - Users of an organisation

    static func organisationUser(_ row: SlackOrganisationUserWire, isActive: Bool) -> [Record] {
        let subject = Reference.identity(row.id)
        let isBot = row.isBot == true
        var records: [Record] = [
            .identity(
                Identity(
                    nativeID: subject.nativeID, type: isBot ? "slack.bot" : "slack.user",
                    classification: isBot ? .bot : .unknown, classificationReason: isBot ? "is_bot" : nil,
                    name: row.username ?? row.id, emails: row.email.map { $0.isEmpty ? [] : [$0] } ?? [],
                    status: row.isActive ?? isActive ? .enabled : .disabled, createdAt: row.created?.instant,
                    vendorManaged: row.id == slackbot,
                    attributes: attributes([
                        "has_2fa": row.hasTwoFactors.map { String($0) },
                        "has_sso": row.hasSingleSignOn.map { String($0) },
                        "workspaces": row.workspaces?.sorted().joined(separator: ", "),
                        "deactivated_at": row.deactivated?.instant?.description,
                        "guest_expires_at": row.expiration?.instant?.description,
                    ])))
        ]
        // Only a token of the whole organisation is told; nothing says since when Slack keeps it.
        if let last = row.lastActive?.instant {
            records.append(
                .usage(Usage(subject: subject, holder: subject, lastUse: .observed(last), meaning: .success)))
        }
        return records
    }

    // MARK: - Groups

    static func userGroup(_ row: SlackUserGroupWire, in workspace: Resource) -> [Record] {
        let group = Reference.identity(row.id)
        let isDisabled = row.deleted?.instant != nil
        var records: [Record] = [
            .identity(
                Identity(
                    nativeID: group.nativeID, type: "slack.userGroup", classification: .group,
                    classificationReason: "usergroups.list", name: row.name ?? row.handle ?? row.id,
                    status: isDisabled ? .disabled : .enabled, createdAt: row.created?.instant,
                    vendorManaged: row.autoType.map { !$0.isEmpty } ?? false,
                    attributes: attributes([
                        "slug": row.handle, "auto_type": row.autoType, "workspace": workspace.name,
                        "is_external": row.isExternal == true ? "true" : nil,
                    ])))
        ]
        if let creator = row.createdBy, !creator.isEmpty, creator != slackbot {
            records.append(
                .ownership(
                    OwnershipClaim(
                        subject: group, holder: group, owner: creator, evidence: .creator,
                        claimedAt: row.created?.instant)))
        }
        guard !isDisabled else { return records }
        return records
            + Set(row.users ?? []).sorted().map { user in
                .entitlement(
                    Entitlement(
                        nativeID: NativeID("\(row.id)/\(user)"), type: "slack.userGroupMember",
                        holder: .identity(user), target: group, targetName: row.name ?? row.id,
                        resource: workspace.name))
            }
    }

    /// Those that the vendor gave.
    static func attributes(_ values: [String: String?]) -> [String: String] {
        values.compactMapValues { $0 }.filter { !$0.value.isEmpty }
    }
}

/// What outlives its person. https://slack.com/help/articles/360000446446
enum SlackSurvival {
    /// A bot's token, a slash command and a webhook are the app's, and stay while the app is installed.
    static let ofBot = Survival(disabling: .yes, deletion: .yes)

    /// Of scopes alone it cannot be told whether a token is a user's, which is revoked with its person, but for these.
    static func of(_ scopes: Set<String>) -> Survival {
        scopes.isDisjoint(with: ["bot", "commands", "incoming-webhook"]) ? .unknown : ofBot
    }
}
