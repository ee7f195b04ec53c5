import ConnectorKit
import Foundation

extension ConfigurationReader {
    static let referenceForms = "{env: NAME}, {file: PATH} or {command: [PROGRAM, …]}"

    mutating func credentials(
        _ entry: Entry?, of source: Entry, _ manifest: Manifest, _ path: [String]
    ) -> [String: CredentialReference] {
        let path = path + [ConfigurationKeys.Source.credentials.rawValue]
        let known = manifest.credentials.map(\.name)
        var references: [String: CredentialReference] = [:]
        var seen: Set<String> = []
        for entry in entry.flatMap({ map($0.value, path, "a map of credential names to \(Self.referenceForms)") }) ?? []
        {
            let path = path + [entry.key]
            seen.insert(entry.key)
            guard known.contains(entry.key) else {
                unknown(entry, path, known, what: "credential of \(manifest.id)")
                continue
            }
            references[entry.key] = reference(entry.value, path)
        }
        for credential in manifest.credentials where credential.isRequired && !seen.contains(credential.name) {
            report(
                entry ?? source, path + [credential.name],
                "is required, as \(Self.referenceForms) (\(Self.phrase(credential.meaning)))")
        }
        return references
    }

    mutating func reference(_ element: Element, _ path: [String]) -> CredentialReference? {
        guard case .map(let entries) = element.content else {
            var expectation = "expected \(Self.referenceForms)"
            if case .scalar = element.content { expectation += "; a secret itself must not stand in this file" }
            report(element, path, expectation)
            return nil
        }
        guard entries.count == 1, let entry = entries.first,
            let form = ConfigurationKeys.Credential(rawValue: entry.key)
        else {
            report(element, path, "expected \(Self.referenceForms), exactly one of them")
            return nil
        }
        let path = path + [entry.key]
        switch form {
        case .environment:
            let expectation = "expected the name of an environment variable: letters, digits and _"
            guard let name = text(entry.value, path, expectation) else { return nil }
            guard Self.isVariableName(name) else {
                report(entry.value, path, expectation + "; a secret itself must not stand in this file")
                return nil
            }
            return .environment(name)
        case .file: return filePath(entry.value, path).map(CredentialReference.file)
        case .command:
            let words = texts(entry.value, path, "a list, [PROGRAM, ARGUMENT, …]; no shell reads it")
            if words.isEmpty {
                report(entry.value, path, "expected a list, [PROGRAM, ARGUMENT, …]; no shell reads it")
                return nil
            }
            return .command(words)
        }
    }

    static func isVariableName(_ name: String) -> Bool {
        guard let first = name.utf8.first, !(0x30...0x39).contains(first), name.utf8.count <= 256 else { return false }
        return name.utf8.allSatisfy {
            (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
                || $0 == UInt8(ascii: "_")
        }
    }

    /// Lets the connector look at its source; its complaint gets file and line.
    mutating func check(
        _ source: Configuration.Source, settings: Entry?, credentials: Entry?, of entry: Entry, _ path: [String]
    ) {
        let configuration = source.connectorConfiguration(
            resolver: CredentialResolver(environment: environment), environment: environment,
            baseDirectory: baseDirectory)
        let manifest = source.definition.manifest
        do {
            _ = try source.definition.make(configuration)
        } catch let problem as SettingProblem {
            let isCredential = manifest.credentials.contains { $0.name == problem.setting }
            let key: ConfigurationKeys.Source = isCredential ? .credentials : .settings
            // A connector names a part of a setting with dots, `columns.email`; it is looked up as far as it is there.
            let words = problem.setting.split(separator: ".").map(String.init)
            var place = (isCredential ? credentials : settings)?.value
            for word in words {
                guard let element = place, case .map(let entries) = element.content,
                    let found = entries.first(where: { $0.key == word })
                else { break }
                place = found.value
            }
            report(
                place?.line ?? entry.line, place?.column ?? entry.column, path + [key.rawValue] + words,
                problem.expectation)
        } catch {
            report(entry, path, "the connector \(manifest.id) cannot be set up so: \(error)")
        }
    }
}
