import Transport

/// What of a server's answers a recording may keep: the fields that the wire types read, and of labels and annotations
/// those that are named. A Secret's data, containers with their environment, and what kubectl was last given are left
/// out with all below them.
enum KubernetesRedaction {
    static func rules(_ labels: KubernetesLabelNames) -> RedactionRules {
        RedactionRules(
            readKeys: Set(fields + Array(KubernetesAccounts.cloudAnnotations.map(\.name))).union(labels.all),
            personalKeys: ["username", "owner", "owner-email", "Owner", "contact", KubernetesAccounts.requester],
            droppedKeys: [
                "data", "stringData", "containers", "initContainers", "ephemeralContainers", "managedFields",
                KubernetesLabels.lastApplied,
            ], personalWhere: [.init("name", where: "kind", is: "User", exceptPrefix: "system:")])
    }

    /// The one answer whose `data` is read: a date.
    static func tenant(_ labels: KubernetesLabelNames) -> RedactionRules {
        var rules = rules(labels)
        rules.readKeys.insert("since")
        rules.droppedKeys.remove("data")
        return rules
    }

    private static let fields = [
        // Lists and metadata
        "kind", "continue", "remainingItemCount", "name", "namespace", "uid", "creationTimestamp", "controller",
        // Service accounts and namespaces
        "automountServiceAccountToken", "phase", KubernetesAccounts.requester,
        // Roles, bindings, and what may be done
        "verbs", "apiGroups", "resources", "resourceNames", "nonResourceURLs", "incomplete", "username",
        // Legacy tokens
        KubernetesTokens.accountName, KubernetesTokens.accountUID, KubernetesTokens.lastUsed,
        KubernetesTokens.invalidSince, KubernetesRoles.bootstrapping,
        // Pods
        "serviceAccountName", "audience", KubernetesWorkloads.templateHash,
    ]
}
