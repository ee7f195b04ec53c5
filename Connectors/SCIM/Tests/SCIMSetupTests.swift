import ConnectorKit
import ConnectorTesting
import Foundation
import Inventory
import Testing
import Transport

@testable import SCIMConnector

@Suite("SCIM: settings, sign-in and the guide")
struct SCIMSetupTests {
    @Test("an address is taken without its last slash; the tenant is the address without its scheme")
    func address() throws {
        let endpoint = try SCIMEndpoint(Settings(["base_url": .text("https://SCIM.example.com/scim/v2/")]))
        #expect(try endpoint.get("/Users").url.path == "/scim/v2/Users")
        #expect(endpoint.place.lowercased() == "scim.example.com/scim/v2")
        #expect(endpoint.paging == SCIMPaging(method: .auto, pageSize: 100))
    }

    @Test(
        "what cannot be used is refused by name",
        arguments: [
            [:], ["base_url": "scim.example.com"], ["base_url": "http://scim.example.com/v2"],
            ["base_url": "https://u:p@scim.example.com"], ["base_url": "https://scim.example.com/v2?x=1"],
            ["base_url": "https://scim.example.com/v2/Users"], ["base_url": SCIMTests.base, "paging": "page"],
            ["base_url": SCIMTests.base, "page_size": "0"], ["base_url": SCIMTests.base, "page_size": "many"],
        ])
    func refused(values: [String: String]) {
        #expect(throws: SettingProblem.self) { try SCIMEndpoint(Settings(values.mapValues { .text($0) })) }
    }

    @Test("a class in user_types that is none is refused", arguments: ["person", "group", "root", "unknown"])
    func userTypes(_ name: String) {
        #expect(throws: SettingProblem.self) {
            try SCIMUserTypes(Settings(["user_types": .map(["Employee": .text(name)])]))
        }
    }

    // MARK: - Sign-in

    private static let secret: CredentialSource = { Secret("s3cret/+") }

    @Test("one way to sign in, and a whole one")
    func ways() {
        let broken: [([String: Settings.Value], [String: CredentialSource])] = [
            ([:], [:]), (["client_id": .text("c")], [:]), (["username": .text("u")], [:]),
            (["client_id": .text("c")], ["client_secret": Self.secret]),
            (["client_id": .text("c"), "token_url": .text("http://id.example.com/t")], ["client_secret": Self.secret]),
            (["username": .text("a:b")], ["password": Self.secret]),
            (["username": .text("u")], ["password": Self.secret, "token": Self.secret]),
        ]
        for (settings, credentials) in broken {
            #expect(throws: SettingProblem.self) {
                try SCIMConnector.definition.make(SCIMTests.configuration(settings, credentials: credentials))
            }
        }
    }

    private func signed(
        _ settings: [String: Settings.Value], _ credentials: [String: CredentialSource],
        _ answer: @escaping @Sendable (Request) throws -> Response = { Response(status: 404, url: $0.url) }
    ) async throws -> String? {
        let connector = try SCIMConnector.definition.make(
            SCIMTests.configuration(settings, credentials: credentials))
        let request = try SCIMEndpoint(SCIMTests.configuration().settings).get("/Users")
        return try await connector.authorization.authorize(request, Transport { try answer($0) }, SCIMTests.now)
            .headers["Authorization"]
    }

    @Test("a bearer token and a name with a password stand in the header")
    func headers() async throws {
        #expect(try await signed([:], ["token": Self.secret]) == "Bearer s3cret/+")
        #expect(
            try await signed(["username": .text("muster")], ["password": Self.secret]) == "Basic bXVzdGVyOnMzY3JldC8r")
    }

    private static let client: [String: Settings.Value] = [
        "client_id": .text("muster"), "token_url": .text("https://id.example.com/token"), "scope": .text("scim.read"),
    ]

    @Test(
        "an OAuth client is given a token, with its secret in the header or in the body", arguments: ["header", "body"])
    func oauth(_ place: String) async throws {
        let asked = Locked<[Request]>([])
        let header = try await signed(
            Self.client.merging(["client_authentication": .text(place)]) { $1 }, ["client_secret": Self.secret]
        ) { request in
            asked.withLock { $0.append(request) }
            return Response(
                status: 200, body: Data(#"{"access_token":"at-1","token_type":"Bearer","expires_in":3600}"#.utf8),
                url: request.url)
        }
        #expect(header == "Bearer at-1")
        let request = try #require(asked.withLock { $0 }.first)
        let body = String(decoding: try #require(request.body), as: UTF8.self)
        #expect(request.effect == .signIn && request.url.absoluteString == "https://id.example.com/token")
        #expect(body.hasPrefix("grant_type=client_credentials&scope=scim.read"))
        #expect(body.contains("client_secret=s3cret%2F%2B") == (place == "body"))
        // base64 of muster:s3cret%2F%2B
        #expect((request.headers["Authorization"] == "Basic bXVzdGVyOnMzY3JldCUyRiUyQg==") == (place == "header"))
    }

    @Test("a refused client is told without its secret, with the setting that may help")
    func refusedClient() async throws {
        do {
            _ = try await signed(Self.client, ["client_secret": Self.secret]) { request in
                Response(
                    status: 401,
                    body: Data(#"{"error":"invalid_client","error_description":"s3cret/+ is wrong"}"#.utf8),
                    url: request.url)
            }
            Issue.record("it was not refused")
        } catch let problem as CredentialProblem {
            #expect(problem.description.contains("client_authentication: body"))
            #expect(!problem.description.contains("s3cret"))
        }
    }

    @Test("the tenant is the address, and Muster's own credential stands there with what is known of it: nothing")
    func tenant() async throws {
        let provider = PlayedProvider { query, _ in PlayedProvider.page(of: 1, query) }
        let runner = StreamRunner(
            source: "scim", connector: try SCIMTests.connector(),
            environment: RunEnvironment(transport: provider.transport, time: .impatient(at: SCIMTests.now)))
        let tenant = try await runner.identify()
        #expect(tenant.id == "scim.example.com/v2")
        #expect(tenant.own == OwnCredential(form: .staticSecret, expiry: .unknown, excess: nil, writes: nil))
    }

    @Test("the guide names the address, the ways in and how each permission is given")
    func guide() throws {
        let guide = try SCIMConnector.definition.setup(Settings(["base_url": .text("https://example.com/scim")]))
        #expect(guide.configuration.contains(#"base_url: "https://example.com/scim""#))
        for permission in SCIMConnector.definition.manifest.streams.flatMap(\.permissions) {
            #expect(guide.grant(permission).contains("https://example.com/scim/"))
        }
        #expect(guide.steps.contains { $0.contains("authoritative_for") })
    }
}
