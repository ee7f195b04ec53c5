import ConnectorKit
import ConnectorTesting
import Foundation
import Inventory
import Testing
import Transport

@testable import GoogleWorkspaceConnector

/// The token log: a stream of events that is read for facts about grants.
@Suite("Google Workspace: the token log")
struct GoogleWorkspaceEventTests {
    private func event(_ name: String, _ user: String, _ client: String, _ time: String) -> String {
        """
        {"id":{"time":"2026-\(time)T00:00:00.000Z"},"actor":{"profileId":"\(user)","email":"x@example.com"},
         "events":[{"name":"\(name)","parameters":[{"name":"app_name","value":"An app"},{"name":"client_id","value":"\(client)"}]}]}
        """
    }

    /// The pages of a stream, one after the other, each asked for at the address that the one before gave.
    private func read(
        _ id: String, _ pages: [(rows: [String], token: String?)], _ settings: [String: Settings.Value] = [:]
    ) throws -> [DecodedPage] {
        let stream = try GoogleWorkspaceTests.stream(id, settings)
        var url = try stream.first(.whole).url
        var result: [DecodedPage] = []
        for page in pages {
            let token = page.token.map { #","nextPageToken":"\#($0)""# } ?? ""
            let body = #"{"kind":"admin#reports#activities","items":[\#(page.rows.joined(separator: ","))]\#(token)}"#
            let decoded = try stream.decode(Response(status: 200, body: Data(body.utf8), url: url), .whole)
            result.append(decoded)
            guard let next = decoded.next else { break }
            url = try #require(
                URL(string: next.hasPrefix("https://") ? next : url.absoluteString + "&pageToken=" + next))
        }
        return result
    }

    private func day(_ text: String) throws -> Instant { try #require(Instant("2026-\(text)T00:00:00Z")) }

    @Test("the newest event of a grant is its last use, told once, however many pages there are")
    func lastUse() throws {
        let pages = try read(
            "tokenUses",
            [
                ([event("activity", "u1", "c1", "10-20"), event("activity", "u2", "c1", "10-19")], "p2"),
                ([event("activity", "u1", "c1", "10-01"), event("activity", "u1", "c2", "09-01")], nil),
            ])
        #expect(pages[0].usages.map(\.lastUse) == [.observed(try day("10-20")), .observed(try day("10-19"))])
        #expect(pages[1].usages.map(\.subject) == [.grant("u1/tokens/c2")])
        #expect(pages[1].usages.first?.holder == .application("c2"))
        #expect(pages.allSatisfy { $0.truncation == nil })
    }

    @Test("within a page the order of events does not matter")
    func order() throws {
        let pages = try read(
            "tokenUses", [([event("activity", "u1", "c1", "10-01"), event("activity", "u1", "c1", "10-20")], nil)])
        #expect(pages[0].usages.map(\.lastUse) == [.observed(try day("10-20"))])
    }

    @Test("a log that does not come newest first is told, not read wrong")
    func oldestFirst() {
        #expect(throws: GoogleWorkspaceProblem.self) {
            try read(
                "tokenUses",
                [([event("activity", "u1", "c1", "09-01")], "p2"), ([event("activity", "u1", "c1", "10-20")], nil)])
        }
    }

    @Test("a shorter reading stops where all events are older than that")
    func window() throws {
        let pages = try read(
            "tokenUses",
            [
                ([event("activity", "u1", "c1", "10-20")], "p2"),
                ([event("activity", "u1", "c2", "10-16"), event("activity", "u1", "c3", "09-01")], "p3"),
                ([event("activity", "u1", "c4", "08-01")], "p4"),
            ], ["activity_days": .number(7)])
        #expect(pages.map { $0.usages.map(\.subject) } == [[.grant("u1/tokens/c1")], [.grant("u1/tokens/c2")], []])
        #expect(pages.last?.next == nil)
    }

    @Test("what is read on in the midst says so, so that it is begun anew", arguments: ["tokenUses", "tokenConsents"])
    func resumed(_ id: String) throws {
        let stream = try GoogleWorkspaceTests.stream(id)
        let url = try #require(URL(string: try stream.first(.whole).url.absoluteString + "&pageToken=p2"))
        let body = Data(#"{"kind":"admin#reports#activities"}"#.utf8)
        #expect(throws: GoogleWorkspaceProblem.self) {
            try stream.decode(Response(status: 200, body: body, url: url), .whole)
        }
    }

    @Test("a grant's date is its first consent after its last revocation, and the consenter is its user")
    func consents() throws {
        let pages = try read(
            "tokenConsents",
            [
                ([event("revoke", "u1", "c1", "07-10")], "r2"),
                ([event("revoke", "u1", "c1", "06-10"), event("revoke", "u2", "c1", "09-10")], nil),
                ([event("authorize", "u1", "c1", "09-01"), event("authorize", "u1", "c1", "08-01")], "a2"),
                (
                    [
                        event("authorize", "u1", "c1", "06-01"), event("authorize", "u2", "c1", "08-01"),
                        event("authorize", "u3", "c1", "05-20"),
                    ], nil
                ),
            ])
        #expect(pages.count == 4)
        #expect(pages.dropLast().allSatisfy { $0.records.isEmpty })
        let claims = pages[3].claims
        #expect(claims.map(\.subject) == [.grant("u1/tokens/c1"), .grant("u3/tokens/c1")])
        #expect(claims.map(\.claimedAt) == [try day("08-01"), try day("05-20")])
        #expect(claims.map(\.owner) == ["u1", "u3"])
        // A consent makes nobody an owner.
        #expect(claims.allSatisfy { $0.evidence == .installer })
        #expect(pages[3].usages.map(\.lastUse) == [.observed(try day("09-01")), .observed(try day("05-20"))])
    }

    @Test("events without a user, of another name or without an app say nothing of a grant")
    func nobody() throws {
        let pages = try read(
            "tokenUses",
            [
                (
                    [
                        event("activity", "105250506097979753968", "c1", "10-20"),
                        event("authorize", "u1", "c1", "10-20"),
                        event("activity", "u1", "", "10-20"), #"{"id":{"time":"2026-10-20T00:00:00Z"}}"#,
                        #"{"id":{"time":"2026-10-20T00:00:00Z"},"actor":{"profileId":"u1"},"events":[{"name":"activity"}]}"#,
                    ], nil
                )
            ])
        #expect(pages[0].records.isEmpty && pages[0].rejected.isEmpty && pages[0].rowCount == 5)
    }

    @Test("an event without a time costs its row")
    func timeless() throws {
        let pages = try read("tokenUses", [([#"{"actor":{"profileId":"u1"}}"#, #"{"id":{"time":"soon"}}"#], nil)])
        #expect(pages[0].rejected.count == 2)
    }

    @Test("more grants than there is room for are told as a truncation, and those known stay right")
    func capacity() {
        var memory = GoogleWorkspaceMemory<Int>(capacity: 2)
        var isKept: [Bool] = []
        for user in ["u1", "u2"] { isKept.append(memory.keep(1, of: GoogleWorkspacePair(user: user, client: "c"))) }
        #expect(memory.truncation == nil)
        for user in ["u3", "u1"] { isKept.append(memory.keep(2, of: GoogleWorkspacePair(user: user, client: "c"))) }
        #expect(isKept == [true, true, false, true])
        #expect(memory[GoogleWorkspacePair(user: "u1", client: "c")] == 2)
        #expect(memory.truncation != nil)
    }
}
