import Foundation
import Inventory
import Ledger
import MusterApp
import Reconciler
import Reports
import Testing
import Transport

/// An account that changes from run to run: what goes, goes by a complete read; what comes back is the same finding.
@Suite("Life over runs", .serialized)
struct LifeOverRunsTests {
    private static func day(_ number: Int64) -> Instant { MotoAccount.now.advanced(byDays: number) }

    private func snapshot(_ harness: CollectHarness) async throws -> any Snapshot {
        try await harness.judge().0
    }

    @Test("a deleted user goes with its keys, by a complete read alone, and its findings close")
    func deletedUser() async throws {
        let account = try MotoAccount(users: 12, seed: 5)
        let harness = try CollectHarness(account)
        try await harness.collect()
        let truth = try #require(
            account.truth.first { $0.kind == "user" && $0.class == "service" && $0.keys?.isEmpty == false })
        let (user, name, key) = (
            try #require(truth.id), try #require(truth.name), try #require(truth.keys?.first)
        )
        let (_, before) = try await harness.judge()
        func findings(about ids: [String]) -> Set<String> {
            Set(before.violations.filter { ids.contains($0.subject.nativeID) }.map(\.fingerprint))
        }
        let concerned = findings(about: [user, key])
        let ofUser = findings(about: [user])
        try #require(!ofUser.isEmpty && ofUser != concerned)
        let mass = try #require(account.truth.first { $0.kind == "role" }?.id)

        try account.deleteUser(name)
        // The read that would show it fails: the user stays. Its keys answer 404 on their own, which is proof.
        let broken = try await harness.collect(
            at: Self.day(1),
            through: harness.transport.answering("GetAccountAuthorizationDetails/User") { request, _ in
                Response(status: 500, url: request.url)
            })
        #expect(broken.stream("users")?.state == .failed)
        #expect(Set(broken.changes.resolved).isDisjoint(with: ofUser))
        #expect(try await snapshot(harness).rows(Identity.self).contains { $0.record.nativeID.string == user })

        let complete = try await harness.collect(at: Self.day(2))
        #expect(complete.gaps == [])
        let after = try await snapshot(harness)
        #expect(try !after.rows(Identity.self).contains { $0.record.nativeID.string == user })
        #expect(try !after.rows(Credential.self).contains { $0.record.nativeID.string == key })
        #expect(try !after.rows(Usage.self).contains { $0.record.subject == .credential(key) })
        #expect(try after.rows(Identity.self).contains { $0.record.nativeID.string == mass })
        #expect(Set(broken.changes.resolved + complete.changes.resolved).isSuperset(of: concerned))

        let ledger = try await SQLiteLedger.reading(path: harness.ledgerPath)
        let report = try await Diff(from: 1, to: 3).report(ledger, policy: .standard)
        let retired = report.rows.filter { $0.change == .retired }
        #expect(retired.contains { $0.kind == .identity && $0.nativeID == user && $0.why == "absent" })
        #expect(retired.contains { $0.kind == .credential && $0.nativeID == key && $0.why == "parentGone" })
        #expect(Set(report.closed.map(\.fingerprint)).isSuperset(of: concerned))
        let history = try await ledger.findingHistory(at: 3)
        #expect(concerned.allSatisfy { history[$0]?.state == .resolved })
    }

    @Test("a rotated key closes the finding about the old one")
    func rotatedKey() async throws {
        let account = try MotoAccount(users: 12, seed: 5)
        let harness = try CollectHarness(account)
        try await harness.collect()
        let (_, before) = try await harness.judge()
        let old = try #require(
            before.violations.first { $0.rule == "CRD-02" && $0.subject.nativeID.hasPrefix("AKIA") })
        let truth = try #require(account.truth.first { $0.id == old.subject.nativeID })
        let user = try #require(truth.user)
        try account.change("create_access_key", ["UserName": user])
        try account.change("delete_access_key", ["UserName": user, "AccessKeyId": old.subject.nativeID])
        // The list of this user's keys is denied: the finding stands.
        let denied = Fault.code("AccessDenied", 403)
        let broken = try await harness.collect(
            at: Self.day(1), through: harness.transport.answering("ListAccessKeys", denied.answer))
        #expect(broken.stream("accessKeys")?.state == .denied)
        #expect(!broken.changes.resolved.contains(old.fingerprint))

        let complete = try await harness.collect(at: Self.day(2))
        #expect(complete.gaps == [])
        #expect(complete.changes.resolved.contains(old.fingerprint))
    }

    @Test("a finding that comes back is the same one, reopened")
    func reopened() async throws {
        let account = try MotoAccount(users: 12, seed: 5)
        let harness = try CollectHarness(account)
        try await harness.collect()
        let (_, before) = try await harness.judge()
        let user = try #require(account.truth.first { $0.labels.contains("ownerAbsent") })
        let finding = try #require(
            before.violations.first { $0.rule == "ORP-03" && $0.subject.nativeID == user.id })
        let name = try #require(user.name)
        let stayer = try #require(account.truth.first { $0.class == "human" && $0.left == false }?.name)
        func own(_ address: String) throws {
            try account.change(
                "tag_user", json: #"{"UserName":"\#(name)","Tags":[{"Key":"owner","Value":"\#(address)"}]}"#)
        }
        let people = account.folder.appending(path: "people.csv")
        let file = try Data(contentsOf: people)
        // Read without the people, nobody's owner is judged: nothing closes.
        try FileManager.default.removeItem(at: people)
        let blind = try await harness.collect(at: Self.day(1))
        #expect(blind.stream("people", of: "people")?.state == .failed)
        #expect(blind.changes.resolved == [])
        try file.write(to: people)
        try own("\(stayer)@corp.example.com")
        #expect(try await harness.collect(at: Self.day(2)).changes.resolved.contains(finding.fingerprint))
        try own(try #require(user.owner))
        let back = try await harness.collect(at: Self.day(3))
        #expect(back.changes.reopened == [finding.fingerprint])
        let ledger = try await SQLiteLedger.reading(path: harness.ledgerPath)
        let history = try #require(try await ledger.findingHistory(at: 4)[finding.fingerprint])
        #expect(history.state == .open)
        #expect(history.firstSeen == MotoAccount.now)
        #expect(history.reopenings == 1)
    }

    @Test("a clock that runs backwards loses nothing, and the newest run is the last one")
    func backwards() async throws {
        let standing = try await StandingLedger.shared.value
        let harness = try standing.copy()
        let earlier = MotoAccount.now.advanced(bySeconds: -7200)
        let summary = try await harness.collect(at: earlier)
        #expect(summary.gaps == [])
        try await standing.expectNothingLost(harness, summary)
        let ledger = try await SQLiteLedger.reading(path: harness.ledgerPath)
        let runs = try await ledger.runs(limit: 10)
        #expect(runs.map(\.run) == [2, 1])
        #expect(runs.first?.publishedAt == earlier)
        let report = try await Diff().report(ledger, policy: .standard)
        #expect(report.from == 1 && report.to == 2)
        #expect(report.rows.isEmpty)
    }
}
