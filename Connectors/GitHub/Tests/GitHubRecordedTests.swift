import ConnectorKit
import ConnectorTesting
import Foundation
import Inventory
import Testing
import Transport

@testable import GitHubConnector

/// Answers of GitHub's own (Fixtures/Recorded/README.md).
@Suite("GitHub: recorded answers")
struct GitHubRecordedTests {
    /// Who reads an answer.
    enum Reader: Equatable {
        case stream(String)
        /// The rows are those of a stream, of another list.
        case rows(of: String)
        case organization, user, installation, token
        /// No stream asks for it, and why.
        case nobody(String)
    }

    /// A folder that cannot be read gives none, which the count below tells.
    static let exchanges = (try? VendorExchange.all(in: GitHubTests.fixtures.appending(path: "Recorded"))) ?? []

    private static let withoutAppID: Set = ["app_installations_paged.json", "user_installations_paged.json"]

    /// By method and pattern, the first that matches.
    private static let readers: [(String, Reader)] = [
        ("GET /orgs/[^/]+", .organization), ("GET /orgs/[^/]+/members", .stream("members")),
        ("GET /orgs/[^/]+/outside_collaborators", .stream("outsideCollaborators")),
        ("GET /orgs/[^/]+/teams", .stream("teams")), ("GET /orgs/[^/]+/teams/[^/]+/members", .stream("teamMembers")),
        ("GET /teams/[^/]+/members", .stream("teamMembers")),
        ("GET /orgs/[^/]+/teams/[^/]+/repos", .stream("teamRepositories")),
        ("GET /orgs/[^/]+/repos", .stream("repositories")),
        ("GET /repos/[^/]+/[^/]+/collaborators", .stream("collaborators")),
        ("GET /orgs/[^/]+/organization-roles", .stream("organizationRoles")),
        ("GET /orgs/[^/]+/organization-roles/[^/]+/users", .stream("organizationRoleUsers")),
        ("GET /orgs/[^/]+/organization-roles/[^/]+/teams", .stream("organizationRoleTeams")),
        ("GET /orgs/[^/]+/installations", .stream("installations")),
        ("GET /orgs/[^/]+/personal-access-tokens", .stream("fineGrainedTokens")),
        ("GET /orgs/[^/]+/credential-authorizations", .stream("credentialAuthorizations")),
        ("GET /repos/[^/]+/[^/]+/keys", .stream("deployKeys")),
        ("GET /(orgs/[^/]+|organizations/[0-9]+)/actions/secrets", .stream("actionsSecrets")),
        ("GET /orgs/[^/]+/dependabot/secrets", .stream("dependabotSecrets")),
        ("GET /orgs/[^/]+/codespaces/secrets", .stream("codespacesSecrets")),
        ("GET /repos/[^/]+/[^/]+/actions/secrets", .stream("repositorySecrets")),
        ("GET /orgs/[^/]+/hooks", .stream("organizationWebhooks")),
        ("GET /repos/[^/]+/[^/]+/hooks", .stream("repositoryWebhooks")),
        ("GET /users", .rows(of: "members")), ("GET /app/installations", .rows(of: "installations")),
        ("GET /user/installations", .rows(of: "installations")), ("GET /users/shipit%5Bbot%5D", .user),
        ("GET /user", .user),
        ("GET /orgs/[^/]+/installation", .installation), ("GET /app/installations/[^/]+", .installation),
        ("POST /app/installations/[^/]+/access_tokens", .token),
        ("(PUT|DELETE) .*", .nobody("Muster changes nothing")),
        ("POST /(user/repos|orgs/[^/]+/teams)", .nobody("Muster changes nothing")),
        ("POST /applications/[^/]+/token", .nobody("checks a token of an OAuth app's own")),
        ("GET /(app|apps/[^/]+)", .nobody("the installation tells what is needed of an app")),
        ("GET /orgs/[^/]+/actions/secrets/.*", .nobody("keys to seal secrets with, and repositories of each secret")),
        ("GET /(orgs|enterprises)/[^/]+/(audit-log|consumed-licenses)", .nobody("not read yet")),
        ("GET /orgs/[^/]+/(invitations|personal-access-token-requests.*)", .nobody("not yet access")),
        ("GET /orgs/[^/]+/(external-groups|actions/runners|secret-scanning/alerts)", .nobody("not read yet")),
        ("GET /orgs/[^/]+/personal-access-tokens/[^/]+/repositories", .nobody("one request for each token")),
        ("GET /scim/v2/organizations/[^/]+/Users", .nobody("GraphQL tells the same with the account's id")),
        ("GET .*/memberships/.*", .nobody("the lists tell it with fewer requests")),
        ("GET /repos/[^/]+/[^/]+/(installation|environments.*|collaborators/.*)", .nobody("one request for each")),
        ("GET /installation/repositories", .nobody("the organization's list tells it")),
        ("GET /users?(/.*)?", .nobody("people's own keys are theirs, not the organization's")),
        ("GET /(search|repos|repositories)/.*", .nobody("paging alone is of interest, and tested with the kit")),
        ("GET /rate_limit", .nobody("every answer tells it")),
    ]

    static func reader(_ exchange: VendorExchange) -> Reader? {
        let asked = "\(exchange.method) \(exchange.path)"
        return readers.first { pattern, _ in
            asked.range(of: "^\(pattern)$", options: .regularExpression) != nil
        }?.1
    }

    @Test("an answer decodes to records or a named outcome, row by row", arguments: exchanges)
    func answers(_ exchange: VendorExchange) throws {
        let reader = try #require(Self.reader(exchange), "nobody looks at \(exchange.description)")
        if case .nobody = reader { return #expect(exchange.body == nil) }
        let body = try #require(exchange.body)
        let response = Response(
            status: exchange.status, headers: Headers(exchange.headers), body: body,
            url: try #require(
                URL(string: "https://api.github.com\(exchange.path)".replacing("{", with: "").replacing("}", with: "")))
        )
        #expect(GitHubErrors.classify(response, isUser: true) == nil)
        switch reader {
        case .stream(let id), .rows(let id):
            let page = try GitHubTests.stream(id).decode(response, GitHubTests.parent(of: id))
            if Self.withoutAppID.contains(exchange.file) {
                // Rows of GitHub's first preview of apps: rejected by name, so that the scope would be partial.
                #expect(page.rejected.count == page.rowCount)
                #expect(page.rejected.allSatisfy { $0.path.hasSuffix(".app_id") })
                return
            }
            #expect(page.rejected.isEmpty)
            let isEmpty = ["[]", #"{"secrets":[],"total_count":0}"#].contains(String(decoding: body, as: UTF8.self))
            #expect((page.rowCount == 0) == isEmpty)
            #expect(page.records.count >= page.rowCount)
        case .organization:
            #expect(try GitHubTests.stream("organization").decode(response, .whole).records.count > 1)
        case .user: #expect(try JSONDecoder().decode(GitHubUserWire.self, from: body).id > 0)
        case .installation:
            let row = try JSONDecoder().decode(GitHubInstallationWire.self, from: body)
            #expect(GitHubTenant.app(row, "1").own?.excess?.isEmpty == false)
        case .token:
            let answer = try #require(try JSONSerialization.jsonObject(with: body) as? [String: Any])
            #expect(Instant(try #require(answer["expires_at"] as? String)) != nil)
        case .nobody: break
        }
    }

    @Test("every REST list that is read has an answer of GitHub's own")
    func coverage() {
        let read = Set(
            Self.exchanges.compactMap(Self.reader).compactMap { if case .stream(let id) = $0 { id } else { nil } })
        // The organization and its owners are looked at by the same wire; identities come from GraphQL.
        let others: Set = ["organization", "owners", "externalIdentities"]
        #expect(read.union(others) == Set(GitHubConnector.manifest.streams.map(\.id)))
        #expect(Self.exchanges.count == 96)
    }
}
