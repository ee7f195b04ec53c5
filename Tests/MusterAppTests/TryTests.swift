import ConnectorKit
import Foundation
import Inventory
import Testing
import Transport

@testable import MusterApp

/// Where `muster try` finds settings and credentials, with a connector in place of GitHub's and Okta's.
@Suite("Try without a configuration")
struct TryTests {
    private static let manifest = Manifest(
        id: "example", product: "Example Cloud", version: "1", documentation: "https://example.com/api",
        settings: [
            SettingDescriptor("organization", "the organisation", isRequired: true, example: "example-org"),
            SettingDescriptor("base_url", "the address", example: "https://example.com"),
        ], credentials: [CredentialDescriptor("token", "an API token", isRequired: true)], streams: [], buckets: [],
        blindSpots: [])

    private static let definition = ConnectorDefinition(
        manifest: manifest,
        conventions: VendorConventions(
            argument: "organization", replaced: ["organization_url"],
            settings: ["base_url": ["EXAMPLE_URL"], "organization_url": ["EXAMPLE_ORGANIZATION_URL"]],
            credentials: [
                .init(
                    "token", environment: ["EXAMPLE_TOKEN", "EX_TOKEN"], command: ["ex", "auth", "token"],
                    file: .init("~/.example/example.yaml", keys: "example.client.token"))
            ], signIn: "Set EXAMPLE_TOKEN, or sign in with ex auth login.")
    ) { configuration in
        _ = try configuration.settings.requiredText("organization")
        return Connector(
            manifest: manifest, streams: [],
            tenant: .fixed(TenantIdentity(id: "none", principal: "none")))
    }

    /// A home with a program folder on PATH, and a scratch folder.
    private func withHome(
        _ environment: [String: String] = [:], program: String? = nil, file: String? = nil,
        _ body: ([String: String], ScratchFolder) async throws -> Void
    ) async throws {
        let home = try ScratchFolder(in: FileManager.default.temporaryDirectory, name: "home")
        defer { home.remove() }
        let scratch = try ScratchFolder(in: home.url, name: "scratch")
        if let program { try write(program, to: home.url.appending(path: "ex"), mode: 0o700) }
        if let file {
            let folder = home.url.appending(path: ".example")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try write(file, to: folder.appending(path: "example.yaml"), mode: 0o600)
        }
        let path = home.url.path(percentEncoded: false)
        try await body(environment.merging(["HOME": path, "PATH": path]) { first, _ in first }, scratch)
    }

    private func write(_ text: String, to url: URL, mode: Int) throws {
        try Data(text.utf8).write(to: url)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: url.path)
    }

    private func attempt(
        _ environment: [String: String], _ scratch: ScratchFolder, argument: String? = "corp", settings: [String] = []
    ) async throws -> Configuration.Source {
        let attempt = try await Try(
            .init(connector: "example", argument: argument, settings: settings), catalog: [Self.definition],
            environment: environment, scratch: scratch)
        #expect(attempt.configuration.ledger.path.hasPrefix(scratch.url.path))
        return try #require(attempt.configuration.sources.first)
    }

    private func token(_ source: Configuration.Source, _ environment: [String: String]) async throws -> String {
        try await CredentialResolver(environment: environment).resolve(try #require(source.credentials["token"]))
            .reveal { $0 }
    }

    private static let program = "#!/bin/sh\n[ \"$*\" = \"auth token\" ] && echo from-program\n"
    private static let file = "example:\n  client:\n    token: from-file\n    orgUrl: https://example.com\n"

    @Test("the environment goes before the vendor's program, and that before its file")
    func order() async throws {
        let all = ["EXAMPLE_TOKEN": "first", "EX_TOKEN": "second"]
        for (environment, program, file, expected) in [
            (all, Self.program, Self.file, "first"), (["EX_TOKEN": "second"], Self.program, Self.file, "second"),
            (["EXAMPLE_TOKEN": "", "EX_TOKEN": "second"], nil, nil, "second"),
            ([:], Self.program, Self.file, "from-program"), ([:], "#!/bin/sh\nexit 1\n", Self.file, "from-file"),
            ([:], nil, Self.file, "from-file"),
        ] as [([String: String], String?, String?, String)] {
            try await withHome(environment, program: program, file: file) { environment, scratch in
                let source = try await attempt(environment, scratch)
                #expect(try await token(source, environment) == expected)
                #expect(source.name == "corp")
                #expect(try source.settings.text("organization") == "corp")
            }
        }
    }

    @Test("without any credential it says what was looked at, and what to set or run")
    func none() async throws {
        for file in [nil, "example: {client: {orgUrl: x}}", "{{", "example:\n  client: text\n"] {
            try await withHome(program: "#!/bin/sh\nexit 4\n", file: file) { environment, scratch in
                let problem = try #require(await thrown { _ = try await attempt(environment, scratch) })
                #expect(problem.status == .usage)
                #expect(problem.detail.hasPrefix("there is no credential for example: "))
                #expect(problem.detail.contains("the environment variable EXAMPLE_TOKEN is not set"))
                #expect(problem.detail.contains("the program ex failed with status 4"))
                #expect(problem.advice == "Set EXAMPLE_TOKEN, or sign in with ex auth login.")
            }
        }
    }

    private func thrown(_ body: () async throws -> Void) async -> Problem? {
        do {
            try await body()
            return nil
        } catch { return error as? Problem }
    }

    @Test("what is missing or wrong is told before anything is sent")
    func wrong() async throws {
        try await withHome(["EXAMPLE_TOKEN": "x"]) { environment, scratch in
            let missing = try #require(await thrown { _ = try await attempt(environment, scratch, argument: nil) })
            #expect(missing.description == "organization is not said. Name it: muster try example example-org.")
            let unknown = try #require(
                await thrown { _ = try await attempt(environment, scratch, settings: ["base=x"]) })
            #expect(unknown.detail == "base is no setting of example")
            let secret = try #require(
                await thrown { _ = try await attempt(environment, scratch, settings: ["token=x"]) })
            #expect(secret.advice == "It is a credential, which never stands on a command line.")
        }
    }

    @Test("variables of the vendor fill settings, and what is said on the command line goes before them")
    func settings() async throws {
        let variables = [
            "EXAMPLE_TOKEN": "x", "EXAMPLE_URL": "https://a.example.com", "EXAMPLE_ORGANIZATION_URL": "https://other",
        ]
        try await withHome(variables) { environment, scratch in
            let source = try await attempt(environment, scratch)
            #expect(try source.settings.text("organization_url") == nil)
            #expect(try source.settings.text("base_url") == "https://a.example.com")
            let other = try await attempt(environment, scratch, settings: ["base_url=https://b.example.com"])
            #expect(try other.settings.text("base_url") == "https://b.example.com")
        }
    }

    @Test("a scratch folder is its owner's alone, and goes away with what is in it")
    func scratch() throws {
        let scratch = try ScratchFolder(in: FileManager.default.temporaryDirectory, name: "scratch")
        let path = scratch.url.path(percentEncoded: false)
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber
        #expect(mode?.intValue == 0o700)
        try Data("x".utf8).write(to: scratch.url.appending(path: "file"))
        scratch.remove()
        #expect(!FileManager.default.fileExists(atPath: path))
        scratch.remove()
    }

    @Test("a program's output is kept for the requests that follow at once")
    func programRunsOnce() async throws {
        let counting = "#!/bin/sh\necho x >> \"$HOME/runs\"\necho token\n"
        try await withHome(program: counting) { environment, scratch in
            let source = CredentialResolver(environment: environment).source(for: .command(["ex"]))
            for _ in 0..<5 { #expect(try await source().reveal { $0 } == "token") }
            let runs = try String(contentsOfFile: try #require(environment["HOME"]) + "/runs", encoding: .utf8)
            #expect(runs == "x\n")
        }
    }
}
