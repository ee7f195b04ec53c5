import Inventory
import Reports
import Testing

@testable import MusterApp

@Suite("Exit status")
struct ExitStatusTests {
    struct Case: Sendable {
        var states: [CoverageState] = [.complete]
        var didFail = false
        var severities: Set<Severity> = []
        var failOn: Severity?
        var expected: MusterApp.ExitStatus
    }

    static let cases: [Case] = [
        Case(expected: .complete), Case(states: [], expected: .complete),
        Case(states: [.complete, .unchanged, .unsupported], expected: .complete),
        Case(states: [.complete, .partial], expected: .coverageLost),
        Case(states: [.truncated], expected: .coverageLost), Case(states: [.denied], expected: .coverageLost),
        Case(states: [.failed], expected: .coverageLost), Case(states: [.notRead], expected: .coverageLost),
        Case(states: [.denied], didFail: true, severities: [.critical], failOn: .low, expected: .failed),
        Case(states: [.denied], severities: [.critical], failOn: .low, expected: .coverageLost),
        Case(severities: [.critical], expected: .complete),
        Case(severities: [.high], failOn: .high, expected: .findings),
        Case(severities: [.medium, .low], failOn: .high, expected: .complete),
        Case(severities: [.info], failOn: .info, expected: .findings), Case(failOn: .info, expected: .complete),
    ]

    @Test("the lowest that applies", arguments: cases)
    func table(example: Case) {
        #expect(
            MusterApp.ExitStatus.of(
                states: example.states, didFail: example.didFail, severities: example.severities,
                failOn: example.failOn) == example.expected)
    }

    @Test("a summary's JSON carries the status, the coverage and the changes")
    func summary() {
        let summary = CollectSummary(
            run: 3,
            sources: [
                .init(
                    name: "production", connector: "aws", tenant: "123456789012",
                    streams: [
                        .init(
                            stream: "users", operation: "iam:ListUsers",
                            coverage: Coverage(.denied, reason: "HTTP 403", missingPermissions: ["iam:ListUsers"]))
                    ], requests: 4, durationInMilliseconds: 12)
            ], violations: [.high: 2], indeterminate: 1, durationInMilliseconds: 15)
        #expect(summary.exitStatus(failOn: .low) == .coverageLost)
        let line = summary.json(failOn: .low).line
        #expect(
            line.hasPrefix(#"{"run":3,"exitStatus":3,"durationInMilliseconds":15,"sources":[{"source":"production""#))
        #expect(line.contains(#""state":"denied","reason":"HTTP 403","missingPermissions":["iam:ListUsers"]"#))
        #expect(
            line.contains(
                #""violations":{"critical":0,"high":2,"medium":0,"low":0,"info":0},"exempt":0,"indeterminate":1"#))
    }

    @Test("a source that failed or a run that was not published is a failure")
    func failed() {
        #expect(CollectSummary(run: nil, sources: []).exitStatus(failOn: nil) == .failed)
        let source = CollectSummary.SourceSummary(name: "a", connector: "aws", failure: "the sign-in was refused")
        #expect(CollectSummary(run: 1, sources: [source]).exitStatus(failOn: nil) == .failed)
    }
}
