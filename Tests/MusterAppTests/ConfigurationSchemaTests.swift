import Foundation
import Testing

@testable import MusterApp

@Suite("Configuration schema")
struct ConfigurationSchemaTests {
    private static func definition(_ name: String?) throws -> [String: Any] {
        let data = Data(ConfigurationSchema.text.utf8)
        let root = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        guard let name else { return root }
        let definitions = try #require(root["$defs"] as? [String: Any])
        return try #require(definitions[name] as? [String: Any])
    }

    @Test(
        "the published schema knows the keys that the parser knows, and no others",
        arguments: [
            (nil, ConfigurationKeys.Top.allCases.map(\.rawValue)),
            ("source", ConfigurationKeys.Source.allCases.map(\.rawValue)),
            ("network", ConfigurationKeys.Network.allCases.map(\.rawValue)),
            ("credential", ConfigurationKeys.Credential.allCases.map(\.rawValue)),
        ] as [(String?, [String])])
    func keys(name: String?, keys: [String]) throws {
        let definition = try Self.definition(name)
        let properties = try #require(definition["properties"] as? [String: Any])
        #expect(Set(properties.keys) == Set(keys))
        #expect(definition["additionalProperties"] as? Bool == false)
    }

    @Test("the schema knows the keys of a source's pace")
    func pace() throws {
        let properties = try #require(try Self.definition("source")["properties"] as? [String: Any])
        let pace = (properties["pace"] as? [String: Any])?["properties"] as? [String: Any]
        #expect(pace.map { Set($0.keys) } == Set(ConfigurationKeys.Pace.allCases.map(\.rawValue)))
    }

    @Test("the schema names the authorities that the parser knows")
    func authorities() throws {
        let properties = try #require(try Self.definition("source")["properties"] as? [String: Any])
        let items = (properties["authoritative_for"] as? [String: Any])?["items"] as? [String: Any]
        #expect(items?["enum"] as? [String] == ConfigurationKeys.Authority.allCases.map(\.rawValue))
    }
}
