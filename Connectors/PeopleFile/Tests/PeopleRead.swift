import ConnectorKit
import ConnectorTesting
import Foundation
import Inventory
import Testing

@testable import PeopleFileConnector

/// All that a read handed over.
struct PeopleRead {
    var people: [Person] = []
    var rejected: [Rejection] = []
    var coverage = Coverage(.notRead)

    static let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures")

    static func read(_ path: String, in folder: URL = fixtures, settings: [String: Settings.Value] = [:]) async throws
        -> PeopleRead
    {
        let configuration = SourceConfiguration(
            name: "staff", settings: Settings(settings.merging(["path": .text(path)]) { first, _ in first }),
            baseDirectory: folder)
        let connector = try PeopleFileConnector.definition.make(configuration)
        guard case .records(let source) = connector.streams[0].source else {
            Issue.record("the stream is no record source")
            return PeopleRead()
        }
        let pages = Pages()
        var read = PeopleRead()
        read.coverage = try await source.read(.whole) { await pages.add($0) }
        for page in await pages.all {
            #expect(page.rowCount > 0)
            read.rejected += page.rejected
            for case .person(let person) in page.records { read.people.append(person) }
        }
        return read
    }

    actor Pages {
        var all: [DecodedPage] = []
        func add(_ page: DecodedPage) { all.append(page) }
    }

    static func readText(_ text: String, name: String = "people.csv", settings: [String: Settings.Value] = [:])
        async throws -> PeopleRead
    {
        try await readBytes(Data(text.utf8), name: name, settings: settings)
    }

    static func readBytes(_ data: Data, name: String = "people.csv", settings: [String: Settings.Value] = [:])
        async throws -> PeopleRead
    {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("people-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }  // only scratch is lost
        try data.write(to: folder.appendingPathComponent(name))
        return try await read(name, in: folder, settings: settings)
    }
}
