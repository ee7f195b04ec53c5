import ConnectorKit
import ConnectorTesting
import Foundation
import Inventory
import Testing
import Transport

@testable import SCIMConnector

@Suite("SCIM: what becomes of a row")
struct SCIMMappingTests {
    @Test(
        "active false is disabled; absent and unreadable are unknown, never active",
        arguments: [
            ("true", AccountStatus.enabled, PersonStatus.active), ("false", .disabled, .deactivated),
            (#""True""#, .enabled, .active), (#""False""#, .disabled, .deactivated), ("null", .unknown, .unknown),
            (#""yes""#, .unknown, .unknown), ("1", .unknown, .unknown),
        ])
    func status(_ active: String, _ account: AccountStatus, _ person: PersonStatus) throws {
        let page = try SCIMTests.user(#""userName":"a","active":\#(active)"#)
        #expect(page.identities.first?.status == account)
        #expect(page.people.first?.status == person)
    }

    @Test("without active nobody is active")
    func absentStatus() throws {
        let page = try SCIMTests.user(#""userName":"a""#)
        #expect(page.identities.first?.status == .unknown)
        #expect(page.people.first?.status == .unknown)
    }

    @Test(
        "userType says what stands behind a user only by the user's own table",
        arguments: [
            (#""Employee""#, IdentityClass.human), (#""employee""#, .human), (#""Service""#, .service),
            (#""Contractor""#, .unknown), (#""bot""#, .unknown), (#""""#, .unknown), ("null", .unknown),
            ("7", .unknown),
        ])
    func kind(_ userType: String, _ expected: IdentityClass) throws {
        let page = try SCIMTests.user(#""userName":"a","userType":\#(userType)"#)
        #expect(page.identities.first?.classification == expected)
        #expect((page.identities.first?.classificationReason == nil) == (expected == .unknown))
        // A service is nobody.
        #expect(page.people.isEmpty == (expected == .service))
    }

    @Test("without a table every user is unknown")
    func withoutTable() throws {
        let kinds = try SCIMUserTypes(Settings([:]))
        for word in ["Employee", "Intern", "Service", "human"] {
            #expect(kinds.kind(of: word).classification == .unknown)
        }
    }

    @Test("a change of the row is not a use; SCIM tells none")
    func use() throws {
        let page = try SCIMTests.user(
            #""meta":{"created":"2026-01-05T09:00:00Z","lastModified":"2026-10-30T18:00:00Z"}"#)
        #expect(page.usages.map(\.lastUse) == [.unsupported])
        #expect(page.identities.first?.createdAt == Instant("2026-01-05T09:00:00Z"))
        #expect(page.identities.first?.attributes["lastModified"] == "2026-10-30T18:00:00Z")
    }

    private static let enterprise = #""urn:ietf:params:scim:schemas:extension:enterprise:2.0:User""#

    @Test("employee number, department and manager come from the enterprise extension; numbers keep their zeros")
    func enterprise() throws {
        let page = try SCIMTests.user(
            #""externalId":"hr-7",\#(Self.enterprise):{"employeeNumber":"0042","department":"Data","manager":{"value":"u9"}}"#
        )
        #expect(page.people.first?.employeeID == "0042")
        #expect(page.people.first?.department == "Data")
        #expect(page.people.first?.manager == "u9")
        #expect(page.links.map { "\($0.method)=\($0.identifier)" } == ["employeeNumber=0042", "externalId=hr-7"])
    }

    @Test(
        "a manager may be an object, a bare id, a name, or nothing",
        arguments: [
            (#"{"value":"u9","displayName":"Ada"}"#, "u9"), (#""u9""#, "u9"), (#"{"displayName":"Ada"}"#, "Ada"),
            ("{}", nil), ("null", nil),
        ])
    func manager(_ json: String, _ expected: String?) throws {
        let page = try SCIMTests.user(#"\#(Self.enterprise):{"manager":\#(json)}"#)
        #expect(page.people.first?.manager == expected)
    }

    @Test("names of attributes and schemas are case-insensitive")
    func caseInsensitive() throws {
        let page = try SCIMTests.decode(
            "users",
            #"{"TotalResults":1,"resources":[{"ID":"u1","username":"ada","ACTIVE":true,"URN:ietf:params:scim:schemas:extension:enterprise:2.0:user":{"EmployeeNumber":"1"}}]}"#
        )
        #expect(page.identities.first?.name == "ada")
        #expect(page.identities.first?.status == .enabled)
        #expect(page.links.count == 1)
    }

    @Test("addresses: the primary one first, bare texts too, each once")
    func addresses() throws {
        let page = try SCIMTests.user(
            #""userName":"ADA@example.com","emails":[{"value":"a@home.example.com"},{"value":"ada@example.com","primary":true},{},{"value":""}]"#
        )
        #expect(page.identities.first?.emails == ["ada@example.com", "a@home.example.com"])
        let bare = try SCIMTests.user(#""userName":"ada","emails":["a@example.com"]"#)
        #expect(bare.identities.first?.emails == ["a@example.com"])
    }

    @Test("roles and entitlements are what a user may do, each once, with no privilege by guess")
    func entitlements() throws {
        let page = try SCIMTests.user(
            #""roles":[{"value":"admin","display":"Administrator"},{"value":"admin"},{"primary":false},"viewer"],"entitlements":[{"value":"admin","type":"licence"}]"#
        )
        #expect(
            page.entitlements.map(\.nativeID.string) == ["u1/role/admin", "u1/role/viewer", "u1/entitlement/admin"])
        #expect(page.entitlements.map(\.targetName) == ["Administrator", "viewer", "admin"])
        #expect(page.entitlements.map(\.type) == ["scim.role", "scim.role", "scim.entitlement"])
        #expect(page.entitlements.last?.conditions == ["type licence"])
    }

    @Test("of a certificate the digest alone is kept; it is not said to be active, nor when it ends")
    func certificates() throws {
        let page = try SCIMTests.user(
            #""x509Certificates":[{"value":"AQID\nBA=="},{"value":"AQIDBA=="},{"value":"!"},{}]"#)
        #expect(page.credentials.count == 1)
        let credential = try #require(page.credentials.first)
        // sha256 of the bytes 01 02 03 04, by sha256sum.
        #expect(
            credential.fingerprints == [
                Fingerprint(
                    algorithm: "sha256-x509",
                    value: "9f64a747e1b97f131fabb6b447296c9b6f0201e79fb3c5356e6c77e89b6a806a")
            ])
        #expect(credential.form == .certificate && credential.status == .unknown && credential.expiry == .unknown)
        #expect(credential.holder == .identity("u1"))
    }

    @Test("a password in an answer is not even held")
    func password() throws {
        let body = #"{"totalResults":1,"Resources":[{"id":"u1","Password":"INVENTED","name":{"password":"INVENTED"}}]}"#
        let page = try SCIMTests.decode("users", body)
        let held = try JSONDecoder().decode(SCIMObject.self, from: Data(body.utf8))
        #expect(!"\(page)".contains("INVENTED") && !"\(held)".contains("INVENTED"))
        #expect(page.identities.count == 1)
    }

    // MARK: - Groups

    @Test("members are users or groups, by type or by reference; a user 1 and a group 1 are two")
    func members() throws {
        let page = try SCIMTests.row(
            "groups",
            #"{"id":1,"displayName":"Staff","members":[{"value":1},{"value":"1","type":"User"},{"value":"2","type":"group"},{"value":"3","$ref":"https://scim.example.com/v2/Groups/3"},{"value":"4","$ref":"../Users/4"}]}"#
        )
        #expect(page.identities.first?.nativeID == "group/1")
        #expect(page.identities.first?.classification == .group)
        #expect(page.entitlements.map(\.holder) == ["1", "group/2", "group/3", "4"].map { .identity($0) })
        #expect(page.entitlements.allSatisfy { $0.target == .identity("group/1") && $0.targetName == "Staff" })
    }

    @Test("a group without members is whole", arguments: ["[]", "null"])
    func noMembers(_ members: String) throws {
        let page = try SCIMTests.row("groups", #"{"id":"g","members":\#(members)}"#)
        #expect(page.identities.count == 1 && page.rejected.isEmpty)
    }

    @Test("a member that cannot be read is counted and the group kept", arguments: [#"[{"display":"x"}]"#, "true"])
    func lostMembers(_ members: String) throws {
        let page = try SCIMTests.row("groups", #"{"id":"g","members":\#(members)}"#)
        #expect(page.identities.count == 1 && page.rejected.count == 1)
        #expect(page.rejected.first?.path.hasPrefix("$.Resources[0].members") == true)
    }

    @Test("a row without id, or that is no object, is rejected alone", arguments: ["{}", #""x""#, "7", "null", "[]"])
    func rejected(_ row: String) throws {
        for stream in ["users", "groups"] {
            let page = try SCIMTests.decode(stream, #"{"totalResults":2,"Resources":[\#(row),{"id":"a"}]}"#)
            #expect(page.identities.count == 1 && page.rejected.count == 1 && page.rowCount == 2)
        }
    }

    @Test("rows of one list never share a record")
    func unique() throws {
        let page = try SCIMTests.decode(
            "users",
            #"{"totalResults":2,"Resources":[{"id":"a","externalId":"1","roles":["r"]},{"id":"b","externalId":"1","roles":["r"]}]}"#
        )
        let keys = page.records.map { "\($0.kind) \($0.nativeID)" }
        #expect(Set(keys).count == keys.count)
    }
}
