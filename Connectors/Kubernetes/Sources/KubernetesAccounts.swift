import ConnectorKit
import Inventory

/// A service account, without its tokens.
struct KubernetesAccountWire: Decodable, Sendable {
    var metadata: KubernetesMetadata
    var automount: Bool?
    var pullSecrets: [Name]?
    /// Of service accounts of before 1.24 its own tokens stand here, made without anybody's asking.
    var secrets: [Name]?

    struct Name: Decodable, Sendable { var name: String? }

    enum CodingKeys: String, CodingKey {
        case metadata, secrets
        case automount = "automountServiceAccountToken"
        case pullSecrets = "imagePullSecrets"
    }
}

struct KubernetesNamespaceWire: Decodable, Sendable {
    var metadata: KubernetesMetadata
    var status: Status?

    /// `Active` or `Terminating`.
    struct Status: Decodable, Sendable { var phase: String? }
}

enum KubernetesAccounts {
    /// What other clouds let a service account act as.
    static let cloudAnnotations = [
        // https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
        (name: "eks.amazonaws.com/role-arn", system: "aws"),
        // https://cloud.google.com/kubernetes-engine/docs/how-to/workload-identity
        (name: "iam.gke.io/gcp-service-account", system: "google-cloud"),
        // https://azure.github.io/azure-workload-identity/docs/topics/service-account-labels-and-annotations.html
        (name: "azure.workload.identity/client-id", system: "entra"),
    ]
    /// Who asked for a project of OpenShift.
    static let requester = "openshift.io/requester"

    /// https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/
    static func userName(_ namespace: String, _ name: String) -> String { "system:serviceaccount:\(namespace):\(name)" }

    /// Namespaces whose names are kept for the system itself, and the account that each namespace is born with.
    /// https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/#initial-namespaces
    static func isSystems(namespace: String) -> Bool {
        namespace.hasPrefix("kube-") || namespace.hasPrefix("openshift-")
    }

    static func serviceAccount(_ row: KubernetesAccountWire, _ context: KubernetesContext) -> [Record] {
        let metadata = row.metadata
        var tags = context.labels.tags(metadata)
        let inherited = (context.told.namespaces[metadata.namespace] ?? [:]).filter { tags[$0.key] == nil }
        tags.merge(inherited) { own, _ in own }
        var attributes = [
            "namespace": metadata.namespace, "username": userName(metadata.namespace, metadata.name),
        ]
        attributes["tagsOfNamespace"] = list(inherited.keys.map { $0 })
        attributes["automountServiceAccountToken"] = row.automount.map(String.init)
        attributes["imagePullSecrets"] = list((row.pullSecrets ?? []).compactMap(\.name))
        attributes["secrets"] = list((row.secrets ?? []).compactMap(\.name))
        attributes["ownerReferences"] = list(metadata.owners.map { "\($0.kind)/\($0.name)" })
        let reference = Reference.identity(metadata.uid)
        let account = Identity(
            nativeID: reference.nativeID, type: "kubernetes.serviceAccount", classification: .service,
            classificationReason: "kind ServiceAccount", name: metadata.title, status: .enabled,
            createdAt: metadata.createdAt,
            vendorManaged: metadata.name == "default" || isSystems(namespace: metadata.namespace), tags: tags,
            attributes: attributes)
        return [.identity(account)] + memberships(of: reference, in: metadata.namespace)
            + cloudIdentities(of: reference, metadata.annotations)
    }

    /// The groups that every service account is in, each in the next.
    private static func memberships(of account: Reference, in namespace: String) -> [Record] {
        let ofNamespace = KubernetesSubject.group("system:serviceaccounts:\(namespace)")
        let ofAll = KubernetesSubject.group("system:serviceaccounts")
        let signedIn = KubernetesSubject.group("system:authenticated")
        let steps = [(account, ofNamespace), (ofNamespace.reference, ofAll), (ofAll.reference, signedIn)]
        return steps.flatMap { member, group -> [Record] in
            [
                .entitlement(
                    Entitlement(
                        nativeID: NativeID("\(member.nativeID)/\(group.name)"), type: "kubernetes.groupMembership",
                        holder: member, target: group.reference, targetName: group.name))
            ] + group.records
        }
    }

    private static func cloudIdentities(of account: Reference, _ annotations: [String: String]) -> [Record] {
        cloudAnnotations.flatMap { annotation -> [Record] in
            guard let name = annotations[annotation.name], !name.isEmpty else { return [] }
            let id = "\(annotation.system)/\(name)"
            return [
                .entitlement(
                    Entitlement(
                        nativeID: NativeID("\(account.nativeID)/\(id)"), type: "kubernetes.cloudIdentity",
                        holder: account, target: .permission(id), targetName: name,
                        conditions: ["annotation \(annotation.name); whether it is accepted, that system decides"])),
                .permission(
                    Permission(
                        nativeID: NativeID(id), type: "kubernetes.cloudIdentity", name: name, privilege: .unknown,
                        reason: "an identity of \(annotation.system): what it may do is read there")),
            ]
        }
    }

    static func namespace(_ row: KubernetesNamespaceWire, _ context: KubernetesContext) -> [Record] {
        let metadata = row.metadata
        let reference = Reference.resource(metadata.uid)
        var attributes: [String: String] = [:]
        attributes["phase"] = row.status?.phase
        attributes["ownerReferences"] = list(metadata.owners.map { "\($0.kind)/\($0.name)" })
        var records: [Record] = [
            .resource(
                Resource(
                    nativeID: reference.nativeID, type: "kubernetes.namespace", name: metadata.name,
                    status: row.status?.phase == "Active" ? .enabled : .unknown, createdAt: metadata.createdAt,
                    tags: context.labels.tags(metadata), attributes: attributes))
        ]
        if let owner = metadata.annotations[requester], !owner.isEmpty {
            records.append(
                .ownership(OwnershipClaim(subject: reference, holder: reference, owner: owner, evidence: .creator)))
        }
        return records
    }

    static func list(_ values: [String]) -> String? {
        values.isEmpty ? nil : values.sorted { NativeID($0) < NativeID($1) }.joined(separator: ", ")
    }
}
