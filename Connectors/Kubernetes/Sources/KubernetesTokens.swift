import ConnectorKit
import Inventory

/// Long-lived tokens of service accounts, kept as Secrets, of which only the metadata is asked for.
/// https://kubernetes.io/docs/reference/labels-annotations-taints/#kubernetes-io-legacy-token-last-used
enum KubernetesTokens {
    static let accountName = "kubernetes.io/service-account.name"
    static let accountUID = "kubernetes.io/service-account.uid"
    /// A day, in UTC.
    static let lastUsed = "kubernetes.io/legacy-token-last-used"
    /// A day; from then on the server refuses it, and goes on writing down who tries.
    static let invalidSince = "kubernetes.io/legacy-token-invalid-since"

    /// It has no end of its own, and belongs to no person: it works until Secret or service account are deleted.
    static let survival = Survival(disabling: .yes, deletion: .yes)

    static func token(_ row: KubernetesPartialObject, _ context: KubernetesContext) throws -> [Record] {
        let metadata = row.metadata
        guard let account = metadata.annotations[accountName], !account.isEmpty else {
            throw KubernetesProblem("a token names no service account")
        }
        // The uid is written down with the token: after a service account of the same name is made, it is not its.
        let holder =
            metadata.annotations[accountUID].map { Reference.identity($0) }
            ?? context.told.account(metadata.namespace, account)
        var attributes = ["namespace": metadata.namespace, "secret": metadata.name, "serviceAccount": account]
        attributes["invalidSince"] = metadata.labels[invalidSince]
        let isInvalid = metadata.labels[invalidSince] != nil
        let credential = Credential(
            nativeID: NativeID(metadata.uid), type: "kubernetes.serviceAccountToken", form: .staticSecret,
            holder: holder, name: metadata.title, status: isInvalid ? .inactive : .active,
            createdAt: metadata.createdAt, expiry: .unsupported, survival: survival,
            tags: context.labels.tags(metadata), attributes: attributes)
        let usage = Usage(
            subject: Reference(.credential, credential.nativeID), holder: holder,
            lastUse: lastUse(metadata, since: context.told.trackedSince), meaning: isInvalid ? .attempt : .success,
            granularityInSeconds: 86_400)
        return [.credential(credential), .usage(usage)]
    }

    /// Without the label it was not used since uses are written down; that a day is unreadable says nothing.
    private static func lastUse(_ metadata: KubernetesMetadata, since: Instant?) -> LastUse {
        if let day = metadata.labels[lastUsed] { return Instant(day).map { .observed($0) } ?? .unknown }
        guard let since else { return .unknown }
        return .noneSince(max(since, metadata.createdAt ?? since))
    }
}
