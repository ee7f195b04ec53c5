import ConnectorCatalog
import ConnectorKit
import Foundation
import MusterApp
import Testing

/// What `muster connectors setup` prints must work when it is pasted.
@Suite("Setup guides")
struct SetupGuideTests {
    private static let written: [String] = ConnectorCatalog.all.filter {
        (try? ConnectorSetup($0))?.isWritten != false  // One that throws is a failure of the tests below.
    }.map(\.manifest.id)

    private func setup(_ id: String) throws -> ConnectorSetup {
        try ConnectorSetup(try #require(ConnectorCatalog.connector(id)))
    }

    @Test("a guide has steps", arguments: written)
    func steps(id: String) throws {
        let steps = try setup(id).guide.steps
        #expect(!steps.isEmpty)
        #expect(steps.allSatisfy { !$0.isEmpty && !$0.contains("\n") })
    }

    @Test("its configuration is one that Muster reads, of this connector", arguments: written)
    func configuration(id: String) throws {
        let text = "sources:\n" + ConnectorSetup.indented(try setup(id).guide.configuration)
        let configuration = try ConfigurationReader.read(
            Data(text.utf8), file: "muster.yaml", baseDirectory: URL(filePath: "/", directoryHint: .isDirectory),
            catalog: ConnectorCatalog.all)
        #expect(configuration.sources.map(\.definition.manifest.id).contains(id))
    }

    @Test("every permission of the manifest has a sentence of its own on how it is given", arguments: written)
    func grants(id: String) throws {
        let setup = try setup(id)
        let standard = SetupGuide()
        for permission in Set(setup.manifest.streams.flatMap(\.permissions)) {
            let sentence = setup.guide.grant(permission)
            #expect(!sentence.isEmpty && !sentence.contains("\n"))
            #expect(sentence != standard.grant(permission), "the kit's own words say neither where nor how")
        }
    }

    @Test("its files have names that fit into a folder, each one", arguments: written)
    func files(id: String) throws {
        let files = try setup(id).guide.files
        #expect(Set(files.map(\.name)).count == files.count)
        #expect(files.allSatisfy { !$0.name.contains("/") && !$0.name.hasPrefix(".") && !$0.contents.isEmpty })
    }

    @Test("what vendors' conventions fill is there to be filled", arguments: ConnectorCatalog.all.map(\.manifest.id))
    func conventions(id: String) throws {
        let definition = try #require(ConnectorCatalog.connector(id))
        let settings = Set(definition.manifest.settings.map(\.name))
        let credentials = Set(definition.manifest.credentials.map(\.name))
        #expect(definition.conventions.argument.map(settings.contains) != false)
        #expect(settings.isSuperset(of: definition.conventions.settings.keys))
        #expect(credentials.isSuperset(of: definition.conventions.credentials.map(\.name)))
    }
}
