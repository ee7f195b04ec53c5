import ConnectorKit
import Foundation
import Inventory
import Transport

// The streams, parents before those that fan out over them.

extension SlackConnector {
    /// A stream before the token is known.
    struct Definition: Sendable {
        var descriptor: StreamDescriptor
        var source: @Sendable (SlackAPI, SlackStanding) -> HTTPStream
    }

    static let streams: [Definition] = [
        workspaces, users, organisationUsers(isActive: true), organisationUsers(isActive: false), userGroups,
        integrationLogs, accessLogs,
        decisions(.approved, isCertified: false), decisions(.approved, isCertified: true),
        decisions(.restricted, isCertified: false), decisions(.restricted, isCertified: true),
        decisions(.requested, isCertified: false), decisions(.requested, isCertified: true),
    ]

    private static let appMeaning = "Slack tells no last use of an app, a bot, a token or a webhook."
    private static let perWorkspace = PartitionPlan.each(
        stream: "workspaces", kind: .resource, typePrefix: SlackMapping.workspaceType)

    // MARK: - Workspaces

    /// Of a token of one workspace: that one. Of a token of the whole organisation: all that it has.
    private static let workspaces = Definition(
        descriptor: StreamDescriptor(
            id: "workspaces", title: "The workspace, or those of the organisation, and what roles mean",
            operation: "GET auth.test (of an organisation: GET admin.teams.list)",
            yields: [.resource, .permission, .ownership], permissions: ["admin.teams:read"],
            bucket: "admin.teams.list", pageSize: SlackAPI.longPage)
    ) { api, standing in
        HTTPStream(
            first: { _ in
                try standing.current.isOrganisation
                    ? try api.call("admin.teams.list", [("limit", String(SlackAPI.longPage))])
                    : try api.call("auth.test")
            }, pagination: .cursor(parameter: .query("cursor")), redaction: SlackRedaction.things
        ) { response, partition in
            let told = try standing.current
            guard told.isOrganisation else {
                let row = try JSONDecoder().decode(SlackIdentityWire.self, from: response.body)
                guard row.teamID == told.team else { throw SlackProblem("the token is now of another workspace") }
                let workspace = SlackTeamWire(id: row.teamID, name: row.team)
                return DecodedPage(
                    records: SlackAccess.permissions + SlackMapping.workspace(workspace), rowCount: 1)
            }
            var page = try rows(SlackTeamWire.self, response, partition) { row, _ in SlackMapping.workspace(row) }
            if SlackAPI.query("cursor", of: response.url) == nil {
                page.records += SlackAccess.permissions + [SlackMapping.organisation(told)]
            }
            return page
        }
    }

    // MARK: - People, bots, groups

    private static let users = Definition(
        descriptor: StreamDescriptor(
            id: "users", title: "Users, guests and bots, deactivated ones too, with the app behind each bot",
            operation: "GET users.list", yields: [.identity, .application, .grant, .entitlement, .usage],
            permissions: ["users:read", "users:read.email"], partitions: perWorkspace, usageMeaning: appMeaning,
            bucket: "users.list", pageSize: SlackAPI.userPage)
    ) { api, standing in
        let named = SlackNamed()
        return HTTPStream(
            first: { try api.call("users.list", try team($0, standing) + [("limit", String(SlackAPI.userPage))]) },
            pagination: .cursor(parameter: .query("cursor")), redaction: SlackRedaction.people
        ) { response, partition in
            let workspace = try partition.resource()
            let isOrganisation = try standing.current.isOrganisation
            var page = try rows(SlackUserWire.self, response, partition) { row, _ in
                SlackMapping.user(row, in: workspace, isOrganisation: isOrganisation)
            }
            let isFirst = SlackAPI.query("cursor", of: response.url) == nil
            page.records = named.once(page.records, in: partition.key, isFirst: isFirst)
            return page
        }
    }

    /// Those of an organisation with the dates that `users.list` has not; a token of one workspace is told of that one.
    private static func organisationUsers(isActive: Bool) -> Definition {
        Definition(
            descriptor: StreamDescriptor(
                id: isActive ? "organisationUsers" : "deactivatedUsers",
                title: isActive ? "Active users with dates (Enterprise)" : "Deactivated users with dates (Enterprise)",
                operation: "GET admin.users.list?is_active=\(isActive)", yields: [.identity, .usage],
                permissions: ["admin.users:read"],
                usageMeaning:
                    "last_active_ts: when the user was last active; told to a token of the whole organisation alone. None is unknown, never \"never\".",
                bucket: "admin.users.list", pageSize: SlackAPI.organisationUserPage)
        ) { api, standing in
            HTTPStream(
                first: { _ in
                    let told = try standing.current
                    let place =
                        told.isOrganisation
                        ? [("include_deactivated_user_workspaces", "true")] : [("team_id", told.team)]
                    return try api.call(
                        "admin.users.list",
                        place + [
                            ("is_active", String(isActive)), ("limit", String(SlackAPI.organisationUserPage)),
                        ])
                }, pagination: .cursor(parameter: .query("cursor")), redaction: SlackRedaction.people
            ) { response, partition in
                try rows(SlackOrganisationUserWire.self, response, partition) { row, _ in
                    SlackMapping.organisationUser(row, isActive: isActive)
                }
            }
        }
    }

    private static let userGroups = Definition(
        descriptor: StreamDescriptor(
            id: "userGroups", title: "User groups and their members", operation: "GET usergroups.list",
            yields: [.identity, .entitlement, .ownership], permissions: ["usergroups:read"], partitions: perWorkspace,
            bucket: "usergroups.list")
    ) { api, standing in
        HTTPStream(
            first: { partition in
                try api.call(
                    "usergroups.list",
                    try team(partition, standing) + [("include_users", "true"), ("include_disabled", "true")])
            }, pagination: .single, redaction: SlackRedaction.things
        ) { response, partition in
            let workspace = try partition.resource()
            return try rows(SlackUserGroupWire.self, response, partition) { row, _ in
                SlackMapping.userGroup(row, in: workspace)
            }
        }
    }

    // MARK: - Logs

    private static let integrationLogs = Definition(
        descriptor: StreamDescriptor(
            id: "integrationLogs", title: "Apps and services by the log of who added, changed and removed them",
            operation: "GET team.integrationLogs",
            yields: [.application, .grant, .credential, .ownership, .usage], permissions: ["admin"],
            leastAvailableCanWrite: true, partitions: perWorkspace, usageMeaning: appMeaning,
            bucket: "team.integrationLogs", pageSize: SlackAPI.longPage)
    ) { api, standing in
        SlackLog(
            SlackIntegrationWire.self, initial: SlackIntegrations(), add: { try $0.add($1) },
            records: { $0.records(in: $1) }
        ).stream { try log("team.integrationLogs", $0, api, standing) }
    }

    private static let accessLogs = Definition(
        descriptor: StreamDescriptor(
            id: "accessLogs", title: "Last access of people (paid plans)", operation: "GET team.accessLogs",
            yields: [.usage], permissions: ["admin"], leastAvailableCanWrite: true, partitions: perWorkspace,
            usageMeaning:
                "date_last: the latest access of the user with any client from anywhere. How far back the log reaches is not documented: who is not in it is unknown.",
            bucket: "team.accessLogs", pageSize: SlackAPI.longPage)
    ) { api, standing in
        SlackLog(
            SlackAccessWire.self, initial: SlackLastSeen(), add: { try $0.add($1) },
            records: { state, _ in state.records() }
        ).stream { try log("team.accessLogs", $0, api, standing) }
    }

    private static func log(_ method: String, _ partition: Partition, _ api: SlackAPI, _ standing: SlackStanding) throws
        -> Request
    {
        try api.call(method, try team(partition, standing) + [("count", String(SlackAPI.longPage))])
    }

    // MARK: - Decisions about apps

    /// Apps that Slack certified are in no list that does not ask for them, and the others in none that does.
    private static func decisions(_ decision: SlackDecision, isCertified: Bool) -> Definition {
        let word = decision == .requested ? "requests" : decision.rawValue
        let method = "admin.apps.\(word).list"
        let name = decision == .requested ? "App requests" : "\(decision.rawValue.capitalized) apps"
        return Definition(
            descriptor: StreamDescriptor(
                id: (isCertified ? "certified" + decision.rawValue.capitalized : decision.rawValue) + "Apps",
                title: "\(name)\(isCertified ? ", certified ones" : "") (Enterprise)",
                operation: "GET \(method)?certified=\(isCertified)", yields: [.resource],
                permissions: ["admin.apps:read"],
                partitions: .each(stream: "workspaces", kind: .resource, typePrefix: "slack."), bucket: method,
                pageSize: SlackAPI.longPage)
        ) { api, _ in
            HTTPStream(
                first: { partition in
                    let isOrganisation = try partition.resource().type == SlackMapping.organisationType
                    return try api.call(
                        method,
                        [
                            (isOrganisation ? "enterprise_id" : "team_id", partition.key),
                            ("certified", String(isCertified)), ("limit", String(SlackAPI.longPage)),
                        ])
                }, pagination: .cursor(parameter: .query("cursor")),
                redaction: decision == .requested ? SlackRedaction.requests : SlackRedaction.things
            ) { response, partition in
                let place = try partition.resource()
                return try rows(SlackDecisionWire.self, response, partition) { row, _ in
                    decision.records(row, in: place)
                }
            }
        }
    }

    // MARK: - What they share

    /// A token of one workspace asks of that one, whatever is named; one of an organisation has to name it.
    private static func team(_ partition: Partition, _ standing: SlackStanding) throws -> [(String, String)] {
        try standing.current.isOrganisation ? [("team_id", partition.key)] : []
    }

    static func rows<Row: Decodable & Sendable>(
        _ row: Row.Type, _ response: Response, _ partition: Partition,
        _ map: @escaping @Sendable (Row, Partition) throws -> [Record]
    ) throws -> DecodedPage {
        let page = try JSONDecoder().decode(SlackPage<Row>.self, from: response.body)
        return DecodedPage(rows: page.rows, next: page.next, partition: partition, map: map)
    }
}

/// Keeps an app that has several bots in one workspace from being told twice.
final class SlackNamed: Sendable {
    private let seen = Locked<[String: Set<NativeID>]>([:])

    func once(_ records: [Record], in partition: String, isFirst: Bool) -> [Record] {
        seen.withLock { seen in
            var known = isFirst ? [] : seen[partition] ?? []
            let kept = records.filter { record in
                guard case .application(let app) = record else { return true }
                return known.insert(app.nativeID).inserted
            }
            seen[partition] = known
            return kept
        }
    }
}
