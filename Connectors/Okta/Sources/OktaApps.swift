import ConnectorKit
import Foundation
import Inventory

/// A row of `GET /api/v1/apps`.
/// https://developer.okta.com/docs/api/openapi/okta-management/management/tags/application
struct OktaApp: Decodable, Sendable {
    var id: String
    /// The catalog's key (`salesforce`, `oidc_client`).
    var name: String?
    var label: String?
    var status: String?
    var created: Instant?
    var signOnMode: String?
    var credentials: Credentials?
    var settings: Settings?

    struct Credentials: Decodable, Sendable { var oauthClient: Client? }

    /// The client's secret stands in the vendor's answer too (`client_secret`): it is not read.
    struct Client: Decodable, Sendable {
        var clientID: String?
        var authenticationMethod: String?

        private enum CodingKeys: String, CodingKey {
            case clientID = "client_id"
            case authenticationMethod = "token_endpoint_auth_method"
        }
    }

    struct Settings: Decodable, Sendable { var oauthClient: OAuthSettings? }

    struct OAuthSettings: Decodable, Sendable {
        /// `web`, `native`, `browser` or `service`.
        var applicationType: String?
        /// `REQUIRED` asks users for consent, `TRUSTED` does not.
        var consentMethod: String?
        var grantTypes: [String]?

        private enum CodingKeys: String, CodingKey {
            case applicationType = "application_type"
            case consentMethod = "consent_method"
            case grantTypes = "grant_types"
        }
    }

    /// `okta.app.oauth.service`, `okta.app.saml_2_0`: OAuth apps by their kind, others by how they sign on. Okta's own are
    /// told apart: what proves them is not the org's to see or to change.
    private var type: String {
        if isVendorManaged { return OktaType.systemApp }
        if credentials?.oauthClient != nil || signOnMode == "OPENID_CONNECT" {
            return OktaType.oauthApp + (settings?.oauthClient?.applicationType ?? "unknown")
        }
        return OktaType.app + (signOnMode?.lowercased() ?? "unknown")
    }

    /// By the catalog's keys: `okta_org2org` is a customer's app, whatever its name says.
    private var isVendorManaged: Bool { name.map(Self.systemApps.contains) ?? false }

    /// The admin console, the dashboard, the browser plug-in, Workflows.
    private static let systemApps: Set<String> = ["saasure", "okta_enduser", "okta_browser_plugin", "okta_flow_sso"]

    func records() -> [Record] {
        [
            .application(
                Application(
                    nativeID: NativeID(id), type: type, name: label ?? name ?? id,
                    clientID: credentials?.oauthClient?.clientID, vendorManaged: isVendorManaged,
                    status: Self.status(status), createdAt: created,
                    attributes: Attributes.of([
                        "name": name, "signOnMode": signOnMode,
                        "token_endpoint_auth_method": credentials?.oauthClient?.authenticationMethod,
                        "consent_method": settings?.oauthClient?.consentMethod,
                        "grant_types": settings?.oauthClient?.grantTypes?.joined(separator: " "),
                    ])))
        ]
    }

    static func status(_ status: String?) -> AccountStatus {
        switch status {
        case "ACTIVE": .enabled
        case "INACTIVE": .disabled
        case "DELETED": .deleted
        default: .unknown
        }
    }
}

/// The words that streams fan out by.
enum OktaType {
    static let app = "okta.app."
    static let oauthApp = "okta.app.oauth."
    static let systemApp = "okta.app.system"
    static let serviceApp = "okta.app.oauth.service"
    static let assignment = "okta.appAssignment"
    /// Of an app that asks its users for consent: only there are consents looked for.
    static let consentingAssignment = "okta.appAssignment.consent"
}

/// A row of `GET /api/v1/apps/{appId}/users`.
struct OktaAppUser: Decodable, Sendable {
    var id: String
    var created: Instant?
    /// `USER` or `GROUP`.
    var scope: String?

    func records(_ partition: Partition) throws -> [Record] {
        let app = try partition.application
        let asks = app.clientID != nil && app.attributes["consent_method"] == "REQUIRED"
        return [
            .entitlement(
                Entitlement(
                    nativeID: NativeID("\(app.nativeID)/\(id)"),
                    type: asks ? OktaType.consentingAssignment : OktaType.assignment, holder: .identity(id),
                    target: Reference(.application, app.nativeID), targetName: app.name,
                    resource: asks ? app.clientID : nil,
                    conditions: scope == "GROUP" ? ["assigned through a group"] : [], grantedAt: created))
        ]
    }
}

/// A row of `GET /api/v1/apps/{appId}/groups`; it tells no date of the assignment.
struct OktaAppGroup: Decodable, Sendable {
    var id: String

    func records(_ partition: Partition) throws -> [Record] {
        let app = try partition.application
        return [
            .entitlement(
                Entitlement(
                    nativeID: NativeID("\(app.nativeID)/\(id)"), type: "okta.appGroupAssignment",
                    holder: .identity(id), target: Reference(.application, app.nativeID), targetName: app.name))
        ]
    }
}
