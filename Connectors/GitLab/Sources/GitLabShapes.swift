import ConnectorKit
import Foundation
import Inventory
import Transport

// The shapes that the streams have: a list of the instance, of each group, of each project.

/// Where a stream is read.
enum GitLabReach: Sendable {
    case both
    /// Of one group alone.
    case group
    /// Of a whole instance alone.
    case instance

    func isRead(_ api: GitLabAPI) -> Bool {
        switch self {
        case .both: true
        case .group: api.group != nil
        case .instance: api.group == nil
        }
    }
}

extension GitLabConnector {
    /// A stream before the server is known.
    struct Definition: Sendable {
        var descriptor: StreamDescriptor
        var reach: GitLabReach
        var source: @Sendable (GitLabAPI, GitLabStanding) -> HTTPStream
    }

    /// Which groups a stream is read for.
    enum Groups: String, Sendable {
        case all = ""
        /// Top-level groups, or the one that is configured.
        case roots = "gitlab.group"
        case subgroups = "gitlab.subgroup"
    }

    /// A list of each group, `GET /groups/{id}/<list>`.
    static func perGroup<Wire: Decodable & Sendable>(
        _ id: String, _ title: String, _ list: String, _ yields: [RecordKind], role: String = "role:Owner",
        of groups: Groups = .all, reach: GitLabReach = .both, query: [(String, String)] = [], usage: String? = nil,
        _ wire: Wire.Type, _ map: @escaping @Sendable (Wire, Resource) throws -> [Record]
    ) -> Definition {
        each(
            id, title, "groups", list, yields, role,
            .each(stream: "groups", kind: .resource, typePrefix: groups.rawValue),
            reach, query, usage, wire, map)
    }

    /// A list of each project, `GET /projects/{id}/<list>`.
    static func perProject<Wire: Decodable & Sendable>(
        _ id: String, _ title: String, _ list: String, _ yields: [RecordKind], role: String = "role:Maintainer",
        query: [(String, String)] = [], usage: String? = nil, _ wire: Wire.Type,
        _ map: @escaping @Sendable (Wire, Resource) throws -> [Record]
    ) -> Definition {
        each(
            id, title, "projects", list, yields, role, .each(stream: "projects", kind: .resource, typePrefix: ""),
            .both,
            query, usage, wire, map)
    }

    private static func each<Wire: Decodable & Sendable>(
        _ id: String, _ title: String, _ parent: String, _ list: String, _ yields: [RecordKind], _ role: String,
        _ partitions: PartitionPlan, _ reach: GitLabReach, _ query: [(String, String)], _ usage: String?,
        _ wire: Wire.Type, _ map: @escaping @Sendable (Wire, Resource) throws -> [Record]
    ) -> Definition {
        let suffix = query.isEmpty ? "" : "?" + query.map { "\($0.0)=\($0.1)" }.joined(separator: "&")
        return Definition(
            descriptor: StreamDescriptor(
                id: id, title: title, operation: "GET /\(parent)/{id}/\(list)\(suffix)", yields: yields,
                permissions: ["read_api", role], partitions: partitions, usageMeaning: usage,
                pageSize: GitLabAPI.pageSize),
            reach: reach
        ) { api, _ in
            numbered(wire) { partition in
                try api.list(
                    [parent, try partition.resource().number] + list.split(separator: "/").map(String.init), query)
            } map: { row, partition in
                try map(row, try partition.resource())
            }
        }
    }

    /// A list of the instance, which only an administrator is shown whole.
    static func ofInstance<Wire: Decodable & Sendable>(
        _ id: String, _ title: String, _ list: String, _ yields: [RecordKind], query: [(String, String)] = [],
        usage: String? = nil, truncation: String? = nil, _ wire: Wire.Type,
        _ map: @escaping @Sendable (Wire) throws -> [Record]
    ) -> Definition {
        let suffix = query.isEmpty ? "" : "?" + query.map { "\($0.0)=\($0.1)" }.joined(separator: "&")
        return Definition(
            descriptor: StreamDescriptor(
                id: id, title: title, operation: "GET /\(list)\(suffix)", yields: yields,
                permissions: ["read_api", "administrator"], usageMeaning: usage, pageSize: GitLabAPI.pageSize),
            reach: .instance
        ) { api, standing in
            numbered(wire, truncation: { standing.current.isAdministrator ? nil : truncation }) { _ in
                try api.list([list], query)
            } map: { row, _ in
                try map(row)
            }
        }
    }

    /// Numbered pages; the `Link` header tells how many there are, up to 10,000 rows.
    static func numbered<Wire: Decodable & Sendable>(
        _ wire: Wire.Type, truncation: @escaping @Sendable () -> String? = { nil },
        first: @escaping @Sendable (Partition) throws -> Request,
        map: @escaping @Sendable (Wire, Partition) throws -> [Record]
    ) -> HTTPStream {
        HTTPStream(
            first: first, pagination: .linkHeader(pageParameter: "page"), redaction: redaction(wire)
        ) { response, partition in
            var page = try rows(wire, response, partition, map)
            page.truncation = truncation()
            return page
        }
    }

    /// Pages that begin after an id: rows do not move between them.
    static func keyset<Wire: Decodable & Sendable>(
        _ wire: Wire.Type, truncation: @escaping @Sendable () -> String?,
        first: @escaping @Sendable (Partition) throws -> Request,
        map: @escaping @Sendable (Wire, Partition) throws -> [Record]
    ) -> HTTPStream {
        HTTPStream(first: first, pagination: .linkHeader(), redaction: redaction(wire)) { response, partition in
            var page = try rows(wire, response, partition, map)
            page.truncation = truncation()
            return page
        }
    }

    private static func redaction<Wire>(_ wire: Wire.Type) -> RedactionRules {
        wire == GitLabUserWire.self || wire == GitLabMemberWire.self ? GitLabRedaction.people : GitLabRedaction.things
    }

    /// `X-Total` is left out of lists of more than 10,000 rows.
    static func rows<Wire: Decodable & Sendable>(
        _ wire: Wire.Type, _ response: Response, _ partition: Partition,
        _ map: @escaping @Sendable (Wire, Partition) throws -> [Record]
    ) throws -> DecodedPage {
        let list = try JSONDecoder().decode(JSONRows<Wire>.self, from: response.body)
        return DecodedPage(
            rows: list, total: response.headers["X-Total"].flatMap { Int($0) }, partition: partition, map: map)
    }
}

extension Partition {
    /// - Throws: `GitLabProblem` when the engine fanned out over something else.
    func resource() throws -> Resource {
        guard case .resource(let resource)? = parent else {
            throw GitLabProblem("the partition has no group or project as its parent")
        }
        return resource
    }
}

extension Resource {
    /// The number that GitLab knows a group or project by: `9` of `group/9`.
    var number: String { nativeID.string.split(separator: "/").last.map(String.init) ?? "" }
}
