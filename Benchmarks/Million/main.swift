import ConnectorKit
import Foundation
import Inventory
import Ledger
import Transport

// One collection of a great many identities into a ledger, as a source that is no paged HTTP would hand them over:
// the subject of million.sh. No network and no decoding, so that what is measured is the ledger.
//     collect-million LEDGER COUNT VERSION
// One identity in a hundred is another in each version; all others are the same.

let arguments = CommandLine.arguments
guard arguments.count == 4, let count = Int(arguments[2]), count > 0, let version = Int(arguments[3]) else {
    print("usage: collect-million LEDGER COUNT VERSION")
    exit(2)
}

struct Identities: RecordSource {
    let count: Int
    let version: Int
    static let pageSize = 1000

    func read(_ partition: Partition, emit: @Sendable (DecodedPage) async throws -> Void) async throws -> Coverage {
        var pages = 0
        for start in stride(from: 0, to: count, by: Self.pageSize) {
            let page = (start..<min(start + Self.pageSize, count)).map { Record.identity(identity($0)) }
            try await emit(DecodedPage(records: page, rowCount: page.count))
            pages += 1
        }
        return Coverage(.complete, requests: pages, pages: pages, rows: count)
    }

    private func identity(_ number: Int) -> Identity {
        let isChanged = version > 0 && number % 100 == version % 100
        return Identity(
            nativeID: NativeID(Self.nativeID(number)), type: "example.user", classification: .human,
            classificationReason: "type", name: "user-\(number)", emails: ["user-\(number)@example.com"],
            status: isChanged ? .suspended : .enabled,
            createdAt: Instant(seconds: 1_600_000_000 + Int64(number)),
            tags: ["team": "team-\(number % 50)"],
            attributes: ["department": "d\(number % 200)", "url": "https://example.com/users/\(number)"])
    }

    /// Vendors' ids are not in the order of their lists: a bijective mix (an odd multiplier keeps all 64 bits apart)
    /// scatters them, which is the harder case for an index.
    private static func nativeID(_ number: Int) -> String {
        let mixed = UInt64(number) &* 0x9E37_79B9_7F4A_7C15
        let digits = String(mixed, radix: 16)
        return "U" + String(repeating: "0", count: 16 - digits.count) + digits
    }
}

let descriptor = StreamDescriptor(
    id: "users", title: "Users", operation: "read", yields: [.identity], permissions: [])
let connector = Connector(
    manifest: Manifest(
        id: "million", product: "A million", version: "1", documentation: "https://docs.example.com", settings: [],
        credentials: [], streams: [descriptor], buckets: [], blindSpots: [], requestFormula: "0"),
    streams: [Stream(descriptor, records: Identities(count: count, version: version))],
    tenant: .fixed(TenantIdentity(id: "acme", principal: "benchmark")), authorization: .none)

let time = Timekeeper.system
let ledger = try await SQLiteLedger.writing(path: arguments[1], command: "collect-million", now: time.now())
let lease = try await ledger.beginRun(
    RunRequest(sources: ["million"], now: time.now(), programVersion: "benchmark"))
let nowhere = Transport { request in
    throw TransportError(.internalFault, place: "benchmark", detail: "no network is wanted", advice: "")
}
let runner = StreamRunner(
    source: "million", connector: connector, environment: RunEnvironment(transport: nowhere, time: time))
let tenant = try await runner.identify()
try await ledger.register(
    SourceRegistration(
        name: "million", id: SourceID(connector: "million", tenant: tenant.id), connectorVersion: "1",
        authoritativeFor: [],
        streams: [
            StreamRegistration(
                stream: descriptor.id, operation: descriptor.operation, version: descriptor.version,
                yields: descriptor.yields)
        ]),
    lease: lease)
let coverage = try await runner.run(tenant, into: try await ledger.sink(for: lease))
let run = try await ledger.publish(lease, at: time.now())
let result = coverage["users"] ?? Coverage(.failed)
print(result.state.rawValue, result.rows, "run", run)
exit(result.state == .complete ? 0 : 1)
