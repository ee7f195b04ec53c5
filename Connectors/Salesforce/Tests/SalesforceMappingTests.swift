import ConnectorKit
import ConnectorTesting
import Foundation
import Inventory
import Testing
import Transport

@testable import SalesforceConnector

@Suite("Salesforce: what rows mean")
struct SalesforceMappingTests {
    static let kinds: [(String, IdentityClass)] = [
        (#""UserType":"Standard""#, .unknown), (#""UserType":"AutomatedProcess""#, .system),
        (#""UserType":"CloudIntegrationUser""#, .system), (#""UserType":"Guest""#, .shared),
        (#""UserType":"PowerPartner""#, .unknown), (#""UserType":"PowerCustomerSuccess""#, .unknown),
        (#""UserType":"CustomerSuccess""#, .unknown), (#""UserType":"CspLitePortal""#, .unknown),
        (#""UserType":"CsnOnly""#, .unknown), (#""UserType":"SelfService""#, .unknown),
        (#""UserType":"Tomorrow""#, .unknown), (#""UserType":null"#, .unknown), ("", .unknown),
        (#""UserType":"Standard","Profile":{"Name":"x","UserLicense":{"Name":"Salesforce Integration"}}"#, .service),
        (#""UserType":"Standard","Profile":{"Name":"Minimum Access - API Only Integrations"}"#, .service),
        (#""UserType":"Standard","Profile":{"Name":"Salesforce API Only System Integrations"}"#, .service),
        (#""UserType":"Standard","Profile":{"Name":"Standard User","UserLicense":{"Name":"Salesforce"}}"#, .unknown),
        (#""UserType":"Standard","Profile":{"Name":"Integration API bot","UserLicense":null}"#, .unknown),
    ]

    @Test("a user is what a documented value says, and never human", arguments: kinds)
    func kind(_ fields: String, _ expected: IdentityClass) throws {
        let records = try SalesforceTests.user(fields)
        #expect(records.identities.first?.classification == expected)
        #expect((records.identities.first?.classificationReason != nil) == (expected != .unknown))
        #expect(records.people.isEmpty || (expected == .unknown && fields.contains("Standard")))
    }

    static let states: [(String, Bool?, AccountStatus, PersonStatus)] = [
        ("true", false, .enabled, .active), ("true", nil, .enabled, .active), ("true", true, .suspended, .active),
        ("false", false, .disabled, .deactivated), ("false", true, .disabled, .deactivated),
        ("null", true, .unknown, .unknown),
    ]

    @Test("an account is as active as Salesforce says, and frozen where that may be seen", arguments: states)
    func status(_ active: String, _ frozen: Bool?, _ account: AccountStatus, _ person: PersonStatus) throws {
        let own = try #require(SalesforceID("005xx0000000001AAA"))
        let records = try SalesforceTests.user(
            #""IsActive":\#(active),"UserType":"Standard""#, frozen: frozen.map { $0 ? [own] : [] })
        #expect(records.identities.first?.status == account && records.people.first?.status == person)
        #expect(records.identities.first?.attributes["isFrozen"] == frozen.map { $0 ? "true" : "false" })
    }

    static let logins: [(String, LastUse)] = [
        (#""LastLoginDate":"2026-10-01T00:00:00.000+0000""#, .observed(Instant(seconds: 1_790_812_800))),
        (
            #""LastLoginDate":null,"CreatedDate":"2025-01-01T00:00:00.000+0000""#,
            .noneSince(Instant(seconds: 1_735_689_600))
        ),
        // Who never signs in is not idle.
        (
            #""LastLoginDate":null,"CreatedDate":"2025-01-01T00:00:00.000+0000","UserType":"AutomatedProcess""#,
            .unsupported
        ),
        (#""LastLoginDate":null,"CreatedDate":"2025-01-01T00:00:00.000+0000","UserType":"Guest""#, .unsupported),
        (#""LastLoginDate":null"#, .unknown), (#""CreatedDate":"2025-01-01T00:00:00.000+0000""#, .unknown),
    ]

    @Test("a login that was not shown is unknown, one that is empty never was", arguments: logins)
    func lastLogin(_ fields: String, _ expected: LastUse) throws {
        let usage = try #require(try SalesforceTests.user(fields).usages.first)
        #expect(usage.lastUse == expected && usage.meaning == .success && usage.granularityInSeconds == 60)
    }

    @Test("accounts lead to people by employee number and federation id, services to nobody")
    func links() throws {
        let fields = #""EmployeeNumber":"00123","FederationIdentifier":"ada@example.com","UserType":"#
        let person = try SalesforceTests.user(fields + #""Standard""#)
        #expect(Set(person.links.map(\.method)) == ["employeeId", "federationIdentifier"])
        #expect(person.people.first?.employeeID == "00123")
        #expect(try SalesforceTests.user(fields + #""AutomatedProcess""#).links.isEmpty)
        #expect(try SalesforceTests.user(#""EmployeeNumber":"","UserType":"Standard""#).links.isEmpty)
    }

    static let sets: [(String, Privilege)] = [
        (#""PermissionsModifyAllData":true"#, .admin), (#""PermissionsManageUsers":true"#, .admin),
        (#""PermissionsAuthorApex":true,"PermissionsViewAllData":true"#, .admin),
        (#""PermissionsAssignPermissionSets":true"#, .admin), (#""PermissionsViewAllData":true"#, .high),
        (#""PermissionsCustomizeApplication":true"#, .high), (#""PermissionsManageRemoteAccess":true"#, .high),
        (#""PermissionsApiEnabled":true"#, .unknown), (#""PermissionsModifyAllData":false"#, .unknown),
        (#""PermissionsModifyAllData":null"#, .unknown), ("", .unknown),
    ]

    @Test("a permission set is as dangerous as its worst system permission, and never called harmless", arguments: sets)
    func privilege(_ columns: String, _ expected: Privilege) throws {
        let row = #"{"Id":"0PSxx0000000001AAA","Label":"L"\#(columns.isEmpty ? "" : ",")\#(columns)}"#
        let permission = try #require(try SalesforceTests.decode("permissionSets", row).records.permissions.first)
        #expect(permission.privilege == expected)
    }

    @Test("a permission that is no truth value rejects the row")
    func notABoolean() throws {
        let row = #"{"Id":"0PSxx0000000001AAA","Label":"L","PermissionsModifyAllData":"yes"}"#
        #expect(try SalesforceTests.decode("permissionSets", row).rejected.count == 1)
    }

    @Test("profiles, groups and sets are told apart")
    func setKinds() throws {
        let page = try SalesforceTests.decode(
            "permissionSets",
            #"{"Id":"0PSxx0000000001AAA","Label":"00e","IsOwnedByProfile":true,"Profile":{"Name":"Admin"}},{"Id":"0PSxx0000000002AAA","Label":"G","Type":"Group"},{"Id":"0PSxx0000000003AAA","Label":"S","Type":"Standard","NamespacePrefix":"acme"}"#
        )
        #expect(
            page.records.permissions.map(\.type) == [
                "salesforce.profile", "salesforce.permissionSetGroup", "salesforce.permissionSet",
            ])
        #expect(page.records.permissions.map(\.name) == ["Admin", "G", "S (acme)"])
        #expect(page.records.permissions.map(\.vendorManaged) == [false, false, true])
    }

    static let assignments: [(String, Int)] = [
        (#""IsActive":true"#, 1), (#""IsActive":null"#, 1), ("\"IsActive\":false", 0), (#""IsRevoked":true"#, 0),
        (#""IsRevoked":false"#, 1),
    ]

    @Test("an assignment that is over or taken away is none", arguments: assignments)
    func assignment(_ field: String, _ count: Int) throws {
        let row =
            #"{"Id":"0Paxx0000000001AAA","AssigneeId":"005xx0000000001AAA","PermissionSetId":"0PSxx0000000001AAA",\#(field)}"#
        let page = try SalesforceTests.decode("permissionSetAssignments", row)
        #expect(page.records.entitlements.count == count && page.rejected.isEmpty && page.rowCount == 1)
    }

    @Test("an app's short id and its long one are one app")
    func shortIDs() throws {
        let access = try SalesforceTests.decode(
            "appAccess",
            #"{"Id":"0J0xx0000000001CAA","ParentId":"0PSxx0000000001AAA","SetupEntityId":"0H4xx0000000001","SetupEntityType":"ConnectedApplication","Parent":{"Label":"Set"}}"#
        ).records.grants
        let app = try SalesforceTests.decode("connectedApps", #"{"Id":"0H4xx0000000001CAA","Name":"A"}"#).records
            .applications
        #expect(access.first?.holder == app.first?.holder && access.first?.consent == .admin)
        #expect(access.first?.conditions == ["users of the permission set Set"])
        #expect(access.first?.survival == Survival(disabling: .yes, deletion: .yes))
    }

    static let ends: [(String, Expiry)] = [
        (#""ExpirationDate":"2027-01-05T12:00:00.000+0000""#, .at(Instant(seconds: 1_799_150_400))),
        (#""ExpirationDate":"2027-01-05""#, .at(Instant(seconds: 1_799_107_200))),
        (#""ExpirationDate":null"#, .unknown), (#""KeySize":2048"#, .unknown),
    ]

    @Test("a certificate ends when it says, with a day or an hour", arguments: ends)
    func certificates(_ field: String, _ expected: Expiry) throws {
        let row = #"{"Id":"0P1xx0000000001GAA","DeveloperName":"C",\#(field)}"#
        let certificate = try #require(try SalesforceTests.decode("certificates", row).records.credentials.first)
        #expect(certificate.expiry == expected && certificate.survival == Survival(disabling: .yes, deletion: .yes))
    }

    @Test("whoever made an app is a candidate to answer for it, and no more")
    func creators() throws {
        let page = try SalesforceTests.decode(
            "externalClientApps", #"{"Id":"0xIxx0000000001EAA","DeveloperName":"A","CreatedById":"005xx0000000001AAA"}"#
        )
        #expect(page.records.claims.map(\.evidence) == [.creator])
    }
}
