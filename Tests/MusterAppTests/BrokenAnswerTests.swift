import Foundation
import Inventory
import Ledger
import MusterApp
import Reconciler
import Testing
import Transport

/// Each fault in the answers to one operation: the coverage has a name, and nothing is lost.
@Suite("Broken answers", .serialized)
struct BrokenAnswerTests {
    /// An operation and the stream that asks it.
    struct Target: Sendable, CustomTestStringConvertible {
        let operation: String
        let stream: String
        /// An element that every row has, and one of them a date.
        let id: String
        let date: String
        var testDescription: String { stream }
    }

    static let users = Target(
        operation: "GetAccountAuthorizationDetails/User", stream: "users", id: "UserId", date: "CreateDate")
    static let keys = Target(
        operation: "ListAccessKeys", stream: "accessKeys", id: "AccessKeyId", date: "CreateDate")
    static let passwords = Target(
        operation: "ListUsers", stream: "passwordLastUsed", id: "UserId", date: "CreateDate")
    static let targets = [users, keys, passwords]

    /// Answers that cannot be read at all.
    static let unreadable: [Fault] = [
        .reply("HTML instead of XML", 200, "text/html", "<html><body><p>Sign in to the network.</p></body></html>"),
        .reply("an empty body", 200, "text/xml", ""),
        .reply("JSON instead of XML", 200, "application/json", #"{"Users":[]}"#),
        .reply(
            "another operation's answer", 200, "text/xml", "<GetUserResponse><GetUserResult/></GetUserResponse>"),
        .changed("a document that ends in the middle") { body, _ in String(body.prefix(body.count * 2 / 3)) },
        .changed("a list that is not there") { body, _ in
            body.replacingOccurrences(
                of: "<(/?)(UserDetailList|AccessKeyMetadata|Users)(/?)>", with: "<$1Gone$3>",
                options: .regularExpression)
        },
        .reply("503 without end", 503, "text/html", "<html>Service Unavailable</html>"),
        .reply("500 without end", 500, "text/plain", ""),
        .code("Throttling", 400, "Rate exceeded"),
        .code("ServiceUnavailable", 503),
        .reply("418", 418, "text/plain", "no"),
        .broken(.bodyCut), .broken(.tls), .broken(.totalTimeout), .broken(.bodyTooLarge), .broken(.badEncoding),
    ]

    @Test("an answer that cannot be read fails its stream and loses nothing", arguments: targets, unreadable)
    func spoilt(target: Target, fault: Fault) async throws {
        let standing = try await StandingLedger.shared.value
        let harness = try standing.copy()
        let summary = try await harness.collect(
            at: StandingLedger.later, through: standing.tape.transport.answering(target.operation, fault.answer))
        let coverage = try #require(summary.stream(target.stream))
        #expect(coverage.state == .failed, "\(coverage)")
        #expect(coverage.reason?.isEmpty == false)
        #expect(summary.exitStatus(failOn: nil) == .coverageLost)
        try await standing.expectNothingLost(harness, summary)
    }

    /// Rows that are not what they should be.
    static let wrongRows: [(String, @Sendable (String, Target) -> String)] = [
        ("a date that is none", { body, target in body.first(target.date, holding: "yesterday") }),
        ("elements where text belongs", { body, target in body.first(target.id, holding: "<a><b>1</b></a>") }),
        ("an empty id", { body, target in body.first(target.id, holding: "") }),
        ("an id that is left out", { body, target in body.first(target.id, holding: nil) }),
        (
            "a row of another kind",
            { body, _ in
                body.replacingFirst("<member>", with: "<item>", "</member>", "</item>")
            }
        ),
    ]

    @Test("a row of the wrong type or without a value costs itself alone", arguments: targets, wrongRows.map(\.0))
    func wrongRow(target: Target, name: String) async throws {
        let change = try #require(Self.wrongRows.first { $0.0 == name }).1
        let standing = try await StandingLedger.shared.value
        let harness = try standing.copy()
        let isChanged = Locked(false)
        let fault = Fault.changed(name) { body, _ in
            let changed = change(body, target)
            if changed != body { isChanged.withLock { $0 = true } }
            return changed
        }
        let summary = try await harness.collect(
            at: StandingLedger.later, through: standing.tape.transport.answering(target.operation, fault.answer))
        #expect(isChanged.withLock { $0 })
        let coverage = try #require(summary.stream(target.stream))
        #expect(coverage.state == .partial, "\(coverage)")
        #expect(coverage.rejected >= 1)
        try await standing.expectNothingLost(harness, summary)
    }

    static let lists: [(fault: Fault, reason: String)] = [
        (
            .changed("every row twice") { body, _ in
                body.replacingOccurrences(
                    of:
                        "(?s)(<(?:Users|UserDetailList|AccessKeyMetadata)>)(.*)(</(?:Users|UserDetailList|AccessKeyMetadata)>)",
                    with: "$1$2$2$3", options: .regularExpression)
            }, "came twice"
        ),
        (.changed("an endless marker") { body, time in body.continued("marker-\(time)") }, "goes on sending"),
        (.changed("a marker that comes again") { body, _ in body.continued("again") }, "twice"),
        (
            .changed("more to come, and no marker") { body, _ in body.continued(nil) }, "no Marker"
        ),
    ]

    @Test("a list that repeats itself or does not end is noticed", arguments: targets, 0..<4)
    func repeated(target: Target, index: Int) async throws {
        let (fault, reason) = Self.lists[index]
        let standing = try await StandingLedger.shared.value
        let harness = try standing.copy()
        let summary = try await harness.collect(
            at: StandingLedger.later, through: standing.tape.transport.answering(target.operation, fault.answer))
        let coverage = try #require(summary.stream(target.stream))
        #expect(coverage.state == (reason == "no Marker" ? .truncated : .partial), "\(coverage)")
        #expect(coverage.reason?.contains(reason) == true, "\(coverage)")
        // A bounded number of pages for each list: few where rows come, some more where none do.
        #expect(coverage.requests <= 100 * (standing.operations[target.operation] ?? 0))
        try await standing.expectNothingLost(harness, summary)
    }

    @Test("throttling as a code in a 400 is waited out, and costs nothing but time")
    func throttling() async throws {
        let standing = try await StandingLedger.shared.value
        let harness = try standing.copy()
        let asked = Locked<Set<Data>>([])
        let throttle = Fault.code("Throttling", 400, "Rate exceeded")
        let summary = try await harness.collect(
            at: StandingLedger.later,
            through: standing.tape.transport.answering { request, next in
                // Everything once, the question for the tenant included.
                let isFirst = asked.withLock { $0.insert(request.body ?? Data()).inserted }
                return isFirst ? try await throttle.answer(request, next) : try await next.send(request)
            })
        #expect(summary.gaps == [])
        #expect(summary.exitStatus(failOn: nil) == .complete)
        try await standing.expectNothingLost(harness, summary)
    }

    @Test("a short storm of 503 is outlasted")
    func storm() async throws {
        let standing = try await StandingLedger.shared.value
        let harness = try standing.copy()
        let count = Locked<[Data: Int]>([:])
        let summary = try await harness.collect(
            at: StandingLedger.later,
            through: standing.tape.transport.answering { request, next in
                let time = count.withLock { counts in
                    counts[request.body ?? Data(), default: 0] += 1
                    return counts[request.body ?? Data(), default: 0]
                }
                return time < 5 ? Response(status: 503, url: request.url) : try await next.send(request)
            })
        #expect(summary.gaps == [])
        try await standing.expectNothingLost(harness, summary)
    }

    @Test(
        "JSON of the wrong types, null and missing keys in the secrets' list",
        arguments: [
            #"{"SecretList":null}"#, #"{}"#, "[]", #"{"SecretList":[{"ARN":7,"Name":"x"}]}"#,
            #"{"SecretList":[null]}"#, #"{"SecretList":"none"}"#, "<html></html>",
        ])
    func secrets(body: String) async throws {
        let standing = try await StandingLedger.shared.value
        let harness = try standing.copy()
        let fault = Fault.reply("secrets", 200, "application/x-amz-json-1.1", body)
        let summary = try await harness.collect(
            at: StandingLedger.later, through: standing.tape.transport.answering("ListSecrets", fault.answer))
        let coverage = try #require(summary.stream("secrets"))
        #expect([.failed, .partial].contains(coverage.state), "\(coverage)")
        try await standing.expectNothingLost(harness, summary)
    }

    /// An account of this size is small for the standard policy.
    private static func watchful() throws -> Policy {
        try Policy(yaml: "thresholds: {mass_change_rows: 3}", file: "policy.yaml")
    }

    @Test("a list that is suddenly empty retires what it held, and still closes no finding at once")
    func suddenlyEmpty() async throws {
        let standing = try await StandingLedger.shared.value
        let harness = try standing.copy()
        let fault = Fault.changed("empty") { body, _ in
            body.replacingOccurrences(
                of: "(?s)<UserDetailList>.*</UserDetailList>", with: "<UserDetailList/>", options: .regularExpression)
        }
        let policy = try Self.watchful()
        let summary = try await harness.collect(
            at: StandingLedger.later, through: standing.tape.transport.answering(Self.users.operation, fault.answer),
            policy: policy)
        #expect(summary.stream("users")?.state == .complete)
        let (_, result) = try await harness.judge(at: StandingLedger.later, policy: policy)
        try #require(!result.closingBlocked.isEmpty)
        #expect(result.violations.contains { $0.rule == "COL-03" })
        #expect(summary.changes.resolved == [])
        // When it was no mistake, the second complete read closes them.
        let again = try await harness.collect(
            at: StandingLedger.later.advanced(byDays: 1),
            through: standing.tape.transport.answering(Self.users.operation, fault.answer), policy: policy)
        #expect(!again.changes.resolved.isEmpty)
    }
}

extension String {
    /// This document with the first element of a name holding something else; nil takes it out.
    fileprivate func first(_ element: String, holding text: String?) -> String {
        guard let range = range(of: "<\(element)>[^<]*</\(element)>", options: .regularExpression) else { return self }
        return replacingCharacters(in: range, with: text.map { "<\(element)>\($0)</\(element)>" } ?? "")
    }

    /// This document with the first list's first row, and its end, named otherwise.
    fileprivate func replacingFirst(_ start: String, with newStart: String, _ end: String, _ newEnd: String) -> String {
        guard let opening = range(of: start) else { return self }
        var depth = 0
        var place = opening.lowerBound
        while place < endIndex {
            let rest = self[place...]
            if rest.hasPrefix(start) { depth += 1 }
            if rest.hasPrefix(end) {
                depth -= 1
                if depth == 0 {
                    let closing = place..<index(place, offsetBy: end.count)
                    return self[..<opening.lowerBound] + newStart + self[opening.upperBound..<closing.lowerBound]
                        + newEnd + self[closing.upperBound...]
                }
            }
            place = index(after: place)
        }
        return self
    }

    /// This page saying that there is more.
    fileprivate func continued(_ marker: String?) -> String {
        let more = "<IsTruncated>true</IsTruncated>" + (marker.map { "<Marker>\($0)</Marker>" } ?? "")
        // moto leaves the element out of some lists.
        return contains("<IsTruncated>")
            ? replacingOccurrences(of: "<IsTruncated>false</IsTruncated>", with: more)
            : replacingOccurrences(of: "</[A-Za-z]+Result>", with: more + "$0", options: .regularExpression)
    }
}
