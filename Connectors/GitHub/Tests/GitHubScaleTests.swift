import ConnectorKit
import ConnectorTesting
import Foundation
import Inventory
import Testing
import Transport

@testable import GitHubConnector

/// An organisation made up on the spot, with GitHub's paging.
private struct MadeUpOrganization: Sendable {
    var members = 2_000
    var owners = 8
    var outsideCollaborators = 40
    var teams = 50
    var repositories = 200
    var roles = 12
    var tokens = 300
    var installations = 40
    var authorizations = 500
    /// Of each repository.
    var deployKeys = 2
    var organizationWebhooks = 3

    /// What the manifest's formula comes to.
    var formula: Int {
        func pages(_ rows: Int) -> Int { max(1, (rows + 99) / 100) }
        let lists = [
            members, members, owners, outsideCollaborators, repositories, tokens, installations, authorizations,
        ]
        // A list that is not full costs a request of its own: the formula adds them up before it divides.
        let roundedUp = lists.map(pages).reduce(0, +) - pages(lists.reduce(0, +))
        return repositories * 4 + teams * 2 + roles * 2 + pages(lists.reduce(0, +)) + 12 + roundedUp
    }

    func answer(_ request: Request) -> Response {
        if request.url.path == "/graphql" { return identities(request) }
        let path = request.url.path.split(separator: "/").map(String.init)
        let items = URLComponents(url: request.url, resolvingAgainstBaseURL: true)?.queryItems ?? []
        let page = items.first { $0.name == "page" }?.value.flatMap { Int($0) } ?? 1
        let isOwners = items.contains { $0.name == "role" }
        func user(_ index: Int) -> String { #"{"id":\#(index + 1),"login":"person-\#(index + 1)","type":"User"}"# }
        func repository(_ index: Int) -> String { #"{"id":\#(index + 1),"full_name":"example-org/r\#(index + 1)"}"# }
        func list(_ count: Int, in key: String? = nil, _ row: (Int) -> String) -> Response {
            let rows = ((page - 1) * 100..<max((page - 1) * 100, min(count, page * 100))).map(row).joined(
                separator: ",")
            var headers: Headers = ["Content-Type": "application/json"]
            let last = (count + 99) / 100
            if page < last {
                let text = request.url.absoluteString.replacing(#/&page=\d+/#, with: "")
                headers["Link"] = "<\(text)&page=\(page + 1)>; rel=\"next\", <\(text)&page=\(last)>; rel=\"last\""
            }
            let body = key.map { #"{"total_count":\#(count),"\#($0)":[\#(rows)]}"# } ?? "[\(rows)]"
            return Response(status: 200, headers: headers, body: Data(body.utf8), url: request.url)
        }
        switch path.dropFirst(2).joined(separator: "/") {
        case "": return Response(status: 200, body: Data(#"{"id":9,"login":"example-org"}"#.utf8), url: request.url)
        case "members": return list(isOwners ? owners : members, user)
        case "outside_collaborators": return list(outsideCollaborators) { user($0 + 100_000) }
        case "teams": return list(teams) { #"{"id":\#($0 + 1),"slug":"t\#($0 + 1)","name":"T\#($0 + 1)"}"# }
        case "repos": return list(repositories, repository)
        case "organization-roles":
            return list(roles, in: "roles") { #"{"id":\#($0 + 1),"name":"role \#($0 + 1)","permissions":[]}"# }
        case "personal-access-tokens":
            return list(tokens) { #"{"id":\#($0 + 1),"owner":\#(user($0))}"# }
        case "installations":
            return list(installations, in: "installations") { #"{"id":\#($0 + 1),"app_id":\#($0 + 1)}"# }
        case "credential-authorizations":
            return list(authorizations) {
                #"{"credential_id":\#($0 + 1),"login":"person-\#($0 + 1)","credential_type":"SSH key"}"#
            }
        case "hooks": return list(organizationWebhooks) { #"{"id":\#($0 + 1)}"# }
        case let rest where rest.hasSuffix("secrets"):
            return list(1, in: "secrets") { _ in #"{"name":"TOKEN"}"# }
        case let rest where rest.hasSuffix("/keys"):
            let name = (Int(path[2].dropFirst()) ?? 0) * 10
            return list(deployKeys) { #"{"id":\#(name + $0)}"# }
        case let rest where rest.hasSuffix("/hooks"):
            return list(1) { _ in #"{"id":\#((Int(path[2].dropFirst()) ?? 0) + 1_000)}"# }
        case let rest where rest.hasSuffix("/members") || rest.hasSuffix("/collaborators"): return list(40, user)
        case let rest where rest.hasSuffix("/repos"): return list(8, repository)
        case let rest where rest.hasSuffix("/users"): return list(2, user)
        case let rest where rest.hasSuffix("/teams"): return list(1) { #"{"id":\#($0 + 1),"slug":"t"}"# }
        default: return Response(status: 404, url: request.url)
        }
    }

    private func identities(_ request: Request) -> Response {
        struct Query: Decodable {
            struct Variables: Decodable { var after: String? }
            var variables: Variables
        }
        // A body that cannot be read begins at the first page, and the counts then tell.
        let query = try? JSONDecoder().decode(Query.self, from: request.body ?? Data())
        let start = query?.variables.after.flatMap { Int($0) } ?? 0
        let end = min(members, start + 100)
        let nodes = (start..<end).map {
            #"{"samlIdentity":{"nameId":"p\#($0)@example.com"},"user":{"databaseId":\#($0 + 1)}}"#
        }
        let body =
            #"{"data":{"organization":{"samlIdentityProvider":{"externalIdentities":{"totalCount":\#(members),"#
            + #""pageInfo":{"hasNextPage":\#(end < members),"endCursor":"\#(end)"},"nodes":[\#(nodes.joined(separator: ","))]}}}}}"#
        return Response(status: 200, body: Data(body.utf8), url: request.url)
    }
}

@Suite("GitHub: the number of requests")
struct GitHubScaleTests {
    @Test("an organization of 2,000 members and 200 repositories takes at most 1,000 requests, as the formula says")
    func requests() async throws {
        let organization = MadeUpOrganization()
        let asked = Locked(0)
        let transport = Transport { request in
            asked.withLock { $0 += 1 }
            return organization.answer(request)
        }
        var connector = try GitHubTests.appConnector()
        // The sign-in costs two requests more, once an hour; identifying the organisation another two.
        connector.authorization = .none
        let environment = RunEnvironment(transport: transport, time: .impatient(at: Instant(seconds: 1_793_523_600)))
        let runner = StreamRunner(source: "github", connector: connector, environment: environment)
        let sink = MemorySink()
        let coverage = try await runner.run(TenantIdentity(id: "9", principal: "app"), into: sink)
        for (stream, coverage) in coverage {
            #expect(coverage.state == .complete, "\(stream): \(coverage.reason ?? "")")
        }
        let records = await sink.allRecords
        #expect(records.count { $0.kind == .identity } == 2_000 + 40 + 50)
        #expect(records.count { $0.kind == .link } == 2_000)
        #expect(
            records.count { if case .credential(let record) = $0 { record.type == "github.deployKey" } else { false } }
                == 400)
        #expect(
            records.count { if case .grant(let record) = $0 { record.type == "github.webhook" } else { false } } == 203)

        let total = asked.withLock { $0 } + 4
        #expect(total <= 1_000)
        #expect(total <= organization.formula)
        #expect(total >= organization.formula - 4)
    }
}
