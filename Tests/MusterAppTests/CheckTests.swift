import Foundation
import Inventory
import MusterApp
import Reports
import Testing
import Transport

/// `muster check` against a played account with signatures and permissions checked.
@Suite("Check")
struct CheckTests {
    private func check(_ reader: String, secret: String? = nil) async throws -> CheckReport {
        let account = try await StandingLedger.checked.value.account
        let harness = try CollectHarness(account)
        let report = try await Check(
            configuration: try harness.configuration(reader: reader, secret: secret), transport: harness.transport,
            time: .leaping(at: MotoAccount.now), environment: [:]
        ).run()
        #expect(!FileManager.default.fileExists(atPath: harness.ledgerPath))
        return report
    }

    private func status(_ report: CheckReport) -> MusterApp.ExitStatus {
        .of(states: report.states, didFail: report.didFail)
    }

    @Test("with the documented least policy every list can be read, by some twenty requests")
    func allReadable() async throws {
        let report = try await check("muster-reader")
        #expect(status(report) == .complete, "\(report.text())")
        #expect(report.sources.map(\.name) == ["people", "production"])
        let production = try #require(report.sources.last)
        #expect(production.tenant == MotoAccount.tenant)
        #expect(production.principal?.contains("muster-reader") == true)
        #expect(production.streams.filter { $0.coverage.state == .complete }.count > 10)
        #expect(production.requests < 60)
        #expect(report.text().contains("nothing missing"))
    }

    @Test("a missing permission is named exactly, with how it is given")
    func weakReader() async throws {
        let report = try await check("muster-weak-reader")
        #expect(status(report) == .coverageLost)
        let stream = try #require(report.sources.last?.streams.first { $0.stream == "accessKeyLastUsed" })
        #expect(stream.coverage.state == .denied)
        #expect(stream.grants.map(\.permission) == ["iam:GetAccessKeyLastUsed"])
        #expect(stream.grants.first?.how.contains("iam:GetAccessKeyLastUsed") == true)
        #expect(report.states.filter { $0 != .complete && $0 != .unsupported } == [.denied])
        let text = CheckReport(sources: report.sources.filter { $0.name == "production" }).text()
        #expect(text.contains("allow iam:GetAccessKeyLastUsed"))
        #expect(text.contains("1 of "))
        try expectShown(text, after: "$ muster check --source production\n", in: "docs/first-half-hour.md")
        let object =
            try JSONSerialization.jsonObject(
                with: Data(report.json(exitStatus: 3).line.utf8)) as? [String: Any]
        #expect(object?["exitStatus"] as? Int == 3)
    }

    /// The page shows what is printed.
    private func expectShown(_ text: String, after command: String, in page: String) throws {
        let file = MotoAccount.root.appending(path: page)
        let there = try String(contentsOf: file, encoding: .utf8)
        let start = try #require(there.range(of: "```console\n" + command)?.upperBound)
        let stop = try #require(there.range(of: "```", range: start..<there.endIndex)?.lowerBound)
        if ProcessInfo.processInfo.environment["RECORD"] == "1" {
            try Data(there.replacingCharacters(in: start..<stop, with: text).utf8).write(to: file)
        } else {
            #expect(there[start..<stop] == text, "\(page): write it anew with RECORD=1")
        }
    }

    @Test("a key that does not sign in fails its source alone, without a list tried")
    func wrongSecret() async throws {
        let report = try await check("muster-reader", secret: "wrong")
        #expect(status(report) == .failed)
        let production = try #require(report.sources.last)
        #expect(production.failure?.contains("sign-in was refused") == true)
        #expect(production.streams.isEmpty)
        #expect(report.sources.first?.failure == nil)
        #expect(report.text().contains("muster connectors setup aws"))
    }
}
