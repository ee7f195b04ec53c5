import ConnectorKit
import ConnectorTesting
import Foundation
import Inventory
import Testing
import Transport

@testable import SlackConnector

@Suite("Slack: what the logs come to")
struct SlackLogTests {
    private struct Entry {
        var at: Int
        var change: String
        var user: String
        var scope = "chat:write"
    }

    private func page(_ key: String, _ rows: [String], _ number: Int = 1, of pages: Int = 1, total: Int? = nil)
        -> String
    {
        #"{"ok":true,"\#(key)":[\#(rows.joined(separator: ","))],"paging":{"count":1000,"page":\#(number),"pages":\#(pages),"total":\#(total ?? rows.count)}}"#
    }

    private func row(_ entry: Entry) -> String {
        #"{"app_id":"A1","app_type":"Notes","date":"\#(entry.at)","change_type":"\#(entry.change)","user_id":"\#(entry.user)","scope":"\#(entry.scope)"}"#
    }

    private func integrations(_ rows: [String]) throws -> DecodedPage {
        try SlackTests.decode("integrationLogs", page("logs", rows))
    }

    /// Changes of one app, oldest first, and by whom it is held at the end.
    private static let histories: [(name: String, changes: [(String, String)], holders: [String])] = [
        ("added", [("added", "U1")], ["U1"]),
        ("removed by who added it", [("added", "U1"), ("removed", "U1")], []),
        ("removed by an administrator", [("added", "U1"), ("added", "U2"), ("removed", "U9")], []),
        ("taken back by one of two", [("added", "U1"), ("added", "U2"), ("removed", "U2")], ["U1"]),
        ("taken back by both", [("added", "U1"), ("added", "U2"), ("removed", "U2"), ("removed", "U1")], []),
        ("added again", [("added", "U1"), ("removed", "U1"), ("added", "U2")], ["U2"]),
        ("disabled", [("added", "U1"), ("disabled", "U9")], ["U1"]),
        ("changed by somebody else", [("added", "U1"), ("expanded", "U2")], ["U1"]),
        ("of which only a change is told", [("updated", "U1")], ["U1"]),
        ("only asked for", [("requested", "U1"), ("approved", "U9")], []),
    ]

    @Test("who holds an app follows from its changes, whichever end the log begins at", arguments: [true, false])
    func histories(isNewestFirst: Bool) throws {
        for history in Self.histories {
            let rows = history.changes.enumerated().map { index, change in
                row(Entry(at: 1_700_000_000 + index, change: change.0, user: change.1))
            }
            let page = try integrations(isNewestFirst ? rows.reversed() : rows)
            #expect(page.claims.map(\.owner) == history.holders, "\(history.name)")
            #expect(page.grants.count == (history.holders.isEmpty ? 0 : 1), "\(history.name)")
            #expect(page.applications.count == page.grants.count)
            #expect(page.claims.allSatisfy { $0.evidence == .installer })
        }
    }

    @Test("changes of one second count in the log's own order", arguments: [true, false])
    func ties(isNewestFirst: Bool) throws {
        // The service's rows only tell which end the log begins at.
        let rows = [
            row(Entry(at: 1_700_000_000, change: "added", user: "U1")),
            row(Entry(at: 1_700_000_005, change: "removed", user: "U1")),
            row(Entry(at: 1_700_000_005, change: "added", user: "U1")),
        ]
        #expect(try integrations(isNewestFirst ? rows.reversed() : rows).grants.count == 1)
    }

    @Test("scopes add up until the app is removed, and the date is that of the installation that stands")
    func scopes() throws {
        let page = try integrations([
            row(Entry(at: 1_700_000_000, change: "added", user: "U1", scope: "admin")),
            row(Entry(at: 1_710_000_000, change: "removed", user: "U1")),
            row(Entry(at: 1_720_000_000, change: "added", user: "U1", scope: "chat:write,bot")),
            row(Entry(at: 1_730_000_000, change: "expanded", user: "U1", scope: "chat:write, files:read")),
        ])
        let grant = try #require(page.grants.first)
        #expect(grant.scopes == ["bot", "chat:write", "files:read"])
        #expect(grant.grantedAt == Instant(seconds: 1_720_000_000))
        #expect(grant.survival == Survival(disabling: .yes, deletion: .yes))
        #expect(grant.attributes["last_change"] == "expanded")
        #expect(page.usages.map(\.lastUse) == [.unsupported])
    }

    @Test("a service of the old kind is an application with its webhook, by number or text")
    func services() throws {
        for id in ["1234567890", #""1234567890""#] {
            let page = try integrations([
                #"{"service_id":\#(id),"service_type":"Incoming WebHooks","date":1700000000,"change_type":"added","user_id":"U1","channel":"C1","scope":"incoming-webhook"}"#,
                #"{"service_id":\#(id),"service_type":"Incoming WebHooks","date":1700000009,"change_type":"disabled","user_id":"U1","reason":"user"}"#,
            ])
            #expect(page.applications.map(\.type) == ["slack.service"])
            #expect(page.applications.first?.status == .disabled)
            let webhook = try #require(page.credentials.first)
            #expect(webhook.holder == .application("service/1234567890"))
            #expect(webhook.status == .inactive && webhook.expiry == .unsupported)
            #expect(webhook.survival == Survival(disabling: .yes, deletion: .yes))
            #expect(page.grants.first?.attributes["disabled_reason"] == "user")
        }
    }

    @Test("a row of nothing that is known costs a row")
    func strangeRows() throws {
        let page = try integrations([
            #"{"date":"1700000000","change_type":"added","user_id":"U1"}"#,
            row(Entry(at: 1_700_000_000, change: "added", user: "U1")),
        ])
        #expect(page.rejected.count == 1 && page.grants.count == 1 && page.rowCount == 2)
    }

    // MARK: - Pages

    private func access(_ stream: HTTPStream, _ user: String, _ at: Int, _ number: Int, of pages: Int) throws
        -> DecodedPage
    {
        let rows = [#"{"user_id":"\#(user)","date_first":1,"date_last":\#(at),"ip":"192.0.2.1"}"#]
        let path = "team.accessLogs?count=1000" + (number > 1 ? "&page=\(number)" : "")
        return try stream.decode(
            try SlackTests.response(page("logins", rows, number, of: pages, total: pages), path: path),
            SlackTests.workspace)
    }

    @Test("the latest access counts, on whichever page it stands, and is told when the log is read")
    func latest() throws {
        let stream = try SlackTests.stream("accessLogs")
        let first = try access(stream, "U1", 1_790_000_000, 1, of: 3)
        #expect(first.records.isEmpty && first.next == "2" && first.total == nil)
        #expect(try access(stream, "U1", 1_793_000_000, 2, of: 3).next == "3")
        let last = try access(stream, "U2", 1_780_000_000, 3, of: 3)
        #expect(last.next == nil && last.total == 3 && last.truncation == nil)
        #expect(
            last.usages.map(\.lastUse) == [
                .observed(Instant(seconds: 1_793_000_000)), .observed(Instant(seconds: 1_780_000_000)),
            ])
    }

    @Test("a page without those before it is read anew, not taken for the whole")
    func resumed() throws {
        let stream = try SlackTests.stream("accessLogs")
        #expect(throws: SlackProblem.self) { try access(stream, "U1", 1_790_000_000, 2, of: 2) }
        _ = try access(stream, "U1", 1_790_000_000, 1, of: 3)
        #expect(throws: SlackProblem.self) { try access(stream, "U1", 1_790_000_000, 3, of: 3) }
    }

    @Test("after a hundred pages a log is truncated, and tells what it came to")
    func cap() throws {
        let stream = try SlackTests.stream("accessLogs")
        for number in 1...99 { #expect(try access(stream, "U\(number)", 1_790_000_000, number, of: 140).next != nil) }
        let last = try access(stream, "U100", 1_790_000_000, 100, of: 140)
        #expect(last.next == nil && last.truncation != nil && last.usages.count == 100 && last.total == nil)
    }

    @Test("where Slack gives no more pages the log is truncated there, not lost")
    func overLimit() throws {
        let stream = try SlackTests.stream("accessLogs")
        _ = try access(stream, "U1", 1_790_000_000, 1, of: 3)
        let refusal = try SlackTests.response(
            #"{"ok":false,"error":"over_pagination_limit"}"#, path: "team.accessLogs?count=1000&page=2")
        #expect(SlackErrors(standing: SlackTests.standing()).classify(refusal) == nil)
        let page = try stream.decode(refusal, SlackTests.workspace)
        #expect(page.usages.count == 1 && page.truncation != nil && page.next == nil)
    }

    @Test("a log that does not tell its pages is no whole log")
    func noPaging() {
        #expect(throws: SlackProblem.self) { try SlackTests.decode("accessLogs", #"{"ok":true,"logins":[]}"#) }
    }
}
