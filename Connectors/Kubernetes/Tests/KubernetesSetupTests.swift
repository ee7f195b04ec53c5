import ConnectorKit
import ConnectorTesting
import Foundation
import Testing
import Yams

@testable import KubernetesConnector

@Suite("Kubernetes: the guide")
struct KubernetesSetupTests {
    private struct Manifest: Decodable {
        var kind: String
        var metadata: Metadata
        var rules: [Rule]?
        var roleRef: Role?

        struct Metadata: Decodable {
            var name: String
            var namespace: String?
        }
        struct Rule: Decodable {
            var apiGroups: [String]
            var resources: [String]
            var resourceNames: [String]?
            var verbs: [String]
        }
        struct Role: Decodable {
            var kind: String
            var name: String
        }
    }

    private static func manifests(_ settings: Settings = Settings([:])) throws -> [Manifest] {
        try KubernetesSetup.guide(settings).files.flatMap { file in
            try file.contents.components(separatedBy: "---\n").map {
                try YAMLDecoder().decode(Manifest.self, from: $0)
            }
        }
    }

    @Test("the roles that it writes allow what the manifest asks for, and nothing else")
    func roles() throws {
        var written: Set<String> = []
        for manifest in try Self.manifests() {
            for rule in manifest.rules ?? [] {
                for verb in rule.verbs {
                    let place =
                        try #require(rule.resources.first)
                        + (rule.apiGroups.first.map { $0.isEmpty ? "" : ".\($0)" } ?? "")
                    let name = rule.resourceNames?.first.map { "/\($0)" } ?? ""
                    written.insert("\(verb) \(place)\(name)" + (manifest.metadata.namespace.map { " -n \($0)" } ?? ""))
                    #expect(rule.resources.count == 1 && rule.apiGroups.count == 1 && verb != "*")
                }
            }
        }
        #expect(written == Set(KubernetesConnector.manifest.streams.flatMap(\.permissions)))
        #expect(written.allSatisfy { $0.hasPrefix("list ") || $0.hasPrefix("get ") })
    }

    @Test("every role is bound to Muster's service account")
    func bindings() throws {
        let manifests = try Self.manifests()
        let roles = manifests.filter { $0.rules != nil }.map { "\($0.kind)/\($0.metadata.name)" }
        let bound = manifests.compactMap(\.roleRef).map { "\($0.kind)/\($0.name)" }
        #expect(Set(roles) == Set(bound) && roles.count == 3)
    }

    @Test("listing Secrets is a file of its own, said to be more than reading, and left out where it is not wanted")
    func secrets() throws {
        let guide = try KubernetesSetup.guide(Settings([:]))
        let file = try #require(guide.files.first { $0.name == KubernetesSetup.tokens })
        #expect(file.purpose.contains("values"))
        #expect(guide.files.filter { $0.contents.contains("secrets") }.map(\.name) == [KubernetesSetup.tokens])
        #expect(guide.grant("list secrets").contains("values"))
        let without = try KubernetesSetup.guide(Settings(["legacy_tokens": .flag(false)]))
        #expect(!without.files.contains { $0.contents.contains("secrets") })
        #expect(without.configuration.contains("legacy_tokens: false"))
    }
}
