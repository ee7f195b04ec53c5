import ConnectorKit
import Crypto
import Foundation
import Inventory
import Transport

/// Who may do what: the bindings of a policy as entitlements, and everybody whom they name.
/// https://cloud.google.com/iam/docs/reference/rest/v1/Policy
enum GoogleCloudPolicy {
    /// A policy is one answer; each binding of it is decoded alone.
    static func page(
        _ response: Response, _ map: (GoogleCloudBindingWire) -> [Record]
    ) throws -> DecodedPage {
        let page = try GoogleCloudPage<GoogleCloudBindingWire>.read(response.body, key: "bindings")
        guard let bindings = page.rows else { return DecodedPage(records: [], rowCount: 0) }
        // Somebody may stand in several bindings, and a binding may stand there twice.
        var seen: Set<Reference> = []
        let records = bindings.rows.flatMap(map).filter { seen.insert(Reference($0.kind, $0.nativeID)).inserted }
        return DecodedPage(records: records, rejected: bindings.rejected, rowCount: bindings.count)
    }

    /// The policy of a project, folder or organisation. What it allows holds for all below.
    static func bindings(_ binding: GoogleCloudBindingWire, on resource: Resource) -> [Record] {
        members(of: binding).flatMap { member -> [Record] in
            var records: [Record] = [
                .identity(member.identity),
                .entitlement(
                    entitlement(member, binding, on: resource.nativeID.string, name: resource.name, "iamBinding")),
            ]
            if let claim = claim(member, binding, on: resource) { records.append(.ownership(claim)) }
            return records
        }
    }

    /// The policy of a service account: what is allowed there is to act as it, or to change it. It is told of both
    /// sides: as what somebody may do, and as whom the account trusts.
    static func trusts(_ binding: GoogleCloudBindingWire, on account: Identity) -> [Record] {
        members(of: binding).flatMap { member -> [Record] in
            let entitlement = entitlement(
                member, binding, on: account.nativeID.string, name: account.name, "serviceAccountBinding")
            return [
                .identity(member.identity), .entitlement(entitlement),
                .grant(
                    Grant(
                        nativeID: entitlement.nativeID, type: "google-cloud.serviceAccountTrust",
                        holder: account.holder, grantee: member.nativeID.string, granteeName: member.address,
                        consent: .trust, scopes: [binding.role], conditions: entitlement.conditions,
                        expiry: .unsupported, survival: .unknown,
                        attributes: GoogleCloudMapping.attributes([
                            "principalType": member.kind, "relation": relation(of: member, to: account),
                        ]))),
            ]
        }
    }

    // MARK: - Parts

    private static func members(of binding: GoogleCloudBindingWire) -> [GoogleCloudMember] {
        (binding.members ?? []).filter { !$0.isEmpty }.map { GoogleCloudMember($0) }
    }

    private static func entitlement(
        _ member: GoogleCloudMember, _ binding: GoogleCloudBindingWire, on resource: String, name: String,
        _ type: String
    ) -> Entitlement {
        let condition = binding.condition?.expression ?? binding.condition?.title
        return Entitlement(
            nativeID: NativeID(
                "\(resource)/\(binding.role)/\(member.nativeID)" + (condition.map { "/\(digest($0))" } ?? "")),
            type: "google-cloud." + type, holder: member.reference, target: .permission(binding.role),
            targetName: binding.role, resource: name,
            conditions: condition.map { text in
                [binding.condition?.title.map { "\($0): \(text)" } ?? text]
            } ?? [])
    }

    /// Owners answer for what they own, unless it is only for a time or under a condition.
    private static func claim(
        _ member: GoogleCloudMember, _ binding: GoogleCloudBindingWire, on resource: Resource
    ) -> OwnershipClaim? {
        guard binding.role == "roles/owner", binding.condition == nil, !member.isDeleted,
            member.kind == "user" || member.kind == "group"
        else { return nil }
        let subject = Reference(.resource, resource.nativeID)
        return OwnershipClaim(
            subject: subject, holder: subject, owner: member.address,
            evidence: member.kind == "user" ? .nativeOwner : .team)
    }

    /// In the words of AWS's role trusts, with the project in the place of the account.
    static func relation(of member: GoogleCloudMember, to account: Identity) -> String? {
        if member.isDeleted { return "deletedPrincipal" }
        if member.isAnyone { return "anyone" }
        if member.isFederated { return "federated" }
        guard member.kind == "serviceAccount" else { return nil }
        if member.isServiceAgent { return "service" }
        let domain = member.address.split(separator: "@").last
        return domain == account.name.split(separator: "@").last ? "sameProject" : "otherProject"
    }

    /// Conditions are texts of any length.
    private static func digest(_ text: String) -> String {
        SHA256.hash(data: Data(text.utf8)).prefix(8).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
