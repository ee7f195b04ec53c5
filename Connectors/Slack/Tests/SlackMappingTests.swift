import ConnectorKit
import ConnectorTesting
import Foundation
import Inventory
import Testing
import Transport

@testable import SlackConnector

@Suite("Slack: what rows mean")
struct SlackMappingTests {
    private func user(_ fields: String, standing: SlackStanding = SlackTests.standing()) throws -> DecodedPage {
        try SlackTests.decode(
            "users", #"{"ok":true,"members":[{"id":"U1","name":"one"\#(fields.isEmpty ? "" : "," + fields)}]}"#,
            standing: standing)
    }

    @Test(
        "a bot is what Slack calls one; nothing makes a user a person",
        arguments: [
            (#""is_bot":true"#, "bot", "is_bot"), (#""is_bot":true,"is_workflow_bot":true"#, "bot", "is_workflow_bot"),
            (#""is_bot":true,"is_connector_bot":true"#, "bot", "is_connector_bot"),
            (#""is_bot":false"#, "unknown", nil), (#""is_bot":false,"is_app_user":true"#, "unknown", nil),
            (#""is_bot":null"#, "unknown", nil), ("", "unknown", nil),
            (#""is_bot":false,"profile":{"email":"a@example.com","real_name":"A"}"#, "unknown", nil),
        ] as [(String, String, String?)])
    func kind(fields: String, classification: String, reason: String?) throws {
        let identity = try #require(try user(fields).identities.first)
        #expect(identity.classification.rawValue == classification)
        #expect(identity.classificationReason == reason)
        #expect(identity.type == (classification == "bot" ? "slack.bot" : "slack.user"))
    }

    @Test("Slackbot is Slack's own, though is_bot says no")
    func slackbot() throws {
        let body =
            #"{"ok":true,"members":[{"id":"USLACKBOT","name":"slackbot","deleted":false,"is_bot":false,"updated":0}]}"#
        let identity = try #require(try SlackTests.decode("users", body).identities.first)
        #expect(identity.vendorManaged && identity.classification == .bot)
        #expect(identity.attributes["updated"] == nil)
    }

    @Test(
        "deleted is deactivated; in an organisation another workspace may say otherwise",
        arguments: [
            (#""deleted":false"#, false, "enabled"), (#""deleted":true"#, false, "disabled"), ("", false, "unknown"),
            (#""deleted":true"#, true, "unknown"), (#""deleted":false"#, true, "enabled"),
        ])
    func status(fields: String, isOrganisation: Bool, status: String) throws {
        let page = try user(fields, standing: SlackTests.standing(isOrganisation: isOrganisation))
        #expect(page.identities.first?.status.rawValue == status)
    }

    @Test(
        "the highest role counts; of who is deactivated, a bot or a stranger there is none",
        arguments: [
            (#""is_primary_owner":true,"is_owner":true,"is_admin":true"#, "role/primary_owner"),
            (#""is_owner":true,"is_admin":true"#, "role/owner"), (#""is_admin":true"#, "role/admin"),
            (#""is_restricted":true,"is_ultra_restricted":true"#, "role/ultra_restricted"),
            (#""is_restricted":true,"is_ultra_restricted":false"#, "role/restricted"),
            (#""is_admin":false,"is_owner":false"#, "role/member"), ("", nil),
            (#""deleted":true,"is_admin":true"#, nil), (#""is_stranger":true,"is_admin":true"#, nil),
            (#""is_bot":true,"is_admin":false"#, nil),
        ] as [(String, String?)])
    func role(fields: String, role: String?) throws {
        let entitlements = try user(fields).entitlements.filter { $0.type == "slack.role" }
        #expect(entitlements.map(\.target.nativeID.string) == (role.map { [$0] } ?? []))
        let described = SlackAccess.permissions.map(\.nativeID.string)
        #expect(entitlements.allSatisfy { described.contains($0.target.nativeID.string) })
    }

    @Test("roles in the organisation stand beside those in the workspace")
    func organisationRoles() throws {
        let page = try user(
            #""is_admin":false,"enterprise_user":{"enterprise_id":"E1","is_owner":false,"is_admin":true}"#)
        #expect(Set(page.entitlements.map(\.target.nativeID)) == ["role/member", "role/org_admin"])
        #expect(page.entitlements.last?.resource == "E1")
    }

    @Test("the app behind a bot is installed while the bot is there; a deactivated bot proves nothing")
    func installations() throws {
        let bot = #""is_bot":true,"profile":{"api_app_id":"A1","bot_id":"B1","real_name":"Deploy"}"#
        let page = try user(bot + #","deleted":false"#)
        #expect(page.applications.map(\.nativeID) == ["A1"])
        #expect(page.applications.first?.name == "Deploy")
        let grant = try #require(page.grants.first)
        #expect(grant.holder == .application("A1") && grant.scopes.isEmpty)
        #expect(grant.attributes["scopes"] == "not told by this list")
        #expect(grant.survival == Survival(disabling: .yes, deletion: .yes))
        #expect(page.entitlements.first { $0.type == "slack.botOfApp" }?.target == .application("A1"))
        for fields in [bot + #","deleted":true"#, bot, #""is_bot":true,"deleted":false,"profile":{"api_app_id":""}"#] {
            let page = try user(fields)
            #expect(page.applications.isEmpty && page.grants.isEmpty)
        }
    }

    @Test("an app with two bots is one app, on one page or on two, and again in the next run")
    func appsOnce() throws {
        let stream = try SlackTests.stream("users")
        func bots(_ ids: [String], _ path: String) throws -> DecodedPage {
            let rows = ids.map {
                #"{"id":"\#($0)","is_bot":true,"deleted":false,"profile":{"api_app_id":"A1"}}"#
            }
            let body = #"{"ok":true,"members":[\#(rows.joined(separator: ","))]}"#
            return try stream.decode(try SlackTests.response(body, path: path), SlackTests.workspace)
        }
        for _ in 1...2 {
            #expect(try bots(["U1", "U2"], "users.list?limit=200").applications.count == 1)
            let second = try bots(["U3"], "users.list?limit=200&cursor=x")
            #expect(second.applications.isEmpty && second.grants.count == 1)
        }
    }

    @Test("when a row changed is never a last use; of a bot Slack tells none")
    func lastUse() throws {
        #expect(try user(#""updated":1790000000"#).usages.isEmpty)
        let bot = try user(#""is_bot":true,"updated":1790000000"#)
        #expect(bot.usages.map(\.lastUse) == [.unsupported])
    }

    @Test(
        "of an organisation's users the last activity is a date or not told, never none",
        arguments: [
            (#""last_active_ts":1793520000"#, 1_793_520_000), (#""last_active_ts":0"#, nil), ("", nil),
            (#""last_active_ts":null"#, nil),
        ] as [(String, Int64?)])
    func lastActive(fields: String, seconds: Int64?) throws {
        let body = #"{"ok":true,"users":[{"id":"W1","username":"one"\#(fields.isEmpty ? "" : "," + fields)}]}"#
        let usages = try SlackTests.decode("organisationUsers", body).usages
        #expect(usages.map(\.lastUse) == (seconds.map { [.observed(Instant(seconds: $0))] } ?? []))
    }

    @Test("who is listed as deactivated is disabled, and when it was made is told")
    func deactivated() throws {
        let body =
            #"{"ok":true,"users":[{"id":"W1","email":"","date_created":1600000000,"deactivated_ts":1700000000}]}"#
        let identity = try #require(try SlackTests.decode("deactivatedUsers", body).identities.first)
        #expect(identity.status == .disabled && identity.emails.isEmpty)
        #expect(identity.createdAt == Instant(seconds: 1_600_000_000))
        #expect(try SlackTests.decode("organisationUsers", body).identities.first?.status == .enabled)
    }

    @Test("a disabled group has no members, and Slack's own groups are Slack's")
    func groups() throws {
        let body = """
            {"ok":true,"usergroups":[
             {"id":"S1","name":"Ops","handle":"ops","date_delete":0,"created_by":"U1","users":["U2","U1","U2"]},
             {"id":"S2","name":"Old","handle":"old","date_delete":1620000000,"created_by":"USLACKBOT","users":["U1"]},
             {"id":"S3","handle":"admins","auto_type":"admin","users":null}]}
            """
        let page = try SlackTests.decode("userGroups", body)
        #expect(page.identities.map(\.status) == [.enabled, .disabled, .enabled])
        #expect(page.identities.map(\.vendorManaged) == [false, false, true])
        #expect(page.entitlements.map(\.nativeID) == ["S1/U1", "S1/U2"])
        #expect(page.claims.map(\.owner) == ["U1"])
        #expect(page.claims.first?.evidence == .creator)
    }

    @Test("approved, restricted and requested are facts of their own, and no application or grant")
    func decisions() throws {
        let app =
            #""app":{"id":"A1","name":"Notes","app_homepage_url":"https://u:p@notes.example.net/x?t=1#f","is_internal":false}"#
        let scopes = #""scopes":[{"name":"files:read","is_sensitive":true,"token_type":"user"},{"name":"chat:write"}]"#
        let cases = [
            ("approvedApps", "approved_apps", "slack.approvedApp", "T0EXAMPLE1/approved/A1"),
            ("certifiedRestrictedApps", "restricted_apps", "slack.restrictedApp", "T0EXAMPLE1/restricted/A1"),
            ("requestedApps", "app_requests", "slack.requestedApp", "T0EXAMPLE1/requested/A1"),
        ]
        for (stream, key, type, id) in cases {
            let page = try SlackTests.decode(stream, #"{"ok":true,"\#(key)":[{\#(app),\#(scopes)}]}"#)
            #expect(page.records.count == 1)
            let resource = try #require(page.resources.first)
            #expect(resource.type == type && resource.nativeID.string == id && resource.name == "Notes")
            #expect(resource.attributes["app_id"] == "A1")
            #expect(resource.attributes["scopes"] == "chat:write, files:read")
            #expect(resource.attributes["sensitive_scopes"] == "files:read")
            #expect(resource.attributes["publisher_domain"] == "notes.example.net")
            #expect(resource.attributes["app_homepage"] == "https://notes.example.net/x")
        }
    }

    @Test(
        "a moment comes as a number or a text; 0 is none, and anything else costs the row",
        arguments: [
            ("1600000000", true, 0), (#""1600000000""#, true, 0), ("0", false, 0), (#""""#, false, 0),
            ("null", false, 0), (#""soon""#, false, 1), ("-5", false, 1), ("1e300", false, 1),
        ])
    func moments(text: String, isTold: Bool, rejected: Int) throws {
        let body = #"{"ok":true,"users":[{"id":"W1","date_created":\#(text)}]}"#
        let page = try SlackTests.decode("organisationUsers", body)
        #expect(page.rejected.count == rejected)
        #expect((page.identities.first?.createdAt != nil) == isTold)
    }
}
