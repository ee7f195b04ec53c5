/// Rows of comma-separated text (RFC 4180) with the line on which each begins.
enum CommaSeparated {
    struct Row: Sendable, Hashable {
        /// From 1.
        var line: Int
        var fields: [String]
        /// Why it cannot be used.
        var problem: String?
    }

    /// Blank lines are no rows. A quote that is not closed spoils its row, and all that it swallowed.
    static func rows(_ text: String) -> [Row] {
        var rows: [Row] = []
        var (fields, field): ([String], String.UnicodeScalarView) = ([], .init())
        var (line, start, isQuoted, wasQuoted): (Int, Int, Bool, Bool) = (1, 1, false, false)
        var problem: String?
        func endField() {
            fields.append(String(field))
            field = .init()
            wasQuoted = false
        }
        func endRow() {
            endField()
            if fields != [""] || problem != nil { rows.append(Row(line: start, fields: fields, problem: problem)) }
            fields = []
            problem = nil
        }
        let scalars = Array(text.unicodeScalars)
        var index = scalars.first == "\u{FEFF}" ? 1 : 0
        while index < scalars.count {
            let scalar = scalars[index]
            let next = index + 1 < scalars.count ? scalars[index + 1] : nil
            index += 1
            if isQuoted {
                if scalar == "\n" { line += 1 }
                if scalar != "\"" {
                    field.append(scalar)
                } else if next == "\"" {
                    field.append("\"")
                    index += 1
                } else {
                    (isQuoted, wasQuoted) = (false, true)
                }
                continue
            }
            switch scalar {
            case "\"" where field.isEmpty && !wasQuoted: isQuoted = true
            case "\"": problem = problem ?? "a quote stands inside a field"
            case ",": endField()
            case "\r", "\n":
                if scalar == "\r", next == "\n" { index += 1 }
                endRow()
                line += 1
                start = line
            default:
                if wasQuoted { problem = problem ?? "text follows a closing quote" }
                field.append(scalar)
            }
        }
        if isQuoted { problem = problem ?? "a quote is not closed" }
        if !fields.isEmpty || !field.isEmpty || wasQuoted || problem != nil { endRow() }
        return rows
    }
}
