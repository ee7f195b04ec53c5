import Foundation
import Inventory

/// What an organisation decided about apps: approved, restricted, asked for. None of it says that an app is installed,
/// so that none becomes an application or a grant: they are facts of their own that name the app.
enum SlackDecision: String, Sendable {
    case approved, restricted, requested

    /// `slack.approvedApp`
    var type: String { "slack.\(rawValue)App" }

    func records(_ row: SlackDecisionWire, in place: Resource) -> [Record] {
        let scopes = row.scopes ?? []
        return [
            .resource(
                Resource(
                    nativeID: NativeID("\(place.nativeID)/\(rawValue)/\(row.id ?? row.app.id)"), type: type,
                    name: row.app.name.flatMap { $0.isEmpty ? nil : $0 } ?? row.app.id,
                    createdAt: row.requested?.instant,
                    attributes: SlackMapping.attributes([
                        "state": rawValue, "app_id": row.app.id, "decided_for": place.name,
                        "scopes": Self.list(scopes.map(\.name)),
                        "sensitive_scopes": Self.list(scopes.filter { $0.isSensitive == true }.map(\.name)),
                        "token_types": Self.list(scopes.compactMap(\.tokenType)),
                        "is_app_directory_approved": row.app.isDirectoryApproved.map { String($0) },
                        "is_internal": row.app.isInternal.map { String($0) }, "developer_type": row.app.developerType,
                        "publisher_domain": Self.domain(row.app),
                        "app_homepage": Self.page(row.app.homepage),
                        "app_directory_page": Self.page(row.app.directoryPage),
                        "last_resolved_by": row.resolvedBy?.id, "date_updated": row.updated?.instant?.description,
                        "requested_by": row.requestedBy?.id, "previous_resolution": row.previous?.status,
                    ])))
        ]
    }

    private static func list(_ values: [String]) -> String? {
        values.isEmpty ? nil : Set(values.filter { !$0.isEmpty }).sorted().joined(separator: ", ")
    }

    /// The maker's own word for where it is at home, which nobody checked. Slack's own pages tell nothing of it.
    private static func domain(_ app: SlackDecisionWire.App) -> String? {
        [app.homepage, app.privacyPolicy].compactMap { $0 }
            .compactMap { URLComponents(string: $0)?.host?.lowercased() }
            .first { !$0.isEmpty && $0 != "slack.com" && !$0.hasSuffix(".slack.com") }
    }

    /// Without user, query and fragment.
    private static func page(_ text: String?) -> String? {
        guard let text, let url = URLComponents(string: text), let host = url.host, let scheme = url.scheme,
            ["https", "http"].contains(scheme)
        else { return nil }
        return String("\(scheme)://\(host)\(url.path)".prefix(300))
    }
}
