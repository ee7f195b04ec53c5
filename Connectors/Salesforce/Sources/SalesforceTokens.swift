import ConnectorKit
import Foundation
import Inventory
import Transport

/// A row of `OauthToken`: a user let an app act for them. Its columns `AccessToken`, `RequestToken` and `DeleteToken` are
/// secrets and are never asked for; its `Id` is always null.
/// https://developer.salesforce.com/docs/platform/object-reference/references/standard-objects/object-oauthtoken.html
struct SalesforceToken: Decodable, Sendable {
    var user: SalesforceID
    var appName: String?
    var appMenuItemID: SalesforceID?
    var appMenuItem: MenuItem?
    var createdDate: Instant?
    var lastUsedDate: Instant?
    var useCount: Int?

    struct MenuItem: Decodable, Sendable {
        var application: SalesforceID?
        var isUsingAdminAuthorization: Bool?

        private enum CodingKeys: String, CodingKey {
            case application = "ApplicationId"
            case isUsingAdminAuthorization = "IsUsingAdminAuthorization"
        }
    }

    private enum CodingKeys: String, CodingKey {
        case user = "UserId"
        case appName = "AppName"
        case appMenuItemID = "AppMenuItemId"
        case appMenuItem = "AppMenuItem"
        case createdDate = "CreatedDate"
        case lastUsedDate = "LastUsedDate"
        case useCount = "UseCount"
    }

    /// What tells it from the others; tokens of one user for one app of one second are told apart by a number.
    var key: String {
        let app = appMenuItemID?.text ?? appName ?? ""
        return "\(user.text)/\(app)/\(createdDate?.description ?? "")"
    }

    /// The app by its id where the token leads to one. A name proves nothing: anybody may call an app so, and one that is
    /// not installed has no other.
    var app: Reference { .application(appMenuItem?.application?.text ?? "name/" + (appName ?? "")) }

    func records(ordinal: Int) -> [Record] {
        let id = "\(key)/\(ordinal)"
        let grant = Grant(
            nativeID: NativeID(id), type: "salesforce.oauthToken", holder: app,
            grantee: appMenuItem?.application?.text ?? appName ?? "", granteeName: appName,
            onBehalfOf: .identity(user.text), consent: consent, grantedAt: createdDate,
            // The app's policy ends it, in a unit that the API does not tell.
            expiry: .unknown,
            // Inactive users are refused (`inactive_user`); users are never deleted.
            survival: Survival(disabling: .no, deletion: .no),
            attributes: SalesforceAttributes.of([
                "appMenuItemId": appMenuItemID?.text, "useCount": useCount.map { String($0) },
            ]))
        return [
            .grant(grant),
            .usage(Usage(subject: .grant(id), holder: app, lastUse: lastUse, meaning: .unknown)),
        ]
    }

    private var consent: Consent {
        switch appMenuItem?.isUsingAdminAuthorization {
        case true?: .admin
        case false?: .user
        case nil: .unknown
        }
    }

    private var lastUse: LastUse {
        if let lastUsedDate { return .observed(lastUsedDate) }
        guard useCount == 0, let createdDate else { return .unknown }
        return .noneSince(createdDate)
    }
}

/// The list of tokens. It shows one's own alone to whoever may not customise the application, and ends after 2,500 rows
/// without a word; so the permission is asked first, the rows are held against `COUNT()`, and a longer list is read user by
/// user, some at a time, as the vendor advises.
enum SalesforceTokens {
    static let permission = "CustomizeApplication"
    static let query = SalesforceQuery(
        object: "OauthToken", fields: ["UserId", "AppName"],
        optional: [
            "AppMenuItemId", "CreatedDate", "LastUsedDate", "UseCount", "AppMenuItem.ApplicationId",
            "AppMenuItem.IsUsingAdminAuthorization",
        ])
    static let count = SalesforceQuery(object: "OauthToken", fields: ["COUNT()"])
    /// Written otherwise, so that the second counting is no repeated page.
    static let recount = SalesforceQuery(object: "OauthToken", fields: ["count()"])
    static let users = SalesforceQuery(object: "User", fields: ["Id"])
    static let permissionQuestion = "SELECT Permissions\(permission) FROM \(SalesforceOwnPermission.object)"

    /// "No more records are returned after 2500."
    static let cap = 2_500
    /// Four hundred ids make an address of some nine thousand characters; Salesforce takes sixteen thousand.
    static let mostUsers = 400

    static func query(of users: [SalesforceID]) -> SalesforceQuery {
        var query = query
        query.condition = "UserId IN (\(users.map { "'\($0.text)'" }.joined(separator: ",")))"
        return query
    }

    static func stream(_ endpoint: SalesforceEndpoint) throws -> HTTPStream {
        let first = try endpoint.ask(SalesforceOwnPermission.query(permission))
        let description = try endpoint.describe(query).url.path
        let kept = Locked<SalesforceTokenRead?>(nil)
        let start: @Sendable (Partition) throws -> Request = { _ in first }
        return HTTPStream(first: start, pagination: .nextURL, redaction: SalesforceRedaction.rules) {
            response, partition in
            if response.url == first.url {
                // A "no" was a refusal before it came here.
                guard try SalesforceOwnPermission.has(permission, response) == true else {
                    throw SalesforceProblem("it is not told whether this user may see others' tokens")
                }
                kept.withLock { $0 = SalesforceTokenRead() }
                return DecodedPage(records: [], rowCount: 0, next: description)
            }
            guard var read = kept.withLock({ $0 }) else { throw SalesforceProblem("the page before it was not read") }
            let page = try read.page(response, partition)
            kept.withLock { [read] in $0 = read }
            return page
        }
    }
}

/// How far the read of the tokens has come. It lives as long as the read; one that is resumed without it is begun anew.
struct SalesforceTokenRead: Sendable {
    private enum Step { case counting, users, tokens, recounting }

    private var step = Step.counting
    private var described: SalesforceDescription?
    private var total = 0
    private var seen = 0
    private var users: [SalesforceID] = []
    /// Whose tokens are being read, and whose are to be; empty where they are one list.
    private var current: [SalesforceID] = []
    private var waiting: [[SalesforceID]] = []
    private var ordinals: [String: Int] = [:]
    private var namedApps: Set<String> = []

    private struct User: Decodable, Sendable {
        var id: SalesforceID

        private enum CodingKeys: String, CodingKey { case id = "Id" }
    }

    private struct Nothing: Decodable, Sendable {}

    mutating func page(_ response: Response, _ partition: Partition) throws -> DecodedPage {
        if case .description = SalesforceAsk(response.url) {
            described = try JSONDecoder().decode(SalesforceDescription.self, from: response.body)
            return try Self.on(to: SalesforceTokens.count, nil)
        }
        switch step {
        case .counting:
            total = try SalesforceRows<Nothing>.read(response).totalSize
            step = total <= SalesforceTokens.cap ? .tokens : .users
            return step == .users
                ? try Self.on(to: SalesforceTokens.users, nil) : try Self.on(to: SalesforceTokens.query, described)
        case .users:
            let page = try SalesforceRows<User>.read(response)
            guard page.records.rejected.isEmpty else { throw SalesforceProblem("a user has no id") }
            users += page.records.rows.map(\.id)
            if let next = page.next { return DecodedPage(records: [], rowCount: 0, next: next) }
            step = .tokens
            waiting = Self.parts(users, tokens: total)
            return DecodedPage(records: [], rowCount: 0, next: try nextPart())
        case .tokens: return try tokens(response, partition)
        case .recounting:
            // Tokens that were taken away meanwhile are missed by nobody; a hidden end is there however often one counts.
            total = min(total, try SalesforceRows<Nothing>.read(response).totalSize)
            return DecodedPage(records: [], rowCount: 0, total: total)
        }
    }

    private mutating func tokens(_ response: Response, _ partition: Partition) throws -> DecodedPage {
        let list = try SalesforceRows<SalesforceToken>.read(response)
        if current.count > 1, list.totalSize >= SalesforceTokens.cap {
            // Too many for one list: nothing of it is taken, and each half is asked for.
            let half = current.count / 2
            waiting.insert(contentsOf: [Array(current[..<half]), Array(current[half...])], at: 0)
            return DecodedPage(records: [], rowCount: 0, next: try nextPart())
        }
        seen += list.records.count
        var page = DecodedPage(rows: list.records, next: list.next, partition: partition) { token, _ in
            let ordinal = ordinals[token.key, default: 0]
            ordinals[token.key] = ordinal + 1
            return token.records(ordinal: ordinal) + namedApp(token)
        }
        if page.next == nil { page.next = try nextPart() }
        if page.next == nil {
            if seen >= total {
                page.total = total
            } else {
                step = .recounting
                page.next = try SalesforceEndpoint.path(SalesforceTokens.recount, nil)
            }
        }
        return page
    }

    /// An app that no list has but by the name that its tokens carry.
    private mutating func namedApp(_ token: SalesforceToken) -> [Record] {
        guard token.appMenuItem?.application == nil, namedApps.insert(token.appName ?? "").inserted else { return [] }
        return [
            .application(
                Application(
                    nativeID: token.app.nativeID, type: "salesforce.namedApp", name: token.appName ?? "without a name",
                    attributes: SalesforceAttributes.of(["appMenuItemId": token.appMenuItemID?.text])))
        ]
    }

    private mutating func nextPart() throws -> String? {
        guard !waiting.isEmpty else { return nil }
        current = waiting.removeFirst()
        return try SalesforceEndpoint.path(SalesforceTokens.query(of: current), described)
    }

    private static func on(to query: SalesforceQuery, _ described: SalesforceDescription?) throws -> DecodedPage {
        DecodedPage(records: [], rowCount: 0, next: try SalesforceEndpoint.path(query, described))
    }

    /// So many users at a time that a thousand tokens are to be expected.
    static func parts(_ users: [SalesforceID], tokens: Int) -> [[SalesforceID]] {
        let size = min(SalesforceTokens.mostUsers, max(1, users.count * 1000 / max(1, tokens)))
        return stride(from: 0, to: users.count, by: size).map { Array(users[$0..<min($0 + size, users.count)]) }
    }
}
