import ConnectorKit
import Foundation
import Inventory
import Transport

/// Which organisation answers, and to whom: the organisation first, then who asks.
enum GitHubTenant {
    static func probe(_ api: GitHubAPI, _ signIn: GitHubSignIn) -> TenantProbe {
        .conversation(redaction: GitHubRedaction.rules(api.organization)) { ask in
            let answer = try await ask(try api.get(["orgs", api.organization]))
            let organization = try JSONDecoder().decode(GitHubOrganizationWire.self, from: answer.body)
            let tenant = String(organization.id)
            switch signIn {
            case .app:
                let answer = try await ask(try api.installation())
                return app(try JSONDecoder().decode(GitHubInstallationWire.self, from: answer.body), tenant)
            case .token(let token):
                let kind = Kind(try await token())
                // An installation's token is nobody's, and GitHub does not say whose it is.
                if kind == .installation { return TenantIdentity(id: tenant, principal: "an installation's token") }
                let answer = try await ask(try api.get(["user"]))
                let user = try JSONDecoder().decode(GitHubUserWire.self, from: answer.body)
                return self.user(user, answer, kind, tenant, isGitHubCom: api.isGitHubCom)
            }
        }
    }

    /// What a token's first letters tell.
    /// https://docs.github.com/authentication/keeping-your-account-and-data-secure/about-authentication-to-github#githubs-token-formats
    enum Kind: Sendable, Equatable {
        case classic, fineGrained, installation, other

        init(_ token: Secret) {
            self = token.reveal { text in
                if text.hasPrefix("ghp_") { return .classic }
                if text.hasPrefix("github_pat_") { return .fineGrained }
                return text.hasPrefix("ghs_") ? .installation : .other
            }
        }
    }

    // MARK: - A user's token

    /// Scopes of classic tokens that allow nothing but reading.
    private static let readingScopes: Set<String> = [
        "read:org", "read:repo_hook", "read:user", "user:email", "read:packages", "read:public_key", "read:gpg_key",
        "read:enterprise", "read:discussion", "read:project", "read:audit_log", "read:network_configurations",
        "read:ssh_signing_key", "manage_billing:read",
    ]
    /// What a classic token needs for all that one can read. The last has no reading part: organisation webhooks.
    static let classicScopes: Set<String> = [
        "repo", "read:org", "read:repo_hook", "admin:org", "read:user", "user:email", leastForHooks,
    ]
    private static let leastForHooks = "admin:org_hook"

    static func user(
        _ user: GitHubUserWire, _ response: Response, _ kind: Kind, _ tenant: String, isGitHubCom: Bool
    ) -> TenantIdentity {
        // Fine-grained tokens answer without scopes, or with none.
        let header = response.headers["X-OAuth-Scopes"].map(GitHubErrors.scopes) ?? []
        let scopes = kind == .fineGrained || header.isEmpty ? nil : header.sorted()
        var own = OwnCredential(holder: GitHubMapping.user(user.id), form: .staticSecret)
        own.expiry = expiry(response, kind, isGitHubCom: isGitHubCom)
        own.excess = scopes?.filter { !classicScopes.contains($0) }
        own.writes = scopes?.filter { !readingScopes.contains($0) && $0 != leastForHooks }
        return TenantIdentity(id: tenant, principal: "user \(user.id)", permissions: scopes ?? [], own: own)
    }

    /// `2026-12-31 10:00:00 UTC`, or with an offset. GitHub.com sends it with every answer to a token that ends.
    static func expiry(_ response: Response, _ kind: Kind, isGitHubCom: Bool) -> Expiry {
        guard let text = response.headers["github-authentication-token-expiration"] else {
            return isGitHubCom && (kind == .classic || kind == .fineGrained) ? .never : .unknown
        }
        let parts = text.split(separator: " ")
        guard parts.count == 3,
            let instant = Instant("\(parts[0])T\(parts[1])" + (parts[2] == "UTC" ? "Z" : String(parts[2])))
        else { return .unknown }
        return .at(instant)
    }

    // MARK: - An app

    static func app(_ installation: GitHubInstallationWire, _ tenant: String) -> TenantIdentity {
        let needed = Set(GitHubConnector.streams.flatMap(\.descriptor.permissions))
        let held = installation.permissions?.list ?? []
        var own = OwnCredential(
            holder: .application(String(installation.appID)), form: .asymmetric, expiry: .unsupported)
        // Every app may read metadata; it cannot be left out.
        own.excess = held.filter { !needed.contains($0) && $0 != "metadata:read" }
        own.writes = held.filter { !$0.hasSuffix(":read") }
        return TenantIdentity(
            id: tenant, principal: "app \(installation.appID), installation \(installation.id)", permissions: held,
            own: own)
    }
}
