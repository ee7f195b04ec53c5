import ConnectorKit
import ConnectorTesting
import Foundation
import Inventory
import Testing
import Transport

@testable import SCIMConnector

/// What the tests of this connector share.
enum SCIMTests {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    static let fixtures = folder.appending(path: "Fixtures")
    static let now = Instant(seconds: 1_793_523_600)
    static let base = "https://scim.example.com/v2"
    static let userTypes: Settings.Value = .map(["Employee": .text("human"), "service": .text("service")])

    static func configuration(
        _ settings: [String: Settings.Value] = [:],
        credentials: [String: CredentialSource] = ["token": { Secret("invented-token") }]
    ) -> SourceConfiguration {
        SourceConfiguration(
            name: "scim",
            settings: Settings(["base_url": .text(base), "user_types": userTypes].merging(settings) { $1 }),
            credentials: credentials, baseDirectory: folder)
    }

    static func connector(_ settings: [String: Settings.Value] = [:]) throws -> Connector {
        try SCIMConnector.definition.make(configuration(settings))
    }

    static func stream(_ id: String) throws -> HTTPStream {
        let stream = try #require(connector().streams.first { $0.descriptor.id == id })
        guard case .http(let source) = stream.source else { throw SCIMProblem("not HTTP") }
        return source
    }

    static func response(_ body: String, status: Int = 200, headers: Headers = [:], path: String = "/Users") throws
        -> Response
    {
        Response(
            status: status, headers: headers, body: Data(body.utf8), url: try #require(URL(string: base + path)))
    }

    static func decode(_ id: String, _ body: String) throws -> DecodedPage {
        try stream(id).decode(try response(body), .whole)
    }

    /// A list of one row.
    static func row(_ id: String, _ row: String) throws -> DecodedPage {
        try decode(id, #"{"totalResults":1,"Resources":[\#(row)]}"#)
    }

    static func user(_ attributes: String) throws -> DecodedPage { try row("users", #"{"id":"u1",\#(attributes)}"#) }

    /// Runs the connector against a provider.
    static func run(_ provider: PlayedProvider, _ settings: [String: Settings.Value] = [:]) async throws -> Run {
        let sink = MemorySink()
        let environment = RunEnvironment(transport: provider.transport, time: .impatient(at: now))
        let runner = StreamRunner(source: "scim", connector: try connector(settings), environment: environment)
        let coverage = try await runner.run(try await runner.identify(), into: sink)
        return Run(coverage: coverage, records: await sink.allRecords, asked: provider.asked)
    }

    struct Run {
        var coverage: [String: Coverage]
        var records: [Record]
        var asked: [String]

        var users: Coverage? { coverage["users"] }
        var userIDs: Set<String> {
            Set(
                records.compactMap {
                    if case .identity(let record) = $0, record.type == SCIMType.user {
                        record.nativeID.string
                    } else {
                        nil
                    }
                })
        }
    }
}

/// A provider of made-up users that pages as it is told to.
final class PlayedProvider: Sendable {
    struct Page: Sendable {
        var total: Int?
        var ids: [String]
        var nextCursor: String?
        var hasResources = true
    }

    typealias Query = [String: String]

    private let answer: @Sendable (_ path: String, _ query: Query, _ number: Int) throws -> Response?
    private let log = Locked<[String]>([])

    /// - Parameter users: the answer to a question for users; the number counts such questions from 0.
    init(
        configuration: String? = #"{"filter":{}}"#, users: @escaping @Sendable (_ query: Query, _ number: Int) -> Page
    ) {
        answer = { path, query, number in
            switch path {
            case "/v2/ServiceProviderConfig": return try configuration.map { try SCIMTests.response($0) }
            case "/v2/Users": return try SCIMTests.response(Self.body(users(query, number)))
            case "/v2/Groups": return try SCIMTests.response(#"{"totalResults":0}"#)
            default: return nil
            }
        }
    }

    /// - Parameter answer: nil is a 404.
    init(answer: @escaping @Sendable (_ path: String, _ query: Query, _ number: Int) throws -> Response?) {
        self.answer = answer
    }

    /// Honest index paging over so many users.
    static func page(of count: Int, _ query: Query, atMost limit: Int = .max) -> Page {
        let start = max(1, query["startIndex"].flatMap { Int($0) } ?? 1)
        let size = min(query["count"].flatMap { Int($0) } ?? .max, limit)
        guard start <= count else { return Page(total: count, ids: []) }
        return Page(total: count, ids: (start...min(count, start - 1 + min(size, count))).map { "u\($0)" })
    }

    static func body(_ page: Page) -> String {
        let rows = page.ids.map { #"{"id":"\#($0)","userName":"\#($0)@example.com"}"# }.joined(separator: ",")
        let members = [
            page.total.map { #""totalResults":\#($0)"# }, page.nextCursor.map { #""nextCursor":"\#($0)""# },
            page.hasResources ? #""Resources":[\#(rows)]"# : nil,
        ]
        return "{" + members.compactMap { $0 }.joined(separator: ",") + "}"
    }

    /// The questions for users, as query strings.
    var asked: [String] { log.withLock { $0 } }

    var transport: Transport {
        Transport { [self] request in
            let path = request.url.path
            let number = log.withLock { log in
                if path == "/v2/Users" { log.append(request.url.query() ?? "") }
                return log.count - 1
            }
            let items = URLComponents(url: request.url, resolvingAgainstBaseURL: true)?.queryItems ?? []
            let query = Dictionary(items.map { ($0.name, $0.value ?? "") }) { first, _ in first }
            var response = try answer(path, query, number) ?? Response(status: 404, url: request.url)
            response.url = request.url
            return response
        }
    }
}
