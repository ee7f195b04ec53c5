import ConnectorKit
import Foundation
import Inventory
import Transport

extension KubernetesConnector {
    /// A stream before the cluster is known.
    struct Definition: Sendable {
        var descriptor: StreamDescriptor
        var source: @Sendable (KubernetesReader) throws -> HTTPStream
    }

    static let streams: [Definition] = [
        list(
            "namespaces", "Namespaces", "/api/v1/namespaces", "NamespaceList", [.resource, .ownership],
            KubernetesNamespaceWire.self, KubernetesAccounts.namespace),
        list(
            "serviceAccounts", "Service accounts", "/api/v1/serviceaccounts", "ServiceAccountList",
            [.identity, .entitlement, .permission], KubernetesAccountWire.self, KubernetesAccounts.serviceAccount),
        list(
            "clusterRoles", "What cluster roles allow", "\(rbac)/clusterroles", "ClusterRoleList", [.permission],
            KubernetesRoleWire.self, KubernetesRoles.clusterRole),
        list(
            "roles", "What roles of namespaces allow", "\(rbac)/roles", "RoleList", [.permission],
            KubernetesRoleWire.self, KubernetesRoles.role),
        list(
            "clusterRoleBindings", "Who holds roles in the whole cluster", "\(rbac)/clusterrolebindings",
            "ClusterRoleBindingList", [.entitlement, .identity], KubernetesBindingWire.self, KubernetesRoles.binding),
        list(
            "roleBindings", "Who holds roles in a namespace", "\(rbac)/rolebindings", "RoleBindingList",
            [.entitlement, .identity], KubernetesBindingWire.self, KubernetesRoles.binding),
        list(
            legacyTokens, "Long-lived tokens of service accounts, by metadata alone", "/api/v1/secrets",
            "PartialObjectMetadataList", [.credential, .usage], selector: "type=kubernetes.io/service-account-token",
            accept: KubernetesCluster.metadataOnly, furtherPermission: trackingPermission,
            usage:
                "The last day with a request that signed in with the token, told since the cluster keeps track (1.26 or later); of a token that is refused as long unused, the last try.",
            KubernetesPartialObject.self, KubernetesTokens.token),
        list(
            "workloads", "Workloads that run as service accounts, by their pods", "/api/v1/pods", "PodList",
            [.grant, .usage], selector: "status.phase!=Succeeded,status.phase!=Failed",
            usage:
                "Derived: the day of reading, where a pod runs as the service account and has a token of it mounted; what the pod does with the token is not told.",
            KubernetesPodWire.self, KubernetesWorkloads.pod),
    ]

    static let legacyTokens = "legacyTokens"
    static let trackingPermission = "get configmaps/\(KubernetesCluster.trackingConfigMap) -n kube-system"
    private static let rbac = "/apis/rbac.authorization.k8s.io/v1"

    /// `list pods`, `list roles.rbac.authorization.k8s.io`, as `kubectl auth can-i` takes it.
    private static func permission(to path: String) -> String {
        let parts = path.split(separator: "/").map(String.init)
        let resource = parts.last ?? ""
        return parts.first == "apis" && parts.count > 1 ? "list \(resource).\(parts[1])" : "list \(resource)"
    }

    /// A list of the whole cluster.
    /// - Parameter selector: which rows the server gives.
    private static func list<Wire: Decodable & Sendable>(
        _ id: String, _ title: String, _ path: String, _ kind: String, _ yields: [RecordKind],
        selector: String? = nil, accept: String = KubernetesCluster.json, furtherPermission: String? = nil,
        usage: String? = nil, _ wire: Wire.Type,
        _ map: @escaping @Sendable (Wire, KubernetesContext) throws -> [Record]
    ) -> Definition {
        Definition(
            descriptor: StreamDescriptor(
                id: id, title: title, operation: "GET \(path)", yields: yields,
                permissions: [permission(to: path)] + [furtherPermission].compactMap { $0 }, usageMeaning: usage,
                pageSize: KubernetesCluster.pageSize)
        ) { reader in
            let first = try reader.cluster.list(path, selector.map { [("fieldSelector", $0)] } ?? [], accept: accept)
            let once = KubernetesOnce()
            return HTTPStream(
                first: { _ in first }, pagination: .cursor(parameter: .query("continue")),
                redaction: KubernetesRedaction.rules(reader.labels)
            ) { response, partition in
                let list = try KubernetesList<Wire>.read(response, kind: kind)
                let context = KubernetesContext(reader.standing.current, reader.labels, response)
                var page = DecodedPage(rows: list.rows, next: list.next, partition: partition) { row, _ in
                    try map(row, context)
                }
                page.truncation = list.truncation
                page.records = try once.pass(page.records, of: response)
                return page
            }
        }
    }
}

/// What streams read with.
struct KubernetesReader: Sendable {
    var cluster: KubernetesCluster
    var standing: KubernetesStanding
    var labels: KubernetesLabelNames
}
