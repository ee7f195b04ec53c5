import ConnectorCatalog
import ConnectorKit
import Foundation
import Testing

@testable import MusterApp

@Suite("Connector setup")
struct ConnectorSetupTests {
    private static let definition = ConnectorDefinition(
        manifest: Manifest(
            id: "example", product: "Example Cloud", version: "1", documentation: "https://example.com/api",
            settings: [SettingDescriptor("organization", "the organisation", isRequired: true, example: "example-org")],
            credentials: [CredentialDescriptor("token", "an API token")], streams: [], buckets: [], blindSpots: []),
        setup: { settings in
            let name = try settings.requiredText("organization")
            guard name != "none" else { throw SettingProblem("organization", "expected another name") }
            return SetupGuide(
                steps: ["Open https://example.com/\(name)."],
                files: [.init(name: "app.json", purpose: "the app", contents: #"{"name":"\#(name)"}"# + "\n")],
                configuration: "\(name):\n  connector: example\n")
        }, make: { _ in throw SettingProblem("organization", "is not asked for here") })

    private func withFolder(_ body: (URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "setup-\(UUID())")
        defer { try? FileManager.default.removeItem(at: folder) }  // What is left in a temporary folder harms nobody.
        try body(folder)
    }

    @Test("steps, configuration and files stand ready to be pasted")
    func text() throws {
        let text = try ConnectorSetup(Self.definition, settings: ["organization=corp"]).text()
        #expect(
            text == """
                How Muster gets to read Example Cloud

                Steps
                   1. Open https://example.com/corp.

                Configuration, below sources:
                  corp:
                    connector: example

                app.json: the app
                {"name":"corp"}

                """)
    }

    @Test("a required setting that nobody gave stands with its example, and that is said")
    func example() throws {
        let setup = try ConnectorSetup(Self.definition)
        #expect(setup.examples == ["organization"])
        #expect(setup.text().contains("with examples in place of yours: --set organization=VALUE"))
        #expect(setup.guide.configuration.hasPrefix("example-org:"))
    }

    @Test(
        "a setting that is wrong is told",
        arguments: [
            ("organization", "--set organization is not understood"), ("organization=none", "organization: expected"),
            ("organisation=x", "did you mean organization?"), ("token=x", "never stands on a command line"),
        ])
    func wrong(word: String, message: String) throws {
        let problem = try #require(throws: Problem.self) {
            try ConnectorSetup(Self.definition, settings: [word])
        }
        #expect(problem.description.contains(message))
        #expect(problem.status == .usage)
    }

    @Test(
        "a setting that holds several values takes commas, repetition or both; another holds its comma",
        arguments: [["teams=a,b", "teams=c"], ["teams=a", "teams=b", "teams=c"], ["teams=a, b ,c"]])
    func lists(_ words: [String]) throws {
        let values = try SettingWords.values(words + ["name=x,y"], of: Self.listing)
        #expect(values["teams"] == .list([.text("a"), .text("b"), .text("c")]))
        #expect(values["name"] == .text("x,y"))
        #expect(SettingWords.example(of: Self.listing.settings[0]) == .list([.text("web"), .text("ops")]))
    }

    @Test("a setting of one value that is given twice is told")
    func twice() throws {
        let problem = try #require(throws: Problem.self) {
            try SettingWords.values(["name=x", "name=y"], of: Self.listing)
        }
        #expect(problem.description.contains("name is given twice"))
    }

    private static let listing = Manifest(
        id: "listing", product: "Listing", version: "1", documentation: "https://example.com/api",
        settings: [
            SettingDescriptor("teams", "teams", example: #"["web", "ops"]"#),
            SettingDescriptor("name", "a name", example: "x"),
        ], credentials: [], streams: [], buckets: [], blindSpots: [])

    @Test("files are written once, and never over others")
    func write() throws {
        try withFolder { folder in
            let setup = try ConnectorSetup(Self.definition, settings: ["organization=corp"])
            let path = folder.appending(path: "app.json").path
            #expect(try setup.write(to: folder) == [.written(path)])
            #expect(try String(contentsOfFile: path, encoding: .utf8) == #"{"name":"corp"}"# + "\n")
            #expect(try setup.write(to: folder) == [.there(path)])
            let other = try ConnectorSetup(Self.definition, settings: ["organization=other"])
            let problem = try #require(throws: Problem.self) { try other.write(to: folder) }
            #expect(problem.detail == "\(path) exists already with other contents")
            #expect(try String(contentsOfFile: path, encoding: .utf8) == #"{"name":"corp"}"# + "\n")
        }
    }

    @Test("configuration is set below sources however a guide writes it")
    func indented() {
        for text in ["a:\n  connector: x", "  a:\n    connector: x\n", "sources:\n  a:\n    connector: x\n\n"] {
            #expect(ConnectorSetup.indented(text) == "  a:\n    connector: x\n")
        }
    }

    @Test("init offers the connectors that tell how, and Muster reads it with any of them")
    func template() throws {
        let text = ConfigurationTemplate.text(for: ConnectorCatalog.all + [Self.definition])
        #expect(text.contains("  # example-org:\n  #   connector: example\n"))
        #expect(text.contains("muster connectors setup example"))
        _ = try ConfigurationReader.read(
            Data(ConfigurationTemplate.text(for: ConnectorCatalog.all).utf8), file: "muster.yaml",
            baseDirectory: URL(filePath: "/", directoryHint: .isDirectory), catalog: ConnectorCatalog.all)
    }
}
