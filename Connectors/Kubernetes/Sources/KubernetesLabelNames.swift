import ConnectorKit
import Inventory

/// Which labels and annotations are read: names are told beforehand, so that a recording can keep them and nothing else.
struct KubernetesLabelNames: Sendable {
    /// Those that say who answers for something, the namespace's for all in it.
    let owners: Set<String>

    /// The labels that the standard policy goes by.
    private static let standard = ["owner", "owner-email", "Owner", "contact", "team", "env"]
    /// https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/
    private static let recommended = [
        "app.kubernetes.io/name", "app.kubernetes.io/instance", "app.kubernetes.io/part-of",
        "app.kubernetes.io/managed-by",
    ]

    init(_ configured: [String] = []) { owners = Set(Self.standard + configured) }

    var all: Set<String> { owners.union(Self.recommended) }

    /// Of an object itself; an annotation goes before a label, which cannot hold an address.
    func tags(_ metadata: KubernetesMetadata) -> [String: String] {
        metadata.labels.merging(metadata.annotations) { _, annotation in annotation }
            .filter { all.contains($0.key) && !$0.value.isEmpty }
    }
}
