import ConnectorKit
import ConnectorTesting
import Foundation
import Inventory
import Testing
import Transport

@testable import GitHubConnector

@Suite("GitHub: making the credential")
struct GitHubSetupTests {
    private func guide(_ values: [String: String] = ["organization": "example-org"]) throws -> SetupGuide {
        try GitHubConnector.definition.setup(Settings(values.mapValues { .text($0) }))
    }

    private struct AppManifest: Decodable {
        struct Hook: Decodable { var active: Bool }

        var isPublic: Bool
        var permissions: [String: String]
        var events: [String]
        var hook: Hook

        enum CodingKeys: String, CodingKey {
            case isPublic = "public"
            case permissions = "default_permissions"
            case events = "default_events"
            case hook = "hook_attributes"
        }
    }

    @Test("the app's manifest asks for the streams' permissions, all to read, and no more")
    func manifest() throws {
        let file = try #require(try guide().files.first)
        let manifest = try JSONDecoder().decode(AppManifest.self, from: Data(file.contents.utf8))
        let wanted = Set(GitHubConnector.manifest.streams.flatMap(\.permissions))
        #expect(Set(manifest.permissions.map { "\($0.key):\($0.value)" }) == wanted)
        #expect(manifest.permissions.values.allSatisfy { $0 == "read" })
        #expect(!manifest.isPublic && !manifest.hook.active && manifest.events.isEmpty)
    }

    @Test("the form is filled in by the link: the same permissions")
    func link() throws {
        let step = try #require(try guide().steps.first { $0.contains("/apps/new?") })
        #expect(step.contains("https://github.com/organizations/example-org/settings/apps/new?"))
        for permission in GitHubSetup.permissions { #expect(step.contains("&\(permission.name)=\(permission.level)")) }
    }

    @Test("every permission of the manifest is known by its title and place")
    func titles() throws {
        let guide = try guide()
        for (name, _) in GitHubSetup.permissions {
            let title = try #require(GitHubSetup.titles[name], "\(name) has no title")
            let sentence = guide.grant("\(name):read")
            #expect(sentence.contains("\(title.section) permissions, set \(title.title) to Read-only"))
        }
        #expect(guide.grant("read:org").contains("https://github.com/settings/tokens"))
        #expect(Set(GitHubSetup.titles.keys) == Set(GitHubSetup.permissions.map(\.name)))
    }

    @Test("a server of one's own is named everywhere")
    func server() throws {
        let guide = try guide(["organization": "crew", "base_url": "https://github.example.com/api/v3"])
        #expect(guide.steps[0].contains("https://github.example.com/organizations/crew/settings/apps/new?"))
        #expect(guide.configuration.contains(#"base_url: "https://github.example.com/api/v3""#))
        #expect(guide.grant("members:read").contains("https://github.example.com/organizations/crew/"))
    }

    @Test("an app's name is one that GitHub takes, however long the organization's is")
    func name() throws {
        let long = try GitHubAPI(Settings(["organization": .text(String(repeating: "a", count: 39))]))
        #expect(GitHubSetup.name(long).count == 34)
    }

    @Test("without settings the guide is written for an example; with wrong ones it says which")
    func withoutSettings() throws {
        #expect(try guide([:]).configuration.contains("organization: example-org"))
        #expect(throws: SettingProblem.self) { try guide(["organization": "a b"]) }
    }
}
