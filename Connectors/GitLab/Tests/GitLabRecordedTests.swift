import ConnectorKit
import ConnectorTesting
import Foundation
import Inventory
import Testing
import Transport

@testable import GitLabConnector

/// Answers of GitLab's own (Fixtures/Recorded/README.md).
@Suite("GitLab: recorded answers")
struct GitLabRecordedTests {
    /// A folder that cannot be read gives none, which the count below tells.
    static let exchanges = (try? VendorExchange.all(in: GitLabTests.fixtures.appending(path: "Recorded"))) ?? []

    private static let readers: [(suffix: String, stream: String)] = [
        ("/v4/users", "users"), ("/groups/1/members", "members"), ("/groups/1/access_tokens", "groupAccessTokens"),
        ("/projects/1/access_tokens", "projectAccessTokens"), ("/projects/1/deploy_tokens", "projectDeployTokens"),
        ("/projects/1/deploy_keys", "deployKeys"), ("/projects/1/hooks", "projectWebhooks"),
    ]

    @Test("an answer decodes to records or a named outcome, row by row", arguments: exchanges)
    func answers(_ exchange: VendorExchange) throws {
        guard let body = exchange.body else { return }
        let response = Response(
            status: exchange.status, headers: Headers(exchange.headers), body: body,
            url: try #require(URL(string: exchange.url)))
        #expect(GitLabErrors.classify(response) == nil)
        if exchange.url.hasSuffix("/v4/user") {
            #expect(try JSONDecoder().decode(GitLabUserWire.self, from: body).id == 128_633)
            return
        }
        let reader = try #require(Self.readers.first { exchange.url.hasSuffix($0.suffix) }, "nobody looks at it")
        let page = try GitLabTests.stream(reader.stream).decode(response, GitLabTests.parent(of: reader.stream))
        #expect(page.rowCount > 0)
        #expect(page.rejected.isEmpty)
        #expect(page.records.count >= page.rowCount)
    }

    @Test("every list that is read here was looked at, and those that are not are cut")
    func coverage() {
        let read = Self.exchanges.filter { $0.body != nil }
        #expect(read.count == Self.readers.count + 1)
        #expect(Self.exchanges.count == 21)
    }

    @Test("recorded answers tell the next page and what is left of the quota as they are read here")
    func headers() throws {
        let paged = try #require(Self.exchanges.first { $0.file.hasPrefix("paging_commits") })
        let headers = Headers(paged.headers)
        let next = try #require(LinkHeader.url(rel: "next", in: headers))
        #expect(next.contains("page=2"))
        let bucket = try #require(GitLabConnector.manifest.buckets.first?.headers)
        for name in [bucket.limit, bucket.remaining, bucket.reset] {
            #expect(headers[name].flatMap { Int($0) } != nil, "\(name)")
        }
        // The reset is a moment: a number of seconds would be some fifty years.
        #expect(headers[bucket.reset].flatMap { Int($0) } ?? 0 > 1_500_000_000)
    }
}
