import ConnectorKit
import Foundation
import Yams

/// A kubeconfig, as kubectl reads it: only what Muster can keep to; what it cannot is refused in words.
/// https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/
struct Kubeconfig: Sendable {
    /// One context, resolved, with paths made whole.
    struct Context: Sendable {
        var server: String
        var authorities: Material?
        var user: User
    }

    /// Written in the file, or in another.
    enum Material: Sendable {
        case bytes(Data)
        case file(URL)

        /// - Throws: `KubernetesSignInProblem` for a file that cannot be read.
        func read() throws -> Data {
            switch self {
            case .bytes(let data): return data
            case .file(let url): return try KubernetesFiles.read(url)
            }
        }
    }

    struct User: Sendable {
        var token: Material?
        var certificate: Material?
        var key: Material?
        var exec: KubernetesExec?
    }

    private static let setting = "kubeconfig"
    private static let maximumBytes = 1 << 20

    private var files: [(document: Document, folder: URL)] = []

    /// - Parameter paths: read in order; of two entries with one name the first counts, as for kubectl.
    /// - Throws: `SettingProblem`.
    init(paths: [URL]) throws {
        for path in paths {
            // A list may name files that are not there yet; one alone has to be.
            guard let data = FileManager.default.contents(atPath: path.path) else { continue }
            guard data.count <= Self.maximumBytes,
                let document = try? YAMLDecoder().decode(Document.self, from: data)
            else {
                // The decoder's own words may repeat a token.
                throw SettingProblem(
                    Self.setting, "\(path.path) is not a kubeconfig; look at it with kubectl config view")
            }
            files.append((document, path.deletingLastPathComponent()))
        }
        guard !files.isEmpty else {
            throw SettingProblem(
                Self.setting, "there is no file \(paths.first?.path ?? ""); name one, or run Muster in the cluster")
        }
    }

    /// - Parameter name: nil for the file's current context.
    /// - Throws: `SettingProblem` for a name that is not there, and for what is refused.
    func context(_ name: String?) throws -> Context {
        let current = files.lazy.compactMap(\.document.currentContext).first { !$0.isEmpty }
        guard let name = name ?? current else {
            throw SettingProblem("context", "the kubeconfig has no current context; name one of \(names)")
        }
        guard let (context, _) = find(name, \.contexts) else {
            throw SettingProblem("context", "the kubeconfig has no context \(name); it has \(names)")
        }
        guard let (cluster, folder) = find(context.cluster ?? "", \.clusters), let server = cluster.server else {
            throw SettingProblem("context", "the cluster of \(name) is not in the kubeconfig, or has no server")
        }
        if cluster.skipsVerification == true {
            throw Self.refused("insecure-skip-tls-verify", "name the cluster's certificate-authority instead")
        }
        if cluster.serverName != nil {
            throw Self.refused("tls-server-name", "use a server URL whose host the certificate names")
        }
        if cluster.proxyURL != nil { throw Self.refused("proxy-url", "set the proxy in Muster's configuration") }
        let user = try context.user.flatMap { find($0, \.users) }.map { try Self.user($0.value, in: $0.folder) }
        return Context(
            server: server,
            authorities: try Self.material(
                cluster.authorityData, cluster.authorityFile, in: folder, "certificate-authority-data"),
            user: user ?? User())
    }

    private var names: String {
        let all = Set(files.flatMap { ($0.document.contexts ?? []).map(\.name) }).sorted()
        return all.isEmpty ? "none" : all.prefix(20).joined(separator: ", ")
    }

    private func find<Value>(_ name: String, _ list: KeyPath<Document, [Named<Value>]?>) -> (value: Value, folder: URL)?
    {
        for (document, folder) in files {
            if let entry = document[keyPath: list]?.first(where: { $0.name == name }) { return (entry.value, folder) }
        }
        return nil
    }

    private static func user(_ user: UserEntry, in folder: URL) throws -> User {
        if user.username != nil || user.password != nil {
            throw refused("username and password", "no supported version of Kubernetes takes them")
        }
        if user.authProvider != nil { throw refused("auth-provider", "use the exec plugin that took its place") }
        if user.impersonate != nil {
            throw refused("as", "impersonation is a right of its own; use a user with what Muster needs")
        }
        let token: Material? =
            if let file = user.tokenFile { .file(KubernetesFiles.url(file, in: folder)) } else {
                user.token.map { .bytes(Data($0.utf8)) }
            }
        return User(
            token: token,
            certificate: try material(
                user.certificateData, user.certificateFile, in: folder, "client-certificate-data"),
            key: try material(user.keyData, user.keyFile, in: folder, "client-key-data"),
            exec: try user.exec.map { try KubernetesExec($0, folder: folder) })
    }

    private static func material(_ encoded: String?, _ path: String?, in folder: URL, _ name: String) throws
        -> Material?
    {
        if let encoded, !encoded.isEmpty {
            guard let data = Data(base64Encoded: encoded, options: .ignoreUnknownCharacters) else {
                throw SettingProblem(setting, "\(name) is not base64")
            }
            return .bytes(data)
        }
        guard let path, !path.isEmpty else { return nil }
        return .file(KubernetesFiles.url(path, in: folder))
    }

    private static func refused(_ what: String, _ instead: String) -> SettingProblem {
        SettingProblem(setting, "\(what) is not accepted; \(instead)")
    }
}

// MARK: - The file

extension Kubeconfig {
    fileprivate struct Document: Decodable, Sendable {
        var clusters: [Named<ClusterEntry>]?
        var users: [Named<UserEntry>]?
        var contexts: [Named<ContextEntry>]?
        var currentContext: String?

        enum CodingKeys: String, CodingKey {
            case clusters, users, contexts
            case currentContext = "current-context"
        }
    }

    fileprivate protocol Entry: Decodable, Sendable {
        static var key: String { get }
    }

    /// `{name: prod, cluster: {…}}`
    fileprivate struct Named<Value: Entry>: Decodable, Sendable {
        var name: String
        var value: Value

        private struct Key: CodingKey {
            var stringValue: String
            var intValue: Int? { nil }
            init(_ name: String) { stringValue = name }
            init?(stringValue: String) { self.init(stringValue) }
            init?(intValue: Int) { nil }
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Key.self)
            name = try container.decode(String.self, forKey: Key("name"))
            value = try container.decode(Value.self, forKey: Key(Value.key))
        }
    }

    fileprivate struct ClusterEntry: Entry {
        static let key = "cluster"
        var server: String?
        var authorityFile: String?
        var authorityData: String?
        var skipsVerification: Bool?
        var serverName: String?
        var proxyURL: String?

        enum CodingKeys: String, CodingKey {
            case server
            case authorityFile = "certificate-authority"
            case authorityData = "certificate-authority-data"
            case skipsVerification = "insecure-skip-tls-verify"
            case serverName = "tls-server-name"
            case proxyURL = "proxy-url"
        }
    }

    fileprivate struct ContextEntry: Entry {
        static let key = "context"
        var cluster: String?
        var user: String?
    }

    fileprivate struct UserEntry: Entry {
        static let key = "user"
        var token: String?
        var tokenFile: String?
        var certificateFile: String?
        var certificateData: String?
        var keyFile: String?
        var keyData: String?
        var username: String?
        var password: String?
        var impersonate: String?
        var exec: KubernetesExec.Wire?
        var authProvider: Anything?

        enum CodingKeys: String, CodingKey {
            case token, tokenFile, username, password, exec
            case certificateFile = "client-certificate"
            case certificateData = "client-certificate-data"
            case keyFile = "client-key"
            case keyData = "client-key-data"
            case impersonate = "as"
            case authProvider = "auth-provider"
        }
    }

    /// That it is there is all that is asked.
    fileprivate struct Anything: Decodable, Sendable {
        init(from decoder: any Decoder) {}
    }
}
