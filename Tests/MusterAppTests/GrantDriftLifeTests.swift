import Foundation
import Inventory
import Ledger
import Reconciler
import Testing

@testable import MusterApp

@Suite("What applications were given, over runs")
struct GrantDriftLifeTests {
    private static let id = SourceID(connector: "github", tenant: "4242")

    private static func source(
        _ scopes: [String]?, _ coverage: Coverage = Coverage(.complete), version: Int = 1
    ) -> WrittenLedger.Source {
        var source = WrittenLedger.Source(name: "code", id: id)
        var records: [Record] = [
            .application(Application(nativeID: "1", type: "github.app", name: "build-bot", status: .enabled))
        ]
        if let scopes {
            records.append(
                .grant(
                    Grant(
                        nativeID: "installation/1", type: "github.installation", holder: .application("1"),
                        grantee: "1", consent: .installation, scopes: scopes,
                        conditions: ["repository_selection: selected"], expiry: .unsupported)))
        }
        source.stream("installations", [.application, .grant], records, coverage, version: version)
        return source
    }

    private static func drift(_ written: WrittenLedger, at run: Int64? = nil) async throws -> [Finding] {
        let judgement = try #require(try await Judgement.of(written.ledger, policy: .standard, at: run))
        return judgement.reconciliation.violations.filter { $0.rule == "OAU-08" }
    }

    @Test("the first run is the baseline; growth is told once; a denied read closes nothing; a later read closes it")
    func life() async throws {
        let written = try await WrittenLedger()
        func run(_ day: Int64, _ source: WrittenLedger.Source) async throws -> FindingChanges {
            try await written.run(at: DiffSinceTests.day(day), [source])
        }
        _ = try await run(0, Self.source(["issues: read"]))
        #expect(try await Self.drift(written).isEmpty)

        let grown = try await run(1, Self.source(["issues: read", "metadata: read"]))
        let finding = try #require(try await Self.drift(written).first)
        #expect(grown.opened.contains(finding.fingerprint))
        #expect(finding.evidence.contains { $0.field == "scope" && $0.value == "metadata: read" })

        let blind = try await run(2, Self.source(nil, Coverage(.denied, reason: "Forbidden")))
        #expect(!blind.resolved.contains(finding.fingerprint))

        let calm = try await run(3, Self.source(["issues: read", "metadata: read"]))
        #expect(calm.resolved.contains(finding.fingerprint))

        // The same command gives the same answer of an older run.
        let runs = try await written.ledger.runs(limit: 10).map(\.run).sorted()
        #expect(try await Self.drift(written, at: runs[1]).map(\.fingerprint) == [finding.fingerprint])
        #expect(try await Self.drift(written, at: runs[0]).isEmpty)
    }

    @Test("a newer mapping that tells more is no growth")
    func mapping() async throws {
        let written = try await WrittenLedger()
        try await written.run(at: DiffSinceTests.day(0), [Self.source(["issues: read"])])
        try await written.run(at: DiffSinceTests.day(1), [Self.source(["issues: read", "pages: read"], version: 2)])
        #expect(try await Self.drift(written).isEmpty)
        try await written.run(
            at: DiffSinceTests.day(2), [Self.source(["issues: read", "pages: read", "contents: write"], version: 2)])
        #expect(try await Self.drift(written).count == 1)
    }
}
