import ArgumentParser
import ConnectorKit
import Foundation
import Inventory
import MusterApp
import Reconciler
import Reports
import SampleVendors

struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Collect an invented organisation at three dates and show what Muster says of it.",
        discussion: """
            Plays AWS, GitHub and Okta on this machine (127.0.0.1) and collects from them as from the vendors
            themselves. Nothing leaves the machine.

            EXAMPLE:
              muster demo
              muster demo --samples /usr/share/muster/Samples
              muster --ledger demo.sqlite demo
            """)

    @Option(help: ArgumentHelp("The folder of samples; default Samples here or beside the program.", valueName: "dir"))
    var samples: String?

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        try global.refuseCSV()
        if global.config != nil || global.at != nil {
            throw ValidationError("demo has a configuration of its own and makes new runs")
        }
    }

    func run() async throws {
        let demo = try Demo(
            samples: samples.map { URL(filePath: $0, directoryHint: .isDirectory) },
            programFile: URL(filePath: ProcessInfo.processInfo.arguments.first ?? "muster"))
        let ledger = try ledgerFile()
        let session = Session(global)
        var last: Session.Collected?
        for date in try SampleDate.all(in: demo.folder) {
            last = try await Self.collect(demo, date, after: last, into: ledger, session)
        }
        guard let last else {
            throw Problem("the samples name no date", advice: "Make them anew: Scripts/make-sample.")
        }
        let status = try await session.show(last, CollectOptions())
        if global.format == .table { try await report(last, ledger) }
        // What the sample refuses is part of it: a demonstration that shows lost coverage went well.
        if status != .coverageLost { try Ended.with(status) }
    }

    /// - Throws: `Problem` for a ledger that is there: what it holds is not for a demonstration.
    private func ledgerFile() throws -> URL {
        guard let named = global.ledger else {
            return try Demo.ledgerFile(in: FileManager.default.temporaryDirectory)
        }
        guard !FileManager.default.fileExists(atPath: named) else {
            throw Problem(
                "\(named) is there already", advice: "Name a new file with --ledger, or leave it out.", status: .usage)
        }
        return URL(filePath: named)
    }

    private static func collect(
        _ demo: Demo, _ date: SampleDate, after last: Session.Collected?, into ledger: URL, _ session: Session
    ) async throws -> Session.Collected {
        let vendors = try await SampleVendors.start(demo.folder, day: date)
        do {
            let origins = Dictionary(uniqueKeysWithValues: vendors.origins.map { ($0.key.rawValue, $0.value) })
            // Only the sample's own credentials: what else stands in the environment is not for the played vendors.
            let environment = vendors.credentials.environment
            let configuration = try demo.configuration(
                origins: origins, people: date.people, ledger: ledger, catalog: Parts.catalog, environment: environment)
            let collected = try await session.gather(
                configuration, CollectOptions(), into: last?.ledger, time: Demo.clock(at: date.at),
                environment: environment)
            await vendors.stop()
            return collected
        } catch {
            await vendors.stop()
            throw error
        }
    }

    /// Writes the report beside the ledger and names what to do next.
    private func report(_ last: Session.Collected, _ ledger: URL) async throws {
        guard
            let judgement = try await Judgement.of(
                last.ledger, policy: last.policy, at: last.summary.run, asOf: global.asOf)
        else { return }
        let written = try await HTMLReport.write(
            judgement, policy: last.policy, ledger: last.ledger, manifests: Parts.catalog.map(\.manifest),
            failures: last.failures, to: ledger.deletingLastPathComponent().appending(path: "muster-report.html"))
        let options = "--ledger " + (global.ledger ?? ledger.path(percentEncoded: false))
        // Paths and commands are to be copied: none is cut to the width of the screen.
        var lines = [
            "", "The whole of it, for a browser: \(written.file.path(percentEncoded: false))", "Look further:",
        ]
        lines += ["diff --since 7d", "findings", Self.explain(judgement)].map { "   muster \(options) \($0)" }
        try Terminal.output().appendAndFlush(lines.map { SafeText.escaped($0) + "\n" }.joined())
    }

    private static func explain(_ judgement: Judgement) -> String {
        guard let first = judgement.reconciliation.violations.first else { return "inventory" }
        return "explain \(first.fingerprint.prefix(10))"
    }
}
