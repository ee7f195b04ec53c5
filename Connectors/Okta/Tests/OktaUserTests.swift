import ConnectorKit
import ConnectorTesting
import Foundation
import Inventory
import Testing
import Transport

@testable import OktaConnector

@Suite("Okta: users and groups")
struct OktaUserTests {
    private func user(_ fields: String) throws -> DecodedPage {
        try OktaTests.decode("users", #"[{"id":"00u1",\#(fields)}]"#)
    }

    @Test(
        "what each of the eight states means for the account and for the person",
        arguments: [
            ("ACTIVE", AccountStatus.enabled, PersonStatus.active), ("LOCKED_OUT", .enabled, .active),
            ("PASSWORD_EXPIRED", .enabled, .active), ("RECOVERY", .enabled, .active),
            ("PROVISIONED", .enabled, .active), ("STAGED", .unknown, .unknown),
            ("SUSPENDED", .suspended, .suspended), ("DEPROVISIONED", .disabled, .deactivated),
            ("SOMETHING_NEW", .unknown, .unknown),
        ])
    func statuses(_ status: String, account: AccountStatus, person: PersonStatus) throws {
        let page = try user(#""status":"\#(status)","profile":{"login":"ada@example.com"}"#)
        #expect(page.identities.map(\.status) == [account])
        #expect(page.identities.first?.attributes["status"] == status)
        #expect(page.people.map(\.status) == [person])
    }

    @Test("only a deactivation has a last day")
    func lastDay() throws {
        let day = try #require(Instant("2026-09-15T10:00:00Z"))
        for (status, expected) in [("DEPROVISIONED", day), ("SUSPENDED", nil), ("ACTIVE", nil)] {
            let page = try user(#""status":"\#(status)","statusChanged":"2026-09-15T10:00:00.000Z""#)
            #expect(page.people.map(\.endedAt) == [expected])
        }
    }

    @Test("a user who never signed in was not used since they were made; without a date nothing is known")
    func lastUse() throws {
        let made = try #require(Instant("2026-01-01T08:00:00Z"))
        let seen = try #require(Instant("2026-10-01T08:00:00Z"))
        #expect(
            try user(#""created":"2026-01-01T08:00:00.000Z","lastLogin":null"#).usages.map(\.lastUse)
                == [.noneSince(made)])
        #expect(try user(#""lastLogin":"2026-10-01T08:00:00.000Z""#).usages.map(\.lastUse) == [.observed(seen)])
        #expect(try user(#""status":"ACTIVE""#).usages.map(\.lastUse) == [.unknown])
    }

    @Test("the employee number links the account, leading zeros and all; a number is read as text")
    func employeeNumber() throws {
        for (written, read) in [(#""00123""#, "00123"), ("123", "123")] {
            let page = try user(#""profile":{"login":"ada@example.com","employeeNumber":\#(written)}"#)
            #expect(page.links.map(\.identifier) == [read])
            #expect(page.people.map(\.employeeID) == [read])
        }
        #expect(try user(#""profile":{"employeeNumber":""}"#).links.isEmpty)
        #expect(try user(#""profile":{"employeeNumber":null}"#).people.map(\.employeeID) == [nil])
    }

    @Test("a password is there only where Okta says so, and its value is never read")
    func password() throws {
        let page = try user(
            #""status":"ACTIVE","passwordChanged":"2026-03-01T00:00:00.000Z","credentials":{"password":{"value":"Hunter2"}}"#
        )
        #expect(page.credentials.map(\.form) == [.password])
        #expect(page.credentials.first?.lastRotatedAt == Instant("2026-03-01T00:00:00Z"))
        #expect(!"\(page.records)".contains("Hunter2"))
        #expect(try user(#""credentials":{"provider":{"type":"FEDERATION"}}"#).credentials.isEmpty)
    }

    @Test("Okta does not say that a user is a person, so neither does the class")
    func classification() throws {
        let page = try user(#""profile":{"login":"svc@example.com","userType":"Service"}"#)
        #expect(page.identities.map(\.classification) == [.unknown])
        #expect(page.identities.first?.attributes["userType"] == "Service")
    }

    @Test("deactivated users are asked for by themselves")
    func secondPass() throws {
        let first = try OktaTests.stream("deprovisionedUsers").first(.whole)
        #expect(first.url.query(percentEncoded: false)?.contains(#"filter=status eq "DEPROVISIONED""#) == true)
        #expect(try !(OktaTests.stream("users").first(.whole).url.query ?? "").contains("filter"))
    }

    @Test("a group carries permissions, and Everyone is Okta's own")
    func groups() throws {
        let page = try OktaTests.decode(
            "groups",
            #"[{"id":"00g1","type":"BUILT_IN","profile":{"name":"Everyone"}},{"id":"00g2","type":"OKTA_GROUP","profile":{"name":"Ops","description":null}}]"#
        )
        #expect(page.identities.map(\.classification) == [.group, .group])
        #expect(page.identities.map(\.vendorManaged) == [true, false])
        let members = try OktaTests.decode("groupMembers", #"[{"id":"00u1"},{"id":"00u2"}]"#, OktaTests.group)
        #expect(members.entitlements.map(\.nativeID) == ["00g1/00u1", "00g1/00u2"])
        #expect(members.entitlements.allSatisfy { $0.target == .identity("00g1") })
    }
}
