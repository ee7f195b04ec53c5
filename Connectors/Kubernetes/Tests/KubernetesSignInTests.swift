import ConnectorKit
import Foundation
import Inventory
import Testing
import Transport

@testable import KubernetesConnector

@Suite("Kubernetes: signing in")
struct KubernetesSignInTests {
    private static let authority = "-----BEGIN CERTIFICATE-----\nZXhhbXBsZQ==\n-----END CERTIFICATE-----\n"
    private static let nothing = Transport { _ in throw KubernetesProblem("nothing may be asked") }

    private static func kubeconfig(cluster: String = "", user: String) -> String {
        """
        apiVersion: v1
        kind: Config
        current-context: prod
        clusters:
          - name: prod
            cluster: {server: "https://cluster.example.com:6443"\(cluster)}
        users:
          - name: reader
            user: {\(user)}
        contexts:
          - name: prod
            context: {cluster: prod, user: reader, namespace: payments}
        """
    }

    private static func access(
        _ text: String, in folder: URL, settings: [String: Settings.Value] = [:], token: String? = nil
    ) throws -> KubernetesAccess {
        try Data(text.utf8).write(to: folder.appending(path: "config"))
        let settings = ["kubeconfig": Settings.Value.text("config")].merging(settings) { _, new in new }
        let configuration = KubernetesTests.configuration(
            settings, token: token, environment: ["PATH": "/usr/bin:/bin"], baseDirectory: folder)
        return try KubernetesAccess(configuration, try KubernetesSettings(configuration.settings))
    }

    private static func signed(_ access: KubernetesAccess) async throws -> Request {
        try await access.authorization.authorize(
            try access.cluster.get("/version"), nothing, KubernetesTests.now)
    }

    @Test("a kubeconfig's token and authority go with every request")
    func token() async throws {
        try await KubernetesTests.withScratch { folder in
            let data = Data(Self.authority.utf8).base64EncodedString()
            let access = try Self.access(
                Self.kubeconfig(cluster: ", certificate-authority-data: \(data)", user: "token: abc"), in: folder)
            let request = try await Self.signed(access)
            #expect(request.url.absoluteString == "https://cluster.example.com:6443/version")
            #expect(request.headers["Authorization"] == "Bearer abc")
            #expect(request.security?.authorities == Data(Self.authority.utf8))
            #expect(access.form == .staticSecret)
            let other = try Self.access(Self.kubeconfig(user: "token: abc"), in: folder, token: "mine")
            #expect(try await Self.signed(other).headers["Authorization"] == "Bearer mine")
        }
    }

    @Test("files beside the kubeconfig are found: token, client certificate and key")
    func files() async throws {
        try await KubernetesTests.withScratch { folder in
            for (name, text) in [("token", " tok \n"), ("c.pem", "CERT"), ("k.pem", "KEY"), ("ca.pem", "CA")] {
                try Data(text.utf8).write(to: folder.appending(path: name))
            }
            let both = try await Self.signed(
                try Self.access(
                    Self.kubeconfig(
                        cluster: ", certificate-authority: ca.pem",
                        user: "tokenFile: token, client-certificate: c.pem, client-key: k.pem"), in: folder))
            #expect(both.headers["Authorization"] == "Bearer tok")
            #expect(both.security?.authorities == Data("CA".utf8))
            #expect(both.security?.clientCertificate == Data("CERT".utf8))
            #expect(both.security?.clientKey?.reveal { $0 } == "KEY")
            let alone = try Self.access(
                Self.kubeconfig(user: "client-certificate: c.pem, client-key: k.pem"), in: folder)
            #expect(alone.form == .certificate)
            #expect(try await Self.signed(alone).headers["Authorization"] == nil)
        }
    }

    @Test("an exec plugin is run for a token, without a shell, and told that nobody is there")
    func exec() async throws {
        try await KubernetesTests.withScratch { folder in
            let script = """
                #!/bin/sh
                case "$KUBERNETES_EXEC_INFO" in *'"interactive":false'*) ;; *) exit 1 ;; esac
                printf '{"kind":"ExecCredential","status":{"token":"%s-%s","expirationTimestamp":"2026-11-01T01:00:00Z"}}' "$1" "$WHO"
                """
            let program = folder.appending(path: "plugin")
            try Data(script.utf8).write(to: program)
            try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: program.path)
            let user =
                #"exec: {apiVersion: client.authentication.k8s.io/v1, command: ./plugin, args: [get], env: [{name: WHO, value: me}], interactiveMode: IfAvailable}"#
            let access = try Self.access(Self.kubeconfig(user: user), in: folder)
            #expect(access.form == .federated)
            #expect(try await Self.signed(access).headers["Authorization"] == "Bearer get-me")
        }
    }

    @Test(
        "what an exec plugin prints is taken for a credential only if it is one",
        arguments: [
            "", "planted", #"{"kind":"ExecCredential"}"#, #"{"kind":"ExecCredential","status":{"token":""}}"#,
            #"{"kind":"Other","status":{"token":"planted"}}"#,
        ])
    func badExec(output: String) {
        let problem = #expect(throws: KubernetesSignInProblem.self) {
            try KubernetesExec.read(Data(output.utf8), program: "plugin")
        }
        #expect(problem.map { !$0.description.contains("planted") } == true)
    }

    @Test("an exec plugin's certificate and end are read")
    func execCertificate() throws {
        let found = try KubernetesExec.read(
            Data(
                #"{"kind":"ExecCredential","status":{"clientCertificateData":"C","clientKeyData":"K","expirationTimestamp":"2026-11-01T01:00:00Z"}}"#
                    .utf8), program: "plugin")
        #expect(found.value.certificate == Data("C".utf8) && found.value.key?.reveal { $0 } == "K")
        #expect(found.expiresAt == Instant("2026-11-01T01:00:00Z"))
    }

    @Test(
        "what cannot be kept to is refused by name, and never repeated",
        arguments: [
            (", insecure-skip-tls-verify: true", "token: planted", "insecure-skip-tls-verify"),
            (", tls-server-name: x", "token: planted", "tls-server-name"),
            (", proxy-url: \"http://p\"", "token: planted", "proxy"),
            (", certificate-authority-data: \"%%%\"", "token: planted", "certificate-authority-data"),
            ("", "username: a, password: planted", "username"), ("", "auth-provider: {name: gcp}", "auth-provider"),
            ("", "token: planted, as: admin", "as "), ("", "client-certificate-data: QQ==", "client key"),
            ("", "", "neither"),
            ("", "exec: {command: x, interactiveMode: Always}", "exec"),
            ("", "exec: {command: x, apiVersion: client.authentication.k8s.io/v1alpha1}", "apiVersion"),
            ("", "exec: {command: x, provideClusterInfo: true}", "provideClusterInfo"),
            ("", "token: [planted]", "kubeconfig"),
        ])
    func refused(cluster: String, user: String, word: String) async throws {
        try await KubernetesTests.withScratch { folder in
            let problem = #expect(throws: SettingProblem.self) {
                try Self.access(Self.kubeconfig(cluster: cluster, user: user), in: folder)
            }
            #expect(problem?.description.contains(word) == true, "\(problem?.description ?? "")")
            #expect(problem?.description.contains("planted") == false)
        }
    }

    @Test("a context that is not there is answered with those that are")
    func contexts() async throws {
        try await KubernetesTests.withScratch { folder in
            let problem = #expect(throws: SettingProblem.self) {
                try Self.access(
                    Self.kubeconfig(user: "token: a"), in: folder, settings: ["context": .text("stage")])
            }
            #expect(problem?.description.contains("prod") == true)
        }
    }

    @Test("of several kubeconfigs the first that has a name counts, and paths are beside their own file")
    func several() async throws {
        try await KubernetesTests.withScratch { folder in
            let second = folder.appending(path: "second")
            try FileManager.default.createDirectory(at: second, withIntermediateDirectories: true)
            try Data("t2".utf8).write(to: second.appending(path: "token"))
            try Data(Self.kubeconfig(user: "tokenFile: token").utf8).write(to: second.appending(path: "config"))
            try Data("contexts: []\ncurrent-context: \"\"\n".utf8).write(to: folder.appending(path: "first"))
            let configuration = KubernetesTests.configuration(
                ["kubeconfig": .text("first:absent:second/config")], token: nil, baseDirectory: folder)
            let access = try KubernetesAccess(configuration, try KubernetesSettings(configuration.settings))
            #expect(try await Self.signed(access).headers["Authorization"] == "Bearer t2")
        }
    }

    @Test("in a pod its own service account signs in, and a renewed token is read anew")
    func inCluster() async throws {
        try await KubernetesTests.withScratch { folder in
            try Data("one".utf8).write(to: folder.appending(path: "token"))
            try Data(Self.authority.utf8).write(to: folder.appending(path: "ca.crt"))
            let configuration = KubernetesTests.configuration(
                [:], token: nil,
                environment: ["KUBERNETES_SERVICE_HOST": "fd00::1", "KUBERNETES_SERVICE_PORT": "6443"])
            let access = try KubernetesAccess(
                configuration, try KubernetesSettings(configuration.settings), podFolder: folder)
            #expect(access.cluster.server == "https://[fd00::1]:6443")
            #expect(try await Self.signed(access).headers["Authorization"] == "Bearer one")
            try Data("two".utf8).write(to: folder.appending(path: "token"))
            let later = KubernetesTests.now.advanced(bySeconds: 61)
            let request = try await access.authorization.authorize(
                try access.cluster.get("/version"), Self.nothing, later)
            #expect(request.headers["Authorization"] == "Bearer two")
        }
    }

    @Test(
        "settings that do not go together, and servers that are none, are refused",
        arguments: [
            ["server": "http://cluster.example.com"], ["server": "cluster"], ["server": "https://u:p@c.example.com"],
            ["server": "https://c.example.com", "context": "x"], ["certificate_authority": "x"], ["labels": "a b"],
            ["labels": KubernetesLabels.lastApplied], ["legacy_tokens": "perhaps"], ["kubeconfig": "/nowhere/config"],
        ])
    func settings(values: [String: String]) {
        let configuration = KubernetesTests.configuration(values.mapValues { .text($0) })
        #expect(throws: SettingProblem.self) {
            try KubernetesAccess(configuration, try KubernetesSettings(configuration.settings))
        }
    }
}
