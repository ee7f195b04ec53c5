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
            try FileManager.default.contentsOfDirectory(atPath: Self.root.appending(path: "Connectors").path)
                .sorted { $0.lowercased() < $1.lowercased() }
        }
    }

    @Test("folders, Package.swift and the catalog name the same connectors")
    func namesAgree() throws {
        let package = try String(contentsOf: Self.root.appending(path: "Package.swift"), encoding: .utf8)
        let line = try #require(package.firstMatch(of: /let connectors = \[([^\]]*)\]/)?.1)
        let named = line.split(separator: ",").map { $0.filter { $0.isLetter || $0.isNumber } }.filter { !$0.isEmpty }
        #expect(named == (try folders))
        let ids = ConnectorCatalog.all.map(\.manifest.id)
        #expect(ids.map { $0.filter { $0 != "-" } } == (try folders).map { $0.lowercased() })
        #expect(ids == ids.sorted())
        #expect(Set(ids).count == ids.count)
    }

    @Test("every connector is found by its id", arguments: ConnectorCatalog.all.map(\.manifest.id))
    func isFound(id: String) { #expect(ConnectorCatalog.connector(id)?.manifest.id == id) }

    private static let tables: [(name: String, of: @Sendable (Manifest) -> String)] = [
        ("permissions", { ManifestTables.permissions($0) }), ("blind-spots", { ManifestTables.blindSpots($0) }),
    ]

    @Test("a connector's README holds the tables of its manifest", arguments: ConnectorCatalog.all.map(\.manifest.id))
    func readmeHoldsTables(id: String) throws {
        let (manifest, file) = try readme(id)
        for table in Self.tables {
            let text = try String(contentsOf: file, encoding: .utf8)
            let (begin, end) = ("<!-- \(table.name):begin -->\n", "<!-- \(table.name):end -->")
            let start = try #require(text.range(of: begin)?.upperBound, "no \(begin)")
            let stop = try #require(text.range(of: end, range: start..<text.endIndex)?.lowerBound, "no \(end)")
            let expected = table.of(manifest)
            if ProcessInfo.processInfo.environment["RECORD"] == "1" {
                try Data(text.replacingCharacters(in: start..<stop, with: expected).utf8).write(to: file)
            } else {
                #expect(text[start..<stop] == expected, "write it anew: RECORD=1 swift test --filter CatalogTests")
            }
        }
    }

    @Test("a connector's README states the request formula", arguments: ConnectorCatalog.all.map(\.manifest.id))
    func readmeStatesFormula(id: String) throws {
        let (manifest, file) = try readme(id)
        let words = try String(contentsOf: file, encoding: .utf8).split(whereSeparator: \.isWhitespace)
            .joined(separator: " ")
        #expect(words.contains(manifest.requestFormula))
    }

    private func readme(_ id: String) throws -> (Manifest, URL) {
        let definition = try #require(ConnectorCatalog.connector(id))
        let folder = try #require(try folders.first { $0.lowercased() == id.filter { $0 != "-" } })
        return (definition.manifest, Self.root.appending(path: "Connectors/\(folder)/README.md"))
    }
}
