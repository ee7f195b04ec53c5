import ConnectorCatalog
import ConnectorKit
import Foundation
import Inventory
import Ledger
import MusterApp
import Reports
import Testing

@Suite("Plan")
struct PlanTests {
    private func configuration() throws -> Configuration {
        try ConfigurationReader.read(
            Data(
                """
                sources:
                  people: {connector: people-file, settings: {path: people.csv}}
                  production: {connector: aws}
                """.utf8), file: "muster.yaml", baseDirectory: URL(filePath: "/", directoryHint: .isDirectory),
            catalog: ConnectorCatalog.all)
    }

    private func plan(_ options: Plan.Options = .init(), figures: SnapshotInfo? = nil) throws -> PlanReport {
        try Plan(configuration: try configuration(), environment: [:]).report(options, figures: figures)
    }

    @Test("a plan needs no credential, no ledger and no network")
    func nothingNeeded() throws {
        let report = try plan()
        #expect(report.sources.map(\.name) == ["people", "production"])
        #expect(report.sources.first?.requests == 0)
        let production = try #require(report.sources.last)
        #expect(production.lines.first { $0.stream == "accessKeys" }?.requests == nil)
        #expect(production.unknown.contains("users"))
        #expect(production.permissions.contains("iam:ListAccessKeys"))
        #expect(report.text().contains("--assume users=N"))
        #expect(report.text().contains("no request"))
    }

    @Test("suppositions are taken, for all sources or for one")
    func assumed() throws {
        for name in ["users", "production.users"] {
            let report = try plan(.init(sources: ["production"], assumptions: [name: 5000]))
            #expect(report.sources.last?.lines.first { $0.stream == "loginProfiles" }?.requests == 5000)
        }
        #expect(throws: Problem.self) { try plan(.init(assumptions: ["people.users": 1])) }
    }

    @Test("a name that nothing has is told with the nearest one")
    func unknownName() throws {
        let problem = try #require(throws: Problem.self) { try plan(.init(assumptions: ["user": 1])) }
        #expect(problem.description == "nothing is called user in what is planned. Did you mean users?")
        #expect(problem.status == .usage)
    }

    @Test(
        "a supposition is a name and a number",
        arguments: ["users", "=5", "users=", "users=many", "users=-1", "users=1000000001"])
    func malformed(word: String) {
        #expect(throws: Problem.self) { try Plan.Options.assumptions([word]) }
    }

    @Test("numbers may be grouped")
    func grouped() throws {
        #expect(try Plan.Options.assumptions(["users=5,000", "keys=1_000"]) == ["users": 5000, "keys": 1000])
    }

    @Test("with a ledger the plan is what the last run took")
    func lastRun() async throws {
        let standing = try await StandingLedger.shared.value
        let summary = standing.summary
        let ledger = try await SQLiteLedger.reading(path: standing.harness.ledgerPath)
        let info = try #require(try await ledger.snapshot(at: nil)?.info)
        let production = try #require(try plan(figures: info).sources.last)
        let taken = try #require(summary.sources.last)
        #expect(production.run == summary.run)
        #expect(production.requestsOfRun == taken.requests)
        #expect(production.unknown.isEmpty)
        for stream in taken.streams where stream.stream != CollectorStream.id {
            let line = try #require(production.lines.first { $0.stream == stream.stream })
            // A report that is waited for is asked about once or more; the plan counts once.
            if stream.stream == "rootAccount" {
                #expect(line.requests == 2)
            } else {
                #expect(line.requests == stream.coverage.requests, "\(stream.stream)")
            }
        }
        // The sign-in is planned and not counted among the streams' own.
        #expect(production.requests == production.lines.reduce(1) { $0 + ($1.requests ?? 0) })
    }

    @Test("the least time grows as the share shrinks, and never below what answers take")
    func share() throws {
        let assumptions = ["secrets": 100_000]
        let whole = try plan(.init(assumptions: assumptions)).sources.last
        let half = try plan(.init(assumptions: assumptions, share: 0.5)).sources.last
        let bucket = { (source: PlanReport.Source?) in source?.buckets.first { $0.id == "secretsmanager" } }
        #expect(try #require(bucket(half)).leastMilliseconds >= (try #require(bucket(whole))).leastMilliseconds)
        let slow = try plan(.init(assumptions: assumptions, answerTime: .seconds(10))).sources.last
        #expect(try #require(bucket(slow)).leastMilliseconds >= 5000)
    }
}
