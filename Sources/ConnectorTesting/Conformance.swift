import ConnectorKit
import Foundation
import Inventory
import Transport

/// The tests that every connector must pass, in one call: exact replay, stable records, golden bytes, no secret kept,
/// and every fixture in every variation that vendors have been seen to send.
///
/// ```swift
/// let problems = try await ConnectorConformance(connector: connector, recording: fixtures, golden: golden).check()
/// #expect(problems.isEmpty)
/// ```
/// With `RECORD=1` in the environment the golden file is written anew, to be reviewed as a diff.
public struct ConnectorConformance: Sendable {
    private let connector: Connector
    private let recording: URL
    private let golden: URL
    private let now: Instant
    private let steering: Set<String>
    private let exchanges: [String: [RecordedExchange]]

    /// - Parameters:
    ///   - connector: configured so that its requests are those of the recording.
    ///   - recording: a folder as `collect --record` writes it.
    ///   - golden: the file of records that a run over it gives.
    ///   - steering: files of the recording (`tenant`) whose answers say only how the lists are read. Without one of them
    ///     a run may be complete, if it then gives the same records.
    public init(connector: Connector, recording: URL, golden: URL, steering: Set<String> = []) throws {
        self.connector = connector
        self.steering = steering
        self.recording = recording
        self.golden = golden
        let info = try JSONDecoder().decode(
            RecordingInfo.self, from: try Data(contentsOf: recording.appendingPathComponent("recording.json")))
        now = info.recordedAt
        var exchanges: [String: [RecordedExchange]] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: recording.path).sorted()
        where name.hasSuffix(".ndjson") {
            exchanges[String(name.dropLast(7))] = try Replay.exchanges(in: recording.appendingPathComponent(name))
        }
        self.exchanges = exchanges
    }

    /// All problems found, each a sentence; empty when the connector conforms.
    public func check() async throws -> [String] {
        var problems = ManifestCheck(connector: connector).problems
        let baseline = try await ReplayRun.of(connector, over: all(exchanges), at: now)
        problems += checkReplay(baseline)
        problems += try checkGolden(baseline)
        if try await ReplayRun.of(connector, over: all(exchanges), at: now).lines != baseline.lines {
            problems.append("two runs over the same recording give different records")
        }
        problems += try await checkSecrets(baseline)
        problems += try await checkVariations(baseline)
        return problems
    }

    private func all(_ exchanges: [String: [RecordedExchange]]) -> [RecordedExchange] {
        exchanges.sorted { $0.key < $1.key }.flatMap(\.value)
    }

    private func checkReplay(_ run: ReplayRun) -> [String] {
        var problems: [String] = []
        if let problem = run.problem { problems.append("the source was not identified: \(problem)") }
        problems += run.unasked.map { "recorded but not asked for: \($0)" }
        problems += run.unexpected.map { "asked for but not recorded: \($0)" }
        for (stream, coverage) in run.coverage.sorted(by: { $0.key < $1.key }) where !coverage.state.provesAbsence {
            problems.append("\(stream) is \(coverage.state.rawValue): \(coverage.reason ?? "")")
        }
        for record in run.records where record.nativeID.string.isEmpty {
            problems.append("a \(record.kind.rawValue) has no id")
        }
        let yields = Set(connector.streams.flatMap(\.descriptor.yields))
        for kind in Set(run.vendorRecords.map(\.kind)).subtracting(yields).sorted(by: { $0.rawValue < $1.rawValue }) {
            problems.append("no stream declares that it yields \(kind.rawValue)")
        }
        return problems
    }

    private func checkGolden(_ run: ReplayRun) throws -> [String] {
        let lines = try run.lines
        if ProcessInfo.processInfo.environment["RECORD"] == "1" {
            try Data(lines.utf8).write(to: golden)
            return []
        }
        guard let expected = FileManager.default.contents(atPath: golden.path) else {
            return ["there is no golden file; write it with RECORD=1 and read it"]
        }
        if expected == Data(lines.utf8) { return [] }
        let before = String(decoding: expected, as: UTF8.self).split(separator: "\n")
        let after = lines.split(separator: "\n")
        let line = zip(before, after).enumerated().first { $0.element.0 != $0.element.1 }
        return [
            "the records differ from the golden file, first in line \((line?.offset ?? min(before.count, after.count)) + 1)"
        ]
    }

    /// Plants a secret beside everything that is read and looks for it in all that is kept.
    private func checkSecrets(_ baseline: ReplayRun) async throws -> [String] {
        let secret = "planted-9f8e7d6c-secret"
        let planted = exchanges.mapValues { $0.map { Variation.unknownField(secret).applied(to: $0) } }
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("conformance-\(UUID().uuidString)")
        defer {
            // A scratch folder that cannot be removed hurts nobody.
            try? FileManager.default.removeItem(at: folder)
        }
        let recorder = try Recorder(
            folder: folder, info: RecordingInfo(source: "replay", connector: connector.manifest.id, recordedAt: now),
            keepsPeople: true)
        let run = try await ReplayRun.of(connector, over: all(planted), at: now, recorder: recorder)
        var problems: [String] = []
        if try run.lines != baseline.lines { problems.append("a field that is not read changes the records") }
        if try run.lines.contains(secret) { problems.append("a planted secret stands in a record") }
        for coverage in run.coverage.values where coverage.reason?.contains(secret) == true {
            problems.append("a planted secret stands in a coverage's reason")
        }
        var recorded: [RecordedExchange] = []
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        where name.hasSuffix(".ndjson") {
            let file = folder.appendingPathComponent(name)
            if try String(contentsOf: file, encoding: .utf8).contains(secret) {
                problems.append("a planted secret stands in the recording of \(name.dropLast(7))")
            }
            recorded += try Replay.exchanges(in: file)
        }
        // What the recorder keeps must suffice: else a key that is read is missing from the redaction rules.
        let again = try await ReplayRun.of(connector, over: recorded, at: now)
        if try again.lines != baseline.lines {
            problems.append("a replay of the redacted recording gives other records")
        }
        return problems
    }

    private func checkVariations(_ baseline: ReplayRun) async throws -> [String] {
        var problems: [String] = []
        for (stream, list) in exchanges.sorted(by: { $0.key < $1.key }) {
            // Answers of one stream have one shape: two of them stand for all.
            for index in list.indices.prefix(2) {
                for variation in Variation.all(for: list[index]) {
                    var varied = exchanges
                    varied[stream] = variation.applied(to: list, at: index)
                    let run = try await ReplayRun.of(connector, over: all(varied), at: now)
                    if steering.contains(stream), run.isComplete, run.vendorRecords == baseline.vendorRecords {
                        continue
                    }
                    if let complaint = variation.complaint(
                        about: run, baseline: baseline, mayBeMissing: mayBeMissing(stream))
                    {
                        problems.append("\(stream), exchange \(index + 1), \(variation.name): \(complaint)")
                    }
                }
            }
        }
        return problems
    }

    /// Whether a 404 is an answer of this stream and not a fault.
    private func mayBeMissing(_ stream: String) -> Bool {
        connector.streams.contains { candidate in
            guard candidate.descriptor.id == stream, case .http(let http) = candidate.source else { return false }
            return http.notFound == .empty || candidate.descriptor.partitions != .whole
        }
    }
}
