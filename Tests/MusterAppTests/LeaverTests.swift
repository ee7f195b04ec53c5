import Foundation
import Inventory
import MusterApp
import Reconciler
import Reports
import Testing

@Suite("A leaver of the sample organisation")
struct LeaverTests {
    private func report(_ query: String, on day: Instant? = nil) async throws -> LeaverReport {
        let judgement = try await SampleOrganisation.shared().judgement(8)
        return try Leaver.report(
            query, on: day, in: judgement.snapshot, policy: .standard, decisions: .none,
            asOf: judgement.reconciliation.asOf)
    }

    @Test("accounts of every source, what is owned, and the successor are found", arguments: ["00042", "Ana Berg"])
    func everything(query: String) async throws {
        let report = try await report(query)
        #expect(Set(report.accounts.map(\.subject.connector)) == ["aws", "github", "okta"])
        let owned = try #require(report.owned.first { $0.subject.name == "svc-report" })
        #expect(owned.successors.first?.owner.name == "Erik Lund")
        #expect(report.on.day == "2026-10-30")
    }

    @Test("it is never clean where lists were not read, in any form")
    func incomplete() async throws {
        let report = try await report("ana.berg@example.com")
        #expect(Leaver.status(report) == .coverageLost)
        for text in [report.text(), report.markdown] {
            #expect(text.contains("secretsmanager:ListSecrets"))
        }
        let json = try #require(
            try JSONSerialization.jsonObject(with: Data(report.json.line.utf8)) as? [String: Any])
        #expect(json["complete"] as? Bool == false)
        #expect((json["gaps"] as? [Any])?.isEmpty == false)
    }

    @Test("a day to come may be named, and a planned last day is the default")
    func future() async throws {
        let day = try #require(Instant("2027-01-31"))
        #expect(try await report("00047", on: day).on == day)
        #expect(try await report("00049").on.day == "2026-12-31")
    }

    @Test("the same question has the same answer, byte for byte")
    func determinism() async throws {
        let (first, second) = (try await report("00042"), try await report("00042"))
        #expect(first.json.line == second.json.line)
        #expect(first.markdown == second.markdown)
    }

    @Test("nobody is said to be nobody only where the lists of people are whole")
    func nobody() async throws {
        await #expect(throws: Problem.self) { try await report("no.one@example.com") }
        var snapshot = SmallOrganisation.snapshot()
        for index in snapshot.info.streams.indices where snapshot.info.streams[index].stream == "people" {
            snapshot.info.streams[index].coverage = Coverage(.truncated)
        }
        let problem = try #require(throws: Problem.self) {
            try Leaver.report(
                "no.one@example.com", on: nil, in: snapshot, policy: .standard, decisions: .none,
                asOf: SmallOrganisation.asOf)
        }
        #expect(problem.status == .coverageLost)
    }

    @Test("names of things stay text in Markdown")
    func hostileNames() throws {
        var snapshot = SmallOrganisation.snapshot(ownerHasLeft: false)
        let name = "[x](javascript:y)<b>`*\u{1B}"
        snapshot.add(
            Stored(
                record: Identity(
                    nativeID: "AIDAHOSTILE", type: "aws.iam.user", classification: .service, name: name,
                    status: .enabled, tags: ["owner": "nora.ek@example.com"]), source: SmallOrganisation.aws,
                stream: "users", firstSeen: SmallOrganisation.asOf, observedAt: SmallOrganisation.asOf, run: 2))
        let report = try Leaver.report(
            "0042", on: nil, in: snapshot, policy: .standard, decisions: .none, asOf: SmallOrganisation.asOf)
        #expect(report.owned.contains { $0.subject.name == name })
        #expect(report.markdown.contains("\\[x\\](javascript:y)\\<b\\>\\`\\*"))
        #expect(!report.markdown.unicodeScalars.contains("\u{1B}"))
    }
}
