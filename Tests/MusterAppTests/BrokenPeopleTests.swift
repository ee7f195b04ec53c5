import ConnectorKit
import Foundation
import Inventory
import Ledger
import MusterApp
import Reconciler
import Testing

/// The list of people is what owners are held against: when it is not whole, nobody is absent.
@Suite("Broken lists of people")
struct BrokenPeopleTests {
    static let faults: [(name: String, state: CoverageState, spoil: @Sendable (URL) throws -> Void)] = [
        ("missing", .failed, { try FileManager.default.removeItem(at: $0) }),
        ("empty", .failed, { try Data().write(to: $0) }),
        (
            "a folder", .failed,
            { file in
                try FileManager.default.removeItem(at: file)
                try FileManager.default.createDirectory(at: file, withIntermediateDirectories: true)
            }
        ),
        ("a web page", .failed, { try Data("<html><body>Sign in</body></html>".utf8).write(to: $0) }),
        ("UTF-16", .failed, { try #require("employee_id,email\n1,a@b.example\n".data(using: .utf16)).write(to: $0) }),
        ("a row with too many fields", .partial, { try Self.append("1,2,3,4,5,6,7,8\n", to: $0) }),
        ("a row without an id", .partial, { try Self.append(",eve@corp.example.com,Eve,active,\n", to: $0) }),
        ("an unknown status", .partial, { try Self.append("9999,eve@corp.example.com,Eve,zombie,\n", to: $0) }),
        (
            "an id twice", .partial,
            { file in
                let rows = try String(contentsOf: file, encoding: .utf8)
                try Self.append(String(rows.split(whereSeparator: \.isNewline)[1]) + "\n", to: file)
            }
        ),
        ("a quote that never ends", .partial, { try Self.append("9999,\"eve@corp.example.com,Eve,active,\n", to: $0) }),
        (
            "bytes that are no UTF-8", .partial,
            { file in
                try (try Data(contentsOf: file) + Data([0x39, 0x2c, 0xff, 0xfe, 0x40, 0x0a])).write(to: file)
            }
        ),
    ]

    private static func append(_ text: String, to file: URL) throws {
        try (try Data(contentsOf: file) + Data(text.utf8)).write(to: file)
    }

    @Test("no owner is absent while the list is not whole, and nothing closes", arguments: faults.map(\.name))
    func spoilt(name: String) async throws {
        let fault = try #require(Self.faults.first { $0.name == name })
        let standing = try await StandingLedger.shared.value
        let harness = try standing.copy()
        let file = harness.folder.appending(path: "people.csv")
        try FileManager.default.copyItem(at: standing.account.folder.appending(path: "people.csv"), to: file)
        try fault.spoil(file)
        var configuration = try harness.configuration()
        let index = try #require(configuration.sources.firstIndex { $0.name == "people" })
        configuration.sources[index].settings = .init(["path": .text(file.path)])
        let summary = try await harness.collect(
            configuration, at: StandingLedger.later, through: standing.tape.transport)
        let coverage = try #require(summary.stream("people", of: "people"))
        #expect(coverage.state == fault.state, "\(coverage)")
        #expect(coverage.reason?.isEmpty == false)
        #expect(summary.exitStatus(failOn: nil) == .coverageLost)

        let (snapshot, result) = try await harness.judge(at: StandingLedger.later)
        #expect(!result.violations.contains { $0.rule == "ORP-03" })
        #expect(result.indeterminate.contains { $0.rule == "ORP-03" })
        #expect(summary.changes.resolved == [])
        let people = Set(standing.contents.filter { $0.kind == .person }.map(\.nativeID))
        #expect(people.isSubset(of: try snapshot.rows(Person.self).map(\.record.nativeID)))
    }
}
