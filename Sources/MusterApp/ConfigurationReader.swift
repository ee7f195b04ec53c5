import ConnectorKit
import Foundation
import Inventory

/// Reads a configuration and collects every mistake in it.
public struct ConfigurationReader {
    let file: String
    let baseDirectory: URL
    let catalog: [ConnectorDefinition]
    let environment: [String: String]
    var mistakes: [ConfigurationMistake] = []

    typealias Element = ConfigurationDocument.Element
    typealias Entry = ConfigurationDocument.Entry

    /// Reads a file.
    /// - Parameters:
    ///   - path: as the user named it; it stands so in messages.
    ///   - environment: handed to connectors when they check their settings.
    /// - Throws: `ConfigurationError` with all mistakes.
    public static func read(
        path: String, catalog: [ConnectorDefinition], environment: [String: String]
    ) throws(ConfigurationError) -> Configuration {
        let url = URL(filePath: path)
        guard FileManager.default.fileExists(atPath: url.path(percentEncoded: false)) else {
            throw ConfigurationError([
                ConfigurationMistake(
                    file: path,
                    expectation: "no such file; write one with `muster init`, or name another with --config FILE")
            ])
        }
        let bytes: Data
        do {
            let handle = try FileHandle(forReadingFrom: url)
            // One byte more than allowed is enough to see that it is too long.
            bytes = try handle.read(upToCount: ConfigurationDocument.maximumBytes + 1) ?? Data()
            try handle.close()
        } catch {
            throw ConfigurationError([
                ConfigurationMistake(file: path, expectation: "cannot be read; check its permissions")
            ])
        }
        return try read(
            bytes, file: path, baseDirectory: url.absoluteURL.deletingLastPathComponent(), catalog: catalog,
            environment: environment)
    }

    /// Reads a text.
    /// - Throws: `ConfigurationError` with all mistakes.
    public static func read(
        _ bytes: Data, file: String, baseDirectory: URL, catalog: [ConnectorDefinition],
        environment: [String: String] = [:]
    ) throws(ConfigurationError) -> Configuration {
        let root = try ConfigurationDocument.read(bytes, file: file)
        var reader = ConfigurationReader(
            file: file, baseDirectory: baseDirectory, catalog: catalog, environment: environment)
        let configuration = reader.configuration(root)
        guard reader.mistakes.isEmpty else { throw ConfigurationError(reader.mistakes) }
        return configuration
    }

    private init(
        file: String, baseDirectory: URL, catalog: [ConnectorDefinition], environment: [String: String]
    ) {
        self.file = file
        self.baseDirectory = baseDirectory
        self.catalog = catalog
        self.environment = environment
    }

    // MARK: - The file

    mutating func configuration(_ root: Element) -> Configuration {
        var result = Configuration(file: file, baseDirectory: baseDirectory)
        guard let entries = map(root, [], "a map with sources, ledger, policy, vendors or network") else {
            return result
        }
        var hasSources = false
        for entry in entries {
            let path = [entry.key]
            switch ConfigurationKeys.Top(rawValue: entry.key) {
            case .sources:
                hasSources = true
                result.sources = sources(entry.value, path)
            case .ledger: if let url = filePath(entry.value, path) { result.ledger = url }
            case .policy: result.policy = filePath(entry.value, path)
            case .vendors: result.vendors = filePath(entry.value, path)
            case .network: result.network = network(entry.value, path)
            case nil: unknown(entry, path, ConfigurationKeys.Top.allCases.map(\.rawValue))
            }
        }
        if !hasSources { report(root, ["sources"], "is required: a map of source names to sources") }
        return result
    }

    mutating func network(_ element: Element, _ path: [String]) -> NetworkConfiguration {
        var result = NetworkConfiguration()
        for entry in map(element, path, "a map with ca_file, proxy or no_proxy") ?? [] {
            let path = path + [entry.key]
            switch ConfigurationKeys.Network(rawValue: entry.key) {
            case .certificateFile: result.certificateFile = filePath(entry.value, path)
            case .proxy: result.proxy = proxy(entry.value, path)
            case .proxyExceptions: result.proxyExceptions = texts(entry.value, path, "a list of host names")
            case nil: unknown(entry, path, ConfigurationKeys.Network.allCases.map(\.rawValue))
            }
        }
        return result
    }

    mutating func proxy(_ element: Element, _ path: [String]) -> URL? {
        let expectation = "expected a URL such as http://proxy.example.com:3128, without user or password"
        guard let text = text(element, path, expectation) else { return nil }
        guard let url = URL(string: text), ["http", "https"].contains(url.scheme?.lowercased() ?? ""),
            url.host(percentEncoded: false)?.isEmpty == false, url.user(percentEncoded: false) == nil
        else {
            report(element, path, expectation)
            return nil
        }
        return url
    }

    // MARK: - Values

    mutating func map(_ element: Element, _ path: [String], _ what: String) -> [Entry]? {
        if case .map(let entries) = element.content { return entries }
        report(element, path, "expected \(what)")
        return nil
    }

    mutating func text(_ element: Element, _ path: [String], _ expectation: String) -> String? {
        if case .scalar(let text, _) = element.content, !text.isEmpty { return text }
        report(element, path, expectation)
        return nil
    }

    mutating func texts(_ element: Element, _ path: [String], _ what: String) -> [String] {
        guard case .list(let elements) = element.content else {
            report(element, path, "expected \(what)")
            return []
        }
        return elements.compactMap { text($0, path, "expected \(what)") }
    }

    mutating func filePath(_ element: Element, _ path: [String]) -> URL? {
        guard let text = text(element, path, "expected a path") else { return nil }
        guard !text.utf8.contains(0) else {
            report(element, path, "expected a path")
            return nil
        }
        if text.hasPrefix("~/"), let home = environment["HOME"] {
            return URL(filePath: home).appending(path: String(text.dropFirst(2)))
        }
        return URL(filePath: text, relativeTo: baseDirectory).absoluteURL
    }

    /// A sentence of a manifest as part of another one.
    static func phrase(_ sentence: String) -> String {
        sentence.hasSuffix(".") ? String(sentence.dropLast()) : sentence
    }

    // MARK: - Mistakes

    mutating func unknown(_ entry: Entry, _ path: [String], _ known: [String], what: String = "key") {
        report(entry, path, ConfigurationSuggestion.message(for: entry.key, among: known, what: what))
    }

    mutating func report(_ element: Element, _ path: [String], _ expectation: String) {
        report(element.line, element.column, path, expectation)
    }

    mutating func report(_ entry: Entry, _ path: [String], _ expectation: String) {
        report(entry.line, entry.column, path, expectation)
    }

    mutating func report(_ line: Int, _ column: Int, _ path: [String], _ expectation: String) {
        // One mistake a place: what follows from another would only drown it.
        guard !mistakes.contains(where: { $0.path == path && $0.line == line }) else { return }
        mistakes.append(
            ConfigurationMistake(file: file, line: line, column: column, path: path, expectation: expectation))
    }
}
