import ConnectorKit
import Inventory

struct KubernetesRoleWire: Decodable, Sendable {
    var metadata: KubernetesMetadata
    /// Null where nothing was aggregated into it yet.
    var rules: [KubernetesRule]?
}

struct KubernetesBindingWire: Decodable, Sendable {
    var metadata: KubernetesMetadata
    /// Absent or null where nobody is bound.
    var subjects: [Subject]?
    var role: Role

    struct Subject: Decodable, Sendable {
        var kind: String
        var name: String
        var namespace: String?
    }

    struct Role: Decodable, Sendable {
        var kind: String
        var name: String
    }

    enum CodingKeys: String, CodingKey {
        case metadata, subjects
        case role = "roleRef"
    }
}

/// Who a binding names, as records and as a reference.
struct KubernetesSubject: Sendable {
    var reference: Reference
    var name: String
    /// The records that no other list has: users and groups are nothing but names.
    var records: [Record]

    static func user(_ name: String, _ told: KubernetesStanding.Told) -> KubernetesSubject {
        let parts = name.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        if parts.count == 4, parts[0] == "system", parts[1] == "serviceaccount" {
            return KubernetesSubject(reference: told.account(parts[2], parts[3]), name: name, records: [])
        }
        let isSystems = name.hasPrefix("system:")
        // The only users whose names tell what they are: https://cloud.google.com/iam/docs/service-account-types
        let isGoogleService = name.hasSuffix(".gserviceaccount.com")
        let isAddress = name.contains("@") && !isGoogleService && !isSystems
        let identity = Identity(
            nativeID: NativeID("user/\(name)"), type: "kubernetes.user",
            classification: isSystems ? .system : isGoogleService ? .service : .unknown,
            classificationReason: isSystems
                ? "name begins with system:" : isGoogleService ? "name ends in .gserviceaccount.com" : nil,
            name: name, emails: isAddress ? [name] : [], vendorManaged: isSystems)
        return KubernetesSubject(
            reference: Reference(.identity, identity.nativeID), name: name, records: [.identity(identity)])
    }

    static func group(_ name: String) -> KubernetesSubject {
        let identity = Identity(
            nativeID: NativeID("group/\(name)"), type: "kubernetes.group", classification: .group,
            classificationReason: "kind Group", name: name, vendorManaged: name.hasPrefix("system:"))
        return KubernetesSubject(
            reference: Reference(.identity, identity.nativeID), name: name, records: [.identity(identity)])
    }
}

enum KubernetesRoles {
    /// Roles that the API server makes and mends by itself carry it.
    /// https://kubernetes.io/docs/reference/access-authn-authz/rbac/#default-roles-and-role-bindings
    static let bootstrapping = "kubernetes.io/bootstrapping"

    private static func isSystems(_ metadata: KubernetesMetadata) -> Bool {
        metadata.labels[bootstrapping] != nil || metadata.name.hasPrefix("system:")
    }

    /// A cluster role means one thing in a cluster role binding and less in a role binding: it is described for both.
    static func clusterRole(_ row: KubernetesRoleWire, _ context: KubernetesContext) -> [Record] {
        [KubernetesPrivilege.Reach.cluster, .namespace].map { reach in
            permission(row, id("ClusterRole", row.metadata.name, in: reach == .cluster ? nil : ""), reach)
        }
    }

    static func role(_ row: KubernetesRoleWire, _ context: KubernetesContext) -> [Record] {
        let namespace = row.metadata.namespace
        return [permission(row, id("Role", row.metadata.name, in: namespace), reach(of: namespace))]
    }

    private static func permission(_ row: KubernetesRoleWire, _ id: String, _ reach: KubernetesPrivilege.Reach)
        -> Record
    {
        let (privilege, reason) = KubernetesPrivilege.of(row.rules ?? [], reach: reach)
        let type = row.metadata.namespace.isEmpty ? "kubernetes.clusterRole" : "kubernetes.role"
        return .permission(
            Permission(
                nativeID: NativeID(id), type: type, name: row.metadata.title, privilege: privilege, reason: reason,
                vendorManaged: isSystems(row.metadata)))
    }

    /// Who rules `kube-system` rules the cluster: the accounts of its controllers are there to be used.
    private static func reach(of namespace: String) -> KubernetesPrivilege.Reach {
        namespace.isEmpty || namespace == "kube-system" ? .cluster : .namespace
    }

    /// Bindings name roles, so that roles are known by name.
    private static func id(_ kind: String, _ name: String, in namespace: String?) -> String {
        switch (kind, namespace) {
        case ("ClusterRole", nil): "ClusterRole/\(name)"
        case ("ClusterRole", _): "ClusterRole/\(name)/in a namespace"
        default: "\(kind)/\(namespace ?? "")/\(name)"
        }
    }

    static func binding(_ row: KubernetesBindingWire, _ context: KubernetesContext) -> [Record] {
        let metadata = row.metadata
        let isWhole = metadata.namespace.isEmpty
        let reach = isWhole ? nil : metadata.namespace
        let target = id(
            row.role.kind, row.role.name,
            in: row.role.kind == "ClusterRole" && Self.reach(of: metadata.namespace) == .cluster ? nil : reach)
        let binding = (isWhole ? "ClusterRoleBinding " : "RoleBinding ") + metadata.title
        var seen: Set<Reference> = []
        return (row.subjects ?? []).flatMap { subject -> [Record] in
            guard let who = self.subject(subject, context.told), seen.insert(who.reference).inserted else { return [] }
            let entitlement = Entitlement(
                nativeID: NativeID("\(metadata.uid)/\(who.reference.nativeID)"),
                type: isWhole ? "kubernetes.clusterRoleBinding" : "kubernetes.roleBinding", holder: who.reference,
                target: .permission(target), targetName: row.role.name, resource: reach.map { "namespace \($0)" },
                conditions: [binding])
            return who.records + [.entitlement(entitlement)]
        }
    }

    /// nil for a kind that the cluster itself knows nothing of, and grants nothing to.
    private static func subject(_ subject: KubernetesBindingWire.Subject, _ told: KubernetesStanding.Told)
        -> KubernetesSubject?
    {
        switch subject.kind {
        case "ServiceAccount":
            .user(KubernetesAccounts.userName(subject.namespace ?? "", subject.name), told)
        case "User": .user(subject.name, told)
        case "Group": .group(subject.name)
        default: nil
        }
    }
}
