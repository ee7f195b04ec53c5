import ConnectorKit
import ConnectorTesting
import Foundation
import Inventory
import Testing
import Transport

@testable import SCIMConnector

/// Refusals, and answers that others have printed or recorded.
@Suite("SCIM: answers")
struct SCIMAnswerTests {
    static func error(_ status: String, _ type: String? = nil) -> String {
        let scimType = type.map { #","scimType":"\#($0)""# } ?? ""
        return
            #"{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"detail":"u1 said secret-detail","status":\#(Int(status) == nil ? "7" : "\"\(status)\"")\#(scimType)}"#
    }

    private static func classify(_ response: Response, schemes: String? = nil) async throws -> Outcome? {
        let provider = SCIMProvider(try SCIMEndpoint(SCIMTests.configuration().settings))
        if let schemes {
            try await provider.learn { _ in
                try SCIMTests.response(#"{"authenticationSchemes":[{"type":"\#(schemes)"}]}"#)
            }
        }
        return SCIMErrors(provider: provider).classify(response)
    }

    @Test("401 is a refused sign-in, with the ways that the provider says it takes, and no other word of its own")
    func refused() async throws {
        let outcome = try await Self.classify(
            try SCIMTests.response(Self.error("401"), status: 401), schemes: "httpbasic")
        #expect(
            outcome
                == .signInRefused(
                    reason: "HTTP 401: the credential is wrong or expired; it says that it takes httpbasic"))
        let hostile = try await Self.classify(try SCIMTests.response("", status: 401), schemes: "call 0800")
        #expect(hostile == .signInRefused(reason: "HTTP 401: the credential is wrong or expired"))
    }

    @Test("403 is denied, unless header or body say that 401 is meant")
    func forbidden() async throws {
        guard case .denied? = try await Self.classify(try SCIMTests.response(Self.error("403"), status: 403)) else {
            Issue.record("403 is not denied")
            return
        }
        for response in [
            try SCIMTests.response(Self.error("401"), status: 403),
            try SCIMTests.response(
                "", status: 403, headers: ["WWW-Authenticate": #"Bearer error="invalid_token""#]),
        ] {
            guard case .signInRefused? = try await Self.classify(response) else {
                Issue.record("it is not taken for a refused sign-in")
                continue
            }
        }
    }

    @Test(
        "an error within a 200 is an error",
        arguments: [
            ("401", Outcome.signInRefused(reason: "HTTP 401: the credential is wrong or expired")), ("404", .gone),
            ("429", .throttle(after: nil)), ("501", .unsupported(reason: "HTTP 501")),
            ("503", .retry(reason: "HTTP 503")),
        ])
    func errorIn200(_ status: String, _ expected: Outcome) async throws {
        #expect(try await Self.classify(try SCIMTests.response(Self.error(status))) == expected)
    }

    @Test("400 is told by its scimType, with what to set, and never in the provider's sentence")
    func badRequest() async throws {
        for (type, advice) in [
            ("invalidCount", "page_size"), ("tooMany", "page_size"), ("invalidCursor", "paging: index"),
            ("expiredCursor", "ask again"), (nil, "page_size: none"),
        ] {
            let response = try SCIMTests.response(Self.error("400", type), status: 400, path: "/Users?count=100")
            guard case .failed(let reason)? = try await Self.classify(response) else {
                Issue.record("\(type ?? "400") is no failure")
                continue
            }
            #expect(reason.contains(advice) && !reason.contains("secret-detail"))
        }
    }

    @Test("429, 404 and 5xx keep HTTP's meaning", arguments: [404, 410, 429, 501, 502, 503])
    func general(_ status: Int) async throws {
        #expect(try await Self.classify(try SCIMTests.response(Self.error("\(status)"), status: status)) == nil)
    }

    @Test(
        "what is no list is never an empty one",
        arguments: [
            "", "{}", "[]", "null", "<html></html>", #"{"Resources":null}"#, #"{"totalResults":3}"#,
            #"{"totalResults":3,"Resources":null}"#, #"{"Resources":7}"#, #"{"ok":true}"#,
        ])
    func noList(_ body: String) {
        for stream in ["users", "groups"] {
            #expect(throws: (any Error).self) { try SCIMTests.decode(stream, body) }
        }
    }

    @Test("totals as texts are totals", arguments: [#""2""#, "2"])
    func textTotals(_ total: String) throws {
        let page = try SCIMTests.decode(
            "groups", #"{"totalResults":\#(total),"Resources":[{"id":"a"},{"id":"b"}]}"#)
        #expect(page.total == 2 && page.next == nil)
    }

    // MARK: - Wrong addresses and tokens

    private func problem(_ provider: PlayedProvider) async throws -> String? {
        do {
            let run = try await SCIMTests.run(provider)
            return run.users?.reason
        } catch let problem as SourceProblem { return problem.reason }
    }

    @Test("a wrong token has a name, whether the provider's own page is open or not", arguments: [true, false])
    func wrongToken(isOpen: Bool) async throws {
        let provider = PlayedProvider { path, _, _ in
            isOpen && path == "/v2/ServiceProviderConfig"
                ? try SCIMTests.response(#"{"filter":{}}"#)
                : try SCIMTests.response(Self.error("401"), status: 401)
        }
        #expect(try await problem(provider)?.contains("sign-in was refused: HTTP 401") == true)
    }

    @Test("an address where nothing speaks SCIM ends the run before anything is read", arguments: [200, 404])
    func wrongAddress(_ status: Int) async throws {
        let provider = PlayedProvider { _, _, _ in
            try SCIMTests.response("<!doctype html><title>Welcome</title>", status: status)
        }
        await #expect(throws: SourceProblem.self) { try await SCIMTests.run(provider) }
    }

    @Test("without a page about itself a provider is read as the standard says")
    func withoutConfiguration() async throws {
        let run = try await SCIMTests.run(
            PlayedProvider(configuration: nil) { query, _ in PlayedProvider.page(of: 5, query) })
        #expect(run.users?.state == .complete)
        // The first of the two was whether there is SCIM at all.
        #expect(run.asked.count == 2)
    }

    @Test("lists are asked for where the resource types say, if that is below the address")
    func resourceTypes() async throws {
        let types = """
            [{"schema":"urn:ietf:params:scim:schemas:core:2.0:User","endpoint":"/People"},
             {"schema":"URN:ietf:params:scim:schemas:core:2.0:group","endpoint":"https://scim.example.com/v2/Teams"},
             {"schema":"urn:example:Device","endpoint":"/Devices"}]
            """
        let paths = Locked<[String]>([])
        let provider = PlayedProvider { path, _, _ in
            paths.withLock { $0.append(path) }
            switch path {
            case "/v2/ResourceTypes": return try SCIMTests.response(types)
            case "/v2/People", "/v2/Teams":
                return try SCIMTests.response(#"{"totalResults":1,"Resources":[{"id":"1"}]}"#)
            default: return nil
            }
        }
        let run = try await SCIMTests.run(provider)
        #expect(run.coverage.values.allSatisfy { $0.state == .complete })
        #expect(Set(paths.withLock { $0 }).isSuperset(of: ["/v2/People", "/v2/Teams"]))
    }

    @Test(
        "an endpoint that leads elsewhere is not followed",
        arguments: [
            ("/Users", "/Users"), ("Users", "/Users"), ("/v2/Users", "/Users"), ("/core/Users", "/core/Users"),
            ("https://scim.example.com/v2/Users", "/Users"), ("https://evil.example/v2/Users", nil),
            ("//evil.example/Users", nil), ("/../admin", nil), ("/Users/../x", nil), ("/Users?x=1", nil), ("", nil),
            ("/", nil), ("/%2e%2e/x", nil), ("javascript:1", nil),
        ])
    func endpoints(_ written: String, _ expected: String?) throws {
        #expect(try SCIMEndpoint(SCIMTests.configuration().settings).path(of: written) == expected)
    }

    // MARK: - Answers that others printed or recorded

    static let examples: [String] = {
        do {
            return try FileManager.default.contentsOfDirectory(
                atPath: SCIMTests.fixtures.appending(path: "RFC").path
            ).sorted().filter { $0.hasSuffix(".json") }
        } catch {
            Issue.record(error)
            return []
        }
    }()

    @Test("every example of the RFCs reads as what it is", arguments: examples)
    func rfc(_ file: String) async throws {
        let data = try Data(contentsOf: SCIMTests.fixtures.appending(path: "RFC/\(file)"))
        let object = try JSONDecoder().decode(SCIMObject.self, from: data)
        let text = String(decoding: data, as: UTF8.self)
        if file.contains("-error") {
            let status = try #require(object.number("status"))
            let outcome = try await Self.classify(try SCIMTests.response(text, status: 200))
            #expect(outcome != nil && outcome != .ok, "HTTP \(status) passes")
        } else if file.contains("service_provider") {
            let provider = SCIMProvider(try SCIMEndpoint(SCIMTests.configuration().settings))
            try await provider.learn { _ in try SCIMTests.response(text) }
            #expect(provider.schemes == ["httpbasic", "oauthbearertoken"])
        } else if file.contains("resource_type") {
            let provider = SCIMProvider(try SCIMEndpoint(SCIMTests.configuration().settings))
            let list = file.contains("list") ? text : "[\(text)]"
            try await provider.learn { _ in try SCIMTests.response(list) }
            #expect(try provider.list(.user).url.path == "/v2/Users")
        } else {
            let list = file.contains("list_response") ? text : #"{"totalResults":1,"Resources":[\#(text)]}"#
            let isGroup = file.contains("group") || file.contains("circular")
            let page = try SCIMTests.decode(isGroup ? "groups" : "users", list)
            #expect(page.identities.count == page.rowCount && page.rowCount > 0)
            #expect(page.rejected.isEmpty)
        }
    }

    @Test("the full user of RFC 7643 section 8.3 gives all that it says")
    func fullUser() throws {
        let data = try Data(contentsOf: SCIMTests.fixtures.appending(path: "RFC/rfc7643-8.3-enterprise_user.json"))
        let page = try SCIMTests.row("users", String(decoding: data, as: UTF8.self))
        #expect(page.identities.first?.name == "bjensen@example.com")
        #expect(page.identities.first?.emails == ["bjensen@example.com", "babs@jensen.org"])
        #expect(page.people.first?.employeeID == "701984")
        #expect(page.people.first?.department == "Tour Operations")
        #expect(page.people.first?.manager == "26118915-6090-4610-87e4-49d8ca9f808d")
        #expect(page.credentials.count == 1)
    }

    @Test("the shapes that Slack documents decode to records, and what has no value is counted")
    func slack() async throws {
        let file = SCIMTests.fixtures.appending(path: "Recorded/slack_scim_shapes.json")
        let list = try #require(
            try JSONSerialization.jsonObject(with: try Data(contentsOf: file)) as? [[String: [String: Any]]])
        #expect(list.count == 4)
        for exchange in list {
            let url = try #require(exchange["request"]?["url"] as? String)
            let body = try JSONSerialization.data(withJSONObject: try #require(exchange["response"]?["body"]))
            let text = String(decoding: body, as: UTF8.self)
            let name = url.split(separator: "/").last.map(String.init) ?? ""
            let stream = ["Users": "users", "Groups": "groups"][name]
            guard let stream else {
                // Slack's word for it is in the plural; its shapes have no word in them that would be learned.
                let provider = SCIMProvider(try SCIMEndpoint(SCIMTests.configuration().settings))
                try await provider.learn { request in
                    if request.url.lastPathComponent == "ServiceProviderConfig" {
                        throw SourceProblem(source: "scim", reason: "HTTP 404", isRefusal: true)
                    }
                    return try SCIMTests.response(
                        request.url.lastPathComponent == name ? text : #"{"totalResults":1,"Resources":[{"id":"1"}]}"#)
                }
                let first = try provider.list(.user).url
                #expect(first.path == "/v2/Users" && first.query() == "startIndex=1&count=100")
                continue
            }
            let page = try SCIMTests.decode(stream, text)
            #expect(page.identities.count == 1)
            // 12,345 are said to be there.
            #expect(page.total == 12_345 && page.next != nil)
            #expect(page.rejected.map(\.path) == (stream == "users" ? [] : ["$.Resources[0].members[1].value"]))
        }
    }
}
