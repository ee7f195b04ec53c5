import ConnectorKit
import Foundation
import Inventory

/// The people of an organisation out of a file that its personnel system exports: CSV (RFC 4180) or JSON Lines.
public enum PeopleFileConnector {
    public static let definition = ConnectorDefinition(manifest: manifest, setup: PeopleFileSetup.guide) {
        configuration in
        let settings = configuration.settings
        let path = try settings.requiredText("path")
        // The tenant is part of every record's identity: neither the label nor the path, which differs between
        // machines, may be in it.
        let tenant = try settings.text("tenant") ?? "people"
        guard isTenant(tenant) else {
            throw SettingProblem("tenant", "expected 1 to 100 letters, digits, dots, dashes or underscores")
        }
        let source = PeopleFileSource(
            file: path.hasPrefix("/")
                ? URL(fileURLWithPath: path) : configuration.baseDirectory.appendingPathComponent(path),
            format: PeopleFileFormat(path: path), columns: try PeopleColumns(try settings.textMap("columns")),
            statusWords: try PeopleStatusWords(try settings.textMap("status_values")))
        return Connector(
            manifest: manifest, streams: [Stream(people, records: source)],
            tenant: .fixed(TenantIdentity(id: tenant, principal: "file")))
    }

    static let people = StreamDescriptor(
        id: "people", title: "The people of the file", operation: "read file", yields: [.person],
        permissions: ["read access to the file"])

    static let manifest = Manifest(
        id: "people-file", product: "People from a file", version: "1",
        documentation: "https://www.rfc-editor.org/rfc/rfc4180",
        settings: [
            SettingDescriptor(
                "path", "The file: .csv, .jsonl or .ndjson. Relative paths start at the configuration's folder.",
                isRequired: true, example: "people.csv"),
            SettingDescriptor(
                "columns",
                "The file's name for each of: \(PeopleField.allCases.map(\.rawValue).joined(separator: ", ")).",
                example: "{employee_id: Number, email: Mail}"),
            SettingDescriptor(
                "status_values",
                "What the file's words mean: \(PeopleStatusWords.meanings.keys.sorted().joined(separator: ", ")).",
                example: "{Aktiv: active, Ausgeschieden: deactivated}"),
            SettingDescriptor(
                "tenant", "A lasting name of this list of people; needed only beside a second file.",
                example: "subsidiary"),
        ],
        credentials: [], streams: [people], buckets: [],
        blindSpots: [
            BlindSpot(
                "Changes since the file was written",
                why: "The file says nothing of its age; export it before each run."),
            BlindSpot(
                "People who were dropped from the file", why: "They are absent, without a last day; keep leavers in it."
            ),
        ],
        requestFormula: "none: one file is read")

    private static func isTenant(_ text: String) -> Bool {
        (1...100).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }
}
