import Foundation
import Inventory
import MusterApp
import Testing

/// Faults on the wire, through libcurl: each source or stream says what happened, and nothing is lost.
@Suite("Broken transfers", .serialized)
struct BrokenTransferTests {
    private static let server = Task { try FaultServer(before: try await StandingLedger.shared.value.account) }

    @Test(
        "a spoilt answer fails its stream and leaves the others",
        arguments: [
            ("cut", "http", "remaining to read"), ("bomb", "http", "larger"), ("downgrade", "https", "plain http"),
            ("html", "https", "cannot be read"), ("cut", "https", "remaining to read"),
        ])
    func spoilt(fault: String, scheme: String, words: String) async throws {
        let standing = try await StandingLedger.shared.value
        let server = try await Self.server.value
        let harness = try standing.copy(certificateAuthorityFile: server.certificateAuthorityFile)
        let port = scheme == "http" ? server.ports.http : server.ports.https
        let summary = try await harness.collect(
            try harness.configuration(endpoint: "\(scheme)://127.0.0.1:\(port)/\(fault)/ListUsers"),
            at: StandingLedger.later)
        let coverage = try #require(summary.stream("passwordLastUsed"))
        #expect(coverage.state == .failed, "\(coverage)")
        #expect(coverage.reason?.contains(words) == true, "\(coverage)")
        #expect(summary.gaps.count == 1, "\(summary.gaps)")
        try await standing.expectNothingLost(harness, summary)
    }

    @Test("an expired certificate fails the source, and says so")
    func expired() async throws {
        let server = try await Self.server.value
        try await expectSourceFailure(
            "https://127.0.0.1:\(server.ports.expired)", words: "expired", trusting: server.certificateAuthorityFile)
    }

    @Test("an unknown authority fails the source, and says so")
    func unknownAuthority() async throws {
        let server = try await Self.server.value
        try await expectSourceFailure("https://127.0.0.1:\(server.ports.https)", words: "certificate", trusting: nil)
    }

    @Test("an unknown host fails the source, and says which")
    func unknownHost() async throws {
        try await expectSourceFailure("https://iam.nowhere.invalid", words: "iam.nowhere.invalid", trusting: nil)
    }

    @Test("a port that nobody listens at fails the source, and says which")
    func refused() async throws {
        try await expectSourceFailure("http://127.0.0.1:1", words: "127.0.0.1:1", trusting: nil)
    }

    @Test("a page of HTML in place of the first answer fails the source and names the endpoint")
    func html() async throws {
        let server = try await Self.server.value
        try await expectSourceFailure(
            "http://127.0.0.1:\(server.ports.http)/html/GetCallerIdentity", words: "check the endpoint", trusting: nil)
    }

    private func expectSourceFailure(
        _ endpoint: String, words: String, trusting authority: String?, location: SourceLocation = #_sourceLocation
    ) async throws {
        let standing = try await StandingLedger.shared.value
        let harness = try standing.copy(certificateAuthorityFile: authority)
        let summary = try await harness.collect(
            try harness.configuration(endpoint: endpoint), at: StandingLedger.later)
        let failure = try #require(
            summary.sources.first { $0.name == "production" }?.failure, sourceLocation: location)
        #expect(failure.contains(words), "\(failure)", sourceLocation: location)
        #expect(summary.exitStatus(failOn: nil) == .failed, sourceLocation: location)
        // The people were read: that part stands.
        #expect(summary.run != nil, sourceLocation: location)
        try await standing.expectNothingLost(harness, summary)
    }

    @Test("when no source can be read, there is no run, and the ledger stands as it was")
    func allFail() async throws {
        let standing = try await StandingLedger.shared.value
        let harness = try standing.copy()
        var configuration = try harness.configuration(endpoint: "http://127.0.0.1:1")
        configuration.sources.removeAll { $0.name == "people" }
        let summary = try await harness.collect(configuration, at: StandingLedger.later)
        #expect(summary.run == nil)
        #expect(summary.exitStatus(failOn: nil) == .failed)
        try await standing.expectNothingLost(harness, summary)
    }
}
