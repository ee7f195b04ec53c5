import ConnectorCatalog
import ConnectorKit
import Foundation
import Testing

@Suite("The catalog")
struct CatalogTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    private var folders: [String] {
        get throws {
            try FileManager.default.contentsOfDirectory(atPath: Self.root.appending(path: "Connectors").path).sorted()
        }
    }

    @Test("folders, Package.swift and the catalog name the same connectors")
    func namesAgree() throws {
        let package = try String(contentsOf: Self.root.appending(path: "Package.swift"), encoding: .utf8)
        let line = try #require(package.firstMatch(of: /let connectors = \[(.*)\]/)?.1)
        let named = line.split(separator: ",").map { $0.filter { $0.isLetter || $0.isNumber } }
        #expect(named == (try folders))
        let ids = ConnectorCatalog.all.map(\.manifest.id)
        #expect(ids.map { $0.filter { $0 != "-" } } == (try folders).map { $0.lowercased() })
        #expect(ids == ids.sorted())
        #expect(Set(ids).count == ids.count)
    }

    @Test("every connector is found by its id", arguments: ConnectorCatalog.all.map(\.manifest.id))
    func isFound(id: String) { #expect(ConnectorCatalog.connector(id)?.manifest.id == id) }

    @Test("a connector's README holds the permissions of its manifest", arguments: ConnectorCatalog.all.map(\.manifest.id))
    func readmeHoldsPermissions(id: String) throws {
        let definition = try #require(ConnectorCatalog.connector(id))
        let folder = try #require(try folders.first { $0.lowercased() == id.filter { $0 != "-" } })
        let file = Self.root.appending(path: "Connectors/\(folder)/README.md")
        let text = try String(contentsOf: file, encoding: .utf8)
        let parts = text.components(separatedBy: "<!-- permissions:begin -->\n")
        let table = try #require(parts.last?.components(separatedBy: "<!-- permissions:end -->").first)
        let expected = PermissionTable.markdown(definition.manifest)
        if ProcessInfo.processInfo.environment["RECORD"] == "1", parts.count == 2 {
            try Data(text.replacingOccurrences(of: table, with: expected).utf8).write(to: file)
        } else {
            #expect(table == expected, "write it anew with RECORD=1 swift test --filter CatalogTests")
        }
    }

    @Test("a connector's README names every blind spot and the request formula", arguments: ConnectorCatalog.all.map(\.manifest.id))
    func readmeNamesBlindSpots(id: String) throws {
        let definition = try #require(ConnectorCatalog.connector(id))
        let folder = try #require(try folders.first { $0.lowercased() == id.filter { $0 != "-" } })
        let text = try String(contentsOf: Self.root.appending(path: "Connectors/\(folder)/README.md"), encoding: .utf8)
        for spot in definition.manifest.blindSpots { #expect(text.contains(spot.what), "\(spot.what)") }
        #expect(text.contains(definition.manifest.requestFormula))
    }
}
