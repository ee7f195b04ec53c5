import ConnectorKit
import Foundation
import Inventory

/// Wire to records: apps, tokens, keys, secrets and webhooks.
///
/// Survival: a token acts as its person and ends with their membership; a deploy key belongs to the repository and "will
/// still be active as it isn't tied to the specific user"; an installed app is bound to nobody.
/// https://docs.github.com/authentication/connecting-to-github-with-ssh/managing-deploy-keys
/// https://docs.github.com/organizations/managing-programmatic-access-to-your-organization
enum GitHubCredentialMapping {
    static let endsWithMembership = Survival(disabling: .no, deletion: .no)
    static let outlivesPeople = Survival(disabling: .yes, deletion: .yes)

    // MARK: - Apps

    static func installation(_ row: GitHubInstallationWire) -> [Record] {
        let app = Reference.application(String(row.appID))
        let isSuspended = row.suspendedAt.instant != nil
        var attributes: [String: String] = [:]
        attributes["repository_selection"] = row.repositorySelection
        attributes["suspended_at"] = row.suspendedAt.instant?.description
        attributes["updated_at"] = row.updatedAt.instant?.description
        if let events = row.events, !events.isEmpty { attributes["events"] = events.sorted().joined(separator: ",") }
        let grant = Grant(
            nativeID: NativeID("installation/\(row.id)"), type: "github.installation", holder: app,
            grantee: row.clientID ?? String(row.appID), granteeName: row.appSlug, consent: .installation,
            scopes: row.permissions?.list ?? [],
            conditions: row.repositorySelection == "selected" ? ["repository_selection: selected"] : [],
            grantedAt: row.createdAt.instant, expiry: .unsupported, survival: outlivesPeople, attributes: attributes)
        return [
            .application(
                Application(
                    nativeID: app.nativeID, type: "github.app", name: row.appSlug ?? "app \(row.appID)",
                    clientID: row.clientID, status: isSuspended ? .suspended : .enabled)),
            .grant(grant),
            .usage(
                Usage(
                    subject: Reference(.grant, grant.nativeID), holder: app, lastUse: .unsupported, meaning: .unknown)),
        ]
    }

    // MARK: - Tokens

    /// A null expiry is a token without one; a null use, one that was not used since it may act here.
    static func fineGrainedToken(_ row: GitHubTokenWire) -> [Record] {
        let id = "fineGrainedToken/\(row.id)"
        let owner = GitHubMapping.user(row.owner.id)
        var attributes: [String: String] = [:]
        attributes["token_id"] = row.tokenID.map { String($0) }
        attributes["repository_selection"] = row.repositorySelection
        attributes["access_granted_at"] = row.grantedAt.instant?.description
        let expiry = row.expiresAt.expiry
        return [
            .credential(
                Credential(
                    nativeID: NativeID(id), type: "github.fineGrainedToken", form: .staticSecret, holder: owner,
                    name: row.name, status: row.isExpired.map { $0 ? .inactive : .active } ?? .unknown, expiry: expiry,
                    survival: endsWithMembership, attributes: attributes)),
            usage(id, owner, row.lastUsedAt, since: row.grantedAt.instant),
            .grant(
                Grant(
                    nativeID: NativeID(id), type: "github.fineGrainedTokenAccess", holder: owner,
                    grantee: row.owner.login, granteeName: row.name, onBehalfOf: owner, consent: .user,
                    scopes: row.permissions?.list ?? [],
                    conditions: row.repositorySelection == "subset" ? ["repository_selection: subset"] : [],
                    grantedAt: row.grantedAt.instant, expiry: expiry, survival: endsWithMembership)),
        ]
    }

    /// GitHub names the holder by login alone, which is a claim and no id.
    static func authorization(_ row: GitHubAuthorizationWire) -> [Record] {
        let id = "authorization/\(row.id)"
        let isKey = row.kind.lowercased() == "ssh key"
        var attributes = ["credential_type": row.kind, "login": row.login]
        if let scopes = row.scopes { attributes["scopes"] = scopes.sorted().joined(separator: ",") }
        return [
            .credential(
                Credential(
                    nativeID: NativeID(id), type: isKey ? "github.authorizedSSHKey" : "github.authorizedToken",
                    form: isKey ? .asymmetric : .staticSecret, holder: nil, name: row.title ?? row.note,
                    status: .active, expiry: isKey ? .unsupported : row.expiresAt.expiry,
                    fingerprints: isKey
                        ? [row.fingerprint.flatMap { Fingerprint.ssh(printed: $0) }].compactMap { $0 } : [],
                    survival: endsWithMembership,
                    attributes: attributes.merging(authorizedAt(row)) { first, _ in first })),
            usage(id, nil, row.accessedAt, since: row.authorizedAt.instant),
            .ownership(
                OwnershipClaim(
                    subject: .credential(id), holder: nil, owner: row.login, evidence: .holder,
                    claimedAt: row.authorizedAt.instant)),
        ]
    }

    private static func authorizedAt(_ row: GitHubAuthorizationWire) -> [String: String] {
        row.authorizedAt.instant.map { ["credential_authorized_at": $0.description] } ?? [:]
    }

    // MARK: - Keys, secrets

    /// When GitHub's API had begun to tell `last_used`, at the latest: https://github.com/google/go-github/issues/2717
    static let deployKeysTrackedSince = Instant(seconds: 1_680_307_200)

    static func deployKey(_ row: GitHubDeployKeyWire, of repository: Resource) -> [Record] {
        let id = "deployKey/\(row.id)"
        var attributes: [String: String] = [:]
        attributes["read_only"] = row.isReadOnly.map { String($0) }
        attributes["verified"] = row.isVerified.map { String($0) }
        attributes["added_by"] = row.addedBy
        attributes["key_type"] = row.key?.split(separator: " ").first.map { String($0.prefix(60)) }
        let created = row.createdAt.instant
        let credential = Credential(
            nativeID: NativeID(id), type: "github.deployKey", form: .asymmetric, holder: repository.holder,
            name: row.title, status: row.isEnabled == false ? .inactive : .active, createdAt: created,
            expiry: .unsupported, fingerprints: [row.key.flatMap { Fingerprint.ssh(publicKey: $0) }].compactMap { $0 },
            survival: outlivesPeople, attributes: attributes)
        let records: [Record] = [
            .credential(credential),
            usage(id, repository.holder, row.lastUsed, since: created.map { max($0, deployKeysTrackedSince) }),
        ]
        guard let person = row.addedBy, !person.isEmpty else { return records }
        return records + [
            .ownership(
                OwnershipClaim(
                    subject: .credential(id), holder: repository.holder, owner: person, evidence: .creator,
                    claimedAt: created))
        ]
    }

    /// - Parameters:
    ///   - store: whose secrets: `actions`, `dependabot`, `codespaces`.
    ///   - repository: nil for the organisation's own.
    static func secret(_ row: GitHubSecretWire, store: String, of repository: Resource?) -> [Record] {
        let place = repository.map { "repository/\($0.nativeID)" } ?? "organization"
        var attributes: [String: String] = [:]
        attributes["visibility"] = row.visibility
        return [
            .credential(
                Credential(
                    nativeID: NativeID("\(store)/\(place)/\(row.name)"), type: "github.\(store)Secret",
                    form: .storedSecret, holder: repository?.holder, name: row.name, status: .active,
                    createdAt: row.createdAt.instant, expiry: .unsupported, lastRotatedAt: row.updatedAt.instant,
                    survival: outlivesPeople, attributes: attributes))
        ]
    }

    // MARK: - Webhooks

    /// Who receives is a host. A URL's user, query and most of its path may be secrets (chat services put them there),
    /// and are not kept.
    static func webhook(_ row: GitHubWebhookWire, of holder: Reference) -> [Record] {
        let url = row.config?.url.flatMap { URLComponents(string: $0) }
        var attributes: [String: String] = [:]
        attributes["active"] = row.isActive.map { String($0) }
        attributes["insecure_ssl"] = (row.config?.insecureSSL?.text).flatMap { ["0": "false", "1": "true"][$0] }
        attributes["content_type"] = row.config?.contentType
        attributes["scheme"] = url?.scheme?.lowercased()
        attributes["path"] = url.flatMap { plainPath($0.path) }
        attributes["updated_at"] = row.updatedAt.instant?.description
        return [
            .grant(
                Grant(
                    nativeID: NativeID("webhook/\(row.id)"), type: "github.webhook", holder: holder,
                    grantee: url?.host?.lowercased() ?? row.name ?? "unknown", consent: .admin,
                    scopes: (row.events ?? []).sorted(), grantedAt: row.createdAt.instant, expiry: .unsupported,
                    attributes: attributes))
        ]
    }

    /// The first part of a path where it is a plain word, `/github-webhook/`; what follows is only hinted at.
    static func plainPath(_ path: String) -> String? {
        let parts = path.split(separator: "/")
        guard let first = parts.first, first.utf8.count <= 32,
            first.utf8.allSatisfy({ (0x61...0x7a).contains($0) || $0 == UInt8(ascii: "-") })
        else { return nil }
        return "/\(first)" + (parts.count > 1 ? "/…" : "")
    }

    // MARK: - What times mean

    private static func usage(_ id: String, _ holder: Reference?, _ time: WireTime, since: Instant?) -> Record {
        .usage(
            Usage(
                subject: .credential(id), holder: holder, lastUse: time.lastUse(since: since), meaning: .success))
    }
}
