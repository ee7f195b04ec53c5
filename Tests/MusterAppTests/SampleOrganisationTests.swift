import ConnectorKit
import Foundation
import Inventory
import Ledger
import MusterApp
import Reconciler
import Reports
import Testing

/// Every awkward case that is planted in the sample organisation, through real connectors and real HTTP.
@Suite("The sample organisation", .serialized)
struct SampleOrganisationTests {
    @Test("what is planted is found, and what must be left alone is", arguments: try SampleOrganisation.cases())
    func labels(planted: SampleOrganisation.Case) async throws {
        let organisation = try await SampleOrganisation.shared()
        for day in [0, 7, 8] {
            let found = try organisation.judgement(day).reconciliation.violations
            for label in planted.must where label.days.contains(day) {
                #expect(found.contains(where: label.isMet), "day \(day): \(label.rule) on \(label.subject) is missing")
            }
            for label in planted.mustNot where label.days.contains(day) {
                let wrong = found.filter(label.isMet).map(\.summary)
                #expect(wrong.isEmpty, "day \(day): \(label.rule) on \(label.subject), although \(label.why ?? "")")
            }
        }
    }

    @Test("every list is read but for those that are refused on purpose", arguments: [0, 7, 8])
    func coverage(day: Int) async throws {
        let summary = try #require(try await SampleOrganisation.shared().summaries[day])
        #expect(summary.sources.map(\.failure) == Array(repeating: nil, count: 6))
        #expect(
            summary.sources.map(\.name) == [
                "aws", "aws/222222222222", "aws/333333333333", "github", "okta", "people",
            ])
        #expect(summary.outOfScope.map(\.name) == ["aws/444444444444"])
        var refused: [String: CoverageState] = [
            "aws/333333333333/secrets": .denied, "github/organizationWebhooks": .denied,
            "github/codespacesSecrets": .unsupported, "okta/customRoles": .denied,
            "okta/customRolePermissions": .denied,
        ]
        if day == 7 { refused["github/fineGrainedTokens"] = .denied }
        var incomplete: [String: CoverageState] = [:]
        for source in summary.sources {
            for stream in source.streams where stream.coverage.state != .complete {
                incomplete["\(source.name)/\(stream.stream)"] = stream.coverage.state
            }
        }
        #expect(incomplete == refused)
    }

    @Test("what could not be read on day 7 is neither gone nor closed")
    func nothingRetiredWithoutCoverage() async throws {
        let organisation = try await SampleOrganisation.shared()
        let report = try await Diff(from: try organisation.run(0), to: try organisation.run(7)).report(
            organisation.ledger, policy: .standard)
        let gone = report.rows.filter { $0.change == .retired }
        #expect(!gone.isEmpty)
        #expect(!gone.contains { $0.stream == "fineGrainedTokens" || $0.nativeID.hasPrefix("fineGrainedToken/") })
        #expect(!report.closed.contains { $0.subject.nativeID.hasPrefix("fineGrainedToken/") })
        #expect(report.coverage.contains { $0.stream == "fineGrainedTokens" && $0.change == .coverageLost })
        // Nothing else was lost, so that all that is gone is the vendors' doing.
        #expect(Set(report.rows.map(\.cause)) == ["vendor"])
    }

    @Test("a finding closes with its key switched off, and opens again with it")
    func reopened() async throws {
        let organisation = try await SampleOrganisation.shared()
        #expect(organisation.summaries[8]?.changes.reopened.count == 1)
        let (first, last) = (try organisation.judgement(0), try organisation.judgement(8))
        func stale(_ judgement: Judgement) -> String? {
            judgement.reconciliation.violations.first {
                $0.rule == "STL-01" && $0.summary.contains("svc-mail-relay")
            }?.fingerprint
        }
        let fingerprint = try #require(stale(last))
        #expect(stale(first) == fingerprint)
        #expect(last.history[fingerprint]?.firstSeen == first.snapshot.info.publishedAt)
    }

    @Test("a week's difference names what was widened and handed over")
    func difference() async throws {
        let organisation = try await SampleOrganisation.shared()
        let report = try await Diff(from: try organisation.run(0), to: try organisation.run(8)).report(
            organisation.ledger, policy: .standard)
        #expect(report.widened.contains { $0.name.contains("merge-helper") })
        #expect(report.widened.contains { $0.name.contains("lea.stern") })
        #expect(report.ownerChanges.map(\.name) == ["svc-data-loader"])
        #expect(report.rows.contains { $0.change == .added && $0.name.contains("svc-invoice-bot") })
        #expect(report.mapping.isEmpty)
        #expect(report.coverage.isEmpty)
    }

    @Test("the same date collected again gives the same records and findings, byte for byte")
    func repeatable() async throws {
        let first = try await SampleOrganisation.shared()
        let second = try await SampleOrganisation.collected(days: [0])
        #expect(try Self.bytes(first.judgement(0)) == Self.bytes(second.judgement(0)))
    }

    @Test("every finding explains itself: its values with the request that gave each, what it rests on, what to do")
    func explained() async throws {
        let judgement = try await SampleOrganisation.shared().judgement(8).reconciliation
        #expect(!judgement.violations.isEmpty && !judgement.indeterminate.isEmpty)
        // What is concluded from many records names none of them, and says how it was concluded.
        let concluded: Set = ["people", "ownerChain", "domain"]
        for finding in judgement.violations {
            let name = "\(finding.rule) \(finding.summary)"
            #expect(!finding.evidence.isEmpty && !finding.coverage.isEmpty, "\(name)")
            #expect(!finding.falseWhen.isEmpty && !finding.remediation.isEmpty, "\(name)")
            for evidence in finding.evidence where evidence.source == nil {
                #expect(concluded.contains(evidence.field) && evidence.note != nil, "\(name): \(evidence.field)")
            }
            for evidence in finding.evidence where evidence.source != nil {
                #expect(evidence.operation != nil && evidence.run != nil, "\(name): \(evidence.field)")
            }
            let open = finding.remediation.filter { $0.contains(/\{[a-zA-Z]+\}/) }
            #expect(open.isEmpty, "\(name): \(open)")
        }
        for finding in judgement.indeterminate {
            #expect(finding.missing != nil && !finding.falseWhen.isEmpty, "\(finding.rule) \(finding.summary)")
        }
    }

    @Test("a page of one owner tells of their things only, and says so")
    func ownPage() async throws {
        let organisation = try await SampleOrganisation.shared()
        let judgement = try organisation.judgement(8)
        let all = judgement.reconciliation.violations
        let owner = try #require(all.lazy.flatMap(\.owners).compactMap(\.email).first)
        let whose = OwnerFilter(owner: owner)
        let page = try await HTMLReport.page(
            judgement, policy: .standard, ledger: organisation.ledger, manifests: [], of: whose)
        let own = page.reconciliation.violations
        #expect(own == all.filter { whose.admits($0.owners, teams: $0.teams) })
        #expect(!own.isEmpty && own.count < all.count)
        #expect(page.reconciliation.indeterminate == judgement.reconciliation.indeterminate)
        #expect(page.census.records.values.allSatisfy { $0[.person] == nil })
        var bytes: [UInt8] = []
        try page.write(to: ReportOutput { bytes += $0 })
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(text.contains("Only what \(owner) owns"))
        let others = all.filter { !whose.admits($0.owners, teams: $0.teams) }
        #expect(others.allSatisfy { !text.contains($0.fingerprint) })
    }

    @Test("the organisation is as large as it says")
    func size() async throws {
        let organisation = try await SampleOrganisation.shared()
        let snapshot = try organisation.judgement(8).snapshot
        let people = try snapshot.rows(Person.self).filter { $0.source.connector == "people-file" }
        #expect((55...65).contains(people.count))
        #expect(try Self.nonHuman(snapshot) >= 200)
    }

    @Test("a secret in an answer is kept nowhere")
    func secrets() async throws {
        let organisation = try await SampleOrganisation.shared()
        let file = organisation.folder.appending(path: "report.html")
        _ = try await HTMLReport.write(
            organisation.judgement(8), policy: .standard, ledger: organisation.ledger, manifests: [], to: file)
        let copy = organisation.folder.appending(path: "copy.sqlite")
        try await organisation.ledger.backup(to: copy.path)
        for kept in [file, copy] {
            let data = try Data(contentsOf: kept)
            #expect(data.count > 10_000)
            #expect(data.range(of: Data("planted-secret".utf8)) == nil, "\(kept.lastPathComponent)")
        }
    }

    /// Services, roles, apps, and keys that belong to no account.
    private static func nonHuman(_ snapshot: any Snapshot) throws -> Int {
        let identities = try snapshot.rows(Identity.self).filter {
            !$0.record.type.hasSuffix("group") && !$0.record.type.hasSuffix("Group")
                && ($0.record.classification == .service || $0.record.type.contains("role")
                    || $0.record.name.hasPrefix("svc-"))
        }
        let keys = try snapshot.rows(Credential.self).filter {
            ["github.deployKey", "aws.secretsmanager.secret"].contains($0.record.type)
        }
        return try identities.count + snapshot.rows(Application.self).count + keys.count
    }

    /// As `muster findings --format ndjson` prints them.
    private static func bytes(_ judgement: Judgement) throws -> [UInt8] {
        var written: [UInt8] = []
        let reporter = FindingRow.layout.reporter(.ndjson, to: ReportOutput { written += $0 })
        for row in judgement.rows { try reporter.write(row) }
        try reporter.finish()
        return written
    }
}
