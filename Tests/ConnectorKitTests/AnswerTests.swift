import ConnectorKit
import Foundation
import Inventory
import Testing
import Transport

@Suite("What answers mean")
struct AnswerTests {
    @Test(
        "no answer but a whole list looks like an empty one",
        arguments: [
            (401, "{}", CoverageState.failed), (403, "{}", .denied), (404, "{}", .unsupported), (410, "", .unsupported),
            (400, "{}", .failed), (501, "", .unsupported), (500, "", .failed), (503, "", .failed),
            (200, "<html>sign in</html>", .failed), (200, #"[{"id":"a"},{"id":"#, .failed), (200, "", .failed),
            (200, #"{"users":[]}"#, .failed), (200, "null", .failed), (204, "", .failed), (200, "[]", .complete),
        ])
    func namesTheOutcome(status: Int, body: String, state: CoverageState) async throws {
        let vendor = FakeVendor { request, _ in
            page(request, body, status: status, headers: ["Content-Type": "text/html"])
        }
        let coverage = try await collect(connector([usersStream()]), from: vendor, into: MemorySink())
        #expect(coverage["users"]?.state == state)
        #expect((coverage["users"]?.reason == nil) == (state == .complete))
    }

    @Test("a refusal names the permission that would open the stream")
    func namesThePermission() async throws {
        let vendor = FakeVendor { request, _ in page(request, "{}", status: 403) }
        let coverage = try await collect(connector([usersStream()]), from: vendor, into: MemorySink())
        #expect(coverage["users"]?.missingPermissions == ["users.read"])
    }

    @Test("a refusal in the middle of a list keeps what came and makes it partial", arguments: [401, 403, 404, 500])
    func keepsWhatCame(status: Int) async throws {
        let vendor = FakeVendor { request, count in
            count == 0
                ? page(request, #"[{"id":"a"}]"#, headers: ["Link": "<\(base)/users?page=2>; rel=\"next\""])
                : page(request, "{}", status: status)
        }
        let sink = MemorySink()
        let coverage = try await collect(connector([usersStream()]), from: vendor, into: sink)
        #expect(coverage["users"]?.state == .partial)
        #expect(await sink.allRecords.count == 1)
    }

    @Test(
        "rows that cannot be decoded cost only themselves",
        arguments: [
            (#"{"id":7}"#, "$[1].id"), (#"{"name":"x"}"#, "$[1].id"), ("null", "$[1]"), ("[]", "$[1]"),
            (#""x""#, "$[1]"),
        ])
    func rejectsRowsAlone(row: String, path: String) async throws {
        let vendor = FakeVendor { request, _ in page(request, #"[{"id":"a"},\#(row),{"id":"b","extra":{"x":[1]}}]"#) }
        let sink = MemorySink()
        let coverage = try await collect(connector([usersStream()]), from: vendor, into: sink)
        #expect(coverage["users"]?.state == .partial)
        #expect(coverage["users"]?.rejected == 1)
        #expect(await sink.allRecords.map(\.nativeID) == ["a", "b"])
        #expect(await sink.pages.first?.rejected.first?.path.hasPrefix(path) == true)
    }

    private struct Choosy: Decodable, Sendable {
        enum Kind: String, Decodable, Sendable { case person, machine }
        var kind: Kind
    }

    @Test("a rejected row is named by its place, never by its content")
    func namesNoContent() throws {
        let body = Data(#"[{"kind":"planted-s3cr3t"},{"kind":"person"}]"#.utf8)
        let page = try JSONDecoder().decode(JSONRows<Choosy>.self, from: body)
        #expect(page.rows.count == 1)
        #expect(page.rejected.map(\.path) == ["$[0].kind"])
        #expect(!"\(page.rejected)".contains("planted"))
    }

    @Test("an id that comes twice makes the list partial")
    func noticesDuplicates() async throws {
        let vendor = FakeVendor { request, _ in page(request, #"[{"id":"a"},{"id":"a","name":"other"},{"id":"b"}]"#) }
        let coverage = try await collect(connector([usersStream()]), from: vendor, into: MemorySink())
        #expect(coverage["users"]?.state == .partial)
    }

    @Test(
        "the vendor's wish to wait is obeyed",
        arguments: [
            (429, ["Retry-After": "7"], 7), (503, ["Retry-After": "3"], 3),
            (429, ["X-RateLimit-Reset": "1790000012"], 12), (429, ["RateLimit-Reset": "5"], 5),
            (429, ["Retry-After": "Mon, 21 Sep 2026 14:13:29 GMT"], 9),
        ] as [(Int, Headers, Int)])
    func waits(status: Int, headers: Headers, seconds: Int) async throws {
        let time = TestTime()
        let vendor = FakeVendor { request, count in
            count == 0 ? page(request, "", status: status, headers: headers) : page(request, #"[{"id":"a"}]"#)
        }
        let coverage = try await collect(connector([usersStream()]), from: vendor, time: time, into: MemorySink())
        #expect(coverage["users"]?.state == .complete)
        #expect(coverage["users"]?.requests == 2)
        #expect(time.waits == [.seconds(seconds)])
    }

    @Test("a storm of 503 is outlasted, within bounds")
    func outlastsStorms() async throws {
        let time = TestTime()
        let vendor = FakeVendor { request, count in
            count < 4 ? page(request, "", status: 503) : page(request, #"[{"id":"a"}]"#)
        }
        let coverage = try await collect(connector([usersStream()]), from: vendor, time: time, into: MemorySink())
        #expect(coverage["users"]?.state == .complete)
        #expect(time.waits.count == 4)
        #expect(time.waits == time.waits.sorted())
    }

    @Test(
        "a broken connection is tried again, a refused address is not",
        arguments: [
            (TransportError.Code.bodyCut, 5), (.idleTimeout, 5), (.unknownHost, 5), (.tls, 1), (.bodyTooLarge, 1),
            (.addressRefused, 1),
        ])
    func triesAgain(code: TransportError.Code, requests: Int) async throws {
        let vendor = FakeVendor { _, _ in
            throw TransportError(code, place: base, detail: "it broke", advice: "Look.")
        }
        let coverage = try await collect(connector([usersStream()]), from: vendor, into: MemorySink())
        #expect(coverage["users"]?.state == .failed)
        #expect(vendor.requests.count == requests)
        #expect(coverage["users"]?.reason?.contains("it broke") == true)
    }

    @Test("a throttle beyond the deadline ends the scope as not complete, without waiting")
    func respectsTheDeadline() async throws {
        let time = TestTime()
        let vendor = FakeVendor { request, count in
            count == 0
                ? page(request, #"[{"id":"a"}]"#, headers: ["Link": "<\(base)/users?page=2>; rel=\"next\""])
                : page(request, "", status: 429, headers: ["Retry-After": "3600"])
        }
        let coverage = try await collect(
            connector([usersStream()]), from: vendor, time: time, deadline: .seconds(60), into: MemorySink())
        #expect(coverage["users"]?.state == .partial)
        #expect(coverage["users"]?.reason?.contains("limit is used up until") == true)
        #expect(time.waits.isEmpty)
    }

    @Test("the vendor's own reading of an answer comes first")
    func asksTheConnectorFirst() async throws {
        let vendor = FakeVendor { request, count in
            page(
                request, count == 0 ? #"{"ok":false,"error":"ratelimited"}"# : #"{"ok":false,"error":"missing_scope"}"#)
        }
        let slackLike = connector([usersStream()]) { response in
            let body = String(decoding: response.body, as: UTF8.self)
            if body.contains("ratelimited") { return .throttle(after: .seconds(1)) }
            return body.contains("missing_scope") ? .denied(reason: "missing_scope", missing: ["users:read"]) : nil
        }
        let coverage = try await collect(slackLike, from: vendor, into: MemorySink())
        #expect(coverage["users"]?.state == .denied)
        #expect(coverage["users"]?.missingPermissions == ["users:read"])
    }

    @Test("a refused sign-in stops the source's other requests")
    func stopsAfterRefusedSignIn() async throws {
        let vendor = FakeVendor { request, _ in page(request, "", status: 401) }
        let streams = (0..<10).map { usersStream(id: "stream\($0)") }
        let coverage = try await collect(connector(streams), from: vendor, into: MemorySink())
        #expect(coverage.count == 10)
        #expect(coverage.values.allSatisfy { $0.state == .failed })
        #expect(vendor.requests.count <= 4)
    }
}
