import ConnectorCatalog
import CurlTransport
import Foundation
import Inventory
import Ledger
import MusterApp
import Reconciler
import SampleVendors
import Testing
import Transport

/// The sample organisation, collected at its three dates into one ledger: what `muster demo` shows.
struct SampleOrganisation: Sendable {
    static let samples = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Samples", directoryHint: .isDirectory)

    let folder: URL
    let ledger: SQLiteLedger
    /// By date, in days after the first.
    let summaries: [Int: CollectSummary]
    private let judgements: [Int: Judgement]

    /// Collected once for all tests.
    static func shared() async throws -> SampleOrganisation { try await collecting.value }
    private static let collecting = Task { try await collected() }

    /// - Parameter days: of the sample; nil for all.
    static func collected(days: Set<Int>? = nil) async throws -> SampleOrganisation {
        let folder = FileManager.default.temporaryDirectory.appending(path: "sample-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let demo = try Demo(samples: samples, programFile: URL(filePath: "muster"))
        let file = folder.appending(path: "muster.sqlite")
        let dates = try SampleDate.all(in: demo.folder).filter { days?.contains($0.day) ?? true }
        let ledger = try await SQLiteLedger.writing(
            path: file.path, command: "test", now: try #require(dates.first).at, wait: nil)
        let transport = try CurlTransport(configuration: .init()).transport
        var summaries: [Int: CollectSummary] = [:]
        for date in dates {
            let vendors = try await SampleVendors.start(demo.folder, day: date)
            let environment = vendors.credentials.environment
            let configuration = try demo.configuration(
                origins: Dictionary(uniqueKeysWithValues: vendors.origins.map { ($0.key.rawValue, $0.value) }),
                people: date.people, ledger: file, catalog: ConnectorCatalog.all, environment: environment)
            summaries[date.day] = try await Collect(
                configuration: configuration, transport: transport, ledger: ledger, policy: .standard,
                time: Demo.clock(at: date.at), environment: environment
            ).run(CollectOptions())
            await vendors.stop()
        }
        var judgements: [Int: Judgement] = [:]
        for (day, summary) in summaries {
            judgements[day] = try await Judgement.of(ledger, policy: .standard, at: summary.run)
        }
        return SampleOrganisation(folder: folder, ledger: ledger, summaries: summaries, judgements: judgements)
    }

    func run(_ day: Int) throws -> Int64 { try #require(summaries[day]?.run) }

    func judgement(_ day: Int) throws -> Judgement { try #require(judgements[day]) }

    // MARK: - Labels

    /// What is planted, from `labels.json` beside the lists.
    struct Case: Decodable, Sendable, CustomTestStringConvertible {
        struct Expectation: Decodable, Sendable {
            var rule: String
            var connector: String
            /// A name.
            var subject: String
            var days: [Int]
            /// Why it must not be found.
            var why: String?
        }

        var name: String
        var must: [Expectation]
        var mustNot: [Expectation]

        enum CodingKeys: String, CodingKey {
            case must, mustNot
            case name = "case"
        }

        var testDescription: String { name }
    }

    static func cases() throws -> [Case] {
        let data = try Data(contentsOf: samples.appending(path: "organisation/labels.json"))
        return try JSONDecoder().decode([Case].self, from: data)
    }
}

extension SampleOrganisation.Case.Expectation {
    /// Whether a finding is the expected one: by its subject's name, or by whose credential it is. Findings across
    /// sources name their holders in the evidence.
    func isMet(by finding: Finding) -> Bool {
        guard finding.rule == rule else { return false }
        let isAcross = finding.subject.kind == "aggregate"
        guard isAcross || finding.subject.connector == connector else { return false }
        var texts = [finding.summary]
        if isAcross { texts += finding.evidence.compactMap(\.note) }
        let words = texts.flatMap { $0.split(separator: " ") }.map {
            $0.trimmingCharacters(in: .init(charactersIn: ",:;"))
        }
        return finding.subject.name == subject || words.contains(subject)
    }
}
