import ConnectorKit
import Foundation
import Inventory
import Transport

/// One collection without a configuration, over credentials that are there already: the environment's, or those of the
/// vendor's own tool. What it reads lies in a folder of its own, which is taken away afterwards.
public struct Try: Sendable {
    public let configuration: Configuration
    /// What to say of keeping it, for the end of the page.
    public let next: String
    /// What to run or to set where signing in fails.
    public let signIn: String

    /// What the user asks for.
    public struct Request: Sendable, Hashable {
        public var connector: String
        /// The organisation or domain; nil where the connector takes none.
        public var argument: String?
        /// `NAME=VALUE`.
        public var settings: [String]
        /// A file of people.
        public var people: URL?

        public init(connector: String, argument: String? = nil, settings: [String] = [], people: URL? = nil) {
            self.connector = connector
            self.argument = argument
            self.settings = settings
            self.people = people
        }
    }

    /// Finds settings and credentials. Nothing is sent.
    /// - Parameter scratch: holds the ledger for as long as it is looked at.
    /// - Throws: `Problem` for a connector that cannot be tried, a setting that is missing, and no credential at all.
    public init(
        _ request: Request, catalog: [ConnectorDefinition], environment: [String: String], scratch: ScratchFolder
    ) async throws {
        let definition = try Self.definition(request.connector, in: catalog)
        let settings = try Self.settings(request, definition, environment)
        let credentials = try await Self.credentials(definition, environment)
        let folder = URL(filePath: FileManager.default.currentDirectoryPath, directoryHint: .isDirectory)
        let label = request.argument.flatMap { ConfigurationReader.isLabel($0) ? $0 : nil } ?? request.connector
        var sources = [
            Configuration.Source(
                name: label, definition: definition, settings: settings, credentials: credentials,
                authoritativeFor: [], line: 0)
        ]
        if let people = request.people { sources.append(try Self.people(people, catalog, besides: label)) }
        configuration = Configuration(
            file: "", baseDirectory: folder, sources: sources,
            ledger: scratch.url.appending(path: Configuration.ledgerDefault))
        try Self.check(configuration, environment)
        signIn = definition.conventions.signIn
        let given = settings.values.sorted { $0.key < $1.key }.compactMap { name, value -> String? in
            guard name == definition.conventions.argument, case .text(let text) = value else { return nil }
            return " --set \(name)=\(text)"
        }
        next =
            "Nothing was kept. To keep it, and to see what changes: muster connectors setup \(request.connector)"
            + given.joined() + ", muster init, muster collect."
    }

    // MARK: - Parts

    private static func definition(_ name: String, in catalog: [ConnectorDefinition]) throws -> ConnectorDefinition {
        _ = try ConnectorListing.manifest(name, in: catalog)
        let triable = catalog.filter(\.conventions.isDeclared).map(\.manifest.id)
        guard let definition = catalog.first(where: { $0.manifest.id == name && $0.conventions.isDeclared }) else {
            throw Problem(
                "\(name) cannot be tried without a configuration",
                advice: triable.isEmpty
                    ? "Write one with muster init." : "Try \(ConfigurationSuggestion.list(triable)).",
                status: .usage)
        }
        return definition
    }

    private static func settings(
        _ request: Request, _ definition: ConnectorDefinition, _ environment: [String: String]
    ) throws -> Settings {
        let conventions = definition.conventions
        var values = try SettingWords.values(request.settings, of: definition.manifest)
        if let argument = request.argument {
            guard let name = conventions.argument else {
                throw Problem(
                    "muster try \(request.connector) takes no further word", advice: "Leave \(argument) out.",
                    status: .usage)
            }
            values[name] = .text(argument)
        }
        for (name, variables) in conventions.settings where values[name] == nil {
            // A tenant that was named is not made another by what stands in the environment.
            if request.argument != nil, conventions.replaced.contains(name) { continue }
            let found = variables.lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
            if let found { values[name] = .text(found) }
        }
        if let name = conventions.argument, values[name] == nil, conventions.replaced.allSatisfy({ values[$0] == nil })
        {
            let example = definition.manifest.settings.first { $0.name == name }?.example ?? "NAME"
            throw Problem(
                "\(name) is not said", advice: "Name it: muster try \(request.connector) \(example).", status: .usage)
        }
        return Settings(values)
    }

    private static func credentials(_ definition: ConnectorDefinition, _ environment: [String: String]) async throws
        -> [String: CredentialReference]
    {
        var found: [String: CredentialReference] = [:]
        var tried: [String] = []
        let resolver = CredentialResolver(environment: environment)
        for credential in definition.conventions.credentials {
            for place in places(of: credential, environment) {
                do {
                    _ = try await resolver.resolve(place)
                    found[credential.name] = place
                    break
                } catch let problem as CredentialProblem { tried.append(problem.detail) }
            }
        }
        guard !found.isEmpty || definition.conventions.credentials.isEmpty else {
            throw Problem(
                "there is no credential for \(definition.manifest.id): \(tried.joined(separator: "; "))",
                advice: definition.conventions.signIn, status: .usage)
        }
        return found
    }

    private static func places(of credential: VendorConventions.Credential, _ environment: [String: String])
        -> [CredentialReference]
    {
        var places = credential.environment.map { CredentialReference.environment($0) }
        if !credential.command.isEmpty { places.append(.command(credential.command)) }
        if let file = credential.file {
            let home = environment["HOME"].map { URL(filePath: $0, directoryHint: .isDirectory) }
            let url =
                file.path.hasPrefix("~/")
                ? home?.appending(path: String(file.path.dropFirst(2))) : URL(filePath: file.path)
            if let url { places.append(.entry(url, keys: file.keys.split(separator: ".").map(String.init))) }
        }
        return places
    }

    private static func people(_ file: URL, _ catalog: [ConnectorDefinition], besides label: String) throws
        -> Configuration.Source
    {
        guard let definition = catalog.first(where: { $0.manifest.id == "people-file" }) else {
            throw Problem("this program reads no file of people", advice: "Leave --people out.", status: .usage)
        }
        return Configuration.Source(
            name: label == "people" ? "people-file" : "people", definition: definition,
            settings: Settings(["path": .text(file.absoluteURL.path(percentEncoded: false))]), credentials: [:],
            authoritativeFor: [.person], line: 0)
    }

    /// A connector looks at its source before anything is sent.
    private static func check(_ configuration: Configuration, _ environment: [String: String]) throws {
        for source in configuration.sources {
            do {
                _ = try source.definition.make(
                    source.connectorConfiguration(
                        resolver: CredentialResolver(environment: environment), environment: environment,
                        baseDirectory: configuration.baseDirectory))
            } catch let problem as SettingProblem {
                let example = source.definition.manifest.settings.first { $0.name == problem.setting }?.example
                throw Problem(
                    "\(problem.setting): \(problem.expectation)",
                    advice: "Give it with --set \(problem.setting)=\(example ?? "VALUE").", status: .usage)
            }
        }
    }
}

/// A folder that only its owner can look into and that goes away with what is in it.
public struct ScratchFolder: Sendable {
    public let url: URL

    /// - Throws: `Problem` when it cannot be made.
    public init(in parent: URL, name: String) throws {
        // `mkdtemp` makes a name that nobody could have taken before, with mode 0700.
        var template = Array(parent.appending(path: "\(name)-XXXXXX").path(percentEncoded: false).utf8CString)
        guard mkdtemp(&template) != nil else {
            throw Problem(
                "no folder can be made in \(parent.path(percentEncoded: false))",
                advice: "Name another one with TMPDIR.")
        }
        let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        url = URL(filePath: path, directoryHint: .isDirectory)
    }

    /// Takes it away. What is written at the same moment makes one go fail, so there are some.
    public func remove() {
        for _ in 0..<5 where FileManager.default.fileExists(atPath: url.path(percentEncoded: false)) {
            // Whether it is gone is looked at; why not would be of no use to anybody.
            try? FileManager.default.removeItem(at: url)
        }
    }
}
