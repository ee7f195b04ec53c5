import Ledger

/// The part of docs/query.md that lists the views.
public enum QueryDocumentation {
    public static let heading = "## The views\n"

    /// From the heading to the end of the page.
    public static var views: String {
        var lines = [heading]
        for view in QueryView.all {
            lines += [
                "### \(view.name)", "", "One row: \(view.meaning).", "", "| Column | Type | Meaning |", "|---|---|---|",
            ]
            for column in view.columns {
                lines.append("| `\(column.name)` | \(column.kind.rawValue.lowercased()) | \(column.meaning) |")
            }
            lines.append("")
        }
        return lines.joined(separator: "\n")
    }
}
