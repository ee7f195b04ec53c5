import ConnectorKit
import Foundation
import Inventory
import Testing
import Transport

@Suite("Paging")
struct PagingTests {
    @Test("a Link list is followed to its end")
    func followsLinks() async throws {
        let vendor = FakeVendor { request, count in
            let headers: Headers = count < 2 ? ["Link": "<\(base)/users?page=\(count + 2)>; rel=\"next\""] : [:]
            return page(request, #"[{"id":"u\#(count)"}]"#, headers: headers)
        }
        let sink = MemorySink()
        let coverage = try await collect(connector([usersStream()]), from: vendor, into: sink)
        #expect(coverage["users"]?.state == .complete)
        #expect(coverage["users"]?.pages == 3)
        #expect(await sink.allRecords.map(\.nativeID) == ["u0", "u1", "u2"])
        #expect(
            vendor.requests.map(\.url.absoluteString) == [
                "\(base)/users", "\(base)/users?page=2", "\(base)/users?page=3",
            ])
    }

    @Test("numbered pages whose last is known are stored in their order", arguments: [2, 3, 9, 40])
    func readsNumberedPages(last: Int) async throws {
        let vendor = FakeVendor { request, _ in
            let number =
                URLComponents(url: request.url, resolvingAgainstBaseURL: false)?.queryItems?
                .first { $0.name == "page" }?.value.flatMap(Int.init) ?? 1
            var links: [String] = []
            if number < last {
                links = ["<\(base)/users?page=\(number + 1)>; rel=\"next\", <\(base)/users?page=\(last)>; rel=\"last\""]
            }
            return page(request, #"[{"id":"u\#(1000 + number)"}]"#, headers: Headers(links.map { ("Link", $0) }))
        }
        let sink = MemorySink()
        let coverage = try await collect(
            connector([usersStream(.linkHeader(pageParameter: "page"))]), from: vendor, into: sink)
        #expect(coverage["users"]?.state == .complete)
        #expect(await sink.pages.map(\.ordinal) == Array(0..<last))
        #expect(await sink.pages.flatMap(\.records).map(\.nativeID.string) == (1...last).map { "u\(1000 + $0)" })
        #expect(vendor.requests.count == last)
    }

    @Test(
        "every kind of cursor is sent back where it belongs",
        arguments: [
            (Pagination.CursorPlace.query("after"), "/users?after=a%2Bb%20c", ""),
            (.form("Marker"), "/users", "Action=List&Marker=a%2Bb%20c"),
            (.json("NextToken"), "/users", #"{"Max":5,"NextToken":"a+b c"}"#),
        ])
    func sendsCursors(place: Pagination.CursorPlace, path: String, body: String) async throws {
        let first =
            switch place {
            case .query: ""
            case .form: "Action=List"
            case .json: #"{"Max":5}"#
            }
        let vendor = FakeVendor { request, count in page(request, count == 0 ? "more" : "end") }
        let stream = ConnectorKit.Stream(
            StreamDescriptor(id: "users", title: "", operation: "x", yields: [.identity], permissions: []),
            HTTPStream(
                first: { _ in Request(.post, url("/users"), body: Data(first.utf8), allowedOrigins: rules) },
                pagination: .cursor(parameter: place)
            ) { response, _ in
                DecodedPage(
                    records: [user(WireUser(id: "\(response.body.count)"))], rowCount: 1,
                    next: response.body == Data("more".utf8) ? "a+b c" : nil)
            })
        let coverage = try await collect(connector([stream]), from: vendor, into: MemorySink())
        #expect(coverage["users"]?.state == .complete)
        #expect(vendor.requests.last?.url.absoluteString == base + path)
        #expect(vendor.requests.last?.body.map { String(decoding: $0, as: UTF8.self) } == body)
    }

    @Test("a repeated cursor ends the list as partial")
    func noticesRepeatedCursor() async throws {
        let vendor = FakeVendor { request, count in
            page(
                request, #"[{"id":"u\#(count)"}]"#, headers: ["Link": "<\(base)/users?page=\(count % 3)>; rel=\"next\""]
            )
        }
        let coverage = try await collect(connector([usersStream()]), from: vendor, into: MemorySink())
        #expect(coverage["users"]?.state == .partial)
        #expect(coverage["users"]?.reason == "the vendor sent the same cursor twice")
    }

    @Test(
        "the same page under another cursor ends the list, a page that only begins alike does not",
        arguments: [true, false])
    func comparesWholePages(isSame: Bool) async throws {
        let long = String(repeating: "x", count: 500)
        let vendor = FakeVendor { request, count in
            let headers: Headers = count == 0 ? ["Link": "<\(base)/users?page=2>; rel=\"next\""] : [:]
            return page(request, #"[{"name":"\#(long)","id":"\#(isSame ? 0 : count)"}]"#, headers: headers)
        }
        let coverage = try await collect(connector([usersStream()]), from: vendor, into: MemorySink())
        #expect(coverage["users"]?.state == (isSame ? .partial : .complete))
    }

    @Test("an endless list of known rows ends as partial, with any cursor")
    func noticesEndlessRows() async throws {
        let vendor = FakeVendor { request, count in
            let rows = count % 2 == 0 ? #"[{"id":"a"},{"id":"b"}]"# : #"[{"id":"b"},{"id":"a"}]"#
            return page(request, rows, headers: ["Link": "<\(base)/users?page=\(count + 2)>; rel=\"next\""])
        }
        let coverage = try await collect(connector([usersStream()]), from: vendor, into: MemorySink())
        #expect(coverage["users"]?.state == .partial)
        #expect(vendor.requests.count == 2)
    }

    @Test(
        "a next link elsewhere is not followed",
        arguments: [
            "https://elsewhere.example.org/users?page=2", "http://169.254.169.254/latest/meta-data",
            "http://api.example.com/users?page=2", "//elsewhere.example.org/users",
            "https://api.example.com:8443/users",
            "https://user:word@api.example.com/users",
        ])
    func holdsNextLinksToTheOrigin(link: String) async throws {
        let vendor = FakeVendor { request, _ in
            page(request, #"[{"id":"a"}]"#, headers: ["Link": "<\(link)>; rel=\"next\""])
        }
        let sink = MemorySink()
        let coverage = try await collect(connector([usersStream()]), from: vendor, into: sink)
        #expect(coverage["users"]?.state == .partial)
        #expect(coverage["users"]?.reason?.hasPrefix("not asked: ") == true)
        #expect(vendor.requests.count == 1)
        #expect(await sink.allRecords.count == 1)
    }

    @Test("an offset list ends with its total, and a total that changes makes it partial", arguments: [false, true])
    func readsOffsets(changes: Bool) async throws {
        let vendor = FakeVendor { request, count in page(request, "\(count)") }
        let stream = ConnectorKit.Stream(
            StreamDescriptor(id: "users", title: "", operation: "x", yields: [.identity], permissions: []),
            HTTPStream(
                first: { _ in Request(.get, url("/users?count=2"), allowedOrigins: rules) },
                pagination: .offset(parameter: "startIndex", firstOffset: 1)
            ) { response, _ in
                let number = Int(String(decoding: response.body, as: UTF8.self)) ?? 0
                let names = number < 2 ? ["\(number)a", "\(number)b"] : ["\(number)a"]
                return DecodedPage(
                    records: names.map { user(WireUser(id: $0)) }, rowCount: names.count,
                    total: changes && number == 2 ? 4 : 5)
            })
        let coverage = try await collect(connector([stream]), from: vendor, into: MemorySink())
        #expect(vendor.requests.map { $0.url.query } == ["count=2", "count=2&startIndex=3", "count=2&startIndex=5"])
        #expect(coverage["users"]?.state == (changes ? .partial : .complete))
    }

    @Test("a list shorter than its stated total is truncated, never complete")
    func holdsAgainstTheTotal() async throws {
        let stream = ConnectorKit.Stream(
            StreamDescriptor(id: "tokens", title: "", operation: "x", yields: [.identity], permissions: []),
            HTTPStream(first: { _ in Request(.get, url("/tokens"), allowedOrigins: rules) }) { _, _ in
                DecodedPage(records: [user(WireUser(id: "a"))], rowCount: 2500, total: 3100)
            })
        let coverage = try await collect(
            connector([stream]), from: FakeVendor { request, _ in page(request, "") }, into: MemorySink())
        #expect(coverage["tokens"]?.state == .truncated)
        #expect(coverage["tokens"]?.reason == "2500 of 3100 rows came")
    }
}
