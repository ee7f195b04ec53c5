import ConnectorKit
import Foundation
import Inventory
import Testing

@testable import MusterApp

@Suite("Configuration")
struct ConfigurationReaderTests {
    @Test("a whole configuration is read as it stands")
    func whole() throws {
        let configuration = try ConfigurationSamples.read(
            """
            ledger: data/roll.sqlite
            policy: /etc/muster/policy.yaml
            network:
              ca_file: ca.pem
              proxy: http://proxy.example.com:3128
              no_proxy: [internal.example.com]
            sources:
              production:
                connector: aws
                settings: {region: eu-west-1, endpoint: "http://localhost:5000"}
                credentials:
                  access_key_id: {env: AWS_ACCESS_KEY_ID}
                  secret_access_key: {command: [pass, show, aws/muster]}
              people:
                connector: people-file
                settings:
                  path: people.csv
                  columns: {email: mail}
                authoritative_for: [people]
              third:
                connector: example
                credentials: {token: {file: ~/token}}
            """)
        #expect(configuration.ledger.path == "/srv/muster/data/roll.sqlite")
        #expect(configuration.policy?.path == "/etc/muster/policy.yaml")
        #expect(configuration.network.certificateFile?.path == "/srv/muster/ca.pem")
        #expect(configuration.network.proxy?.absoluteString == "http://proxy.example.com:3128")
        #expect(configuration.network.proxyExceptions == ["internal.example.com"])
        #expect(configuration.sources.map(\.name) == ["people", "production", "third"])
        let production = try #require(configuration.sources.first { $0.name == "production" })
        #expect(production.settings.values["region"] == .text("eu-west-1"))
        #expect(production.credentials["access_key_id"] == .environment("AWS_ACCESS_KEY_ID"))
        #expect(production.credentials["secret_access_key"] == .command(["pass", "show", "aws/muster"]))
        #expect(production.line == 8)
        let people = try #require(configuration.sources.first { $0.name == "people" })
        #expect(people.authoritativeFor == [.person])
        #expect(people.settings.values["columns"] == .map(["email": .text("mail")]))
        #expect(configuration.sources.last?.credentials["token"] == .file(URL(filePath: "/home/nora/token")))
    }

    @Test("what is left out has a stated default")
    func defaults() throws {
        let configuration = try ConfigurationSamples.read("sources: {a: {connector: aws}}")
        #expect(configuration.ledger.path == "/srv/muster/muster.sqlite")
        #expect(configuration.policy == nil)
        #expect(configuration.network == NetworkConfiguration())
    }

    @Test(
        "plain scalars keep what they say",
        arguments: [
            ("eu-west-1", Settings.Value.text("eu-west-1")), ("012345678901", .text("012345678901")),
            ("123456789012", .number(123_456_789_012)), ("\"123\"", .text("123")), ("true", .flag(true)),
            ("no", .text("no")), ("1.0", .text("1.0")), ("1e3", .text("1e3")), ("0x1F", .text("0x1F")),
            ("2026-11-01", .text("2026-11-01")), ("[1, a]", .list([.number(1), .text("a")])),
        ])
    func scalars(text: String, expected: Settings.Value) throws {
        let configuration = try ConfigurationSamples.read("sources: {a: {connector: aws, settings: {region: \(text)}}}")
        #expect(configuration.sources.first?.settings.values["region"] == expected)
    }

    @Test("the template parses, with both sources")
    func template() throws {
        let configuration = try ConfigurationSamples.read(ConfigurationTemplate.text)
        #expect(configuration.sources.map(\.definition.manifest.id) == ["people-file", "aws"])
        #expect(configuration.sources.first?.authoritativeFor == [.person])
    }

    @Test("an alias is read as what it stands for")
    func alias() throws {
        let configuration = try ConfigurationSamples.read(
            """
            sources:
              a: {connector: aws, settings: &shared {region: eu-west-1}}
              b: {connector: aws, settings: *shared}
            """)
        #expect(configuration.sources[1].settings.values["region"] == .text("eu-west-1"))
    }

    @Test("a file that is not there is a mistake with advice")
    func absent() {
        #expect(throws: ConfigurationError.self) {
            try ConfigurationReader.read(path: "/nonexistent/muster.yaml", catalog: [], environment: [:])
        }
    }
}
