import ConnectorKit
import Foundation
import Inventory
import Transport

/// What proves Muster to an API server: a token, a certificate, or both.
struct KubernetesCredential: Sendable {
    var token: Secret?
    /// PEM.
    var certificate: Data?
    /// PEM.
    var key: Secret?
}

/// Why signing in failed, and what to do; never a part of a credential.
struct KubernetesSignInProblem: Error, Sendable, Hashable, CustomStringConvertible {
    var description: String

    init(_ description: String) { self.description = description }
}

enum KubernetesFiles {
    private static let maximumBytes = 256 << 10

    /// A relative path starts in the folder, however that is written.
    static func url(_ path: String, in folder: URL) -> URL {
        path.hasPrefix("/") ? URL(filePath: path) : folder.appending(path: path)
    }

    /// - Throws: `KubernetesSignInProblem` that names the file.
    static func read(_ url: URL) throws -> Data {
        guard let data = FileManager.default.contents(atPath: url.path), !data.isEmpty, data.count <= maximumBytes
        else {
            throw KubernetesSignInProblem("\(url.path) cannot be read; check the path and who may read it")
        }
        return data
    }
}

/// Where a cluster is and how to sign in to it: a server and a token that are configured, a kubeconfig, or what a pod
/// finds in itself.
struct KubernetesAccess: Sendable {
    let cluster: KubernetesCluster
    /// What kind of credential it is, for the inventory.
    let form: CredentialForm
    let authorization: Authorization

    /// Where every pod finds what its service account needs.
    /// https://kubernetes.io/docs/tasks/run-application/access-api-from-pod/#directly-accessing-the-rest-api
    private static let podFolder = URL(
        filePath: "/var/run/secrets/kubernetes.io/serviceaccount", directoryHint: .isDirectory)

    /// A kubeconfig that is named goes first, then the pod's own, then the one at its usual place.
    /// - Throws: `SettingProblem`.
    init(_ configuration: SourceConfiguration, _ settings: KubernetesSettings, podFolder: URL = podFolder) throws {
        let environment = configuration.environment
        let token = configuration.credentials["token"]
        if let server = settings.server {
            guard let token else { throw SettingProblem("token", "is required with server: a service account's token") }
            let authorities = settings.authorityFile.map {
                Kubeconfig.Material.file(KubernetesFiles.url($0, in: configuration.baseDirectory))
            }
            try self.init(server: server, setting: "server", authorities: authorities, form: .staticSecret) { _ in
                (KubernetesCredential(token: try await token()), nil)
            }
            return
        }
        let named = settings.kubeconfig ?? environment["KUBECONFIG"].flatMap { $0.isEmpty ? nil : $0 }
        if named == nil, settings.context == nil, let host = environment["KUBERNETES_SERVICE_HOST"], !host.isEmpty {
            try self.init(pod: host, port: environment["KUBERNETES_SERVICE_PORT"] ?? "443", podFolder)
            return
        }
        let paths = Self.paths(named, configuration)
        let context = try Kubeconfig(paths: paths).context(settings.context)
        try self.init(context, token: token, environment: environment)
    }

    private static func paths(_ named: String?, _ configuration: SourceConfiguration) -> [URL] {
        let home = URL(filePath: configuration.environment["HOME"] ?? "/", directoryHint: .isDirectory)
        guard let named else { return [home.appending(path: ".kube/config")] }
        return named.split(separator: ":").map { path in
            path.hasPrefix("~/")
                ? home.appending(path: path.dropFirst(2))
                : KubernetesFiles.url(String(path), in: configuration.baseDirectory)
        }
    }

    private init(_ context: Kubeconfig.Context, token: CredentialSource?, environment: [String: String]) throws {
        let user = context.user
        guard token != nil || user.token != nil || user.certificate != nil || user.exec != nil else {
            throw SettingProblem("kubeconfig", "the context's user has neither token nor certificate nor exec plugin")
        }
        guard user.certificate == nil || user.key != nil else {
            throw SettingProblem("kubeconfig", "the context's user has a client certificate and no client key")
        }
        let isStatic = token != nil || user.token != nil
        let form: CredentialForm = isStatic ? .staticSecret : user.certificate != nil ? .certificate : .federated
        try self.init(server: context.server, setting: "kubeconfig", authorities: context.authorities, form: form) {
            _ in
            if let token { return (KubernetesCredential(token: try await token()), nil) }
            // A token that is written down goes before a program, as for kubectl.
            if user.token == nil, let exec = user.exec {
                var found = try await exec.credential(inherited: environment)
                if found.value.certificate == nil { try found.value.add(user) }
                return found
            }
            var credential = KubernetesCredential()
            credential.token = try user.token.map { try Self.text($0) }
            try credential.add(user)
            return (credential, nil)
        }
    }

    private init(pod host: String, port: String, _ folder: URL) throws {
        let authority = host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        let token = Kubeconfig.Material.file(folder.appending(path: "token"))
        // The node renews it long before its end; it is read anew every minute.
        try self.init(
            server: "https://\(authority)", setting: "KUBERNETES_SERVICE_HOST",
            authorities: .file(folder.appending(path: "ca.crt")), form: .federated
        ) { _ in
            (KubernetesCredential(token: try Self.text(token)), nil)
        }
    }

    fileprivate static func text(_ material: Kubeconfig.Material) throws -> Secret {
        let text = String(decoding: try material.read(), as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        guard !text.isEmpty, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else {
            throw KubernetesSignInProblem("the token is empty or holds what no token does")
        }
        return Secret(text)
    }

    private init(
        server: String, setting: String, authorities: Kubeconfig.Material?, form: CredentialForm,
        obtain: @escaping @Sendable (Instant) async throws -> (KubernetesCredential, Instant?)
    ) throws {
        cluster = try KubernetesCluster(server: server, setting: setting)
        self.form = form
        let kept = Renewable<(credential: KubernetesCredential, authorities: Data?)>(marginInSeconds: 60) { _, now in
            let (credential, end) = try await obtain(now)
            return ((credential, try authorities?.read()), end)
        }
        authorization = Authorization { request, transport, now in
            let (credential, authorities) = try await kept.value(transport, now: now)
            var request = request
            if let token = credential.token { request.headers["Authorization"] = token.reveal { "Bearer " + $0 } }
            request.security = ConnectionSecurity(
                authorities: authorities, clientCertificate: credential.certificate, clientKey: credential.key)
            return request
        }
    }
}

extension KubernetesCredential {
    fileprivate mutating func add(_ user: Kubeconfig.User) throws {
        certificate = try user.certificate?.read()
        key = try user.key.map { Secret(String(decoding: try $0.read(), as: UTF8.self)) }
    }
}
