import ConnectorKit
import ConnectorTesting
import Foundation
import Inventory
import Testing
import Transport

@testable import SalesforceConnector

/// What the tests of this connector share.
enum SalesforceTests {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    static let base = "https://example.my.salesforce.com"

    static func fixture(_ path: String) throws -> Data {
        try Data(contentsOf: folder.appending(path: "Fixtures/\(path)"))
    }

    static func configuration(
        settings: [String: Settings.Value] = [:],
        credentials: [String: CredentialSource] = ["client_secret": { Secret("invented-secret") }]
    ) -> SourceConfiguration {
        let standard: [String: Settings.Value] = [
            "domain": .text("example.my.salesforce.com"), "client_id": .text("3MVG9.example"),
            "username": .text("muster@example.com"),
        ]
        return SourceConfiguration(
            name: "salesforce", settings: Settings(standard.merging(settings) { _, new in new }),
            credentials: credentials, baseDirectory: URL(fileURLWithPath: "/"))
    }

    static func endpoint() throws -> SalesforceEndpoint { try SalesforceEndpoint(configuration().settings) }

    static func connector() throws -> Connector { try SalesforceConnector.definition.make(configuration()) }

    /// The connector with a token that is not asked for, so that a replay needs no sign-in.
    static func signedIn() throws -> Connector {
        var connector = try connector()
        connector.authorization = .header { Secret("invented-token") }
        return connector
    }

    static func response(_ body: String, status: Int = 200, path: String = "/services/data/v65.0/query/01gX-2000")
        throws -> Response
    {
        Response(status: status, body: Data(body.utf8), url: try #require(URL(string: base + path)))
    }

    static func rows(_ rows: String, total: Int = 1, next: String? = nil) -> String {
        let more = next.map { #","nextRecordsUrl":"\#($0)""# } ?? ""
        return #"{"totalSize":\#(total),"done":\#(next == nil),"records":[\#(rows)]\#(more)}"#
    }

    /// The records of rows, as a page of the stream.
    static func decode(_ id: String, _ text: String) throws -> DecodedPage {
        let stream = try #require(connector().streams.first { $0.descriptor.id == id })
        guard case .http(let source) = stream.source else { throw SalesforceProblem("not HTTP") }
        return try source.decode(try response(rows(text)), .whole)
    }

    static func user(_ fields: String, frozen: Set<SalesforceID>? = nil) throws -> [Record] {
        let text = #"{"Id":"005xx0000000001AAA","Username":"ada@example.com"\#(fields.isEmpty ? "" : ",")\#(fields)}"#
        return try JSONDecoder().decode(SalesforceUser.self, from: Data(text.utf8)).records(frozen: frozen)
    }

    /// A run over answers that a closure gives by the question asked: SOQL, or the path where there is none.
    static func run(_ stream: String, _ answer: @escaping @Sendable (String) throws -> (Int, String)) async throws
        -> (coverage: Coverage, records: [Record], asked: [String])
    {
        let asked = Locked<[String]>([])
        let transport = Transport { request in
            let question =
                switch SalesforceAsk(request.url) {
                case .query(let text): text
                default: request.url.path
                }
            asked.withLock { $0.append(question) }
            let (status, body) = try answer(question)
            return Response(status: status, body: Data(body.utf8), url: request.url)
        }
        let runner = StreamRunner(
            source: "salesforce", connector: try signedIn(),
            environment: RunEnvironment(transport: transport, time: .impatient(at: Instant(seconds: 1_793_491_200))))
        let sink = MemorySink()
        let coverage = try await runner.run(TenantIdentity(id: "t", principal: "p"), into: sink, only: [stream])
        return (try #require(coverage[stream]), await sink.allRecords, asked.withLock { $0 })
    }
}

extension [Record] {
    func all<Value>(_ pick: (Record) -> Value?) -> [Value] { compactMap(pick) }

    var identities: [Identity] { all { if case .identity(let record) = $0 { record } else { nil } } }
    var people: [Person] { all { if case .person(let record) = $0 { record } else { nil } } }
    var credentials: [Credential] { all { if case .credential(let record) = $0 { record } else { nil } } }
    var entitlements: [Entitlement] { all { if case .entitlement(let record) = $0 { record } else { nil } } }
    var permissions: [Permission] { all { if case .permission(let record) = $0 { record } else { nil } } }
    var grants: [Grant] { all { if case .grant(let record) = $0 { record } else { nil } } }
    var usages: [Usage] { all { if case .usage(let record) = $0 { record } else { nil } } }
    var applications: [Application] { all { if case .application(let record) = $0 { record } else { nil } } }
    var claims: [OwnershipClaim] { all { if case .ownership(let record) = $0 { record } else { nil } } }
    var links: [AccountLink] { all { if case .link(let record) = $0 { record } else { nil } } }
}
