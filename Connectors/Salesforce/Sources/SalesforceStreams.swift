import ConnectorKit
import Inventory
import Transport

/// What is asked for, stream by stream. An answer holds 2,000 rows, one of tokens 500.
enum SalesforceStreams {
    /// A stream before the org is known.
    struct Definition: Sendable {
        var descriptor: StreamDescriptor
        /// - Throws: `SalesforceProblem` for an address that cannot be made.
        var source: @Sendable (SalesforceEndpoint) throws -> HTTPStream
    }

    static let all: [Definition] = [
        users, permissionSets, assignments, connectedApps, externalClientApps, appAccess, oauthTokens, certificates,
    ]

    /// Every question that is asked.
    static let queries: [SalesforceQuery] = [
        SalesforceUser.query, SalesforceUserList.frozen, SalesforcePermissionSet.query, SalesforceAssignment.query,
        SalesforceConnectedApp.query, SalesforceExternalApp.query, SalesforceAppAccess.query, SalesforceTokens.query,
        SalesforceTokens.count, SalesforceTokens.recount, SalesforceTokens.users, SalesforceCertificate.query,
        SalesforceTenant.organization, SalesforceTenant.permissions,
        SalesforceOwnPermission.query(SalesforceUserList.permission),
        SalesforceOwnPermission.query(SalesforceTokens.permission),
    ]

    static let pageSize = 2000
    /// "View Setup and Configuration".
    private static let setup = "ViewSetup"

    private static func operation(_ query: SalesforceQuery) -> String {
        let root = query.interface == .tooling ? "/tooling/query" : "/query"
        return "GET \(root): \(query.object)" + (query.condition.map { " WHERE \($0)" } ?? "")
    }

    static let users = Definition(
        descriptor: StreamDescriptor(
            id: "users", title: "Users, integration users and portal users among them, and who is frozen",
            operation: operation(SalesforceUser.query), yields: [.identity, .person, .link, .usage],
            permissions: ["ViewAllUsers"],
            usageMeaning:
                "The user's last successful login, to the minute, kept for good; work in a session or by a token that goes on is no login.",
            pageSize: pageSize)
    ) { try SalesforceUserList.stream($0) }

    static let permissionSets = Definition(
        descriptor: StreamDescriptor(
            id: "permissionSets", title: "Permission sets, groups of them and profiles, with what is dangerous in them",
            operation: operation(SalesforcePermissionSet.query), yields: [.permission], permissions: [setup],
            pageSize: pageSize)
    ) { try .salesforce(SalesforcePermissionSet.self, SalesforcePermissionSet.query, at: $0) { $0.records() } }

    static let assignments = Definition(
        descriptor: StreamDescriptor(
            id: "permissionSetAssignments", title: "Who has which profile and permission sets",
            operation: operation(SalesforceAssignment.query), yields: [.entitlement], permissions: [setup],
            pageSize: pageSize)
    ) { try .salesforce(SalesforceAssignment.self, SalesforceAssignment.query, at: $0) { try $0.records() } }

    static let connectedApps = Definition(
        descriptor: StreamDescriptor(
            id: "connectedApps", title: "Connected apps that are installed or made here, and their policies",
            operation: operation(SalesforceConnectedApp.query), yields: [.application, .ownership],
            permissions: [setup], pageSize: pageSize)
    ) { try .salesforce(SalesforceConnectedApp.self, SalesforceConnectedApp.query, at: $0) { $0.records() } }

    static let externalClientApps = Definition(
        descriptor: StreamDescriptor(
            id: "externalClientApps", title: "External client apps", operation: operation(SalesforceExternalApp.query),
            yields: [.application, .ownership], permissions: [setup], pageSize: pageSize)
    ) { try .salesforce(SalesforceExternalApp.self, SalesforceExternalApp.query, at: $0) { $0.records() } }

    static let appAccess = Definition(
        descriptor: StreamDescriptor(
            id: "appAccess", title: "Which profiles and permission sets an administrator let use an app",
            operation: operation(SalesforceAppAccess.query), yields: [.grant], permissions: [setup],
            pageSize: pageSize)
    ) { try .salesforce(SalesforceAppAccess.self, SalesforceAppAccess.query, at: $0) { $0.records() } }

    /// The vendor documents no permission that only reads them.
    static let oauthTokens = Definition(
        descriptor: StreamDescriptor(
            id: "oauthTokens", title: "Which app may act for which user, since when and last used",
            operation: operation(SalesforceTokens.query), yields: [.grant, .usage, .application],
            permissions: [SalesforceTokens.permission], leastAvailableCanWrite: true,
            usageMeaning:
                "The most recent use of the token, as Salesforce writes it; whether refused uses count it does not say. A token with a use count of 0 was not used since it was made.",
            pageSize: 500)
    ) { try SalesforceTokens.stream($0) }

    static let certificates = Definition(
        descriptor: StreamDescriptor(
            id: "certificates", title: "Certificates that the org itself signs with, and their end",
            operation: operation(SalesforceCertificate.query), yields: [.credential, .ownership],
            permissions: [setup], pageSize: pageSize)
    ) { try .salesforce(SalesforceCertificate.self, SalesforceCertificate.query, at: $0) { $0.records() } }
}
