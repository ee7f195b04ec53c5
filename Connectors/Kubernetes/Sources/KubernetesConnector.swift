import ConnectorKit
import Foundation
import Inventory
import Transport

/// One Kubernetes cluster: service accounts and their long-lived tokens, what runs as them, roles and who holds them.
/// https://kubernetes.io/docs/reference/kubernetes-api/
public enum KubernetesConnector {
    public static let definition = ConnectorDefinition(
        manifest: manifest,
        conventions: VendorConventions(
            settings: ["kubeconfig": ["KUBECONFIG"]],
            signIn:
                "Sign in with kubectl, so that kubectl get namespaces answers, or name a context with --set context=NAME."
        ),
        setup: { try KubernetesSetup.guide($0) },
        make: { configuration in
            let settings = try KubernetesSettings(configuration.settings)
            return try connector(settings, try KubernetesAccess(configuration, settings))
        })

    static func connector(_ settings: KubernetesSettings, _ access: KubernetesAccess) throws -> Connector {
        let reader = KubernetesReader(
            cluster: access.cluster, standing: KubernetesStanding(), labels: settings.labels)
        let streams = streams.filter { settings.readsTokens || $0.descriptor.id != legacyTokens }
        var manifest = manifest
        manifest.streams = streams.map(\.descriptor)
        if !settings.readsTokens {
            manifest.blindSpots.append(
                BlindSpot("Long-lived tokens of service accounts", why: "The setting legacy_tokens is false."))
        }
        let needed = Set(manifest.streams.flatMap(\.permissions)).map { $0.replacing(" -n kube-system", with: "") }
        return Connector(
            manifest: manifest, streams: try streams.map { Stream($0.descriptor, try $0.source(reader)) },
            tenant: KubernetesTenant(
                cluster: access.cluster, standing: reader.standing, labels: settings.labels,
                readsTokens: settings.readsTokens, needed: Set(needed), form: access.form
            ).probe,
            authorization: access.authorization, classify: { KubernetesErrors.classify($0) })
    }

    static let manifest = Manifest(
        id: "kubernetes", product: "Kubernetes", version: "1",
        documentation: "https://kubernetes.io/docs/reference/kubernetes-api/",
        settings: KubernetesSettings.descriptors,
        credentials: [
            CredentialDescriptor(
                "token",
                "A service account's token; without it the kubeconfig's user signs in, or the pod's service account.")
        ],
        streams: streams.map(\.descriptor),
        buckets: [
            // No number is documented: the server shares its places by priority and says when to wait. This is what
            // Kubernetes' own clients hold themselves to.
            QuotaBucket(
                id: "default", requestsPerSecond: 5, concurrency: 2,
                source: "https://kubernetes.io/docs/concepts/cluster-administration/flow-control/")
        ],
        blindSpots: [
            BlindSpot(
                "Short-lived tokens of service accounts, and who asked for them",
                why: "They are kept nowhere: only the pods that are given them show."),
            BlindSpot(
                "Client certificates, and what they were issued for",
                why: "The cluster keeps no list; requests for them are deleted within a day."),
            BlindSpot(
                "People and groups that no binding names, and who is in a group",
                why: "Users and groups are names that the cluster's sign-in system vouches for."),
            BlindSpot(
                "When a person, a group or a service account last signed in",
                why: "Only the audit log tells; of service accounts, long-lived tokens and running pods are read."),
            BlindSpot(
                "What a webhook or a cloud's own access control allows",
                why: "Access entries of EKS, IAM of GKE and roles of Azure are read in those systems."),
            BlindSpot(
                "Workloads that run nothing at the moment of reading",
                why: "They are told from pods; a CronJob between two runs, or one scaled to nothing, has none."),
            BlindSpot(
                "Whether a long-lived token is kept in other Secrets, or outside",
                why: "Only Secrets of the type service-account-token are asked for, and no Secret's data."),
            BlindSpot(
                "Labels and annotations that are not named in the settings",
                why: "Annotations may hold whole documents with secrets in them."),
        ],
        requestFormula:
            "(namespaces + service accounts) × 2 ÷ 500 + (cluster roles + roles + cluster role bindings + role bindings + legacy tokens + workloads) ÷ 500 + 13"
    )
}
