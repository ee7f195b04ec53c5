import Foundation
import Inventory
import Ledger
import Reconciler
import Testing

@testable import MusterApp

/// A ledger on disk that is written as a collection writes it, out of records that a test states.
final class WrittenLedger {
    struct Source {
        var name: String
        var id: SourceID
        var version = "1"
        var authoritativeFor: [RecordKind] = []
        /// By stream: what it held, how the read ended, and its version.
        var streams: [(id: String, yields: [RecordKind], records: [Record], coverage: Coverage, version: Int)] = []

        mutating func stream(
            _ id: String, _ yields: [RecordKind], _ records: [Record], _ coverage: Coverage = Coverage(.complete),
            version: Int = 1
        ) {
            streams.append((id, yields, records, coverage, version))
        }
    }

    let path: String
    private(set) var ledger: SQLiteLedger

    init() async throws {
        path = FileManager.default.temporaryDirectory.appending(path: "written-\(UUID().uuidString).sqlite").path
        ledger = try await SQLiteLedger.writing(path: path, command: "test", now: Instant(seconds: 0))
    }

    deinit {
        for suffix in ["", "-wal", "-shm", ".lock"] {
            // What is left of a test is the temporary directory's to clean.
            try? FileManager.default.removeItem(atPath: path + suffix)
        }
    }

    /// One run, published and judged at `now`.
    @discardableResult
    func run(at now: Instant, _ sources: [Source]) async throws -> FindingChanges {
        let lease = try await ledger.beginRun(
            RunRequest(sources: sources.map(\.name).sorted(), now: now, programVersion: "1"))
        let sink = try await ledger.sink(for: lease)
        for source in sources {
            try await ledger.register(
                SourceRegistration(
                    name: source.name, id: source.id, connectorVersion: source.version,
                    authoritativeFor: source.authoritativeFor,
                    streams: source.streams.map {
                        StreamRegistration(stream: $0.id, operation: $0.id, version: $0.version, yields: $0.yields)
                    }), lease: lease)
            for stream in source.streams {
                let scope = Scope(source: source.id, stream: stream.id)
                _ = try await sink.begin(
                    ScopeOpening(
                        scope: scope, operation: stream.id, fingerprint: "f", streamVersion: stream.version))
                if !stream.records.isEmpty {
                    _ = try await sink.commit(Page(records: stream.records, ordinal: 0, observedAt: now), in: scope)
                }
                try await sink.end(scope, stream.coverage)
            }
        }
        let run = try await ledger.publish(lease, at: now)
        let snapshot = try #require(try await ledger.snapshot(at: run))
        let result = try Reconciler.reconcile(
            snapshot, previous: try await ledger.snapshot(before: run), policy: .standard, asOf: now)
        return try await ledger.recordFindings(
            result.violations, exempted: result.exempted, undecided: result.undecided, keptOpen: result.keptOpen,
            run: run, at: now)
    }
}
