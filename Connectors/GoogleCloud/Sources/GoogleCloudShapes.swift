import ConnectorKit
import Foundation
import Inventory
import Transport

// The shapes that the streams have: a list of each project or organisation, a policy, an analysis of activity.

extension GoogleCloudConnector {
    /// What a stream is read for: the name of the stream that lists them.
    enum Container: String, Sendable {
        case organizations, folders, projects

        var partitions: PartitionPlan { .each(stream: rawValue, kind: .resource, typePrefix: "") }

    }

    /// A list by page tokens.
    /// - Parameter key: what the list is called in the answer.
    static func list<Wire: Decodable & Sendable>(
        _ key: String, _ wire: Wire.Type, first: @escaping @Sendable (Partition) throws -> Request,
        map: @escaping @Sendable (Wire, Partition) throws -> [Record]
    ) -> HTTPStream {
        HTTPStream(
            first: first, pagination: .cursor(parameter: .query("pageToken")), redaction: GoogleCloudRedaction.rules
        ) { response, partition in
            let page = try GoogleCloudPage<Wire>.read(response.body, key: key)
            guard let rows = page.rows else { return DecodedPage(records: [], rowCount: 0, next: page.next) }
            return DecodedPage(rows: rows, next: page.next, partition: partition, map: map)
        }
    }

    /// A list of each project or organisation.
    static func each<Wire: Decodable & Sendable>(
        _ container: Container, _ id: String, _ title: String, _ service: GoogleCloudAPI.Service,
        _ operation: String, _ yields: [RecordKind], _ permissions: [String], bucket: String? = nil, page: Int,
        usage: String? = nil, _ key: String, _ wire: Wire.Type, _ path: @escaping @Sendable (Resource) -> [String],
        _ query: [(String, String)] = [], map: @escaping @Sendable (Wire, Resource) throws -> [Record]
    ) -> Definition {
        Definition(
            descriptor: StreamDescriptor(
                id: id, title: title, operation: operation, yields: yields, permissions: permissions,
                partitions: container.partitions, usageMeaning: usage, bucket: bucket ?? service.bucket, pageSize: page),
            isOrganizations: container != .projects
        ) { api in
            list(key, wire) { partition in
                try api.request(
                    service, path(try partition.container()), query: query + [("pageSize", String(page))])
            } map: { row, partition in
                try map(row, try partition.container())
            }
        }
    }

    /// The policy of each project, folder or organisation.
    static func policies(_ container: Container, _ id: String, _ title: String) -> Definition {
        Definition(
            descriptor: StreamDescriptor(
                id: id, title: title, operation: "POST v3/\(container.rawValue)/{number}:getIamPolicy",
                yields: [.identity, .entitlement, .ownership],
                permissions: ["resourcemanager.\(container.rawValue).getIamPolicy"], partitions: container.partitions,
                bucket: "resourceManager"), isOrganizations: container != .projects
        ) { api in
            HTTPStream(
                first: { try api.policy(of: $0.container().nativeID.string) }, redaction: GoogleCloudRedaction.rules
            ) { response, partition in
                let resource = try partition.container()
                return try GoogleCloudPolicy.page(response) { GoogleCloudPolicy.bindings($0, on: resource) }
            }
        }
    }

    /// Activity Analyzer tells of all accounts or keys of a project together.
    static func activity(_ id: String, _ title: String, _ type: String) -> Definition {
        let page = 1000
        return Definition(
            descriptor: StreamDescriptor(
                id: id, title: title,
                operation: "GET v1/projects/{number}/locations/global/activityTypes/\(type)/activities:query",
                yields: [.usage], permissions: ["policyanalyzer.\(type)Activities.query"],
                partitions: Container.projects.partitions, usageMeaning: activityMeaning,
                bucket: "policyAnalyzer", pageSize: page)
        ) { api in
            HTTPStream(
                first: { partition in
                    try api.request(
                        .policyAnalyzer,
                        [
                            "projects", try partition.container().number, "locations", "global", "activityTypes", type,
                            "activities",
                        ], verb: "query", query: [("pageSize", String(page))])
                }, pagination: .cursor(parameter: .query("pageToken")), redaction: GoogleCloudRedaction.rules
            ) { response, partition in
                let list = try GoogleCloudPage<GoogleCloudActivityWire>.read(response.body, key: "activities")
                guard let rows = list.rows else { return DecodedPage(records: [], rowCount: 0, next: list.next) }
                var page = DecodedPage(rows: rows, next: list.next, partition: partition) { row, _ in
                    try GoogleCloudUsage.record(row)
                }
                page.asOf = GoogleCloudUsage.asOf(rows.rows)
                return page
            }
        }
    }

    private static let activityMeaning =
        "lastAuthenticatedTime: the day (as 07:00 UTC) of the last call to an API of Google Cloud, refused ones too, within the span that Activity Analyzer looked at, which ends a day or more ago; none means none in that span. Domain-wide delegation, Cloud Storage HMAC keys and API keys bound to the account do not count."
}

extension GoogleCloudAPI.Service {
    /// The quota that its requests share.
    var bucket: String {
        switch self {
        case .resourceManager: "resourceManager"
        case .identity: "identity"
        case .apiKeys: "apiKeys"
        case .policyAnalyzer: "policyAnalyzer"
        }
    }
}

extension Partition {
    /// - Throws: `GoogleCloudProblem` when the engine fanned out over something else.
    func container() throws -> Resource {
        guard case .resource(let resource)? = parent else {
            throw GoogleCloudProblem("the partition has no project, folder or organisation as its parent")
        }
        return resource
    }

    /// - Throws: `GoogleCloudProblem` when the engine fanned out over something else.
    func account() throws -> Identity {
        guard case .identity(let account)? = parent else {
            throw GoogleCloudProblem("the partition has no service account as its parent")
        }
        return account
    }

    /// - Throws: `GoogleCloudProblem` when the engine fanned out over something else.
    func pool() throws -> Application {
        guard case .application(let pool)? = parent else {
            throw GoogleCloudProblem("the partition has no workload identity pool as its parent")
        }
        return pool
    }
}

extension Resource {
    /// `415104041262` of `projects/415104041262`.
    var number: String { GoogleCloudMapping.lastPart(nativeID.string) }
}

extension Identity {
    /// By number, or by address where Google left the number out.
    fileprivate func attribute(_ name: String) -> String? { attributes[name].flatMap { $0.isEmpty ? nil : $0 } }
    var number: String { attribute("uniqueId") ?? name }
    /// `-` stands for "whatever project it is in".
    var project: String { attribute("projectId") ?? "-" }
}
