import ConnectorKit
import Inventory

/// A row of `GET /integrations/api/v1/api-services`: a vendor's app of the catalog that was given scopes to this org.
/// https://developer.okta.com/docs/api/openapi/okta-management/management/tags/apiserviceintegrations
struct OktaAPIServiceIntegration: Decodable, Sendable {
    var id: String
    var type: String?
    var name: String?
    var createdAt: Instant?
    /// Some answers have it instead of `createdAt`.
    var created: Instant?
    /// A user id.
    var createdBy: String?
    var grantedScopes: [String]?

    func records() -> [Record] {
        let holder = Reference.application(id)
        var records: [Record] = [
            .application(
                Application(
                    nativeID: NativeID(id), type: "okta.apiServiceIntegration", name: name ?? type ?? id,
                    // The instance's id is its client id: the answer's `client` link ends in it.
                    clientID: id, createdAt: createdAt ?? created, attributes: Attributes.of(["type": type]))),
            .grant(
                Grant(
                    nativeID: NativeID("\(id)/grantedScopes"), type: "okta.apiServiceGrant", holder: holder,
                    grantee: id, granteeName: name, consent: .installation, scopes: (grantedScopes ?? []).sorted(),
                    grantedAt: createdAt ?? created, expiry: .unsupported, survival: OktaSurvival.ofApp,
                    attributes: Attributes.of(["createdBy": createdBy]))),
        ]
        if let createdBy, !createdBy.isEmpty {
            records.append(
                .ownership(
                    OwnershipClaim(
                        subject: holder, holder: holder, owner: createdBy, evidence: .installer,
                        claimedAt: createdAt ?? created)))
        }
        return records
    }
}
