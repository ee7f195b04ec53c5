import ConnectorKit
import ConnectorTesting
import Foundation
import Inventory
import Testing
import Transport

@testable import SalesforceConnector

@Suite("Salesforce: tokens")
struct SalesforceTokenTests {
    private static func token(_ fields: String) throws -> [Record] {
        let text = #"{"UserId":"005xx0000000001AAA","AppName":"App",\#(fields)}"#
        return try JSONDecoder().decode(SalesforceToken.self, from: Data(text.utf8)).records(ordinal: 0)
    }

    static let uses: [(String, LastUse)] = [
        (#""LastUsedDate":"2026-10-01T00:00:00.000+0000""#, .observed(Instant(seconds: 1_790_812_800))),
        (
            #""LastUsedDate":null,"UseCount":0,"CreatedDate":"2025-01-01T00:00:00.000+0000""#,
            .noneSince(Instant(seconds: 1_735_689_600))
        ),
        (#""LastUsedDate":null,"UseCount":3,"CreatedDate":"2025-01-01T00:00:00.000+0000""#, .unknown),
        (#""LastUsedDate":null,"UseCount":null,"CreatedDate":"2025-01-01T00:00:00.000+0000""#, .unknown),
        (#""UseCount":0"#, .unknown),
    ]

    @Test("no use is concluded only from a count of none", arguments: uses)
    func lastUse(_ fields: String, _ expected: LastUse) throws {
        let records = try Self.token(fields)
        #expect(records.usages.first?.lastUse == expected)
        #expect(records.grants.first?.expiry == .unknown)
        #expect(records.grants.first?.survival == Survival(disabling: .no, deletion: .no))
    }

    @Test("a name leads to no installed app, an id does")
    func apps() throws {
        #expect(try Self.token(#""UseCount":1"#).grants.first?.holder == .application("name/App"))
        let known = try Self.token(
            #""AppMenuItem":{"ApplicationId":"0H4xx0000000001","IsUsingAdminAuthorization":true}"#)
        #expect(known.grants.first?.holder == .application("0H4xx0000000001CAA"))
        #expect(known.grants.first?.consent == .admin && known.grants.first?.granteeName == "App")
    }

    // MARK: - The list

    private static func description(_ fields: [String] = ["UserId", "AppName", "CreatedDate"]) -> String {
        #"{"queryable":true,"fields":[\#(fields.map { #"{"name":"\#($0)"}"# }.joined(separator: ","))]}"#
    }

    private static func user(_ number: Int) -> String {
        let digits = String(number)
        return "005xx0000" + String(repeating: "0", count: 6 - digits.count) + digits + "AAA"
    }

    private static func rows(_ users: [String], tokensEach: Int) -> [String] {
        users.flatMap { user in
            (0..<tokensEach).map { #"{"UserId":"\#(user)","AppName":"App \#($0)","CreatedDate":null}"# }
        }
    }

    /// An org as Salesforce serves it: no list of tokens goes past 2,500 rows, and none says so.
    private static func org(users: Int, tokensEach: Int, hidden: Int = 0, gone: Int = 0)
        -> @Sendable (String) throws -> (Int, String)
    {
        { question in
            let all = users * tokensEach
            if question.contains("UserPermissionAccess") {
                return (200, SalesforceTests.rows(#"{"PermissionsCustomizeApplication":true}"#))
            }
            if question.hasSuffix("/describe") { return (200, description()) }
            if question == "SELECT COUNT() FROM OauthToken" {
                return (200, SalesforceTests.rows("", total: all + hidden + gone))
            }
            if question == "SELECT count() FROM OauthToken" {
                return (200, SalesforceTests.rows("", total: all + hidden))
            }
            if question == "SELECT Id FROM User" {
                let ids = (0..<users).map { #"{"Id":"\#(user($0))"}"# }
                return (200, SalesforceTests.rows(ids.joined(separator: ","), total: users))
            }
            let named = question.matches(of: /'([A-Za-z0-9]{18})'/).map { String($0.1) }
            let found = rows(named.isEmpty ? (0..<users).map(user) : named, tokensEach: tokensEach).prefix(2_500)
            return (200, SalesforceTests.rows(found.joined(separator: ","), total: found.count))
        }
    }

    @Test("a short list is read in one piece")
    func short() async throws {
        let (coverage, records, asked) = try await SalesforceTests.run(
            "oauthTokens", Self.org(users: 10, tokensEach: 5))
        #expect(coverage.state == .complete && records.grants.count == 50)
        #expect(asked.count == 4)
        #expect(asked.last == "SELECT UserId,AppName,CreatedDate FROM OauthToken")
        // Five apps, each by its name alone, each once.
        #expect(records.applications.map(\.type) == Array(repeating: "salesforce.namedApp", count: 5))
    }

    @Test("above 2,500 rows the users are asked for, some at a time, and nothing is lost")
    func split() async throws {
        let (coverage, records, asked) = try await SalesforceTests.run(
            "oauthTokens", Self.org(users: 700, tokensEach: 5))
        #expect(coverage.state == .complete, "\(coverage.reason ?? "")")
        #expect(records.grants.count == 3_500 && coverage.expectedRows == 3_500)
        // Question, description, count, users, then 200 users at a time.
        #expect(asked.count == 4 + 4)
    }

    @Test("a part that is too long by itself is halved")
    func halved() async throws {
        // Eight users of whom one has nearly all: parts cannot be even.
        let heavy = Self.user(3)
        let count = 2_400
        let (coverage, records, _) = try await SalesforceTests.run("oauthTokens") { question in
            if question.contains(" FROM OauthToken WHERE") {
                let named = question.matches(of: /'([A-Za-z0-9]{18})'/).map { String($0.1) }
                let found = named.flatMap { Self.rows([$0], tokensEach: $0 == heavy ? count : 50) }.prefix(2_500)
                return (200, SalesforceTests.rows(found.joined(separator: ","), total: found.count))
            }
            if question.lowercased() == "select count() from oauthtoken" {
                return (200, SalesforceTests.rows("", total: count + 7 * 50))
            }
            return try Self.org(users: 8, tokensEach: 1)(question)
        }
        #expect(coverage.state == .complete, "\(coverage.reason ?? "")")
        #expect(records.grants.count == count + 350)
    }

    @Test("rows that are counted and not shown make the list truncated")
    func hidden() async throws {
        for users in [10, 700] {
            let (coverage, records, _) = try await SalesforceTests.run(
                "oauthTokens", Self.org(users: users, tokensEach: 5, hidden: 7))
            #expect(coverage.state == .truncated && records.grants.count == users * 5)
            #expect(coverage.reason == "\(users * 5) of \(users * 5 + 7) rows came")
        }
    }

    @Test("tokens that were taken away while the list was read are missed by nobody")
    func takenAway() async throws {
        let (coverage, _, asked) = try await SalesforceTests.run(
            "oauthTokens", Self.org(users: 10, tokensEach: 5, gone: 2))
        #expect(coverage.state == .complete && asked.last == "SELECT count() FROM OauthToken")
    }

    @Test("without the permission the list is denied, not one's own tokens for all")
    func denied() async throws {
        let (coverage, records, asked) = try await SalesforceTests.run("oauthTokens") { _ in
            (200, SalesforceTests.rows(#"{"PermissionsCustomizeApplication":false}"#))
        }
        #expect(coverage.state == .denied && coverage.missingPermissions == ["CustomizeApplication"])
        #expect(records.isEmpty && asked.count == 1)
    }

    @Test(
        "an answer that does not tell the permission is a failure",
        arguments: [#"{"PermissionsCustomizeApplication":null}"#, "{}", ""])
    func untold(_ row: String) async throws {
        let (coverage, _, _) = try await SalesforceTests.run("oauthTokens") { _ in (200, SalesforceTests.rows(row)) }
        #expect(coverage.state == .failed)
    }

    @Test("tokens that nothing tells apart are numbered", arguments: [1, 2, 3])
    func ordinals(_ count: Int) async throws {
        let org = Self.org(users: 1, tokensEach: count)
        let (coverage, records, _) = try await SalesforceTests.run("oauthTokens") { question in
            let (status, body) = try org(question)
            return (status, body.replacing(/App \d/, with: "App"))
        }
        #expect(coverage.state == .complete && Set(records.grants.map(\.nativeID)).count == count)
    }

    @Test("no question about tokens holds a token's columns, described or not")
    func noSecretColumns() async throws {
        let columns = ["UserId", "AppName", "AccessToken", "RequestToken", "DeleteToken"]
        let org = Self.org(users: 700, tokensEach: 5)
        let (_, _, asked) = try await SalesforceTests.run("oauthTokens") { question in
            question.hasSuffix("/describe") ? (200, Self.description(columns)) : try org(question)
        }
        #expect(asked.allSatisfy { question in !columns.dropFirst(2).contains { question.contains($0) } })
    }

    @Test(
        "parts cover every user once, with a thousand tokens to be expected in each",
        arguments: [1, 399, 5_000, 90_000])
    func parts(_ users: Int) throws {
        let ids = try (0..<users).map { try #require(SalesforceID(Self.user($0))) }
        for tokens in [2_501, 40_000] {
            let parts = SalesforceTokenRead.parts(ids, tokens: tokens)
            #expect(parts.flatMap { $0 } == ids)
            #expect(parts.allSatisfy { (1...SalesforceTokens.mostUsers).contains($0.count) })
        }
    }
}
