import ConnectorKit
import Foundation
import Inventory
import Testing
import Transport

@Suite("Streams over parents")
struct FanOutTests {
    private let keys = usersStream(
        .single, id: "keys", path: "/keys", partitions: .each(stream: "users", kind: .identity, typePrefix: "acme.user")
    )
    private let gentleKeys = usersStream(
        .single, id: "keys", path: "/keys", partitions: .each(stream: "users", kind: .identity, typePrefix: ""),
        notFound: .empty)

    private func vendor(
        users: String, status: Int = 200, key: @escaping @Sendable (Request) -> Response
    ) -> FakeVendor {
        FakeVendor { request, _ in request.url.path == "/users" ? page(request, users, status: status) : key(request) }
    }

    @Test("every parent is asked once, after the parents were read")
    func asksEveryParent() async throws {
        let ids = (0..<1200).map { "u\($0)" }
        let vendor = vendor(users: "[" + ids.map { #"{"id":"\#($0)"}"# }.joined(separator: ",") + "]") { request in
            page(request, #"[{"id":"key-of-\#(request.url.lastPathComponent)"}]"#)
        }
        let sink = MemorySink()
        let coverage = try await collect(connector([usersStream(), keys]), from: vendor, into: sink)
        #expect(coverage["keys"]?.state == .complete)
        #expect(coverage["keys"]?.rows == 1200)
        #expect(Set(vendor.requests.dropFirst().map(\.url.path)) == Set(ids.map { "/keys/\($0)" }))
        #expect(vendor.requests.count == 1201)
    }

    @Test(
        "children of parents that could not be read are not complete",
        arguments: [
            (403, CoverageState.denied), (500, .failed), (404, .unsupported),
        ])
    func inheritsTheState(status: Int, state: CoverageState) async throws {
        let vendor = vendor(users: "[]", status: status) { page($0, "[]") }
        let coverage = try await collect(connector([usersStream(), keys]), from: vendor, into: MemorySink())
        #expect(coverage["keys"]?.state == state)
        #expect(coverage["keys"]?.reason?.contains("users") == true)
    }

    @Test("children of a list with a bad row are partial, even when each of them is complete")
    func inheritsPartial() async throws {
        let vendor = vendor(users: #"[{"id":"a"},{"id":1}]"#) { page($0, "[]") }
        let coverage = try await collect(connector([usersStream(), keys]), from: vendor, into: MemorySink())
        #expect(coverage["keys"]?.state == .partial)
    }

    @Test("one denied child makes the stream denied and leaves the others' records")
    func rollsUp() async throws {
        let vendor = vendor(users: #"[{"id":"a"},{"id":"b"},{"id":"c"}]"#) { request in
            request.url.path == "/keys/b" ? page(request, "", status: 403) : page(request, #"[{"id":"k"}]"#)
        }
        let sink = MemorySink()
        let coverage = try await collect(connector([usersStream(), keys]), from: vendor, into: sink)
        #expect(coverage["keys"]?.state == .denied)
        #expect(await sink.allRecords.count == 5)
        #expect(await sink.coverage.filter { $0.key.stream == "keys" && $0.value.state == .complete }.count == 2)
    }

    @Test("a child's 404 is read as its stream declares: gone, or has none")
    func readsNotFound() async throws {
        let vendor = vendor(users: #"[{"id":"a"}]"#) { page($0, "", status: 404) }
        let gone = MemorySink()
        _ = try await collect(connector([usersStream(), keys]), from: vendor, into: gone)
        let empty = MemorySink()
        let coverage = try await collect(connector([usersStream(), gentleKeys]), from: vendor, into: empty)
        #expect(coverage["keys"]?.state == .complete)
        #expect(await empty.coverage.values.allSatisfy { $0.state == .complete })
    }
}
