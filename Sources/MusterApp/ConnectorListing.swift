import ConnectorKit
import Inventory
import Reports

/// `muster connectors`: what the program can read, from the manifests alone.
public enum ConnectorListing {
    public static let layout = ListLayout<Manifest>(
        table: [
            .init("connector", maximumWidth: 20) { $0.id }, .init("product", maximumWidth: 40) { $0.product },
            .init("version", maximumWidth: 10) { $0.version },
            .init("lists", maximumWidth: 6) { "\($0.streams.count)" },
            .init("documentation", maximumWidth: 60) { $0.documentation },
        ],
        csv: [
            .init("connector") { $0.id }, .init("product") { $0.product }, .init("version") { $0.version },
            .init("streams") { String($0.streams.count) }, .init("documentation") { $0.documentation },
        ],
        object: { json($0) })

    /// - Throws: `Problem` for a name that the catalog does not know.
    public static func manifest(_ name: String, in catalog: [ConnectorDefinition]) throws -> Manifest {
        try definition(name, in: catalog).manifest
    }

    /// - Throws: `Problem` for a name that the catalog does not know.
    public static func definition(_ name: String, in catalog: [ConnectorDefinition]) throws -> ConnectorDefinition {
        if let definition = catalog.first(where: { $0.manifest.id == name }) { return definition }
        let known = catalog.map(\.manifest.id)
        throw Problem(
            "there is no connector \(name)",
            advice: ConfigurationSuggestion.nearest(to: name, among: known).map { "Did you mean \($0)?" }
                ?? "List them with muster connectors.", status: .usage)
    }

    /// Operations, permissions, what "last used" means and what cannot be seen.
    public static func text(_ manifest: Manifest, _ style: PageStyle = PageStyle()) -> String {
        var page = TextPage(style)
        page.line("\(manifest.id): \(manifest.product), version \(manifest.version)", .bold)
        page.line(manifest.documentation, .faint)
        if !manifest.settings.isEmpty {
            page.blank()
            page.heading("Settings")
            for setting in manifest.settings {
                let need = setting.isRequired ? " (required)" : ""
                page.paragraph(
                    "\(setting.name)\(need), such as \(setting.example): \(setting.meaning)", indent: 3, hang: 2)
            }
        }
        if !manifest.credentials.isEmpty {
            page.blank()
            page.heading("Credentials")
            for credential in manifest.credentials {
                let need = credential.isRequired ? " (required)" : ""
                page.paragraph("\(credential.name)\(need): \(credential.meaning)", indent: 3, hang: 2)
            }
        }
        page.blank()
        page.heading("What it reads")
        page.paragraph("requests of a full collection: \(manifest.requestFormula)", indent: 3, hang: 2)
        for stream in manifest.streams { write(stream, &page) }
        if let own = builtIn(manifest) {
            page.paragraph("\(CollectorStream.id): \(own)", indent: 3, hang: 2)
            page.paragraph(
                "no request of its own, yields credential; judged by COL-04", .faint, indent: 5, hang: 2)
        }
        page.blank()
        page.heading("Permissions, all together")
        page.paragraph(permissions(manifest).joined(separator: ", "), indent: 3)
        page.blank()
        page.heading("What cannot be seen")
        if manifest.blindSpots.isEmpty { page.line("Nothing is known to be hidden.", indent: 3) }
        for spot in manifest.blindSpots { page.paragraph("\(spot.what): \(spot.why)", indent: 3, hang: 2) }
        return page.text
    }

    /// The stream that every source with a credential has beside the connector's own; nil for one that signs in nowhere.
    private static func builtIn(_ manifest: Manifest) -> String? {
        manifest.credentials.isEmpty
            ? nil : "the credential that Muster signs in with, as far as the vendor tells (built in)"
    }

    private static func write(_ stream: StreamDescriptor, _ page: inout TextPage) {
        page.line("\(stream.id): \(stream.title)", indent: 3)
        var words = "\(stream.operation), yields \(stream.yields.map(\.rawValue).joined(separator: ", "))"
        if case .each(let parent, _, _) = stream.partitions { words += ", once for each of \(parent)" }
        page.paragraph(words, .faint, indent: 5, hang: 2)
        if !stream.permissions.isEmpty {
            let note = stream.leastAvailableCanWrite ? " (the least that the vendor offers; it can write)" : ""
            page.paragraph("needs \(stream.permissions.joined(separator: ", "))\(note)", .faint, indent: 5, hang: 2)
        }
        if let meaning = stream.usageMeaning { page.paragraph("last used: \(meaning)", .faint, indent: 5, hang: 2) }
    }

    private static func permissions(_ manifest: Manifest) -> [String] {
        Set(manifest.streams.flatMap(\.permissions)).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    public static func json(_ manifest: Manifest) -> JSONValue {
        .object([
            .init("connector", .text(manifest.id)), .init("product", .text(manifest.product)),
            .init("version", .text(manifest.version)), .init("documentation", .text(manifest.documentation)),
            .init("requests", .text(manifest.requestFormula)),
            .init(
                "settings",
                .array(
                    manifest.settings.map {
                        .object([
                            .init("name", .text($0.name)), .init("meaning", .text($0.meaning)),
                            .init("required", .flag($0.isRequired)), .init("example", .text($0.example)),
                        ])
                    })),
            .init(
                "credentials",
                .array(
                    manifest.credentials.map {
                        .object([
                            .init("name", .text($0.name)), .init("meaning", .text($0.meaning)),
                            .init("required", .flag($0.isRequired)),
                        ])
                    })),
            .init("streams", .array(manifest.streams.map(json))),
            .init(
                "builtInStreams",
                .array(
                    builtIn(manifest).map {
                        [
                            .object([
                                .init("id", .text(CollectorStream.id)), .init("title", .text($0)),
                                .init("yields", .texts([RecordKind.credential.rawValue])),
                            ])
                        ]
                    } ?? [])),
            .init("permissions", .texts(permissions(manifest))),
            .init(
                "blindSpots",
                .array(
                    manifest.blindSpots.map { .object([.init("what", .text($0.what)), .init("why", .text($0.why))]) })),
        ])
    }

    private static func json(_ stream: StreamDescriptor) -> JSONValue {
        var parent = JSONValue.null
        if case .each(let name, _, _) = stream.partitions { parent = .text(name) }
        return .object([
            .init("id", .text(stream.id)), .init("title", .text(stream.title)),
            .init("operation", .text(stream.operation)), .init("yields", .texts(stream.yields.map(\.rawValue))),
            .init("permissions", .texts(stream.permissions)),
            .init("leastAvailableCanWrite", .flag(stream.leastAvailableCanWrite)), .init("forEach", parent),
            .init("usageMeaning", .optional(stream.usageMeaning)),
        ])
    }
}
