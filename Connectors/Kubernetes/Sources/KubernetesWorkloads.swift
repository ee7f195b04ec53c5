import ConnectorKit
import Foundation
import Inventory
import Transport

/// A pod, without its containers: what it runs as, and which tokens it is given.
struct KubernetesPodWire: Decodable, Sendable {
    var metadata: KubernetesMetadata
    var spec: Spec
    var status: Status?

    struct Spec: Decodable, Sendable {
        /// Absent of pods that no API server admitted (a node's own).
        var serviceAccountName: String?
        var volumes: [Volume]?
    }

    struct Volume: Decodable, Sendable {
        var projected: Projected?
    }

    struct Projected: Decodable, Sendable {
        var sources: [Source]?
    }

    struct Source: Decodable, Sendable {
        var serviceAccountToken: Token?
    }

    /// A token that the node asks for and renews; it is kept nowhere in the cluster.
    struct Token: Decodable, Sendable {
        /// Absent of a token for the API server itself.
        var audience: String?
    }

    struct Status: Decodable, Sendable { var phase: String? }

    /// Those that the pod's volumes bring; none where `automountServiceAccountToken` is off.
    var tokens: [Token] {
        (spec.volumes ?? []).flatMap { $0.projected?.sources ?? [] }.compactMap(\.serviceAccountToken)
    }
}

/// Which workloads run as a service account, told from their pods: those that came and ended are not asked for.
enum KubernetesWorkloads {
    /// https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#pod-template-hash-label
    static let templateHash = "pod-template-hash"

    static func pod(_ row: KubernetesPodWire, _ context: KubernetesContext) -> [Record] {
        guard let account = row.spec.serviceAccountName, !account.isEmpty else { return [] }
        let metadata = row.metadata
        let holder = context.told.account(metadata.namespace, account)
        let workload = workload(metadata)
        let name = "\(workload.kind)/\(metadata.namespace)/\(workload.name)"
        var attributes = ["namespace": metadata.namespace, "workloadKind": workload.kind]
        attributes["tokenMounted"] = String(!row.tokens.isEmpty)
        attributes["managed-by"] = metadata.labels["app.kubernetes.io/managed-by"]
        var records: [Record] = [
            .grant(
                Grant(
                    nativeID: NativeID("\(name)/\(holder.nativeID)"), type: "kubernetes.workload", holder: holder,
                    grantee: name, granteeName: workload.name, consent: .trust, expiry: .unsupported,
                    attributes: attributes))
        ]
        if row.status?.phase == "Running", !row.tokens.isEmpty, let day = context.day {
            records.append(
                .usage(
                    Usage(
                        subject: holder, holder: holder, lastUse: .observed(day), meaning: .derived,
                        granularityInSeconds: 86_400)))
        }
        return records
    }

    /// What keeps the pod running, by a name that stays: of a ReplicaSet its Deployment, of a Job its CronJob.
    static func workload(_ metadata: KubernetesMetadata) -> (kind: String, name: String) {
        guard let owner = metadata.owners.first(where: { $0.isController == true }) else {
            return ("Pod", metadata.name)
        }
        if owner.kind == "ReplicaSet", let hash = metadata.labels[templateHash], owner.name.hasSuffix("-\(hash)") {
            return ("Deployment", String(owner.name.dropLast(hash.count + 1)))
        }
        // The name of a CronJob's Job ends in the minute that it was for.
        if owner.kind == "Job", let match = owner.name.wholeMatch(of: /(.+)-[0-9]{8,10}/) {
            return ("CronJob", String(match.1))
        }
        return (owner.kind, owner.name)
    }
}

/// What a mapping goes by beside its row.
struct KubernetesContext: Sendable {
    var told: KubernetesStanding.Told
    var labels: KubernetesLabelNames
    /// The day on which the server answered, by its own clock.
    var day: Instant?

    init(_ told: KubernetesStanding.Told, _ labels: KubernetesLabelNames, _ response: Response) {
        self.told = told
        self.labels = labels
        day = response.headers["Date"].flatMap(RetryAfter.httpDate).flatMap { Instant($0.day) }
    }
}
