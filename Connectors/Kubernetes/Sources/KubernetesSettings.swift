import ConnectorKit
import Foundation

/// The settings of a source, checked.
struct KubernetesSettings: Sendable {
    let kubeconfig: String?
    let context: String?
    let server: String?
    let authorityFile: String?
    let labels: KubernetesLabelNames
    let readsTokens: Bool

    static let descriptors = [
        SettingDescriptor(
            "context", "The context of the kubeconfig; without it the current one.", example: "prod-reader"),
        SettingDescriptor(
            "kubeconfig",
            "The kubeconfig's path, or several with colons between; without it KUBECONFIG, the pod's own service account, or ~/.kube/config.",
            example: "/etc/muster/kubeconfig"),
        SettingDescriptor(
            "server", "The API server, instead of a kubeconfig; it takes the credential token.",
            example: "https://cluster.example.com:6443"),
        SettingDescriptor(
            "certificate_authority", "A file of PEM certificates that the server's is issued by, with server.",
            example: "/etc/muster/cluster-ca.pem"),
        SettingDescriptor(
            "labels", "Further labels and annotations that say who answers for something, with commas between.",
            example: "example.com/owner, example.com/team"),
        SettingDescriptor(
            "legacy_tokens",
            "false leaves long-lived tokens out: the permission that lists them can read the values of Secrets.",
            example: "false"),
    ]

    /// - Throws: `SettingProblem`.
    init(_ settings: Settings) throws {
        kubeconfig = try settings.text("kubeconfig")
        context = try settings.text("context")
        server = try settings.text("server")
        authorityFile = try settings.text("certificate_authority")
        guard server == nil || (kubeconfig == nil && context == nil) else {
            throw SettingProblem("server", "stands instead of a kubeconfig; leave kubeconfig and context out")
        }
        guard server != nil || authorityFile == nil else {
            throw SettingProblem("certificate_authority", "goes with server; a kubeconfig names its own")
        }
        labels = KubernetesLabelNames(try Self.labels(settings))
        readsTokens = try Self.flag("legacy_tokens", settings) ?? true
    }

    private static func labels(_ settings: Settings) throws -> [String] {
        let names: [String]
        if case .list(let values) = settings.values["labels"] {
            names = try values.map { value in
                guard case .text(let text) = value else { throw SettingProblem("labels", "expected names") }
                return text
            }
        } else {
            names = (try settings.text("labels") ?? "").split(separator: ",")
                .map { $0.trimmingCharacters(in: .whitespaces) }
        }
        // https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set
        let name = /([a-z0-9.-]{1,253}\/)?[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?/
        guard names.allSatisfy({ $0.wholeMatch(of: name) != nil }) else {
            throw SettingProblem("labels", "expected names of labels, such as example.com/owner")
        }
        // It holds a whole document, perhaps a Secret's.
        guard !names.contains(KubernetesLabels.lastApplied) else {
            throw SettingProblem("labels", "\(KubernetesLabels.lastApplied) is not read")
        }
        return names
    }

    private static func flag(_ name: String, _ settings: Settings) throws -> Bool? {
        switch settings.values[name] {
        case nil: return nil
        case .flag(let value): return value
        case .text("true"): return true
        case .text("false"): return false
        default: throw SettingProblem(name, "expected true or false")
        }
    }
}
