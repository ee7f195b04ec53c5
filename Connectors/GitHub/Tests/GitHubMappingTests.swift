import ConnectorKit
import ConnectorTesting
import Foundation
import Inventory
import Testing
import Transport

@testable import GitHubConnector

@Suite("GitHub: what fields mean")
struct GitHubMappingTests {
    private static func instant(_ text: String) -> Instant { Instant(text) ?? Instant(milliseconds: 0) }

    // MARK: - Accounts

    @Test("a bot is told by its type, a person is not", arguments: [("Bot", IdentityClass.bot), ("User", .unknown)])
    func classes(type: String, expected: IdentityClass) throws {
        let page = try GitHubTests.decode("members", #"[{"id":101,"login":"ada-berg","type":"\#(type)"}]"#)
        let identity = try #require(page.identities.first)
        #expect(identity.classification == expected)
        #expect(identity.nativeID == "101")
        #expect(identity.name == "ada-berg")
        #expect(identity.status == .enabled)
        #expect(page.entitlements.map(\.target) == [.permission("organizationRole/member")])
    }

    @Test("a member without a type is a member all the same; without an id a row is rejected")
    func absentFields() throws {
        let page = try GitHubTests.decode("members", #"[{"id":101,"login":"a"},{"login":"b"},{"id":"7","login":"c"}]"#)
        #expect(page.identities.map(\.name) == ["a"])
        #expect(page.rejected.map(\.path) == ["$[1].id", "$[2].id"])
    }

    @Test("a team's members come through it, those of teams below it do not")
    func teamMembers() throws {
        let page = try GitHubTests.decode(
            "teamMembers",
            #"[{"id":1,"login":"a","role":"maintainer","inherited":false},{"id":2,"login":"b","inherited":true}]"#)
        #expect(page.rowCount == 2)
        #expect(page.entitlements.map(\.nativeID) == ["team/301/member/1"])
        #expect(page.entitlements.first?.target == .identity("team/301"))
        #expect(page.entitlements.first?.conditions == ["role: maintainer"])
    }

    @Test(
        "a role on a repository is what it includes, whatever its name",
        arguments: [
            (#""role_name":"admin","permissions":{"admin":true,"push":true,"pull":true}"#, "admin", Privilege.admin),
            (#""role_name":"maintain","permissions":{"admin":false,"maintain":true,"push":true}"#, "maintain", .high),
            (#""role_name":"releaser","permissions":{"push":true,"pull":true}"#, "write", .medium),
            (#""permissions":{"admin":false,"push":false,"pull":true}"#, "read", .low),
            (#""role_name":"write""#, "write", .medium), (#""role_name":"push""#, "write", .medium),
            (#""role_name":"releaser""#, "custom", .unknown),
            (#""role_name":null,"permissions":null"#, "custom", .unknown),
        ])
    func roles(fields: String, role: String, privilege: Privilege) throws {
        let page = try GitHubTests.decode("collaborators", #"[{"id":1,"login":"a",\#(fields)}]"#)
        let entitlement = try #require(page.entitlements.first)
        #expect(entitlement.target == .permission("repositoryRole/\(role)"))
        #expect(entitlement.resource == "example-org/api")
        let builtIn = try GitHubTests.decode("organization", #"{"id":9000001,"login":"example-org"}"#)
        let permission = builtIn.permissions.first { $0.nativeID.string == "repositoryRole/\(role)" }
        #expect(permission?.privilege == privilege)
        #expect(permission?.reason?.isEmpty == false)
    }

    @Test(
        "what membership brings is the base permission, where it is told",
        arguments: [
            ("none" as String?, Privilege.low), ("read", .medium), ("write", .high), ("admin", .admin), (nil, .unknown),
        ])
    func basePermission(base: String?, expected: Privilege) throws {
        let value = base.map { "\"\($0)\"" } ?? "null"
        let page = try GitHubTests.decode(
            "organization", #"{"id":1,"login":"example-org","default_repository_permission":\#(value)}"#)
        #expect(page.permissions.first { $0.name == "organization member" }?.privilege == expected)
        #expect(page.permissions.first { $0.name == "organization owner" }?.privilege == .admin)
    }

    @Test(
        "a role of the organization is as strong as the strongest thing in it",
        arguments: [
            (#""base_role":"admin","permissions":[]"#, Privilege.admin, "admin on all repositories"),
            (#""permissions":["write_organization_custom_org_role"]"#, .admin, "write_organization_custom_org_role"),
            (#""permissions":["manage_organization_webhooks"]"#, .high, "manage_organization_webhooks"),
            (#""permissions":["read_audit_logs"]"#, .medium, "read_audit_logs"),
            (
                #""base_role":"read","permissions":["read_organization_custom_org_role"]"#, .medium,
                "read on all repositories"
            ),
            (#""permissions":["read_organization_custom_org_role"]"#, .low, "no permission that changes anything"),
            (#""permissions":null"#, .low, "no permission that changes anything"),
        ])
    func organizationRoles(fields: String, privilege: Privilege, reason: String) throws {
        let page = try GitHubTests.decode("organizationRoles", #"{"roles":[{"id":5,"name":"r",\#(fields)}]}"#)
        #expect(page.permissions.first?.privilege == privilege)
        #expect(page.permissions.first?.reason == reason)
    }

    @Test("a team that administers a repository answers for it; one that writes to it does not")
    func teamClaims() throws {
        let rows = ["admin", "write"].enumerated().map {
            #"{"id":\#($0.offset + 1),"full_name":"example-org/r\#($0.offset)","role_name":"\#($0.element)"}"#
        }
        let page = try GitHubTests.decode("teamRepositories", "[\(rows.joined(separator: ","))]")
        #expect(page.entitlements.count == 2)
        #expect(
            page.claims == [
                OwnershipClaim(subject: .resource("1"), holder: .resource("1"), owner: "Platform", evidence: .team)
            ])
    }

    @Test("archived is a fact of a repository and no status; properties that name an owner are its tags")
    func repositories() throws {
        let page = try GitHubTests.decode(
            "repositories",
            #"[{"id":1,"full_name":"example-org/a","archived":true,"private":true,"pushed_at":"2026-01-01T00:00:00Z","custom_properties":{"owner":"ada","team":["x","y"],"cost":"1","env":null}},{"id":2,"full_name":"example-org/b","disabled":true}]"#
        )
        let (first, second) = (page.resources[0], page.resources[1])
        #expect(first.status == .enabled)
        #expect(first.attributes["archived"] == "true")
        #expect(first.attributes["visibility"] == "private")
        #expect(first.attributes["pushed_at"] == "2026-01-01T00:00:00Z")
        #expect(first.tags == ["owner": "ada", "team": "x,y"])
        #expect(second.status == .disabled)
    }

    // MARK: - Credentials

    @Test(
        "a fine-grained token: status, expiry, last use",
        arguments: [
            (
                #""token_expired":false,"token_expires_at":"2027-01-01T00:00:00Z","token_last_used_at":"2026-10-01T00:00:00Z""#,
                CredentialStatus.active, Expiry.at(instant("2027-01-01T00:00:00Z")),
                LastUse.observed(instant("2026-10-01T00:00:00Z"))
            ),
            (
                #""token_expired":false,"token_expires_at":null,"token_last_used_at":null"#, .active, .never,
                .noneSince(instant("2025-05-01T00:00:00Z"))
            ),
            (
                #""token_expired":true,"token_expires_at":"2026-01-01T00:00:00Z","token_last_used_at":null"#, .inactive,
                .at(instant("2026-01-01T00:00:00Z")), .noneSince(instant("2025-05-01T00:00:00Z"))
            ),
            (#""token_name":null"#, .unknown, .unknown, .unknown),
            (#""token_expires_at":7,"token_last_used_at":"soon""#, .unknown, .unknown, .unknown),
        ])
    func fineGrainedTokens(fields: String, status: CredentialStatus, expiry: Expiry, use: LastUse) throws {
        let page = try GitHubTests.decode(
            "fineGrainedTokens",
            #"[{"id":7,"owner":{"id":101,"login":"ada-berg"},"access_granted_at":"2025-05-01T00:00:00Z",\#(fields)}]"#)
        let token = try #require(page.credentials.first)
        #expect(token.holder == .identity("101"))
        #expect(token.createdAt == nil)
        #expect(token.status == status)
        #expect(token.expiry == expiry)
        #expect(token.survival == Survival(disabling: .no, deletion: .no))
        #expect(page.usages.map(\.lastUse) == [use])
        #expect(page.usages.first?.subject == Reference(.credential, token.nativeID))
    }

    @Test("what a token or an app may do is its grant, by name and level; a level not known is told as unknown")
    func scopes() throws {
        let token = try GitHubTests.decode(
            "fineGrainedTokens",
            #"[{"id":7,"owner":{"id":101,"login":"a"},"permissions":{"repository":{"contents":"write"},"organization":{"members":"read","odd":"yes"},"other":null},"repository_selection":"subset"}]"#
        )
        #expect(token.grants.first?.scopes == ["contents:write", "members:read", "odd:unknown"])
        #expect(token.grants.first?.conditions == ["repository_selection: subset"])
        let app = try GitHubTests.decode(
            "installations",
            #"{"total_count":1,"installations":[{"id":1,"app_id":2,"app_slug":"deployer","permissions":{"workflows":"write","contents":"read"},"repository_selection":"all"}]}"#
        )
        #expect(app.grants.first?.scopes == ["contents:read", "workflows:write"])
        #expect(app.grants.first?.consent == .installation)
        #expect(app.grants.first?.survival == Survival(disabling: .yes, deletion: .yes))
        #expect(app.usages.map(\.lastUse) == [.unsupported])
        #expect(app.total == 1)
    }

    @Test(
        "a suspended installation is a suspended app",
        arguments: [(#""2026-01-01T00:00:00Z""#, AccountStatus.suspended), ("null", .enabled)])
    func suspended(value: String, status: AccountStatus) throws {
        let page = try GitHubTests.decode(
            "installations", #"{"installations":[{"id":1,"app_id":2,"suspended_at":\#(value)}]}"#)
        #expect(page.applications.first?.status == status)
    }

    @Test(
        "an authorised credential: kind, expiry, last use",
        arguments: [
            (
                #""credential_type":"personal access token","authorized_credential_expires_at":null,"credential_accessed_at":null"#,
                "github.authorizedToken", Expiry.never, LastUse.noneSince(instant("2025-05-01T00:00:00Z"))
            ),
            (
                #""credential_type":"personal access token","authorized_credential_expires_at":"2027-01-01T00:00:00Z","credential_accessed_at":"2026-01-01T00:00:00Z""#,
                "github.authorizedToken", .at(instant("2027-01-01T00:00:00Z")),
                .observed(instant("2026-01-01T00:00:00Z"))
            ),
            (#""credential_type":"personal access token""#, "github.authorizedToken", .unknown, .unknown),
            (#""credential_type":"SSH key""#, "github.authorizedSSHKey", .unsupported, .unknown),
        ])
    func authorizations(fields: String, type: String, expiry: Expiry, use: LastUse) throws {
        let page = try GitHubTests.decode(
            "credentialAuthorizations",
            #"[{"login":"ada-berg","credential_id":9,"credential_authorized_at":"2025-05-01T00:00:00Z","token_last_eight":"0a1b2c3d",\#(fields)}]"#
        )
        let credential = try #require(page.credentials.first)
        #expect(credential.type == type)
        #expect(credential.expiry == expiry)
        #expect(page.usages.map(\.lastUse) == [use])
        // GitHub names the holder by login, which is a claim.
        #expect(credential.holder == nil)
        #expect(page.claims.map(\.owner) == ["ada-berg"])
        #expect(page.claims.map(\.evidence) == [.holder])
    }

    @Test(
        "a deploy key: status and last use; it never expires",
        arguments: [
            (
                #""enabled":true,"last_used":"2026-10-01T00:00:00Z","created_at":"2020-01-01T00:00:00Z""#,
                CredentialStatus.active, LastUse.observed(instant("2026-10-01T00:00:00Z"))
            ),
            (
                #""enabled":false,"last_used":null,"created_at":"2025-01-01T00:00:00Z""#, .inactive,
                .noneSince(instant("2025-01-01T00:00:00Z"))
            ),
            (
                #""last_used":null,"created_at":"2015-01-01T00:00:00Z""#, .active,
                .noneSince(instant("2023-04-01T00:00:00Z"))
            ),
            (#""last_used":null"#, .active, .unknown), (#""created_at":"2025-01-01T00:00:00Z""#, .active, .unknown),
        ])
    func deployKeys(fields: String, status: CredentialStatus, use: LastUse) throws {
        let page = try GitHubTests.decode("deployKeys", #"[{"id":1,"title":"build","added_by":"ada-berg",\#(fields)}]"#)
        let key = try #require(page.credentials.first)
        #expect(key.holder == .resource("401"))
        #expect(key.status == status)
        #expect(key.expiry == .unsupported)
        #expect(key.survival == Survival(disabling: .yes, deletion: .yes))
        #expect(page.usages.map(\.lastUse) == [use])
        #expect(page.claims.map(\.evidence) == [.creator])
        #expect(page.claims.map(\.holder) == [.resource("401")])
    }

    @Test("a deploy key of an application's own has no creator")
    func withoutCreator() throws {
        #expect(try GitHubTests.decode("deployKeys", #"[{"id":1,"added_by":null},{"id":2}]"#).claims.isEmpty)
    }

    @Test("a key's fingerprint is that of ssh-keygen, from the key or as GitHub prints it")
    func fingerprints() throws {
        let text = "SHA256:HFuT2XPKcauo3e3la93D0IM/xIP66JTdhSShZ1t/MUg"
        let expected = Fingerprint(algorithm: "sha256-ssh", value: String(text.dropFirst(7)))
        #expect(
            Fingerprint.ssh(
                publicKey:
                    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIf9R4/LtIFP80Wip1A9LZl31EEWnxKmLSKWkfXScgKB deploy@example.com"
            ) == expected)
        #expect(Fingerprint.ssh(printed: text) == expected)
        #expect(
            Fingerprint.ssh(printed: "fa:a5:2b:69:fc:aa:6f:a9:f7:34:ff:d2:97:9e:0a:78")
                == Fingerprint(algorithm: "md5-ssh", value: "faa52b69fcaa6fa9f734ffd2979e0a78"))
        for nonsense in ["", "jklmnop12345678", "SHA256:short"] { #expect(Fingerprint.ssh(printed: nonsense) == nil) }
        for nonsense in ["", "ssh-rsa", "ssh-rsa AAA...", "ssh-rsa AAAA"] {
            #expect(Fingerprint.ssh(publicKey: nonsense) == nil)
        }
    }

    @Test("a secret is a name in a place; a repository holds its own")
    func secrets() throws {
        let body = #"{"total_count":1,"secrets":[{"name":"TOKEN","updated_at":"2025-01-01T00:00:00Z"}]}"#
        let own = try #require(try GitHubTests.decode("repositorySecrets", body).credentials.first)
        #expect(own.holder == .resource("401"))
        #expect(own.form == .storedSecret)
        #expect(own.lastRotatedAt == Self.instant("2025-01-01T00:00:00Z"))
        let shared = try ["actionsSecrets", "dependabotSecrets", "codespacesSecrets"].map {
            try #require(try GitHubTests.decode($0, body).credentials.first)
        }
        #expect(shared.allSatisfy { $0.holder == nil && $0.expiry == .unsupported })
        #expect(Set((shared + [own]).map(\.nativeID)).count == 4)
    }

    // MARK: - Webhooks

    @Test(
        "of a webhook's address the host is kept, and of its path a plain first word",
        arguments: [
            ("https://ci.example.com/github-webhook/", "ci.example.com", "/github-webhook"),
            ("https://hooks.chat.example.com/services/T0/B0/xyz", "hooks.chat.example.com", "/services/…"),
            ("http://user:secret@CI.example.com:8080/x?token=secret", "ci.example.com", "/x"),
            ("https://in.example.com/3f2a9c/secret", "in.example.com", nil),
            ("https://in.example.com", "in.example.com", nil),
            ("not a url", "web", nil), ("", "web", nil),
        ])
    func webhooks(url: String, host: String, path: String?) throws {
        let page = try GitHubTests.decode(
            "repositoryWebhooks",
            #"[{"id":1,"name":"web","events":["push","member"],"active":true,"config":{"url":"\#(url)","insecure_ssl":1,"secret":"********"}}]"#
        )
        let grant = try #require(page.grants.first)
        #expect(grant.holder == .resource("401"))
        #expect(grant.grantee == host)
        #expect(grant.attributes["path"] == path)
        #expect(grant.attributes["insecure_ssl"] == "true")
        #expect(grant.scopes == ["member", "push"])
        #expect(!"\(grant)".contains("secret"))
    }

    @Test("the organization's webhooks, read with a user's token, are known not to be all")
    func webhooksOfUsers() throws {
        #expect(
            try GitHubTests.decode("organizationWebhooks", "[]", asApp: false).truncation?.contains("OAuth") == true)
        #expect(try GitHubTests.decode("organizationWebhooks", "[]").truncation == nil)
        let page = try GitHubTests.decode("organizationWebhooks", #"[{"id":1,"config":{}}]"#)
        #expect(page.grants.map(\.holder) == [.resource("9000001")])
    }

    // MARK: - Identities

    @Test("an account is linked by every identifier that its identity has; one that is not linked gives none")
    func links() throws {
        let nodes = """
            {"samlIdentity":{"nameId":"E042","emails":[{"value":"second@example.com"},{"value":"ada@example.com","primary":true}]},
             "scimIdentity":{"username":"ada@example.com","emails":null},"user":{"databaseId":101}},
            {"samlIdentity":{"nameId":"new@example.com"},"user":null},
            {"samlIdentity":null,"scimIdentity":null,"user":{"databaseId":102}}
            """
        let page = try GitHubTests.decode(
            "externalIdentities",
            #"{"data":{"organization":{"samlIdentityProvider":{"externalIdentities":{"totalCount":3,"pageInfo":{"hasNextPage":true,"endCursor":"c"},"nodes":[\#(nodes)]}}}}}"#
        )
        #expect(page.rowCount == 3)
        #expect(page.next == "c")
        #expect(
            page.links.map { "\($0.method)=\($0.identifier)" } == [
                "samlNameID=E042", "scimUserName=ada@example.com", "samlEmail=ada@example.com",
                "samlEmail2=second@example.com",
            ])
        #expect(page.links.allSatisfy { $0.subject == .identity("101") })
    }
}
