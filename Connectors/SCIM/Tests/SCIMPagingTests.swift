import ConnectorKit
import Foundation
import Inventory
import Testing
import Transport

@testable import SCIMConnector

/// Lists of providers that page rightly, and of those that do not.
@Suite("SCIM: paging")
struct SCIMPagingTests {
    typealias Page = PlayedProvider.Page

    @Test("index paging counts from 1 and reads all", arguments: [1, 99, 101, 250])
    func index(count: Int) async throws {
        let run = try await SCIMTests.run(PlayedProvider { query, _ in PlayedProvider.page(of: count, query) })
        #expect(run.users?.state == .complete)
        #expect(run.userIDs.count == count)
        #expect(run.asked.first == "startIndex=1&count=100")
        #expect(run.asked.count == (count + 99) / 100)
    }

    @Test("a provider that gives smaller pages than asked for is read to its end")
    func shrinking() async throws {
        let run = try await SCIMTests.run(
            PlayedProvider { query, _ in PlayedProvider.page(of: 250, query, atMost: 40) })
        #expect(run.users?.state == .complete)
        #expect(run.userIDs.count == 250)
        #expect(run.asked.count == 7)
    }

    @Test("a bound that the provider states is kept to", arguments: ["filter", "pagination"])
    func bound(_ place: String) async throws {
        let bound = place == "filter" ? #"{"filter":{"maxResults":"20"}}"# : #"{"pagination":{"maxPageSize":20}}"#
        let run = try await SCIMTests.run(
            PlayedProvider(configuration: bound) { query, _ in PlayedProvider.page(of: 45, query) })
        #expect(run.asked == ["startIndex=1&count=20", "startIndex=21&count=20", "startIndex=41&count=20"])
    }

    @Test("an empty list of groups may leave Resources out; one of users proves nobody gone")
    func empty() async throws {
        let run = try await SCIMTests.run(PlayedProvider { _, _ in Page(total: 0, ids: [], hasResources: false) })
        #expect(run.coverage["groups"]?.state == .complete)
        #expect(run.users?.state == .truncated)
    }

    @Test("a list of exactly one page is looked behind once, since some give the page's rows for the total")
    func exactPage() async throws {
        let run = try await SCIMTests.run(PlayedProvider { query, _ in PlayedProvider.page(of: 100, query) })
        #expect(run.users?.state == .complete)
        #expect(run.asked == ["startIndex=1&count=100", "startIndex=101&count=100"])
    }

    /// What each broken provider answers to the question with that number.
    private static let brokenLists: [(name: String, users: @Sendable (PlayedProvider.Query, Int) -> Page)] = [
        ("repeats page one, whatever is asked", { _, _ in PlayedProvider.page(of: 250, ["count": "100"]) }),
        (
            "repeats page one with its rows for the total",
            { _, _ in Page(total: 100, ids: (1...100).map { "u\($0)" }) }
        ),
        (
            "gives each page's rows for the total",
            { query, _ in
                var page = PlayedProvider.page(of: 250, query)
                page.total = page.ids.count
                return page
            }
        ),
        (
            "states more than it has",
            { query, _ in
                var page = PlayedProvider.page(of: 150, query)
                page.total = 180
                return page
            }
        ),
        (
            "states less than it sends",
            { query, _ in
                var page = PlayedProvider.page(of: 150, query)
                page.total = 90
                return page
            }
        ),
        ("has a user more on page two", { query, number in PlayedProvider.page(of: 150 + number, query) }),
        ("has a user less on page two", { query, number in PlayedProvider.page(of: 150 - number, query) }),
        (
            "shifts its rows down by one between pages",
            { query, number in
                var page = PlayedProvider.page(of: 150, query)
                if number > 0 { page.ids = ["u100"] + page.ids.dropLast() }
                return page
            }
        ),
        (
            "leaves Resources out of page two",
            { query, number in
                number == 0 ? PlayedProvider.page(of: 150, query) : Page(total: 150, ids: [], hasResources: false)
            }
        ),
        (
            "ends early",
            { query, number in
                number == 0 ? PlayedProvider.page(of: 150, query) : Page(total: 150, ids: [])
            }
        ),
        (
            "starts again at the end",
            { query, _ in
                var page = PlayedProvider.page(of: 150, query)
                if page.ids.count < 100 { page.ids += ["u1"] }
                return page
            }
        ),
    ]

    @Test("a list that cannot be trusted is not complete, and what it gave is kept", arguments: brokenLists.indices)
    func broken(_ index: Int) async throws {
        let (name, users) = Self.brokenLists[index]
        let run = try await SCIMTests.run(PlayedProvider(users: users))
        #expect([.partial, .truncated].contains(run.users?.state), "\(name): \(run.users?.state.rawValue ?? "")")
        #expect(run.users?.reason?.isEmpty == false, "\(name)")
        #expect(run.userIDs.count >= 90, "\(name)")
        #expect(run.asked.count < 6, "\(name)")
    }

    @Test("a list without totals is read until a page is empty")
    func withoutTotals() async throws {
        let run = try await SCIMTests.run(
            PlayedProvider { query, _ in
                var page = PlayedProvider.page(of: 130, query)
                page.total = nil
                return page
            })
        #expect(run.userIDs.count == 130)
        #expect(run.asked.count == 3)
    }

    // MARK: - Cursors

    private static let offersCursors = #"{"pagination":{"cursor":true,"index":true}}"#

    private static func byCursor(_ query: PlayedProvider.Query) -> Page {
        guard let cursor = query["cursor"] else { return PlayedProvider.page(of: 250, query) }
        let start = cursor.isEmpty ? 1 : Int(cursor.dropFirst(2)) ?? 1
        var page = PlayedProvider.page(of: 250, ["startIndex": "\(start)", "count": query["count"] ?? ""])
        if start - 1 + page.ids.count < 250 { page.nextCursor = "+/\(start + page.ids.count)" }
        return page
    }

    @Test("cursors are taken where they are offered, and sent back as they came")
    func cursors() async throws {
        let run = try await SCIMTests.run(
            PlayedProvider(configuration: Self.offersCursors) { query, _ in Self.byCursor(query) })
        #expect(run.users?.state == .complete)
        #expect(run.userIDs.count == 250)
        #expect(run.asked == ["cursor&count=100", "cursor=%2B%2F101&count=100", "cursor=%2B%2F201&count=100"])
    }

    @Test("index and cursor give the same users; the setting goes before what is offered")
    func sameByBoth() async throws {
        var found: [Set<String>] = []
        for paging in ["index", "cursor"] {
            let run = try await SCIMTests.run(
                PlayedProvider(configuration: nil) { query, _ in Self.byCursor(query) }, ["paging": .text(paging)])
            #expect(run.users?.state == .complete)
            #expect(run.asked.allSatisfy { $0.hasPrefix(paging == "index" ? "startIndex=" : "cursor") })
            found.append(run.userIDs)
        }
        #expect(found[0] == found[1])
    }

    @Test("a provider that has cursors only is followed by them, with all else as it was asked")
    func cursorsOnly() async throws {
        let run = try await SCIMTests.run(
            PlayedProvider { query, _ in Self.byCursor(["cursor": query["cursor"] ?? "", "count": "100"]) })
        #expect(run.users?.state == .complete)
        #expect(run.userIDs.count == 250)
        #expect(run.asked[1] == "startIndex=1&count=100&cursor=%2B%2F101")
    }

    @Test("a provider that offers cursors and gives none is read by index")
    func cursorsOnlyOffered() async throws {
        let run = try await SCIMTests.run(
            PlayedProvider(configuration: Self.offersCursors) { query, _ in PlayedProvider.page(of: 250, query) })
        #expect(run.users?.state == .complete)
        #expect(run.userIDs.count == 250)
        #expect(run.asked == ["cursor&count=100", "count=100&startIndex=101", "count=100&startIndex=201"])
    }

    @Test(
        "a cursor that is no longer good ends the list with a reason that names what to do",
        arguments: [("expiredCursor", "ask again"), ("invalidCursor", "paging: index"), ("invalidCount", "page_size")])
    func refusedCursor(_ type: String, _ advice: String) async throws {
        let run = try await SCIMTests.run(
            PlayedProvider { path, query, _ in
                switch path {
                case "/v2/ServiceProviderConfig": return try SCIMTests.response(Self.offersCursors)
                case "/v2/Users" where query["cursor"]?.isEmpty == false:
                    return try SCIMTests.response(SCIMAnswerTests.error("400", type), status: 400)
                case "/v2/Users": return try SCIMTests.response(PlayedProvider.body(Self.byCursor(query)))
                default: return try SCIMTests.response(#"{"totalResults":0,"Resources":[]}"#)
                }
            })
        #expect(run.users?.state == .partial)
        #expect(run.users?.reason?.contains(type) == true)
        #expect(run.users?.reason?.contains(advice) == true)
        #expect(run.userIDs.count == 100)
    }

    @Test("a cursor that comes twice ends the list")
    func loop() async throws {
        let run = try await SCIMTests.run(
            PlayedProvider(configuration: Self.offersCursors) { _, number in
                Page(total: 250, ids: ["u\(number)"], nextCursor: "again")
            })
        #expect(run.users?.state == .partial)
        #expect(run.asked.count == 2)
    }

    // MARK: - Providers that fail at a parameter

    /// Fails with 500 at any `count`, as Canaille 0.3 does, and lists all in one answer without.
    private static func providerThatFailsAtCount() -> PlayedProvider {
        PlayedProvider { path, query, _ in
            switch path {
            case "/v2/ServiceProviderConfig": return try SCIMTests.response(#"{"filter":{}}"#)
            case "/v2/Users", "/v2/Groups":
                if query["count"] != nil { return try SCIMTests.response("Internal Server Error", status: 500) }
                return try SCIMTests.response(PlayedProvider.body(PlayedProvider.page(of: 230, query)))
            default: return nil
            }
        }
    }

    @Test("a provider that fails at count is told with the setting that helps")
    func failsAtCount() async throws {
        let run = try await SCIMTests.run(Self.providerThatFailsAtCount())
        #expect(run.users?.state == .failed)
        #expect(run.users?.reason?.contains("page_size: none") == true)
    }

    @Test("and that setting helps")
    func withoutCount() async throws {
        let run = try await SCIMTests.run(Self.providerThatFailsAtCount(), ["page_size": .text("none")])
        #expect(run.users?.state == .complete)
        #expect(run.userIDs.count == 230)
        #expect(run.asked == [""])
    }

    @Test("both lists are of the kind whose rows may shift, so that who is missed once is not gone")
    func shifts() throws {
        for id in ["users", "groups"] { #expect(try SCIMTests.stream(id).shifts == true) }
    }
}
