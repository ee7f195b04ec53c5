import Foundation
import Inventory

/// A row of `admin.apps.approved.list`, `admin.apps.restricted.list` and `admin.apps.requests.list`.
/// https://docs.slack.dev/reference/methods/admin.apps.approved.list
struct SlackDecisionWire: Decodable, Sendable {
    /// Of a request alone.
    var id: String?
    var app: App
    var scopes: [Scope]?
    var updated: SlackTime?
    var requested: SlackTime?
    var resolvedBy: Actor?
    var requestedBy: User?
    var previous: Resolution?

    struct App: Decodable, Sendable {
        var id: String
        var name: String?
        /// Looked at by Slack for its marketplace.
        var isDirectoryApproved: Bool?
        var isInternal: Bool?
        var developerType: String?
        var homepage: String?
        var privacyPolicy: String?
        var directoryPage: String?

        enum CodingKeys: String, CodingKey {
            case id, name
            case isDirectoryApproved = "is_app_directory_approved"
            case isInternal = "is_internal"
            case developerType = "developer_type"
            case homepage = "app_homepage_url"
            case privacyPolicy = "privacy_policy_url"
            case directoryPage = "app_directory_url"
        }
    }

    struct Scope: Decodable, Sendable {
        var name: String
        var isSensitive: Bool?
        /// `bot`, `user` or `app`.
        var tokenType: String?

        enum CodingKeys: String, CodingKey {
            case name
            case isSensitive = "is_sensitive"
            case tokenType = "token_type"
        }
    }

    struct Actor: Decodable, Sendable {
        var id: String?
        enum CodingKeys: String, CodingKey { case id = "actor_id" }
    }

    struct User: Decodable, Sendable { var id: String? }

    struct Resolution: Decodable, Sendable { var status: String? }

    private enum CodingKeys: String, CodingKey {
        case id, app, scopes
        case updated = "date_updated"
        case requested = "date_created"
        case resolvedBy = "last_resolved_by"
        case requestedBy = "user"
        case previous = "previous_resolution"
    }
}

/// A row of `team.integrationLogs`: a change of an app, or of a service of the kind that Slack had before apps.
/// https://docs.slack.dev/reference/methods/team.integrationLogs
struct SlackIntegrationWire: Decodable, Sendable {
    var appID: SlackID?
    var appName: String?
    var serviceID: SlackID?
    var serviceName: String?
    var userID: String?
    var date: SlackTime
    /// `added`, `removed`, `enabled`, `disabled`, `expanded`, `updated`.
    var change: String
    /// Separated by commas.
    var scope: String?
    var channel: String?
    /// Why it was disabled.
    var reason: String?

    private enum CodingKeys: String, CodingKey {
        case date, scope, channel, reason
        case appID = "app_id"
        case appName = "app_type"
        case serviceID = "service_id"
        case serviceName = "service_type"
        case userID = "user_id"
        case change = "change_type"
    }
}

/// A row of `team.accessLogs`: one user, from one address with one client.
/// https://docs.slack.dev/reference/methods/team.accessLogs
struct SlackAccessWire: Decodable, Sendable {
    var userID: String
    var last: SlackTime

    private enum CodingKeys: String, CodingKey {
        case userID = "user_id"
        case last = "date_last"
    }
}
