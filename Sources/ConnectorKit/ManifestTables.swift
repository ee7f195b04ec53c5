/// What a manifest says, as the Markdown tables of a connector's README: a test holds the one against the other.
public enum ManifestTables {
    /// Stream, operation, permission.
    public static func permissions(_ manifest: Manifest) -> String {
        let rows = manifest.streams.map { stream in
            let permissions = stream.permissions.map { "`\($0)`" }.joined(separator: ", ")
            let note = stream.leastAvailableCanWrite ? " (least available, can write)" : ""
            return "| `\(stream.id)` | `\(stream.operation)` | \(permissions.isEmpty ? "none" : permissions)\(note) |\n"
        }
        return "| Stream | Operation | Permission |\n| --- | --- | --- |\n" + rows.joined()
    }

    /// What cannot be seen, and why.
    public static func blindSpots(_ manifest: Manifest) -> String {
        "| What | Why |\n| --- | --- |\n" + manifest.blindSpots.map { "| \($0.what) | \($0.why) |\n" }.joined()
    }
}
