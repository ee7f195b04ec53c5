import ConnectorKit
import Foundation
import Inventory

/// A row of `/applications`: an app that is registered in this tenant.
/// https://learn.microsoft.com/graph/api/resources/application
struct EntraApplication: Decodable, Sendable {
    var id: String
    var odataType: String?
    var appId: String
    var displayName: String?
    var createdDateTime: Instant?
    var createdByAppId: String?
    var signInAudience: String?
    var publisherDomain: String?
    var verifiedPublisher: EntraPublisher?
    var serviceManagementReference: String?
    var notes: String?
    var isDisabled: Bool?
    var disabledByMicrosoftStatus: String?
    var tags: [String]?
    var passwordCredentials: [EntraPassword]?
    var keyCredentials: [EntraKey]?

    private enum CodingKeys: String, CodingKey {
        case id, appId, displayName, createdDateTime, createdByAppId, signInAudience, publisherDomain
        case verifiedPublisher, serviceManagementReference, notes, isDisabled, disabledByMicrosoftStatus, tags
        case passwordCredentials, keyCredentials
        case odataType = "@odata.type"
    }

    static let selection =
        "id,appId,displayName,createdDateTime,signInAudience,publisherDomain,verifiedPublisher,serviceManagementReference,notes,disabledByMicrosoftStatus,tags,passwordCredentials,keyCredentials"

    func records() -> [Record] {
        let isBlueprint = odataType == "#microsoft.graph.agentIdentityBlueprint"
        return [
            .application(
                Application(
                    nativeID: NativeID(id), type: isBlueprint ? "entra.agentIdentityBlueprint" : "entra.application",
                    name: displayName ?? appId, clientID: appId, publisher: verifiedPublisher?.displayName,
                    publisherVerified: verifiedPublisher.map(\.isVerified), status: status,
                    createdAt: createdDateTime,
                    attributes: Attributes.of([
                        "signInAudience": signInAudience, "publisherDomain": publisherDomain, "notes": notes,
                        "serviceManagementReference": serviceManagementReference, "createdByAppId": createdByAppId,
                        "disabledByMicrosoftStatus": disabledByMicrosoftStatus,
                        "tags": tags?.sorted().joined(separator: " "),
                    ])))
        ] + EntraCredentials.records(.application(id), passwords: passwordCredentials ?? [], keys: keyCredentials ?? [])
    }

    /// Whether it may be signed in to in this tenant is its service principal's to say.
    private var status: AccountStatus {
        if isDisabled == true || disabledByMicrosoftStatus == "DisabledDueToViolationOfServicesAgreement" {
            return .disabled
        }
        return .enabled
    }
}

/// https://learn.microsoft.com/graph/api/resources/verifiedpublisher. An object of nulls where nobody is verified.
struct EntraPublisher: Decodable, Sendable {
    var displayName: String?
    var verifiedPublisherId: String?

    var isVerified: Bool { verifiedPublisherId.map { !$0.isEmpty } ?? false }
}

/// A row of `/applications` with its federated credentials: twenty at most an app, as many as an expansion holds.
struct EntraFederatedApplication: Decodable, Sendable {
    var id: String
    var federatedIdentityCredentials: [EntraFederation]?

    func records() -> [Record] { (federatedIdentityCredentials ?? []).map { $0.record(.application(id)) } }
}
