import ConnectorKit
import Foundation
import Inventory

/// Wire to records: tokens, keys, applications and webhooks.
enum GitLabTokenMapping {
    // MARK: - Does it outlive its person?

    /// Signing in is refused to who is blocked, by any means, and tokens are deleted with their user; enterprise users'
    /// are revoked for good. https://docs.gitlab.com/administration/moderate_users/#block-a-user
    static let endsWithUser = Survival(disabling: .no, deletion: .no)
    /// A group's or project's token acts as a bot of its own: whoever made it may leave. The same is true of deploy
    /// tokens and webhooks, which belong to the group or project.
    /// https://docs.gitlab.com/user/project/settings/project_access_tokens/#bot-users-for-projects
    static let outlivesPeople = Survival(disabling: .yes, deletion: .yes)
    /// "If the deploy key owner is blocked, the deploy key is rejected"; it is not when the owner merely leaves the
    /// project. What deletion does is not documented.
    /// https://docs.gitlab.com/user/project/deploy_keys/#security-implications
    static let deployKeySurvival = Survival(disabling: .no, deletion: .unknown)

    // MARK: - Tokens

    /// A token of a user: a person's, a service account's.
    static func personal(_ row: GitLabTokenWire) -> [Record] {
        token(row, type: "gitlab.personalAccessToken", survival: endsWithUser, of: nil)
    }

    /// A group's or project's token, which is its bot's.
    static func resource(_ row: GitLabTokenWire, of resource: Resource) -> [Record] {
        let isProject = resource.type == "gitlab.project"
        return token(
            row, type: isProject ? "gitlab.projectAccessToken" : "gitlab.groupAccessToken", survival: outlivesPeople,
            of: resource)
    }

    private static func token(_ row: GitLabTokenWire, type: String, survival: Survival, of resource: Resource?)
        -> [Record]
    {
        let id = "token/\(row.id)"
        let holder = GitLabMapping.user(row.userID)
        var attributes = scopes(row.scopes)
        attributes["access_level"] = row.accessLevel.map(GitLabAccess.name)
        attributes["resource"] = resource?.name
        attributes["resource_id"] = resource?.nativeID.string
        return [
            .credential(
                Credential(
                    nativeID: NativeID(id), type: type, form: .staticSecret, holder: holder, name: row.name,
                    status: status(active: row.isActive, ended: row.isRevoked), createdAt: row.createdAt.instant,
                    expiry: row.expiresAt.expiry, survival: survival, attributes: attributes)),
            .usage(
                Usage(
                    subject: .credential(id), holder: holder,
                    lastUse: row.lastUsedAt.lastUse(since: row.createdAt.instant.map { max($0, tokensTrackedSince) }),
                    meaning: .success, granularityInSeconds: 600)),
        ]
    }

    /// GitLab tells of a deploy token neither when it was made nor who made or used it.
    static func deployToken(_ row: GitLabDeployTokenWire, of resource: Resource) -> [Record] {
        let id = "deployToken/\(row.id)"
        var attributes = scopes(row.scopes)
        attributes["resource"] = resource.name
        attributes["resource_id"] = resource.nativeID.string
        let isEnded = [row.isRevoked, row.isExpired].contains(true)
        let isTold = row.isRevoked != nil && row.isExpired != nil
        return [
            .credential(
                Credential(
                    nativeID: NativeID(id), type: "gitlab.deployToken", form: .staticSecret, holder: resource.holder,
                    name: row.name, status: isEnded ? .inactive : isTold ? .active : .unknown,
                    expiry: row.expiresAt.expiry, survival: outlivesPeople, attributes: attributes)),
            .usage(
                Usage(subject: .credential(id), holder: resource.holder, lastUse: .unsupported, meaning: .unknown)),
        ]
    }

    // MARK: - Keys

    /// A key that several projects share has a row in each: it is taken from each alone.
    static func deployKey(_ row: GitLabKeyWire, of project: Resource) -> [Record] {
        let id = "\(project.nativeID)/deployKey/\(row.id)"
        var attributes = key(row)
        attributes["can_push"] = row.canPush.map { String($0) }
        attributes["key_id"] = String(row.id)
        attributes["resource"] = project.name
        return keyRecords(
            row, id: id, type: "gitlab.deployKey", holder: project.holder, survival: deployKeySurvival, attributes)
    }

    /// A key that is offered to all projects of the instance; those that took it list it as theirs.
    static func publicDeployKey(_ row: GitLabKeyWire) -> [Record] {
        keyRecords(
            row, id: "publicDeployKey/\(row.id)", type: "gitlab.publicDeployKey", holder: nil,
            survival: deployKeySurvival, key(row))
    }

    /// An enterprise user's own key.
    static func sshKey(_ row: GitLabKeyWire) throws -> [Record] {
        guard let user = row.userID else { throw GitLabProblem("a key without its user") }
        return keyRecords(
            row, id: "sshKey/\(row.id)", type: "gitlab.sshKey", holder: GitLabMapping.user(user),
            survival: endsWithUser, key(row))
    }

    private static func keyRecords(
        _ row: GitLabKeyWire, id: String, type: String, holder: Reference?, survival: Survival,
        _ attributes: [String: String]
    ) -> [Record] {
        [
            .credential(
                Credential(
                    nativeID: NativeID(id), type: type, form: .asymmetric, holder: holder, name: row.title,
                    status: .active, createdAt: row.createdAt.instant, expiry: row.expiresAt.expiry,
                    fingerprints: [fingerprint(row)].compactMap { $0 }, survival: survival, attributes: attributes)),
            .usage(
                Usage(
                    subject: .credential(id), holder: holder,
                    lastUse: row.lastUsedAt.lastUse(since: row.createdAt.instant.map { max($0, keysTrackedSince) }),
                    meaning: .success, granularityInSeconds: 86_400)),
        ]
    }

    private static func key(_ row: GitLabKeyWire) -> [String: String] {
        var attributes: [String: String] = [:]
        attributes["key_type"] = row.key?.split(separator: " ").first.map { String($0.prefix(60)) }
        attributes["usage_type"] = row.usageType
        return attributes
    }

    private static func fingerprint(_ row: GitLabKeyWire) -> Fingerprint? {
        row.key.flatMap { Fingerprint.ssh(publicKey: $0) } ?? row.fingerprint.flatMap { Fingerprint.ssh(printed: $0) }
    }

    // MARK: - Applications, webhooks

    /// What users allowed an application is theirs to see; the scopes that it may ask for are not in the list.
    static func application(_ row: GitLabApplicationWire) -> [Record] {
        var attributes: [String: String] = [:]
        attributes["confidential"] = row.isConfidential.map { String($0) }
        let hosts = (row.callbackURL ?? "").split(whereSeparator: \.isWhitespace)
            .compactMap { URLComponents(string: String($0))?.host?.lowercased() }
        if !hosts.isEmpty { attributes["callback_hosts"] = Set(hosts).sorted().joined(separator: ",") }
        let id = "application/\(row.id)"
        return [
            .application(
                Application(
                    nativeID: NativeID(id), type: "gitlab.application", name: row.name ?? "application \(row.id)",
                    clientID: row.clientID, status: .enabled, attributes: attributes)),
            .usage(
                Usage(
                    subject: .application(id), holder: .application(id), lastUse: .unsupported, meaning: .unknown)),
        ]
    }

    /// Who receives is a host. A URL's user, query and most of its path may be secrets (chat services put them there),
    /// and are not kept.
    static func webhook(_ row: GitLabWebhookWire, of resource: Resource) -> [Record] {
        let url = row.url.flatMap { URLComponents(string: $0) }
        var attributes: [String: String] = [:]
        attributes["name"] = row.name
        attributes["enable_ssl_verification"] = row.verifiesTLS.map { String($0) }
        attributes["alert_status"] = row.alertStatus
        attributes["scheme"] = url?.scheme?.lowercased()
        attributes["path"] = url.flatMap { plainPath($0.path) }
        attributes["resource"] = resource.name
        return [
            .grant(
                Grant(
                    nativeID: NativeID("webhook/\(row.id)"), type: "gitlab.webhook", holder: resource.holder,
                    grantee: url?.host?.lowercased() ?? "unknown", consent: .admin, scopes: row.events,
                    grantedAt: row.createdAt.instant, expiry: .unsupported, survival: outlivesPeople,
                    attributes: attributes))
        ]
    }

    /// The first part of a path where it is a plain word, `/hooks/`; what follows is only hinted at.
    static func plainPath(_ path: String) -> String? {
        let parts = path.split(separator: "/")
        guard let first = parts.first, first.utf8.count <= 32,
            first.utf8.allSatisfy({ (0x61...0x7a).contains($0) || $0 == UInt8(ascii: "-") })
        else { return nil }
        return "/\(first)" + (parts.count > 1 ? "/…" : "")
    }

    // MARK: - What fields mean

    /// GitLab 13.2, which brought the field: https://gitlab.com/gitlab-org/gitlab/-/merge_requests/35471
    static let tokensTrackedSince = Instant(seconds: 1_595_376_000)  // 2020-07-22
    /// Well after keys got the field; what stood before it came is not known.
    static let keysTrackedSince = Instant(seconds: 1_514_764_800)  // 2018-01-01

    /// `active` takes expiry and the user's state into account where it is told.
    static func status(active: Bool?, ended: Bool?) -> CredentialStatus {
        if ended == true { return .inactive }
        return active.map { $0 ? .active : .inactive } ?? .unknown
    }

    private static func scopes(_ scopes: [String]?) -> [String: String] {
        guard let scopes, !scopes.isEmpty else { return [:] }
        return ["scopes": scopes.sorted().joined(separator: ",")]
    }
}
