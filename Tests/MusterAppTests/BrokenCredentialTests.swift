import Foundation
import Inventory
import Ledger
import MusterApp
import Reconciler
import Testing
import Transport

/// Credentials that are wrong, weaker, or of another account.
@Suite("Broken credentials")
struct BrokenCredentialTests {
    @Test("a wrong secret fails the source, with what to check, and says nothing of the secret")
    func wrongSecret() async throws {
        let standing = try await StandingLedger.checked.value
        let harness = try standing.copy()
        let summary = try await harness.collect(
            try harness.configuration(secret: "planted/wrong+secret"), at: StandingLedger.later)
        let failure = try #require(summary.sources.first { $0.name == "production" }?.failure)
        #expect(failure.contains("secret access key"), "\(failure)")
        #expect(!failure.contains("planted"))
        #expect(summary.exitStatus(failOn: nil) == .failed)
        try await standing.expectNothingLost(harness, summary)
    }

    @Test("a missing permission denies its stream by name, and what rests on it is undecided")
    func missingPermission() async throws {
        let standing = try await StandingLedger.checked.value
        let harness = try standing.copy()
        let summary = try await harness.collect(
            try harness.configuration(reader: "muster-weak-reader"), at: StandingLedger.later)
        let coverage = try #require(summary.stream("accessKeyLastUsed"))
        #expect(coverage.state == .denied, "\(coverage)")
        #expect(coverage.missingPermissions == ["iam:GetAccessKeyLastUsed"])
        #expect(summary.gaps.count == 1, "\(summary.gaps)")
        #expect(summary.exitStatus(failOn: nil) == .coverageLost)

        // No key loses its last use, and no rule takes the old one for today's.
        try await standing.expectNothingLost(harness, summary)
        let (_, result) = try await harness.judge(at: StandingLedger.later)
        for rule in ["STL-01", "STL-02"] {
            #expect(
                !result.violations.contains { $0.rule == rule && $0.subject.nativeID.hasPrefix("AKIA") }, "\(rule)")
            let undecided = result.indeterminate.filter { $0.rule == rule }
            #expect(undecided.contains { "\($0.missing.map { "\($0)" } ?? "")".contains("iam:GetAccessKeyLastUsed") })
        }
        #expect(result.violations.contains { $0.rule == "COL-01" && $0.subject.nativeID == "accessKeyLastUsed" })
    }

    @Test("another principal that sees less is a new baseline: nothing is retired, and coverage says why")
    func weakerPrincipal() async throws {
        let standing = try await StandingLedger.checked.value
        let harness = try standing.copy()
        let hidden = try #require(
            standing.account.truth.first { $0.kind == "user" && $0.class == "service" && $0.keys?.isEmpty == false })
        let id = try #require(hidden.id)
        let transport = harness.transport.answering { request, next in
            var response = try await next.send(request)
            if ["GetAccountAuthorizationDetails/User", "ListUsers"].contains(request.operation) {
                response.body = Data(String(decoding: response.body, as: UTF8.self).without(user: id).utf8)
            }
            return response
        }
        let weak = try harness.configuration(reader: "muster-weak-reader")
        let summary = try await harness.collect(weak, at: StandingLedger.later, through: transport)
        #expect(summary.stream("users")?.state == .complete)
        let ledger = try await SQLiteLedger.reading(path: harness.ledgerPath)
        let snapshot = try #require(try await ledger.snapshot(at: nil))
        let stream = try #require(snapshot.info.streams.first { $0.stream == "users" })
        #expect(stream.coverage.newBaseline?.contains("nothing is retired") == true, "\(stream.coverage)")
        try await standing.expectNothingLost(harness, summary)

        // Read so a second time: what this principal never saw it still cannot prove gone.
        _ = try await harness.collect(weak, at: StandingLedger.later.advanced(byDays: 1), through: transport)
        let (after, _) = try await harness.judge(at: StandingLedger.later)
        let row = try #require(try after.rows(Identity.self).first { $0.record.nativeID.string == id })
        #expect(row.missingSince != nil)
    }

    @Test("a source that answers as another account stops the run, and the ledger stands as it was")
    func otherTenant() async throws {
        let standing = try await StandingLedger.shared.value
        let harness = try standing.copy()
        let other = Fault.changed("other account") { body, _ in
            body.replacingOccurrences(of: MotoAccount.tenant, with: "999988887777")
        }
        let error = try await #require(throws: LedgerError.self) {
            try await harness.collect(
                at: StandingLedger.later,
                through: harness.transport.answering("GetCallerIdentity", other.answer))
        }
        #expect(error.code == .otherTenant)
        #expect(error.description.contains("999988887777") && error.description.contains(MotoAccount.tenant))
        let ledger = try await SQLiteLedger.reading(path: harness.ledgerPath)
        #expect(try await ledger.runs(limit: 10).map(\.run) == [1])
        // And the right account goes on as if nothing had been.
        let summary = try await harness.collect(at: StandingLedger.later)
        #expect(summary.gaps == [])
        try await standing.expectNothingLost(harness, summary)
    }
}

extension String {
    /// This list of users without the one of an id.
    func without(user id: String) -> String {
        guard let place = range(of: "<UserId>\(id)</UserId>") else { return self }
        var (start, depth) = (place.lowerBound, 1)
        // Outward to the member that holds it: lists inside members have members too.
        while depth > 0,
            let tag = range(of: "</?member>", options: [.regularExpression, .backwards], range: startIndex..<start)
        {
            depth += self[tag].hasPrefix("</") ? 1 : -1
            start = tag.lowerBound
        }
        var end = place.upperBound
        depth = 1
        while depth > 0, let tag = range(of: "</?member>", options: .regularExpression, range: end..<endIndex) {
            depth += self[tag].hasPrefix("</") ? -1 : 1
            end = tag.upperBound
        }
        return String(self[..<start] + self[end...])
    }
}
