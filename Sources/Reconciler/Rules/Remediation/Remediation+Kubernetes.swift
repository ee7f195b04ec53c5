extension Remediation {
    /// Kubernetes: kubectl's calls. Its ids are numbers that no call takes, so that things are named as people know them,
    /// `namespace/name`; NAMESPACE and NAME are the parts of it.
    static let kubernetes: [String: Steps] = [
        "kubernetes.serviceAccountToken": Steps(
            disable: [
                "Mark the token as refused, which can be undone: kubectl label secret -n NAMESPACE NAME "
                    + "kubernetes.io/legacy-token-invalid-since=TODAY (TODAY as 2026-01-31; the Secret is of {holder}, "
                    + "uid {id}; older servers do not heed the label)"
            ],
            remove: [
                "Delete the Secret of {holder} that holds the token (uid {id}): kubectl delete secret -n NAMESPACE NAME"
            ],
            rotate: [
                "Give what uses the token of {holder} a short-lived one: a projected volume in the cluster, kubectl create "
                    + "token or the platform's federation outside."
            ]),
        "kubernetes.serviceAccount": Steps(
            disable: [
                "Take the role bindings of {holder} away: kubectl get rolebindings,clusterrolebindings -A -o wide"
            ],
            remove: ["Delete {holder} (namespace/name): kubectl delete serviceaccount -n NAMESPACE NAME"], rotate: []),
        "kubernetes.user": Steps(
            disable: [],
            remove: [
                "Take {holder} out of every binding that names it: kubectl get rolebindings,clusterrolebindings -A -o wide"
            ],
            rotate: []),
    ]
}
