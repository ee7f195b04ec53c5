import ConnectorKit
import Foundation
import Inventory

/// What the user configured, checked as a whole: nothing runs with half of it.
public struct Configuration: Sendable {
    /// As the user named it; empty when there is no file.
    public var file: String
    /// Relative paths of the file start here.
    public var baseDirectory: URL
    /// In the order of their names.
    public var sources: [Source]
    public var ledger: URL
    /// nil for the standard policy.
    public var policy: URL?
    /// The register of vendors; nil where there is none.
    public var vendors: URL?
    public var network: NetworkConfiguration

    /// One tenant of one system.
    public struct Source: Sendable {
        /// The user's label.
        public var name: String
        public var definition: ConnectorDefinition
        public var settings: Settings
        public var credentials: [String: CredentialReference]
        public var authoritativeFor: [RecordKind]
        /// How fast it may be asked.
        public var pace: Pace
        /// Where the source stands in the file.
        public var line: Int

        public init(
            name: String, definition: ConnectorDefinition, settings: Settings,
            credentials: [String: CredentialReference], authoritativeFor: [RecordKind], pace: Pace = Pace(),
            line: Int
        ) {
            self.name = name
            self.definition = definition
            self.settings = settings
            self.credentials = credentials
            self.authoritativeFor = authoritativeFor
            self.pace = pace
            self.line = line
        }

        /// What the connector is made from; its credentials are fetched when they are needed.
        /// - Parameter baseDirectory: of the configuration.
        public func connectorConfiguration(
            resolver: CredentialResolver, environment: [String: String], baseDirectory: URL
        ) -> SourceConfiguration {
            SourceConfiguration(
                name: name, settings: settings, credentials: credentials.mapValues { resolver.source(for: $0) },
                environment: environment, baseDirectory: baseDirectory)
        }
    }

    public init(
        file: String, baseDirectory: URL, sources: [Source] = [], ledger: URL? = nil, policy: URL? = nil,
        vendors: URL? = nil, network: NetworkConfiguration = NetworkConfiguration()
    ) {
        self.file = file
        self.baseDirectory = baseDirectory
        self.sources = sources
        self.ledger = ledger ?? baseDirectory.appending(path: Self.ledgerDefault)
        self.policy = policy
        self.vendors = vendors
        self.network = network
    }

    /// The sources with these names, in the order of the configuration; all where none is named.
    /// - Throws: `Problem` for a name that is none, and where there is no source at all.
    public func sources(named names: [String]) throws -> [Source] {
        guard !sources.isEmpty else {
            throw Problem(
                "the configuration names no source",
                advice: "Add one under sources; muster init writes an example.", status: .usage)
        }
        let known = sources.map(\.name)
        if let stranger = names.first(where: { !known.contains($0) }) {
            throw Problem(
                "there is no source \(stranger)",
                advice: "The configuration has \(known.joined(separator: ", ")).", status: .usage)
        }
        return names.isEmpty ? sources : sources.filter { names.contains($0.name) }
    }

    /// What is to be read: sources as wholes, or members of one (`corp/210987654321`). All where none is named.
    /// - Throws: `Problem` for a name that is none, and where there is no source at all.
    public func selections(named names: [String]) throws -> [Selection] {
        let known = Set(sources.map(\.name))
        var members: [String: Set<String>] = [:]
        // Labels have no slash, so that the first one ends the source's.
        let wholes = names.filter { name in
            guard !known.contains(name), let slash = name.firstIndex(of: "/"), known.contains(String(name[..<slash]))
            else { return true }
            members[String(name[..<slash]), default: []].insert(String(name[name.index(after: slash)...]))
            return false
        }
        let whole = wholes.isEmpty && !names.isEmpty ? [] : Set(try sources(named: wholes).map(\.name))
        return sources.compactMap { source in
            if whole.contains(source.name) { return Selection(source: source) }
            return members[source.name].map { Selection(source: source, members: $0) }
        }
    }

    public struct Selection: Sendable {
        public var source: Source
        /// The ids of those of its members that are meant; nil for the source with all of them.
        public var members: Set<String>?

        public init(source: Source, members: Set<String>? = nil) {
            self.source = source
            self.members = members
        }

        /// As they are named on the command line.
        public var labels: [String] { members?.sorted().map { "\(source.name)/\($0)" } ?? [source.name] }
    }

    /// The file that commands read unless told otherwise.
    public static let fileDefault = "muster.yaml"
    /// The ledger beside it.
    public static let ledgerDefault = "muster.sqlite"
}

/// How requests leave the machine.
public struct NetworkConfiguration: Sendable, Hashable {
    /// Certificates to trust beside the system's, PEM.
    public var certificateFile: URL?
    /// `http://proxy.example.com:3128`.
    public var proxy: URL?
    /// Hosts that are asked without the proxy.
    public var proxyExceptions: [String]

    public init(certificateFile: URL? = nil, proxy: URL? = nil, proxyExceptions: [String] = []) {
        self.certificateFile = certificateFile
        self.proxy = proxy
        self.proxyExceptions = proxyExceptions
    }
}

/// Where a credential is to be found. The credential itself never stands in a configuration.
public enum CredentialReference: Sendable, Hashable {
    /// The name of an environment variable.
    case environment(String)
    /// A file that only its owner can read.
    case file(URL)
    /// A program and its arguments, run without a shell; its output is the credential.
    case command([String])
    /// A text in a YAML file of a vendor's own program, by the keys that lead to it. No configuration can name it.
    case entry(URL, keys: [String])
}
