import Foundation
import Inventory
import Ledger
import Reconciler
import Reports
import Testing

@testable import MusterApp

@Suite("muster query")
struct QueryTests {
    private static let page = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "docs/query.md")

    @Test("the page lists every view and column, and no others; RECORD=1 writes it anew")
    func documented() throws {
        let text = try String(contentsOf: Self.page, encoding: .utf8)
        let start = try #require(text.range(of: "\n" + QueryDocumentation.heading)?.lowerBound)
        let head = String(text[...start])
        if ProcessInfo.processInfo.environment["RECORD"] == "1" {
            try Data((head + QueryDocumentation.views).utf8).write(to: Self.page)
        } else {
            #expect(text == head + QueryDocumentation.views)
        }
    }

    @Test("views and columns have names that SQL takes without quotes, each once")
    func names() {
        let words = QueryView.all.map(\.name) + QueryView.all.flatMap { $0.columns.map(\.name) }
        for word in words {
            #expect(word.utf8.allSatisfy { ("a"..."z").contains(Character(.init($0))) || $0 == 0x5F || $0 == 0x31 })
        }
        for view in QueryView.all { #expect(Set(view.columns.map(\.name)).count == view.columns.count) }
    }

    private static let now = Instant(seconds: 1_800_000_000)

    private func written() async throws -> WrittenLedger {
        let ledger = try await WrittenLedger()
        var source = WrittenLedger.Source(name: "here", id: SourceID(connector: "test", tenant: "t1"))
        let account = Reference(.identity, NativeID("u1"))
        source.stream(
            "accounts", [.identity],
            [
                .identity(
                    Identity(
                        nativeID: NativeID("u1"), type: "test.user", classification: .service, name: "=svc\u{1B}",
                        emails: ["a@example.com"], status: .enabled, tags: ["team": "pay"]))
            ])
        source.stream(
            "keys", [.credential],
            [
                .credential(
                    Credential(
                        nativeID: NativeID("k1"), type: "test.key", form: .staticSecret, holder: account,
                        status: .active, createdAt: Instant(seconds: 1_700_000_000), expiry: .never))
            ])
        try await ledger.run(at: Self.now, [source])
        return ledger
    }

    private func answer(_ sql: String, _ format: ListFormat = .ndjson) async throws -> String {
        let ledger = try await written()
        var text = ""
        let outcome = try await Query(sql).run(
            ledger.ledger, policy: .standard, at: nil, asOf: nil
        ) { layout in
            layout.reporter(format, to: ReportOutput { text += String(decoding: $0, as: UTF8.self) })
        }
        #expect(outcome?.run == 1 && outcome?.policy == Policy.standard.hash)
        return text
    }

    @Test("every view can be read whole", arguments: QueryView.all.map(\.name))
    func whole(_ view: String) async throws {
        let lines = try await answer("SELECT * FROM \(view)").split(separator: "\n")
        let full = ["v1_identities": 1, "v1_credentials": 1, "v1_coverage": 2, "v1_runs": 1]
        if let count = full[view] { #expect(lines.count == count) }
    }

    @Test("what is not known is a word, times are RFC 3339")
    func words() async throws {
        let key = try await answer(
            "SELECT created_at, expiry_state, expires_at, last_used_state, last_used_at, holder_name FROM v1_credentials"
        )
        #expect(
            key == #"{"created_at":"2023-11-14T22:13:20Z","expiry_state":"never","expires_at":null,"#
                + #""last_used_state":"unknown","last_used_at":null,"holder_name":"=svc\u001b"}"# + "\n")
        let run = try await answer("SELECT as_of, is_chosen, policy FROM v1_runs")
        #expect(run.contains(#""as_of":"\#(Self.now)","is_chosen":"yes","policy":"\#(Policy.standard.hash)""#))
    }

    @Test("answers carry nothing that a terminal or a spreadsheet would run")
    func escaped() async throws {
        #expect(try await answer("SELECT name FROM v1_identities", .csv) == "name\r\n'=svc\\u{1B}\r\n")
        #expect(try await !answer("SELECT name FROM v1_identities", .table).contains("\u{1B}"))
    }

    @Test("findings are those of the judgement, with the policy that judged")
    func findings() async throws {
        let told = try await answer("SELECT rule, result, id, policy, run FROM v1_findings ORDER BY rule")
        let ledger = try await written()
        let judgement = try #require(try await Judgement.of(ledger.ledger, policy: .standard))
        #expect(told.split(separator: "\n").count == judgement.rows.count)
        #expect(!judgement.rows.isEmpty)
    }

    @Test(
        "the nearest name is told",
        arguments: [
            ("SELECT * FROM v1_credential", "Did you mean v1_credentials?"),
            ("SELECT last_used FROM v1_credentials", "Did you mean last_used_at?"),
            ("SELECT 1 AS a, 2 AS a", "two columns of the answer are called a"),
        ])
    func nearest(_ sql: String, _ words: String) async throws {
        let problem = try await #require(throws: Problem.self) { try await answer(sql) }
        #expect(problem.status == .usage && problem.description.contains(words))
    }
}
