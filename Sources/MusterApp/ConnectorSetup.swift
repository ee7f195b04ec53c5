import ConnectorKit
import Foundation
import Inventory
import Reports

/// How a connector's read-only credential is made: steps, files and the source's part of the configuration, ready to
/// paste.
public struct ConnectorSetup: Sendable {
    public let manifest: Manifest
    public let guide: SetupGuide
    /// Required settings that nobody gave, standing with the manifest's example.
    public let examples: [String]

    /// - Parameter words: `NAME=VALUE` for settings of the connector.
    /// - Throws: `Problem` for a setting that is none, or one that the connector cannot use.
    public init(_ definition: ConnectorDefinition, settings words: [String] = []) throws {
        manifest = definition.manifest
        var values = try SettingWords.values(words, of: manifest)
        let missing = manifest.settings.filter { $0.isRequired && values[$0.name] == nil }
        for setting in missing { values[setting.name] = SettingWords.example(of: setting) }
        examples = missing.map(\.name)
        do { guide = try definition.setup(Settings(values)) } catch let problem as SettingProblem {
            throw Problem(
                "\(problem.setting): \(problem.expectation)",
                advice:
                    "Give it with --set \(problem.setting)=VALUE; muster connectors show \(manifest.id) explains it.",
                status: .usage)
        }
    }

    /// Whether the connector tells how.
    public var isWritten: Bool { !guide.steps.isEmpty || !guide.configuration.isEmpty }

    /// The source's part as it stands below `sources:`.
    public static func indented(_ configuration: String) -> String {
        var lines = configuration.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        while lines.last?.isEmpty == true { lines.removeLast() }
        if lines.first == "sources:" { lines.removeFirst() }
        let isFlush = lines.contains { line in line.first.map { $0 != " " && $0 != "#" } ?? false }
        return lines.map { $0.isEmpty || !isFlush ? $0 : "  " + $0 }.joined(separator: "\n") + "\n"
    }

    // MARK: - Files

    public enum Written: Sendable, Hashable {
        case written(String)
        /// It was there with the same contents.
        case there(String)
    }

    /// Writes the guide's files into a folder, which is made where it is missing. None is written over another.
    /// - Throws: `Problem` when one is there with other contents, before any is written, or cannot be written.
    public func write(to folder: URL) throws -> [Written] {
        let places = guide.files.map { (file: $0, url: folder.appending(path: $0.name)) }
        for place in places {
            guard !place.file.name.contains("/"), !place.file.name.hasPrefix(".") else {
                throw Problem(
                    "\(place.file.name) is no name of a file", advice: "Report it: the connector's guide is wrong.")
            }
            guard let there = FileManager.default.contents(atPath: place.url.path(percentEncoded: false)) else {
                continue
            }
            guard there == Data(place.file.contents.utf8) else {
                throw Problem(
                    "\(place.url.path(percentEncoded: false)) exists already with other contents",
                    advice: "Move it away, or name another folder.", status: .usage)
            }
        }
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            return try places.map { place in
                let path = place.url.path(percentEncoded: false)
                if FileManager.default.fileExists(atPath: path) { return .there(path) }
                try Data(place.file.contents.utf8).write(to: place.url, options: .withoutOverwriting)
                return .written(path)
            }
        } catch {
            throw Problem(
                "the files cannot be written to \(folder.path(percentEncoded: false))",
                advice: "Check the folder and its permissions.")
        }
    }

    // MARK: - Printing

    /// Steps, then configuration and files as they are to be pasted: their lines are never broken.
    public func text(_ style: PageStyle = PageStyle(), printsFiles: Bool = true) -> String {
        var page = TextPage(style)
        page.line("How Muster gets to read \(manifest.product)", .bold)
        guard isWritten else {
            page.paragraph(
                "This connector has no guide yet. Give a credential these permissions: "
                    + Set(manifest.streams.flatMap(\.permissions)).sorted().joined(separator: ", "), indent: 3)
            return page.text
        }
        if !examples.isEmpty {
            page.paragraph(
                "with examples in place of yours: \(examples.map { "--set \($0)=VALUE" }.joined(separator: " "))",
                .faint,
                indent: 3, hang: 2)
        }
        page.blank()
        page.heading("Steps")
        for (index, step) in guide.steps.enumerated() {
            page.paragraph("\(index + 1). \(step)", indent: 3, hang: index < 9 ? 3 : 4)
        }
        page.blank()
        page.heading("Configuration, below sources:")
        var text = page.text
        text += Self.pasted(Self.indented(guide.configuration))
        guard printsFiles else { return text }
        for file in guide.files {
            var page = TextPage(style)
            page.blank()
            page.paragraph("\(file.name): \(file.purpose)", .bold)
            text += page.text + Self.pasted(file.contents)
        }
        return text
    }

    /// Text that stays as it is but for what could act on a terminal.
    private static func pasted(_ text: String) -> String {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { SafeText.escaped(String($0)) }
        let joined = lines.joined(separator: "\n")
        return joined.hasSuffix("\n") ? joined : joined + "\n"
    }

    public var json: JSONValue {
        .object([
            .init("connector", .text(manifest.id)), .init("examples", .texts(examples)),
            .init("steps", .texts(guide.steps)),
            .init("configuration", .text(guide.configuration.isEmpty ? "" : Self.indented(guide.configuration))),
            .init(
                "files",
                .array(
                    guide.files.map {
                        .object([
                            .init("name", .text($0.name)), .init("purpose", .text($0.purpose)),
                            .init("contents", .text($0.contents)),
                        ])
                    })),
        ])
    }
}

/// Settings from the command line, `NAME=VALUE`. One that holds several values may be repeated, or have commas.
enum SettingWords {
    /// - Throws: `Problem` for a word of another form, and for a name that the connector does not know.
    static func values(_ words: [String], of manifest: Manifest) throws -> [String: Settings.Value] {
        var values: [String: Settings.Value] = [:]
        for word in words {
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
                throw Problem(
                    "--set \(word) is not understood", advice: "Write it as --set NAME=VALUE.", status: .usage)
            }
            let known = manifest.settings.map(\.name)
            guard known.contains(parts[0]) else {
                // A secret on a command line is seen by everybody on the machine.
                let isCredential = manifest.credentials.contains { $0.name == parts[0] }
                throw Problem(
                    "\(parts[0]) is no setting of \(manifest.id)",
                    advice: isCredential
                        ? "It is a credential, which never stands on a command line."
                        : ConfigurationSuggestion.message(for: parts[0], among: known, what: "setting") + ".",
                    status: .usage)
            }
            let isList = manifest.settings.contains { $0.name == parts[0] && $0.isList }
            switch (isList, values[parts[0]]) {
            case (true, let before):
                var elements: [Settings.Value] = if case .list(let elements)? = before { elements } else { [] }
                elements += list(parts[1])
                values[parts[0]] = .list(elements)
            case (false, nil): values[parts[0]] = value(parts[1])
            case (false, _?):
                throw Problem(
                    "\(parts[0]) is given twice", advice: "It holds one value: leave one of the two out.",
                    status: .usage)
            }
        }
        return values
    }

    /// `["a", "b"]` where it is a list.
    static func example(of setting: SettingDescriptor) -> Settings.Value {
        guard setting.isList else { return .text(setting.example) }
        return .list(list(setting.example.filter { !"[]\"' ".contains($0) }))
    }

    private static func list(_ text: String) -> [Settings.Value] {
        text.split(separator: ",").map { .text($0.trimmingCharacters(in: .whitespaces)) }
    }

    /// As a configuration reads it: only what prints as it was written is a number.
    private static func value(_ text: String) -> Settings.Value {
        if let flag = ["true": true, "false": false][text] { return .flag(flag) }
        if let number = Int(text), String(number) == text { return .number(number) }
        return .text(text)
    }
}
