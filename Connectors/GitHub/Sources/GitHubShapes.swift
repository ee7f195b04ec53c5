import ConnectorKit
import Foundation
import Inventory
import Transport

// The shapes that the streams have: a list of the organisation, of each team, of each repository, of each role.

extension GitHubConnector {
    /// A list of the organisation, `GET /orgs/{org}/<list>`.
    static func whole<Wire: Decodable & Sendable>(
        _ id: String, _ title: String, _ list: String, _ yields: [RecordKind], _ permissions: [String],
        query: [(String, String)] = [], usage: String? = nil, pageSize: Int? = GitHubAPI.pageSize, _ wire: Wire.Type,
        _ map: @escaping @Sendable (Wire) throws -> [Record]
    ) -> Definition {
        let suffix = query.isEmpty ? "" : "?" + query.map { "\($0.0)=\($0.1)" }.joined(separator: "&")
        return Definition(
            descriptor: StreamDescriptor(
                id: id, title: title, operation: "GET /orgs/{org}/\(list)\(suffix)", yields: yields,
                permissions: permissions, usageMeaning: usage, bucket: "organization", pageSize: pageSize)
        ) { api, _ in
            rows(
                wire, of: api,
                first: { _ in
                    // The list of roles is not paged, and knows no such parameter.
                    pageSize == nil
                        ? try api.get(["orgs", api.organization, list], query) : try api.list(of: list, query)
                }
            ) { row, _ in try map(row) }
        }
    }

    /// A list of each team.
    static func perTeam<Wire: Decodable & Sendable>(
        _ id: String, _ title: String, _ list: String, _ yields: [RecordKind], _ wire: Wire.Type,
        _ map: @escaping @Sendable (Wire, Identity) throws -> [Record]
    ) -> Definition {
        Definition(
            descriptor: StreamDescriptor(
                id: id, title: title, operation: "GET /orgs/{org}/teams/{team_slug}/\(list)", yields: yields,
                permissions: ["members:read"],
                partitions: .each(stream: "teams", kind: .identity, typePrefix: "github.team"), bucket: id,
                pageSize: GitHubAPI.pageSize)
        ) { api, _ in
            rows(
                wire, of: api,
                first: { partition in
                    guard let slug = try partition.team().attributes["slug"] else {
                        throw GitHubProblem("the team's slug is not known; read teams again")
                    }
                    return try api.list(["orgs", api.organization, "teams", slug, list])
                }
            ) { row, partition in try map(row, try partition.team()) }
        }
    }

    /// A list of each repository.
    static func perRepository<Wire: Decodable & Sendable>(
        _ id: String, _ title: String, _ list: String, _ yields: [RecordKind], _ permissions: [String],
        query: [(String, String)] = [], usage: String? = nil, _ wire: Wire.Type,
        _ map: @escaping @Sendable (Wire, Resource) throws -> [Record]
    ) -> Definition {
        let suffix = query.isEmpty ? "" : "?" + query.map { "\($0.0)=\($0.1)" }.joined(separator: "&")
        return Definition(
            descriptor: StreamDescriptor(
                id: id, title: title, operation: "GET /repos/{owner}/{repo}/\(list)\(suffix)", yields: yields,
                permissions: permissions,
                partitions: .each(stream: "repositories", kind: .resource, typePrefix: "github.repository"),
                usageMeaning: usage, bucket: id, pageSize: GitHubAPI.pageSize)
        ) { api, _ in
            rows(
                wire, of: api,
                first: { partition in
                    let name = try partition.resource().name.split(
                        separator: "/", omittingEmptySubsequences: false
                    ).map(String.init)
                    guard name.count == 2 else { throw GitHubProblem("the repository's name has no owner") }
                    return try api.list(["repos"] + name + list.split(separator: "/").map(String.init), query)
                }
            ) { row, partition in try map(row, try partition.resource()) }
        }
    }

    /// A list of each role of the organisation.
    static func perRole<Wire: Decodable & Sendable>(
        _ id: String, _ title: String, _ list: String, _ wire: Wire.Type,
        _ map: @escaping @Sendable (Wire, Permission) throws -> [Record]
    ) -> Definition {
        Definition(
            descriptor: StreamDescriptor(
                id: id, title: title, operation: "GET /orgs/{org}/organization-roles/{role_id}/\(list)",
                yields: [.entitlement], permissions: ["members:read"],
                partitions: .each(
                    stream: "organizationRoles", kind: .permission, typePrefix: "github.organizationRole"),
                bucket: "organizationRoles", pageSize: GitHubAPI.pageSize)
        ) { api, _ in
            rows(
                wire, of: api,
                first: { partition in
                    let role = partition.key.split(separator: "/").last.map(String.init) ?? ""
                    return try api.list(["orgs", api.organization, "organization-roles", role, list])
                }
            ) { row, partition in
                guard case .permission(let role)? = partition.parent else {
                    throw GitHubProblem("the partition has no role as its parent")
                }
                return try map(row, role)
            }
        }
    }

    /// Numbered pages; GitHub's `Link` header tells how many there are.
    /// https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api
    static func rows<Wire: Decodable & Sendable>(
        _ wire: Wire.Type, of api: GitHubAPI, first: @escaping @Sendable (Partition) throws -> Request,
        truncation: String? = nil,
        map: @escaping @Sendable (Wire, Partition) throws -> [Record]
    ) -> HTTPStream {
        HTTPStream(
            first: first, pagination: .linkHeader(pageParameter: "page"),
            redaction: GitHubRedaction.rules(api.organization)
        ) {
            response, partition in
            let list = try JSONDecoder().decode(GitHubPage<Wire>.self, from: response.body)
            var page = DecodedPage(rows: list.rows, total: list.total, partition: partition, map: map)
            page.truncation = truncation
            if response.headers["X-GitHub-SSO"]?.hasPrefix("partial-results") == true {
                page.truncation = "rows are left out that single sign-on has not opened to the token"
            }
            return page
        }
    }
}

extension Partition {
    /// - Throws: `GitHubProblem` when the engine fanned out over something else.
    func team() throws -> Identity {
        guard case .identity(let team)? = parent else { throw GitHubProblem("the partition has no team as its parent") }
        return team
    }

    /// - Throws: `GitHubProblem` when the engine fanned out over something else.
    func resource() throws -> Resource {
        guard case .resource(let resource)? = parent else {
            throw GitHubProblem("the partition has no repository or organization as its parent")
        }
        return resource
    }
}
