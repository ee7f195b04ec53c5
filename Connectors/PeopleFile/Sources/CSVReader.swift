/// Reads RFC 4180 byte by byte: quotes, doubled quotes, line breaks inside quotes, CRLF, LF or CR.
///
/// A push reader, so that a file of any size passes through in chunks: `feed` bytes, take `rows`.
struct CSVReader {
    struct Row {
        /// The line on which the row begins, from 1.
        var line: Int
        var fields: [String]
        /// Why it cannot be used: not UTF-8, a stray quote, too long.
        var problem: String?
    }

    /// Bounds: a row of a person is far smaller, and a missing closing quote must not take the rest of the file.
    static let maximumRowBytes = 64 << 10
    static let maximumFields = 500

    /// Complete rows that were not taken yet.
    private(set) var rows: [Row] = []

    private enum State { case fieldStart, unquoted, quoted, quoteInQuoted }
    private let separator: UInt8
    private var state = State.fieldStart
    private var field: [UInt8] = []
    private var fields: [String] = []
    private var rowBytes = 0
    private var line = 1
    private var rowLine = 1
    private var problem: String?
    private var lastWasReturn = false
    private var isAtStart = true

    init(separator: UInt8 = UInt8(ascii: ",")) { self.separator = separator }

    /// Hands over the complete rows.
    mutating func take() -> [Row] {
        defer { rows = [] }
        return rows
    }

    mutating func feed(_ bytes: some Sequence<UInt8>) {
        for byte in bytes { accept(byte) }
    }

    /// The end of the file: a last row needs no line break.
    mutating func finish() {
        if state == .quoted { problem = problem ?? "a quote is not closed" }
        if state != .fieldStart || !fields.isEmpty || !field.isEmpty { endRow() }
    }

    private mutating func accept(_ byte: UInt8) {
        let isLineFeed = byte == 0x0A
        let isSecondHalf = isLineFeed && lastWasReturn
        lastWasReturn = byte == 0x0D
        if (isLineFeed && !isSecondHalf) || byte == 0x0D { line += 1 }
        rowBytes += 1
        if rowBytes > Self.maximumRowBytes { overflow() }
        if state == .quoted {
            if byte == UInt8(ascii: "\"") { state = .quoteInQuoted } else { append(byte) }
            return
        }
        if isSecondHalf {
            // The row ended with the carriage return before.
            rowBytes = 0
            rowLine = line
            return
        }
        switch byte {
        case UInt8(ascii: "\"") where state == .quoteInQuoted:
            append(byte)
            state = .quoted
        case UInt8(ascii: "\"") where state == .fieldStart: state = .quoted
        case separator: endField()
        case 0x0A, 0x0D: endRow()
        case _ where state == .quoteInQuoted:
            problem = problem ?? "text follows a closing quote"
            append(byte)
            state = .unquoted
        case UInt8(ascii: "\""):
            problem = problem ?? "a quote stands inside a field that is not quoted"
            append(byte)
        default:
            append(byte)
            state = .unquoted
        }
    }

    private mutating func append(_ byte: UInt8) {
        if rowBytes <= Self.maximumRowBytes { field.append(byte) }
    }

    /// A row beyond the bound is given up where its line ends, also inside quotes.
    private mutating func overflow() {
        problem = "the row is longer than 64 KiB (is a quote not closed?)"
        field = []
        if state == .quoted { state = .unquoted }
    }

    private mutating func endField() {
        if let text = String(validating: field, as: UTF8.self) {
            if fields.count < Self.maximumFields { fields.append(text) } else { problem = "has more than 500 fields" }
        } else {
            problem = problem ?? "is not UTF-8"
            fields.append("")
        }
        field.removeAll(keepingCapacity: true)
        state = .fieldStart
    }

    private mutating func endRow() {
        let isEmpty = fields.isEmpty && field.isEmpty && state == .fieldStart
        endField()
        // An empty line is no row.
        if !isEmpty || problem != nil { rows.append(Row(line: rowLine, fields: fields, problem: problem)) }
        fields.removeAll(keepingCapacity: true)
        problem = nil
        rowBytes = 0
        rowLine = line
    }
}
