import ConnectorKit
import Foundation
import Inventory
import Transport

/// What one run over recorded exchanges gives.
public struct ReplayRun: Sendable {
    public var records: [Record]
    /// By stream; empty when the source could not be identified.
    public var coverage: [String: Coverage]
    /// Why the source could not be identified; nil when it could.
    public var problem: String?
    /// Requests that were recorded and not asked for, and the other way round.
    public var unasked: [String]
    public var unexpected: [String]

    /// Runs a connector over exchanges, without waiting and without a network.
    public static func of(
        _ connector: Connector, over exchanges: [RecordedExchange], at now: Instant, recorder: Recorder? = nil
    )
        async throws -> ReplayRun
    {
        let replay = Replay(
            info: RecordingInfo(source: "replay", connector: connector.manifest.id, recordedAt: now),
            exchanges: exchanges)
        let environment = RunEnvironment(transport: replay.transport, time: .impatient(at: now), recorder: recorder)
        let runner = StreamRunner(source: "replay", connector: connector, environment: environment)
        let sink = MemorySink()
        var coverage: [String: Coverage] = [:]
        var problem: String?
        do { coverage = try await runner.run(try await runner.identify(), into: sink) } catch let error as SourceProblem
        {
            problem = error.reason
        }
        return ReplayRun(
            records: await sink.allRecords, coverage: coverage, problem: problem, unasked: replay.unasked,
            unexpected: replay.unexpected)
    }

    /// What the vendor's lists gave: without the credential that the run signed in with, which is there even where every
    /// list is lost.
    public var vendorRecords: [Record] {
        records.filter { record in
            guard case .credential(let credential) = record else { return true }
            return !credential.type.hasSuffix(".\(CollectorStream.id)")
        }
    }

    /// Whether everything was read to its end.
    public var isComplete: Bool { problem == nil && coverage.values.allSatisfy { $0.state.provesAbsence } }

    /// One record a line, as canonical JSON: what golden files hold.
    public var lines: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return try records.map { record in
                let object = String(decoding: try encoder.encode(record.value), as: UTF8.self)
                return #"{"kind":"\#(record.kind.rawValue)","record":"# + object + "}\n"
            }.joined()
        }
    }
}

extension Timekeeper {
    /// A wall clock that stands still and waits that cost nothing.
    public static func impatient(at now: Instant) -> Timekeeper {
        let waited = Locked(Duration.zero)
        return Timekeeper(
            now: { now }, elapsed: { waited.withLock { $0 } },
            sleep: { duration in
                try Task.checkCancellation()
                waited.withLock { $0 += duration }
                await Task.yield()
            }, jitter: { 0 })
    }
}
