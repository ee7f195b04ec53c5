import Foundation
import Inventory
import Ledger
import Reconciler
import Testing
import Transport

@testable import MusterApp

/// A small account after a first complete collection: what every broken read is held against.
struct StandingLedger: Sendable {
    let account: MotoAccount
    let harness: CollectHarness
    let summary: CollectSummary
    let contents: Set<Record>
    /// Of the violations that stand.
    let fingerprints: Set<String>
    /// How many requests the collection sent, by `Request.operation`.
    let operations: [String: Int]
    /// The collection's answers.
    let tape = Tape()

    static let policy = Policy.standard
    /// The next day, at which broken reads happen.
    static let later = MotoAccount.now.advanced(byDays: 1)

    /// Made once for all suites; nobody changes the account.
    static let shared = Task { try await StandingLedger(checksPermissions: false) }
    /// The same account, which checks signatures and permissions.
    static let checked = Task { try await StandingLedger(checksPermissions: true) }

    init(checksPermissions: Bool) async throws {
        account = try MotoAccount(users: 12, seed: 5, checksPermissions: checksPermissions)
        harness = try CollectHarness(account)
        let asked = Locked<[String: Int]>([:])
        summary = try await harness.collect(
            through: tape.recording(harness.transport).answering { request, next in
                asked.withLock { $0[request.operation, default: 0] += 1 }
                return try await next.send(request)
            })
        operations = asked.withLock { $0 }
        let (snapshot, result) = try await harness.judge()
        contents = try snapshot.contents
        fingerprints = Set(result.violations.map(\.fingerprint))
        try #require(summary.gaps == [])
        try #require(fingerprints.count > 10)
    }

    /// A ledger of its own that holds the first collection.
    func copy(certificateAuthorityFile: String? = nil) throws -> CollectHarness {
        try CollectHarness(
            account, startingFrom: URL(filePath: harness.ledgerPath),
            certificateAuthorityFile: certificateAuthorityFile)
    }

    /// Checks that a later read which proved nothing has cost nothing: every record and every finding stands.
    func expectNothingLost(_ harness: CollectHarness, _ summary: CollectSummary) async throws {
        #expect(summary.changes.resolved == [])
        let ledger = try await SQLiteLedger.reading(path: harness.ledgerPath)
        let snapshot = try #require(try await ledger.snapshot(at: nil))
        let now = try snapshot.contents
        #expect(contents.subtracting(now).isEmpty)
        #expect(now.subtracting(contents).isEmpty)
        let history = try await ledger.findingHistory(at: snapshot.info.run)
        let closed = fingerprints.filter { history[$0]?.state != .open }
        #expect(closed.isEmpty)
    }
}

extension Transport {
    /// This transport with something in between.
    func answering(_ answer: @escaping @Sendable (Request, Transport) async throws -> Response) -> Transport {
        Transport { request in try await answer(request, self) }
    }

    /// This transport with another answer to one operation.
    func answering(
        _ operation: String, _ answer: @escaping @Sendable (Request, Transport) async throws -> Response
    ) -> Transport {
        answering { request, next in
            request.operation == operation ? try await answer(request, next) : try await next.send(request)
        }
    }
}

extension Request {
    /// AWS's word for what is asked: `ListUsers`, `GetAccountAuthorizationDetails/User`, `ListSecrets`.
    var operation: String {
        if let target = headers["X-Amz-Target"] { return target.split(separator: ".").last.map(String.init) ?? target }
        let fields = String(decoding: body ?? Data(), as: UTF8.self).split(separator: "&").map {
            $0.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        }
        let action = fields.first { $0[0] == "Action" }?[1] ?? ""
        let filter = fields.first { $0[0] == "Filter.member.1" }?[1]
        return filter.map { "\(action)/\($0)" } ?? action
    }
}
