import ConnectorKit
import Foundation
import Inventory

extension ConfigurationReader {
    mutating func sources(_ element: Element, _ path: [String]) -> [Configuration.Source] {
        guard let entries = map(element, path, "a map of source names to sources") else { return [] }
        if entries.isEmpty { report(element, path, "expected at least one source") }
        var result: [Configuration.Source] = []
        for entry in entries {
            let path = path + [entry.key]
            guard Self.isLabel(entry.key) else {
                report(entry, path, "expected a name of at most 64 letters, digits, - and _")
                continue
            }
            if let source = source(entry, path) { result.append(source) }
        }
        return result.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    static func isLabel(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.count <= 64
            && name.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
                    || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
            }
    }

    mutating func source(_ source: Entry, _ path: [String]) -> Configuration.Source? {
        guard let entries = map(source.value, path, "a map with connector, settings and credentials") else {
            return nil
        }
        let before = mistakes.count
        var found: [ConfigurationKeys.Source: Entry] = [:]
        for entry in entries {
            if let key = ConfigurationKeys.Source(rawValue: entry.key) {
                found[key] = entry
            } else {
                unknown(entry, path + [entry.key], ConfigurationKeys.Source.allCases.map(\.rawValue))
            }
        }
        let authorities = found[.authoritativeFor].map { self.authorities($0.value, path + [$0.key]) } ?? []
        guard let definition = definition(found[.connector], of: source, path) else { return nil }
        let settings = settings(found[.settings], of: source, definition.manifest, path)
        let credentials = credentials(found[.credentials], of: source, definition.manifest, path)
        let result = Configuration.Source(
            name: source.key, definition: definition, settings: settings, credentials: credentials,
            authoritativeFor: authorities,
            pace: found[.pace].map { pace($0.value, path + [$0.key]) } ?? Pace(), line: source.line)
        // A connector looks at its source only when all of it is well formed.
        if mistakes.count == before {
            check(result, settings: found[.settings], credentials: found[.credentials], of: source, path)
        }
        return result
    }

    mutating func definition(_ entry: Entry?, of source: Entry, _ path: [String]) -> ConnectorDefinition? {
        let known = catalog.map(\.manifest.id)
        let path = path + [ConfigurationKeys.Source.connector.rawValue]
        guard let entry else {
            report(source, path, "is required: \(ConfigurationSuggestion.list(known))")
            return nil
        }
        guard let name = text(entry.value, path, "expected the name of a connector") else { return nil }
        guard let definition = catalog.first(where: { $0.manifest.id == name }) else {
            report(entry.value, path, ConfigurationSuggestion.message(for: name, among: known, what: "connector"))
            return nil
        }
        return definition
    }

    mutating func authorities(_ element: Element, _ path: [String]) -> [RecordKind] {
        let known = ConfigurationKeys.Authority.allCases.map(\.rawValue)
        var kinds: [RecordKind] = []
        guard case .list(let elements) = element.content else {
            report(element, path, "expected a list, [people]")
            return []
        }
        for element in elements {
            guard let name = text(element, path, "expected \(ConfigurationSuggestion.list(known))") else { continue }
            if let authority = ConfigurationKeys.Authority(rawValue: name) {
                kinds.append(authority.kind)
            } else {
                report(element, path, ConfigurationSuggestion.message(for: name, among: known, what: "word"))
            }
        }
        return kinds
    }

    mutating func settings(
        _ entry: Entry?, of source: Entry, _ manifest: Manifest, _ path: [String]
    ) -> Settings {
        let path = path + [ConfigurationKeys.Source.settings.rawValue]
        let known = manifest.settings.map(\.name)
        var values: [String: Settings.Value] = [:]
        for entry in entry.flatMap({ map($0.value, path, "a map of settings") }) ?? [] {
            let path = path + [entry.key]
            if manifest.credentials.contains(where: { $0.name == entry.key }) {
                report(entry, path, "is a credential: it belongs under credentials, \(Self.referenceForms)")
            } else if !known.contains(entry.key) {
                unknown(entry, path, known, what: "setting of \(manifest.id)")
            } else if let value = setting(entry.value, path) {
                values[entry.key] = value
            }
        }
        for setting in manifest.settings where setting.isRequired && values[setting.name] == nil {
            let given = mistakes.contains { $0.path == path + [setting.name] }
            if !given {
                report(
                    entry ?? source, path + [setting.name],
                    "is required, such as \(setting.example) (\(Self.phrase(setting.meaning)))")
            }
        }
        return Settings(values)
    }

    mutating func setting(_ element: Element, _ path: [String]) -> Settings.Value? {
        switch element.content {
        case .null:
            report(element, path, "expected a value; leave the key out if there is none")
            return nil
        case .scalar(let text, let isPlain):
            if isPlain, let flag = ["true": true, "false": false][text] { return .flag(flag) }
            // Only what prints as it was written is a number: an account id keeps its leading zeros.
            if isPlain, let number = Int(text), String(number) == text { return .number(number) }
            return .text(text)
        case .list(let elements): return .list(elements.compactMap { setting($0, path) })
        case .map(let entries):
            var values: [String: Settings.Value] = [:]
            for entry in entries { values[entry.key] = setting(entry.value, path + [entry.key]) }
            return .map(values)
        }
    }
}
