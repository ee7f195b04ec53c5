import Foundation
import Inventory

/// A member of a binding: `user:ana@example.com`, `principalSet://…`, `deleted:serviceAccount:x@…?uid=1`.
/// https://cloud.google.com/iam/docs/principal-identifiers
///
/// What a policy calls somebody is all there is to know them by, so it is their id in the inventory; service accounts
/// that a project lists go by the same.
struct GoogleCloudMember: Sendable {
    let nativeID: NativeID
    /// `user`, `group`, `serviceAccount`, `domain`, `principal`, `principalSet`; or the whole where there is no kind.
    let kind: String
    /// What follows the kind.
    let value: String
    /// Deleted not long ago: Google keeps the binding and says so.
    let isDeleted: Bool

    init(_ text: String) {
        let prefix = "deleted:"
        isDeleted = text.hasPrefix(prefix)
        let plain = isDeleted ? text.dropFirst(prefix.count) : text[...]
        let parts = plain.split(separator: ":", maxSplits: 1)
        let kind = String(parts.first ?? plain)
        self.kind = kind
        guard parts.count == 2, Self.byAddress.contains(kind) else {
            value = parts.count == 2 ? String(parts[1]) : String(plain)
            nativeID = NativeID(text)
            return
        }
        // Addresses are written in either case and mean the same.
        value = parts[1].lowercased()
        nativeID = isDeleted ? NativeID(text) : NativeID("\(kind):\(value)")
    }

    private static let byAddress: Set<String> = ["user", "group", "serviceAccount", "domain"]

    static func serviceAccount(_ address: String) -> Reference {
        Reference(.identity, GoogleCloudMember("serviceAccount:" + address).nativeID)
    }

    var reference: Reference { Reference(.identity, nativeID) }

    /// Without the id that Google adds of what is deleted; of a federated identity all of it, for the kind is a part of
    /// the address.
    var address: String {
        if kind == "principal" || kind == "principalSet" { return "\(kind):\(value)" }
        return value.split(separator: "?").first.map(String.init) ?? value
    }

    /// What a policy alone tells of somebody. That an address is a person's it does not tell.
    var identity: Identity {
        let description = description
        var identity = Identity(
            nativeID: nativeID, type: "google-cloud." + description.type, classification: description.classification,
            classificationReason: description.classification == .unknown ? nil : "member \(kind)", name: address,
            emails: kind == "user" ? [address] : [], status: isDeleted ? .deleted : .unknown,
            vendorManaged: isServiceAgent)
        // Who is in it is told by Google Workspace, or by another identity provider, or by nobody.
        if description.classification == .group { identity.attributes[Identity.membershipElsewhere] = "true" }
        return identity
    }

    private var description: (type: String, classification: IdentityClass) {
        switch kind {
        case "user": ("user", .unknown)
        case "group": ("group", .group)
        case "domain": ("domain", .group)
        case "serviceAccount" where isKubernetes: ("kubernetesServiceAccount", .workload)
        case "serviceAccount": (isServiceAgent ? "serviceAgent" : "serviceAccount", .service)
        case "principal": isWorkforce ? ("workforceIdentity", .unknown) : ("workloadIdentity", .workload)
        case "principalSet": (isWorkforce ? "workforceIdentitySet" : "workloadIdentitySet", .group)
        case "allUsers", "allAuthenticatedUsers", "projectOwner", "projectEditor", "projectViewer": (kind, .group)
        default: ("member", .unknown)
        }
    }

    /// `project.svc.id.goog[namespace/name]`: a service account of a cluster.
    var isKubernetes: Bool { kind == "serviceAccount" && value.contains(".svc.id.goog[") }

    private var isWorkforce: Bool { value.contains("/workforcePools/") }

    /// Whether anybody at all is meant.
    var isAnyone: Bool { kind == "allUsers" || kind == "allAuthenticatedUsers" }

    /// Whether somebody else's word is taken for who it is.
    var isFederated: Bool { kind == "principal" || kind == "principalSet" || isKubernetes }

    /// Made and kept by Google for a service of its own. No project lists them; they have a number and a domain that
    /// Google keeps for them. https://cloud.google.com/iam/docs/service-agents
    var isServiceAgent: Bool {
        guard kind == "serviceAccount" else { return false }
        return address.range(of: Self.agent, options: .regularExpression) != nil
    }

    private static let agent =
        #"^(service-(org-|folder-)?[0-9]+@(gcp-sa-[a-z0-9-]+|compute-system|container-engine-robot|containerregistry|serverless-robot-prod|dataflow-service-producer-prod|dataproc-accounts|cloudcomposer-accounts|cloud-redis|cloud-filer|cloud-ml\.google\.com|cloud-tpu|bigquery-data-connectors|gae-api-prod\.google\.com|gs-project-accounts|cloudasset-manager|security-center-api|service-networking|endpoints-portal|firebase-rules|gcf-admin-robot|remotebuildexecution|sourcerepo-service-accounts|genomics-api\.google\.com|cloud-cdn-fill|api-[a-z0-9-]+)\.iam\.gserviceaccount\.com|[0-9]+@(cloudservices|cloudbuild)\.gserviceaccount\.com|firebase-service-account@firebase-sa-management\.iam\.gserviceaccount\.com|[a-z0-9-]+@system\.gserviceaccount\.com)$"#
}
