import ConnectorKit
import Foundation
import Inventory
import Transport

/// A program that signs in, as a kubeconfig names it: the clouds' own, or an OpenID Connect helper.
/// https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins
struct KubernetesExec: Sendable {
    struct Wire: Decodable, Sendable {
        var apiVersion: String?
        var command: String
        var args: [String]?
        var env: [Variable]?
        var interactiveMode: String?
        var provideClusterInfo: Bool?

        struct Variable: Decodable, Sendable {
            var name: String
            var value: String
        }
    }

    private let words: [String]
    private let environment: [String: String]
    private let apiVersion: String

    private static let versions = [
        "client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1",
    ]

    /// - Throws: `SettingProblem` for a program that wants to ask somebody, or speaks another version.
    init(_ wire: Wire, folder: URL) throws {
        let version = wire.apiVersion ?? Self.versions[0]
        guard Self.versions.contains(version) else {
            throw SettingProblem(
                "kubeconfig", "the exec plugin's apiVersion is not \(Self.versions.joined(separator: " or "))")
        }
        guard wire.interactiveMode != "Always" else {
            throw SettingProblem("kubeconfig", "the exec plugin asks somebody every time; Muster runs without anybody")
        }
        guard wire.provideClusterInfo != true else {
            throw SettingProblem(
                "kubeconfig", "the exec plugin wants the cluster's data (provideClusterInfo), which is not given")
        }
        // With a slash it is a path beside the kubeconfig; without, it is looked up on PATH.
        let command = wire.command.contains("/") ? KubernetesFiles.url(wire.command, in: folder).path : wire.command
        words = [command] + (wire.args ?? [])
        environment = Dictionary((wire.env ?? []).map { ($0.name, $0.value) }) { _, last in last }
        apiVersion = version
    }

    private struct Answer: Decodable {
        var kind: String
        var status: Status?

        struct Status: Decodable {
            var token: String?
            var clientCertificateData: String?
            var clientKeyData: String?
            var expirationTimestamp: String?
        }
    }

    /// - Parameter inherited: Muster's environment, in which the program finds its own files.
    /// - Throws: `CredentialCommand.Failure`, or `KubernetesSignInProblem`.
    func credential(inherited: [String: String]) async throws -> (value: KubernetesCredential, expiresAt: Instant?) {
        var environment = inherited.merging(self.environment) { _, own in own }
        environment["KUBERNETES_EXEC_INFO"] =
            #"{"apiVersion":"\#(apiVersion)","kind":"ExecCredential","spec":{"interactive":false}}"#
        let output = try await CredentialCommand(words: words, environment: environment).output()
        return try Self.read(output, program: words.first ?? "")
    }

    static func read(_ output: Data, program: String) throws -> (value: KubernetesCredential, expiresAt: Instant?) {
        // The decoder's own words may repeat what was printed.
        guard let answer = try? JSONDecoder().decode(Answer.self, from: output), answer.kind == "ExecCredential",
            let status = answer.status, status.token?.isEmpty == false || status.clientCertificateData != nil
        else { throw KubernetesSignInProblem("\(program) printed no ExecCredential; run it by hand to see why") }
        let credential = KubernetesCredential(
            token: status.token.map { Secret($0) }, certificate: status.clientCertificateData.map { Data($0.utf8) },
            key: status.clientKeyData.map { Secret($0) })
        return (credential, status.expirationTimestamp.flatMap { Instant($0) })
    }
}
