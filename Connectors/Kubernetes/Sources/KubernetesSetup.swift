import ConnectorKit
import Foundation

/// How the read-only credential is made: a service account with a cluster role of just what is read.
enum KubernetesSetup {
    static let reader = "muster-reader.yaml"
    static let tokens = "muster-legacy-tokens.yaml"

    @Sendable static func guide(_ settings: Settings) throws -> SetupGuide {
        let settings = try KubernetesSettings(settings)
        return SetupGuide(
            steps: steps(settings), files: files(settings), configuration: configuration(settings),
            grant: { grant($0) })
    }

    private static func steps(_ settings: KubernetesSettings) -> [String] {
        let also =
            settings.readsTokens
            ? [
                "For long-lived tokens also run: kubectl apply -f \(tokens). Its permission to list Secrets could read their values too; Muster asks for their metadata alone. To leave it out, set legacy_tokens: false."
            ] : []
        return ["As an administrator of the cluster run: kubectl apply -f \(reader)"] + also + [
            "In the cluster: run Muster in a pod of the namespace muster with serviceAccountName: muster, and leave the settings empty.",
            "Outside: use a kubeconfig whose user is bound to the cluster role muster-reader, or keep the output of kubectl create token muster -n muster --duration=24h where only Muster can read it, and renew it each day.",
            "Write into the configuration below what kubectl config view --minify --raw says of server and certificate authority, or name a context instead, then run: muster check",
        ]
    }

    private static func configuration(_ settings: KubernetesSettings) -> String {
        var lines: [String] = []
        // A kubeconfig is only written down where it was named: it need not be on the machine that the guide is read on.
        let usesKubeconfig = settings.kubeconfig != nil || settings.context != nil
        if usesKubeconfig {
            lines += settings.kubeconfig.map { ["kubeconfig: \"\($0)\""] } ?? []
            lines += settings.context.map { ["context: \"\($0)\""] } ?? []
        } else {
            lines.append("server: \"\(settings.server ?? "https://cluster.example.com:6443")\"")
            lines.append("certificate_authority: \"\(settings.authorityFile ?? "/etc/muster/cluster-ca.pem")\"")
        }
        if !settings.readsTokens { lines.append("legacy_tokens: false") }
        let credentials =
            usesKubeconfig ? "" : "  credentials:\n    token: {file: /run/secrets/muster-kubernetes-token}\n"
        return """
            kubernetes:
              connector: kubernetes
              settings: {\(lines.joined(separator: ", "))}
            \(credentials)
            """
    }

    // MARK: - Permissions

    /// `list roles.rbac.authorization.k8s.io`, `get configmaps/NAME -n NAMESPACE`: a permission of the manifest in parts.
    struct Permission: Hashable {
        var verb: String
        var resource: String
        var group: String
        var name: String?
        var namespace: String?

        /// nil for words that are none.
        init?(_ text: String) {
            let words = text.split(separator: " ").map(String.init)
            guard words.count == 2 || (words.count == 4 && words[2] == "-n") else { return nil }
            let place = words[1].split(separator: "/", maxSplits: 1).map(String.init)
            let parts = place[0].split(separator: ".", maxSplits: 1).map(String.init)
            verb = words[0]
            resource = parts[0]
            group = parts.count > 1 ? parts[1] : ""
            name = place.count > 1 ? place[1] : nil
            namespace = words.count == 4 ? words[3] : nil
        }

        var isSecrets: Bool { resource == "secrets" }
    }

    private static func permissions(_ streams: [StreamDescriptor]) -> [Permission] {
        var seen: Set<Permission> = []
        return streams.flatMap(\.permissions).compactMap { Permission($0) }.filter { seen.insert($0).inserted }
    }

    private static func files(_ settings: KubernetesSettings) -> [SetupGuide.File] {
        let all = permissions(KubernetesConnector.manifest.streams)
        let wide = all.filter { $0.namespace == nil && !$0.isSecrets }
        let file = SetupGuide.File(
            name: reader, purpose: "A service account for Muster, with a cluster role of what is read",
            contents: [
                "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: muster\n",
                "apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: muster\n  namespace: muster\n",
                role("ClusterRole", "muster-reader", nil, wide), binding("ClusterRole", "muster-reader", nil),
            ].joined(separator: "---\n"))
        guard settings.readsTokens else { return [file] }
        let secret = all.filter(\.isSecrets)
        let tracking = all.filter { $0.namespace != nil }
        return [
            file,
            SetupGuide.File(
                name: tokens,
                purpose: "Lets Muster list long-lived tokens by metadata; the permission could read values of Secrets",
                contents: [
                    role("ClusterRole", "muster-legacy-tokens", nil, secret),
                    binding("ClusterRole", "muster-legacy-tokens", nil),
                    role("Role", "muster-legacy-tokens", "kube-system", tracking),
                    binding("Role", "muster-legacy-tokens", "kube-system"),
                ].joined(separator: "---\n")),
        ]
    }

    private static func head(_ kind: String, _ name: String, _ namespace: String?) -> String {
        "apiVersion: rbac.authorization.k8s.io/v1\nkind: \(kind)\nmetadata:\n  name: \(name)\n"
            + (namespace.map { "  namespace: \($0)\n" } ?? "")
    }

    /// One rule a permission, so that a reader finds each where the table of permissions has it.
    private static func role(_ kind: String, _ name: String, _ namespace: String?, _ permissions: [Permission])
        -> String
    {
        head(kind, name, namespace) + "rules:\n"
            + permissions.map { permission in
                "  - apiGroups: [\"\(permission.group)\"]\n    resources: [\"\(permission.resource)\"]\n"
                    + (permission.name.map { "    resourceNames: [\"\($0)\"]\n" } ?? "")
                    + "    verbs: [\"\(permission.verb)\"]\n"
            }.joined()
    }

    private static func binding(_ kind: String, _ name: String, _ namespace: String?) -> String {
        head("\(kind)Binding", name, namespace)
            + """
            roleRef:
              apiGroup: rbac.authorization.k8s.io
              kind: \(kind)
              name: \(name)
            subjects:
              - kind: ServiceAccount
                name: muster
                namespace: muster

            """
    }

    private static func grant(_ permission: String) -> String {
        guard let parts = Permission(permission) else {
            return "Add a rule for \(permission) to the role of Muster's user."
        }
        if parts.isSecrets || parts.namespace != nil {
            return
                "For \(permission), an administrator runs kubectl apply -f \(tokens) (from muster connectors setup kubernetes); listing Secrets can read their values too, so leave it with legacy_tokens: false where that may not be."
        }
        return
            "For \(permission), an administrator runs kubectl apply -f \(reader) (from muster connectors setup kubernetes), or adds the rule to the cluster role that Muster's user is bound to."
    }
}
