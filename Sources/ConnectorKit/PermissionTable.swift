/// What a connector needs, derived from its manifest: the same table in its README and in `connectors show`.
public enum PermissionTable {
    /// A Markdown table: stream, operation, permission.
    public static func markdown(_ manifest: Manifest) -> String {
        let rows = manifest.streams.map { stream in
            let permissions = stream.permissions.map { "`\($0)`" }.joined(separator: ", ")
            return "| \(stream.id) | \(stream.operation) | \(permissions.isEmpty ? "none" : permissions)"
                + (stream.leastAvailableCanWrite ? " (least available, can write)" : "") + " |\n"
        }
        return "| Stream | Operation | Permission |\n|---|---|---|\n" + rows.joined()
    }
}
