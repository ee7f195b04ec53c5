import ConnectorKit
import Foundation
import Inventory
import Ledger
import MusterApp
import Reconciler
import Testing
import Transport

@Suite("A source that cannot even be made")
struct CollectFailureTests {
    private struct Surprise: Error, CustomStringConvertible {
        var description: String { "the connector is out of sorts" }
    }

    private struct OnePerson: RecordSource {
        func read(_ partition: Partition, emit: @Sendable (DecodedPage) async throws -> Void) async throws -> Coverage {
            let person = Person(nativeID: "1", status: .active)
            try await emit(DecodedPage(records: [.person(person)], rowCount: 1))
            return Coverage(.complete, pages: 1, rows: 1)
        }
    }

    private static func definition(
        _ id: String, make: @escaping @Sendable (SourceConfiguration) throws -> Connector
    ) -> ConnectorDefinition {
        ConnectorDefinition(manifest: manifest(id), make: make)
    }

    private static func manifest(_ id: String) -> Manifest {
        Manifest(
            id: id, product: id, version: "1", documentation: "https://docs.example.com", settings: [], credentials: [],
            streams: [people], buckets: [QuotaBucket(requestsPerSecond: nil, concurrency: 1, source: "test")],
            blindSpots: [], requestFormula: "none")
    }

    private static let people = StreamDescriptor(
        id: "people", title: "People", operation: "read", yields: [.person], permissions: ["read"])

    @Test("whatever a connector throws fails its source by name, and the others are read")
    func othersGoOn() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "failure-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }  // What is left in a temporary folder harms nobody.
        let configuration = Configuration(
            file: "muster.yaml", baseDirectory: folder,
            sources: [
                .init(
                    name: "bad", definition: Self.definition("bad") { _ in throw Surprise() }, settings: Settings([:]),
                    credentials: [:], authoritativeFor: [], line: 2),
                .init(
                    name: "good",
                    definition: Self.definition("good") { _ in
                        Connector(
                            manifest: Self.manifest("good"), streams: [Stream(Self.people, records: OnePerson())],
                            tenant: .fixed(TenantIdentity(id: "t", principal: "p")))
                    }, settings: Settings([:]), credentials: [:], authoritativeFor: [.person], line: 5),
            ])
        let ledger = try await SQLiteLedger.writing(
            path: folder.appending(path: "muster.sqlite").path, command: "test", now: Instant(seconds: 1))
        let refused = Transport { _ in
            throw TransportError(.internalFault, place: "test", detail: "no network", advice: "None.")
        }
        let summary = try await Collect(
            configuration: configuration, transport: refused, ledger: ledger, policy: .standard, environment: [:]
        ).run(CollectOptions())
        #expect(summary.run == 1)
        #expect(summary.sources.map(\.failure) == ["the connector is out of sorts", nil])
        #expect(summary.sources.last?.records == 1)
        #expect(summary.exitStatus(failOn: nil) == .failed)
    }
}
