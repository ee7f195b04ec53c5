import ConnectorKit
import ConnectorTesting
import Foundation
import Inventory
import Testing
import Transport

@testable import OktaConnector

@Suite("Okta: administrators")
struct OktaRoleTests {
    @Test("a role points at what it means: the standard one by its type, the custom one by its id")
    func roles() throws {
        let page = try OktaTests.decode(
            "userRoles",
            #"[{"id":"KVJUKUS7IFCE2SKO","label":"Super Administrator","type":"SUPER_ADMIN","status":"ACTIVE","created":"2020-08-27T18:19:43.000Z","assignmentType":"USER"},{"id":"irb1","role":"cr01","label":"Desk","type":"CUSTOM","status":"ACTIVE","assignmentType":"USER","resource-set":"iam1"},{"id":"gra1","type":"HELP_DESK_ADMIN","assignmentType":"GROUP"},{"id":"x","type":"ORG_ADMIN","status":"INACTIVE"}]"#,
            OktaTests.administrator)
        #expect(
            page.entitlements.map(\.target) == [
                .permission("SUPER_ADMIN"), .permission("cr01"), .permission("HELP_DESK_ADMIN"),
            ])
        #expect(page.entitlements.map(\.resource) == [nil, "iam1", nil])
        #expect(page.entitlements.map(\.conditions) == [[], [], ["assigned through a group"]])
        // The id of a standard role is the same for everybody.
        #expect(page.entitlements.first?.nativeID == "00u1/KVJUKUS7IFCE2SKO")
        #expect(page.entitlements.first?.grantedAt == Instant("2020-08-27T18:19:43Z"))
    }

    @Test("roles of groups and of service apps are held by them")
    func holders() throws {
        let row = #"[{"id":"A","type":"APP_ADMIN","assignmentType":"GROUP"}]"#
        let group = try OktaTests.decode("groupRoles", row, OktaTests.group)
        #expect(group.entitlements.map(\.holder) == [.identity("00g1")])
        #expect(group.entitlements.map(\.conditions) == [[]])
        let app = try OktaTests.decode("clientRoles", row, OktaTests.app())
        #expect(app.entitlements.map(\.holder) == [.application("0oa1")])
        #expect(
            try OktaTests.stream("clientRoles").first(OktaTests.app()).url.path == "/oauth2/v1/clients/client-1/roles")
    }

    @Test("the types of the vendor's description all have a privilege, and only reading ones are low")
    func standardRoles() {
        let described: Set<String> = [
            "ACCESS_CERTIFICATIONS_ADMIN", "ACCESS_REQUESTS_ADMIN", "API_ACCESS_MANAGEMENT_ADMIN", "APP_ADMIN",
            "GROUP_MEMBERSHIP_ADMIN", "HELP_DESK_ADMIN", "ORG_ADMIN", "READ_ONLY_ADMIN", "REPORT_ADMIN", "SUPER_ADMIN",
            "USER_ADMIN", "WORKFLOWS_ADMIN",
        ]
        let known = Dictionary(uniqueKeysWithValues: OktaRoles.standard.map { ($0.type, $0.privilege) })
        #expect(described.subtracting(known.keys).isEmpty)
        #expect(known["SUPER_ADMIN"] == .admin && known["ORG_ADMIN"] == .admin)
        #expect(Set(known.filter { $0.value == .low }.keys) == ["READ_ONLY_ADMIN", "REPORT_ADMIN"])
        #expect(!OktaRoles.allowsChanges("READ_ONLY_ADMIN") && OktaRoles.allowsChanges("HELP_DESK_ADMIN"))
        #expect(!OktaRoles.allowsChanges("cr01"), "of a custom role the name does not tell")
    }

    @Test(
        "a custom role is as strong as its strongest permission",
        arguments: [
            ([], Privilege.low), (["okta.users.read", "okta.groups.read"], .low),
            (["okta.apps.assignment.manage"], .medium),
            (["okta.users.read", "okta.users.credentials.resetPassword"], .high),
            (["okta.iam.read"], .low), (["okta.apps.manage", "okta.devices.manage"], .high),
        ])
    func customRoles(_ labels: [String], privilege: Privilege) throws {
        let rows = labels.map { #"{"label":"\#($0)","conditions":null}"# }.joined(separator: ",")
        let page = try OktaTests.decode(
            "customRolePermissions", #"{"permissions":[\#(rows)],"_links":{}}"#, OktaTests.customRole)
        #expect(page.permissions.map(\.privilege) == [privilege])
        #expect(page.permissions.map(\.nativeID) == ["cr01"])
    }

    @Test("until its permissions are read a custom role's privilege is unknown")
    func unreadRole() throws {
        let page = try OktaTests.decode("customRoles", #"{"roles":[{"id":"cr01","label":"Desk"}],"_links":{}}"#)
        #expect(page.permissions.map(\.privilege) == [.unknown])
        #expect(page.next == nil)
    }

    @Test("the next page of a list under /iam names the admin console's host, and is asked of the org's own")
    func nextPage() throws {
        let page = try OktaTests.decode(
            "administrators",
            #"{"value":[{"id":"00u1"}],"_links":{"next":{"href":"https://example-admin.okta.com/api/v1/iam/assignees/users?after=00u1&limit=100"}}}"#
        )
        #expect(page.next == "/api/v1/iam/assignees/users?after=00u1&limit=100")
        #expect(page.entitlements.map(\.nativeID) == ["00u1"])
    }

    @Test("an answer without its list is no empty list", arguments: ["{}", #"{"value":null}"#, #"{"value":{}}"#, "[]"])
    func missingList(_ body: String) {
        #expect(throws: (any Error).self) { try OktaTests.decode("administrators", body) }
    }
}
