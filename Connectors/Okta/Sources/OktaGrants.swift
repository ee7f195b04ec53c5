import ConnectorKit
import Foundation
import Inventory

/// A row of `GET /api/v1/apps/{appId}/grants` and of `GET /api/v1/users/{userId}/clients/{clientId}/grants`: one scope that was consented to.
struct OktaGrant: Decodable, Sendable {
    var id: String
    var scopeId: String
    var status: String?
    var created: Instant?
    var createdBy: Actor?
    var issuer: String?
    var clientId: String?
    /// `ADMIN` or `END_USER`.
    var source: String?
    var userId: String?

    struct Actor: Decodable, Sendable { var id: String? }

    /// A revoked grant allows nothing: it is none.
    var isLive: Bool { status != "REVOKED" }

    func appRecords(_ partition: Partition) throws -> [Record] {
        guard isLive else { return [] }
        let app = try partition.application
        let holder = Reference(.application, app.nativeID)
        var records = [
            Record.grant(
                grant(
                    type: "okta.appGrant", holder: holder, name: app.name,
                    onBehalfOf: source == "END_USER" ? userId.map { .identity($0) } : nil,
                    clientID: clientId ?? app.clientID))
        ]
        // Whoever consented for the org answers for the app, unless somebody better is named.
        if source == "ADMIN", let consenter = createdBy?.id {
            records.append(
                .ownership(OwnershipClaim(subject: holder, holder: holder, owner: consenter, evidence: .installer)))
        }
        return records
    }

    func userRecords(_ partition: Partition) throws -> [Record] {
        guard isLive else { return [] }
        let assignment = try partition.entitlement
        return [
            .grant(
                grant(
                    type: "okta.userGrant", holder: assignment.target, name: assignment.targetName,
                    onBehalfOf: assignment.holder, clientID: clientId ?? assignment.resource))
        ]
    }

    private func grant(type: String, holder: Reference, name: String, onBehalfOf: Reference?, clientID: String?)
        -> Grant
    {
        Grant(
            nativeID: NativeID(id), type: type, holder: holder, grantee: clientID ?? holder.nativeID.string,
            granteeName: name, onBehalfOf: onBehalfOf, consent: consent, scopes: [scopeId], grantedAt: created,
            expiry: .unsupported,
            attributes: Attributes.of(["issuer": issuer, "source": source, "createdBy": createdBy?.id]))
    }

    private var consent: Consent {
        switch source {
        case "ADMIN": .admin
        case "END_USER": .user
        default: .unknown
        }
    }
}
