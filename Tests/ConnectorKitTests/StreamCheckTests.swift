import ConnectorKit
import Foundation
import Inventory
import Testing
import Transport

@Suite("Checking streams")
struct StreamCheckTests {
    private let keys = usersStream(
        .single, id: "keys", path: "/keys", partitions: .each(stream: "users", kind: .identity, typePrefix: "acme.user")
    )

    private func check(
        _ streams: [ConnectorKit.Stream], _ vendor: FakeVendor, earlier: [Record] = []
    ) async throws -> [String: Coverage] {
        let runner = StreamRunner(
            source: "acme", connector: connector(streams),
            environment: RunEnvironment(transport: vendor.transport, time: TestTime().keeper))
        let checks = try await runner.check(try await runner.identify()) { stream, kind in
            stream == "users" && kind == .identity ? earlier : []
        }
        #expect(checks.map(\.stream.id) == streams.map(\.descriptor.id))
        return Dictionary(uniqueKeysWithValues: checks.map { ($0.stream.id, $0.coverage) })
    }

    @Test("one page of each list is asked for, whatever follows, and one part of those in parts")
    func onePage() async throws {
        let vendor = FakeVendor { request, _ in
            page(
                request, #"[{"id":"a"},{"id":"b"}]"#, headers: ["Link": "<\(base)/users?page=2>; rel=\"next\""])
        }
        let result = try await check([usersStream(), keys], vendor)
        #expect(result.mapValues(\.state) == ["users": .complete, "keys": .complete])
        #expect(vendor.requests.map(\.url.path) == ["/users", "/keys/a"])
    }

    @Test("numbered pages are not asked for ahead")
    func notAhead() async throws {
        let vendor = FakeVendor { request, _ in
            page(
                request, #"[{"id":"a"}]"#,
                headers: ["Link": "<\(base)/users?page=2>; rel=\"next\", <\(base)/users?page=9>; rel=\"last\""])
        }
        let result = try await check([usersStream(.linkHeader(pageParameter: "page"))], vendor)
        #expect(result["users"]?.state == .complete)
        #expect(vendor.requests.count == 1)
    }

    @Test(
        "what is refused says so with its permission, and so does what depends on it",
        arguments: [(403, CoverageState.denied), (501, .unsupported), (400, .failed)])
    func refused(status: Int, state: CoverageState) async throws {
        let vendor = FakeVendor { request, _ in page(request, "{}", status: status) }
        let result = try await check([usersStream(), keys], vendor)
        #expect(result.mapValues(\.state) == ["users": state, "keys": state])
        if state == .denied {
            #expect(result["users"]?.missingPermissions == ["users.read"])
            #expect(result["keys"]?.missingPermissions == ["users.read"])
        }
        #expect(vendor.requests.count == 1)
    }

    @Test("parents that the first page lacks come from the last run")
    func earlier() async throws {
        let vendor = FakeVendor { request, _ in page(request, "[]") }
        let nothing = try await check([usersStream(), keys], vendor)
        #expect(nothing["keys"]?.state == .notRead)
        #expect(nothing["keys"]?.reason?.contains("users") == true)
        let other = Record.identity(Identity(nativeID: "r", type: "acme.robot", name: "r"))
        let robots = try await check([usersStream(), keys], vendor, earlier: [other])
        #expect(robots["keys"]?.state == .notRead)
        let known = try await check([usersStream(), keys], vendor, earlier: [other, user(WireUser(id: "u7"))])
        #expect(known["keys"]?.state == .complete)
        #expect(vendor.requests.last?.url.path == "/keys/u7")
    }

    @Test("a parent that is gone tells nothing; the next one is asked")
    func gone() async throws {
        let vendor = FakeVendor { request, _ in
            if request.url.path == "/users" { return page(request, #"[{"id":"a"},{"id":"b"}]"#) }
            return page(request, "[]", status: request.url.path == "/keys/a" ? 404 : 403)
        }
        let result = try await check([usersStream(), keys], vendor)
        #expect(result["keys"]?.state == .denied)
        #expect(vendor.requests.map(\.url.path) == ["/users", "/keys/a", "/keys/b"])
    }

    @Test("where others need what a part holds, a part that holds something is looked for, within bounds")
    func seeksGrandparents() async throws {
        let use = usersStream(
            .single, id: "use", path: "/use", partitions: .each(stream: "keys", kind: .identity, typePrefix: ""))
        let users = "[" + (0..<30).map { #"{"id":"u\#($0)"}"# }.joined(separator: ",") + "]"
        let vendor = FakeVendor { request, _ in
            switch request.url.path {
            case "/users": page(request, users)
            case "/keys/u2": page(request, #"[{"id":"key"}]"#)
            case "/use/key": page(request, "{}", status: 403)
            default: page(request, "[]")
            }
        }
        let result = try await check([usersStream(), keys, use], vendor)
        #expect(result["use"]?.state == .denied)
        let empty = FakeVendor { request, _ in page(request, request.url.path == "/users" ? users : "[]") }
        let nothing = try await check([usersStream(), keys, use], empty)
        #expect(nothing["keys"]?.state == .complete)
        #expect(nothing["use"]?.state == .notRead)
        #expect(empty.requests.count == 11)
    }

    @Test("a vendor that asks to wait beyond the check's time is told as it is")
    func limited() async throws {
        let vendor = FakeVendor { request, _ in page(request, "", status: 429, headers: ["Retry-After": "3600"]) }
        let time = TestTime()
        let runner = StreamRunner(
            source: "acme", connector: connector([usersStream()]),
            environment: RunEnvironment(transport: vendor.transport, time: time.keeper, deadline: .seconds(120)))
        let check = try #require(try await runner.check(try await runner.identify()).first)
        #expect(check.coverage.state == .failed)
        #expect(check.coverage.reason?.isEmpty == false)
        #expect(vendor.requests.count == 1)
    }

    @Test("rows that cannot be decoded are told, by their place")
    func rejected() async throws {
        let vendor = FakeVendor { request, _ in page(request, #"[{"id":"a"},{"id":1}]"#) }
        let result = try await check([usersStream()], vendor)
        #expect(result["users"]?.state == .partial)
        #expect(result["users"]?.reason?.contains("$[1]") == true)
    }

    @Test("a file is read no further than its first batch")
    func records() async throws {
        struct Endless: RecordSource {
            func read(_ partition: Partition, emit: @Sendable (DecodedPage) async throws -> Void) async throws
                -> Coverage
            {
                while true { try await emit(DecodedPage(records: [user(WireUser(id: "a"))], rowCount: 1)) }
            }
        }
        let stream = ConnectorKit.Stream(
            StreamDescriptor(id: "file", title: "", operation: "", yields: [.identity], permissions: []),
            records: Endless())
        let result = try await check([stream], FakeVendor { request, _ in page(request, "") })
        #expect(result["file"]?.state == .complete)
    }
}
