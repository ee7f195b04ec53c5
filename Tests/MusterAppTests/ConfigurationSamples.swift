import ConnectorKit
import Foundation

@testable import MusterApp

/// Two connectors that stand for the real ones: what they take is what the messages speak of.
enum ConfigurationSamples {
    static let catalog = [
        ConnectorDefinition(
            manifest: manifest(
                "aws",
                settings: [
                    SettingDescriptor("region", "the region", example: "eu-west-1"),
                    SettingDescriptor("endpoint", "another endpoint", example: "http://localhost:5000"),
                ],
                credentials: [
                    CredentialDescriptor("access_key_id", "the key's id"),
                    CredentialDescriptor("secret_access_key", "the key's secret"),
                ])
        ) { configuration in
            _ = try configuration.settings.url("endpoint")
            let credentials = configuration.credentials
            if credentials["access_key_id"] != nil && credentials["secret_access_key"] == nil {
                throw SettingProblem("secret_access_key", "is required beside access_key_id")
            }
            return Connector(manifest: manifest("aws"), streams: [], tenant: .fixed(.init(id: "1", principal: "")))
        },
        ConnectorDefinition(
            manifest: manifest(
                "people-file",
                settings: [
                    SettingDescriptor("path", "the file", isRequired: true, example: "people.csv"),
                    SettingDescriptor("columns", "the file's columns", example: "{email: mail}"),
                ])
        ) { configuration in
            _ = try configuration.settings.requiredText("path")
            for (key, column) in try configuration.settings.textMap("columns") where column.isEmpty {
                throw SettingProblem("columns.\(key)", "expected the name of a column")
            }
            return Connector(
                manifest: manifest("people-file"), streams: [], tenant: .fixed(.init(id: "1", principal: "")))
        },
        ConnectorDefinition(
            manifest: manifest(
                "example", credentials: [CredentialDescriptor("token", "an API token", isRequired: true)])
        ) { _ in
            Connector(manifest: manifest("example"), streams: [], tenant: .fixed(.init(id: "1", principal: "")))
        },
    ]

    private static func manifest(
        _ id: String, settings: [SettingDescriptor] = [], credentials: [CredentialDescriptor] = []
    ) -> Manifest {
        Manifest(
            id: id, product: id, version: "1", documentation: "https://example.com", settings: settings,
            credentials: credentials, streams: [], buckets: [], blindSpots: [], requestFormula: "1")
    }

    static let folder = URL(filePath: "/srv/muster", directoryHint: .isDirectory)

    static func read(_ text: String) throws -> Configuration {
        try ConfigurationReader.read(
            Data(text.utf8), file: "muster.yaml", baseDirectory: folder, catalog: catalog,
            environment: ["HOME": "/home/nora"])
    }

    /// The messages for a text that must be refused.
    static func mistakes(_ text: String) -> [String] {
        do {
            _ = try read(text)
            return []
        } catch let error as ConfigurationError {
            return error.mistakes.map(\.description)
        } catch {
            return ["\(error)"]
        }
    }
}
