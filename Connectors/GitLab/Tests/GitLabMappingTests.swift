import ConnectorKit
import ConnectorTesting
import Foundation
import Inventory
import Testing
import Transport

@testable import GitLabConnector

@Suite("GitLab: what fields mean")
struct GitLabMappingTests {
    private static func instant(_ text: String) -> Instant { Instant(text) ?? Instant(milliseconds: 0) }

    // MARK: - Accounts

    @Test(
        "bots are told by the field or by their documented names; nobody is told to be a person",
        arguments: [
            (#""username":"ada-berg","bot":false"#, IdentityClass.unknown), (#""username":"ada-berg""#, .unknown),
            (#""username":"robot","bot":true"#, .bot), (#""username":"project_12_bot""#, .bot),
            (#""username":"project_12_bot3""#, .bot), (#""username":"group_9_bot_4ffca233d8298ea1""#, .bot),
            (#""username":"project_bot""#, .unknown), (#""username":"project_12_bottle""#, .unknown),
            (#""username":"service_account_group_9_aa""#, .unknown),
        ])
    func classes(fields: String, expected: IdentityClass) throws {
        let page = try GitLabTests.decode("users", #"[{"id":5,\#(fields)}]"#)
        #expect(page.identities.first?.classification == expected)
        #expect((page.identities.first?.classificationReason == nil) == (expected == .unknown))
    }

    @Test(
        "GitLab's own bots are its own, where it says that they are bots",
        arguments: [
            (#""username":"GitLab-Security-Bot","bot":true"#, true), (#""username":"support-bot1","bot":true"#, true),
            (#""username":"support-bot","bot":false"#, false), (#""username":"support-bot""#, false),
            (#""username":"release-bot","bot":true"#, false),
        ])
    func internalBots(fields: String, isVendors: Bool) throws {
        let page = try GitLabTests.decode("users", #"[{"id":5,\#(fields)}]"#)
        #expect(page.identities.first?.vendorManaged == isVendors)
    }

    @Test("who is listed as a service account is one, and its group is known")
    func serviceAccounts() throws {
        let page = try GitLabTests.decode("groupServiceAccounts", #"[{"id":57,"username":"robot"}]"#)
        #expect(page.identities.first?.classification == .service)
        #expect(page.identities.first?.attributes["group"] == "group/9")
    }

    @Test(
        "states are GitLab's",
        arguments: [
            ("active", AccountStatus.enabled), ("blocked", .disabled), ("ldap_blocked", .disabled),
            ("banned", .disabled), ("blocked_pending_approval", .disabled), ("deactivated", .suspended),
            ("something new", .unknown),
        ])
    func states(state: String, expected: AccountStatus) throws {
        let page = try GitLabTests.decode("users", #"[{"id":5,"username":"a","state":"\#(state)"}]"#)
        #expect(page.identities.first?.status == expected)
    }

    @Test(
        "an account's last use is the later of sign-in and activity; only nulls of both say never",
        arguments: [
            (
                #""current_sign_in_at":"2026-10-01T07:00:00Z","last_activity_on":"2026-10-20""#,
                LastUse.observed(instant("2026-10-20"))
            ),
            (
                #""current_sign_in_at":"2026-10-21T07:00:00Z","last_activity_on":"2026-10-20""#,
                .observed(instant("2026-10-21T07:00:00Z"))
            ),
            (#""current_sign_in_at":null,"last_activity_on":null"#, .noneSince(instant("2022-03-01"))),
            (#""last_activity_on":null"#, .unknown), ("", .unknown),
            (#""current_sign_in_at":"soon","last_activity_on":null"#, .unknown),
        ])
    func accountUse(fields: String, expected: LastUse) throws {
        let more = fields.isEmpty ? "" : "," + fields
        let page = try GitLabTests.decode("users", #"[{"id":5,"username":"a","created_at":"2022-03-01"\#(more)}]"#)
        #expect(page.usages.first?.lastUse == expected)
    }

    @Test("an administrator is told by the user itself")
    func administrator() throws {
        let page = try GitLabTests.decode(
            "users", #"[{"id":1,"username":"root","is_admin":true},{"id":2,"username":"a","is_admin":false}]"#)
        #expect(page.entitlements.map(\.holder) == [.identity("1")])
        #expect(page.entitlements.map(\.target) == [.permission("instance/administrator")])
    }

    // MARK: - Members

    @Test(
        "every role that GitLab documents is described, and what it comes to",
        arguments: [
            (10, Privilege.low), (15, .low), (20, .low), (30, .medium), (40, .high), (50, .admin), (60, .admin),
        ])
    func roles(level: Int, privilege: Privilege) throws {
        let page = try GitLabTests.decode("members", #"[{"id":5,"username":"a","access_level":\#(level)}]"#)
        let target = try #require(page.entitlements.first?.target)
        let role = GitLabAccess.permissions.compactMap {
            if case .permission(let permission) = $0 { permission } else { nil }
        }.first { $0.nativeID == target.nativeID }
        #expect(role?.privilege == privilege)
        #expect(page.entitlements.first?.targetName == role?.name)
    }

    @Test("owners answer for what they own; bots, members for a time and others do not")
    func owners() throws {
        let page = try GitLabTests.decode(
            "projectMembers",
            #"""
            [{"id":1,"username":"ada-berg","access_level":50,"expires_at":null},{"id":2,"username":"b","access_level":40},
             {"id":3,"username":"project_401_bot_ab12","access_level":50},
             {"id":4,"username":"d","access_level":50,"expires_at":"2026-12-31"}]
            """#)
        #expect(page.claims.map(\.owner) == ["ada-berg"])
        #expect(page.claims.first?.subject == .resource("project/401"))
        #expect(page.claims.first?.evidence == .nativeOwner)
        #expect(page.entitlements.last?.conditions == ["expires_at: 2026-12-31"])
        #expect(page.entitlements.allSatisfy { $0.resource == "example-group/api" })
    }

    @Test("when somebody joined is not when the account was made")
    func joined() throws {
        let page = try GitLabTests.decode(
            "members", #"[{"id":5,"username":"a","access_level":30,"created_at":"2024-02-01T10:00:00Z"}]"#)
        #expect(page.identities.first?.createdAt == nil)
        #expect(page.entitlements.first?.grantedAt == Self.instant("2024-02-01T10:00:00Z"))
    }

    // MARK: - Tokens

    @Test(
        "a token's expiry is a day, none, or not told",
        arguments: [
            (#","expires_at":"2026-12-01""#, Expiry.at(instant("2026-12-01"))), (#","expires_at":null"#, .never),
            ("", .unknown), (#","expires_at":"soon""#, .unknown), (#","expires_at":5"#, .unknown),
        ])
    func expiry(field: String, expected: Expiry) throws {
        let page = try GitLabTests.decode("projectAccessTokens", #"[{"id":1,"user_id":2\#(field)}]"#)
        #expect(page.credentials.first?.expiry == expected)
        let token = try GitLabTests.decode("projectDeployTokens", #"[{"id":1\#(field)}]"#)
        #expect(token.credentials.first?.expiry == expected)
        let key = try GitLabTests.decode("deployKeys", #"[{"id":1\#(field)}]"#)
        #expect(key.credentials.first?.expiry == expected)
    }

    @Test(
        "none used means since it was made, or since GitLab kept track",
        arguments: [
            (#""created_at":"2025-01-01","last_used_at":null"#, LastUse.noneSince(instant("2025-01-01"))),
            (#""created_at":"2019-01-01","last_used_at":null"#, .noneSince(instant("2020-07-22"))),
            (
                #""created_at":"2025-01-01","last_used_at":"2026-01-01T10:10:00Z""#,
                .observed(instant("2026-01-01T10:10:00Z"))
            ),
            (#""created_at":"2025-01-01""#, .unknown), (#""last_used_at":null"#, .unknown),
        ])
    func tokenUse(fields: String, expected: LastUse) throws {
        let page = try GitLabTests.decode("personalAccessTokens", #"[{"id":1,"user_id":2,\#(fields)}]"#)
        #expect(page.usages.first?.lastUse == expected)
        #expect(page.usages.first?.granularityInSeconds == 600)
    }

    @Test(
        "active, ended and not told",
        arguments: [
            (#""active":true,"revoked":false"#, CredentialStatus.active), (#""active":false"#, .inactive),
            (#""active":true,"revoked":true"#, .inactive), (#""name":"x""#, .unknown),
        ])
    func status(fields: String, expected: CredentialStatus) throws {
        let page = try GitLabTests.decode("personalAccessTokens", #"[{"id":1,"user_id":2,\#(fields)}]"#)
        #expect(page.credentials.first?.status == expected)
    }

    @Test(
        "a deploy token ends by date or by hand; its use nobody tells",
        arguments: [
            (#""revoked":false,"expired":false"#, CredentialStatus.active),
            (#""revoked":true,"expired":false"#, .inactive),
            (#""revoked":false,"expired":true"#, .inactive), (#""revoked":false"#, .unknown),
        ])
    func deployTokens(fields: String, expected: CredentialStatus) throws {
        let page = try GitLabTests.decode("groupDeployTokens", #"[{"id":1,\#(fields)}]"#)
        #expect(page.credentials.first?.status == expected)
        #expect(page.credentials.first?.holder == .resource("group/9"))
        #expect(page.usages.first?.lastUse == .unsupported)
    }

    @Test(
        "what outlives its person, by kind",
        arguments: [
            (
                "personalAccessTokens", #""user_id":2"#, "gitlab.personalAccessToken",
                Survival(disabling: .no, deletion: .no)
            ),
            (
                "enterpriseTokens", #""user_id":2"#, "gitlab.personalAccessToken",
                Survival(disabling: .no, deletion: .no)
            ),
            (
                "serviceAccountTokens", #""user_id":2"#, "gitlab.personalAccessToken",
                Survival(disabling: .no, deletion: .no)
            ),
            (
                "groupAccessTokens", #""user_id":2"#, "gitlab.groupAccessToken",
                Survival(disabling: .yes, deletion: .yes)
            ),
            (
                "projectAccessTokens", #""user_id":2"#, "gitlab.projectAccessToken",
                Survival(disabling: .yes, deletion: .yes)
            ),
            ("groupDeployTokens", #""name":"x""#, "gitlab.deployToken", Survival(disabling: .yes, deletion: .yes)),
            ("deployKeys", #""title":"x""#, "gitlab.deployKey", Survival(disabling: .no, deletion: .unknown)),
            ("enterpriseKeys", #""user_id":2"#, "gitlab.sshKey", Survival(disabling: .no, deletion: .no)),
        ])
    func survival(stream: String, field: String, type: String, expected: Survival) throws {
        let page = try GitLabTests.decode(stream, #"[{"id":1,\#(field)}]"#)
        #expect(page.credentials.first?.survival == expected)
        #expect(page.credentials.first?.type == type)
    }

    @Test("one key in two projects is a credential of each, with one fingerprint")
    func sharedKeys() throws {
        let page = try GitLabTests.decode(
            "deployKeys",
            #"[{"id":11,"fingerprint_sha256":"SHA256:Jrs3LD1Ji30xNLtTVf9NDCj7kkBgPBb2pjvTZ3HfIgU","can_push":true}]"#)
        #expect(page.credentials.map(\.nativeID) == ["project/401/deployKey/11"])
        #expect(page.credentials.first?.fingerprints.map(\.algorithm) == ["sha256-ssh"])
        #expect(page.credentials.first?.attributes["can_push"] == "true")
    }

    @Test("a row without what identifies it is rejected with its path, and the others are kept")
    func rejected() throws {
        let page = try GitLabTests.decode(
            "groupAccessTokens", #"[{"id":1,"user_id":2},{"id":2},{"user_id":3},{"id":"4","user_id":2}]"#)
        #expect(page.credentials.map(\.nativeID) == ["token/1"])
        #expect(page.rejected.map(\.path) == ["$[1].user_id", "$[2].id", "$[3].id"])
        #expect(try GitLabTests.decode("enterpriseKeys", #"[{"id":1}]"#).rejected.count == 1)
    }

    // MARK: - Applications, webhooks

    @Test("of callbacks the hosts are kept, of webhooks host and first word")
    func urls() throws {
        let application = try GitLabTests.decode(
            "applications",
            #"[{"id":1,"application_id":"abc","callback_url":"https://b.example.com/x?s=1\nhttps://a.example.com/y"}]"#)
        #expect(application.applications.first?.attributes["callback_hosts"] == "a.example.com,b.example.com")
        #expect(application.applications.first?.clientID == "abc")
        let hook = try GitLabTests.decode(
            "groupWebhooks", #"[{"id":1,"url":"https://u:p@x.example.com/services/T0/S3CRET?k=1","push_events":true}]"#)
        #expect(hook.grants.first?.grantee == "x.example.com")
        #expect(hook.grants.first?.attributes["path"] == "/services/…")
        #expect(hook.grants.first?.scopes == ["push"])
    }
}
