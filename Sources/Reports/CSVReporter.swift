/// Comma-separated values (RFC 4180): a header, CRLF line ends, quotes where needed.
///
/// Spreadsheets run cells that begin like a formula (OWASP, "CSV Injection"); such a cell gets an apostrophe in front.
/// Control and bidi characters are written out, so that one row is one line.
final class CSVReporter<Row>: ListReporter {
    private let columns: [ListLayout<Row>.Column]
    private let output: ReportOutput
    private var hasHeader = false

    init(columns: [ListLayout<Row>.Column], output: ReportOutput) {
        self.columns = columns
        self.output = output
    }

    func write(_ row: Row) throws {
        try writeHeaderOnce()
        try output.append(columns.map { CSVField.quoted($0.cell(row)) }.joined(separator: ",") + "\r\n")
    }

    func finish() throws {
        try writeHeaderOnce()
        try output.flush()
    }

    private func writeHeaderOnce() throws {
        guard !hasHeader else { return }
        hasHeader = true
        try output.append(columns.map { CSVField.quoted($0.title) }.joined(separator: ",") + "\r\n")
    }
}

enum CSVField {
    static func quoted(_ text: String) -> String {
        var field = SafeText.escaped(text)
        if startsLikeFormula(text) { field = "'" + field }
        guard
            field.unicodeScalars.contains(where: { $0 == "," || $0 == "\"" }) || field.hasPrefix(" ")
                || field.hasSuffix(" ")
        else { return field }
        var result = "\""
        for scalar in field.unicodeScalars {
            if scalar == "\"" { result += "\"" }
            result.unicodeScalars.append(scalar)
        }
        return result + "\""
    }

    /// Also behind leading spaces, which spreadsheets skip, and in full width, which some fold to ASCII.
    private static func startsLikeFormula(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first(where: { $0 != " " }) else { return false }
        return ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"].contains(first)
    }
}
