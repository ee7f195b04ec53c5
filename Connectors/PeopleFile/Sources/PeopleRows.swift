import ConnectorKit
import Foundation
import Inventory

/// Rows of either format to people.
struct PeopleRows {
    private enum Reader {
        case csv(CSVReader)
        case jsonLines(JSONLinesReader)
    }

    private let columns: PeopleColumns
    private let statusWords: PeopleStatusWords
    private var reader: Reader
    /// Where the fields stand; nil before the header of a CSV was read.
    private var places: [PeopleField: Int]?
    private var width = 0
    private var seen: Set<String> = []
    private var isAtStart = true
    private var start: [UInt8] = []
    private var waiting = DecodedPage(records: [], rowCount: 0)

    init(format: PeopleFileFormat, columns: PeopleColumns, statusWords: PeopleStatusWords) {
        self.columns = columns
        self.statusWords = statusWords
        reader =
            switch format {
            case .csv: .csv(CSVReader())
            case .jsonLines: .jsonLines(JSONLinesReader())
            }
    }

    /// - Throws: `PeopleFileProblem` for a header that lacks a column, or another encoding.
    mutating func feed(_ chunk: Data) throws {
        guard isAtStart else { return try accept(chunk) }
        start += chunk
        if start.count >= 3 { try begin() }
    }

    mutating func finish() throws {
        if isAtStart { try begin() }
        switch reader {
        case .csv(var csv):
            csv.finish()
            try take(&csv)
            reader = .csv(csv)
            if places == nil { throw PeopleFileProblem("the file is empty: expected a header with the columns' names") }
        case .jsonLines(var lines):
            lines.finish()
            take(&lines)
            reader = .jsonLines(lines)
        }
    }

    /// The rows that wait, once there are enough of them.
    mutating func page(atLeast count: Int) -> DecodedPage? {
        guard waiting.rowCount >= count else { return nil }
        defer { waiting = DecodedPage(records: [], rowCount: 0) }
        return waiting
    }

    /// Steps over a byte order mark of UTF-8, and refuses those of UTF-16.
    private mutating func begin() throws {
        isAtStart = false
        if start.starts(with: [0xFF, 0xFE]) || start.starts(with: [0xFE, 0xFF]) {
            throw PeopleFileProblem("the file is UTF-16. Save it as UTF-8")
        }
        if start.starts(with: [0xEF, 0xBB, 0xBF]) { start.removeFirst(3) }
        try accept(Data(start))
        start = []
    }

    private mutating func accept(_ chunk: Data) throws {
        switch reader {
        case .csv(var csv):
            // Moved out and back, so that its buffers are not copied.
            reader = .jsonLines(JSONLinesReader())
            csv.feed(chunk)
            try take(&csv)
            reader = .csv(csv)
        case .jsonLines(var lines):
            reader = .csv(CSVReader())
            lines.feed(chunk)
            take(&lines)
            reader = .jsonLines(lines)
        }
    }

    private mutating func take(_ csv: inout CSVReader) throws {
        let columns = columns
        for row in csv.take() {
            guard let places else {
                if let problem = row.problem { throw PeopleFileProblem("line \(row.line): the header \(problem)") }
                let header = row.fields.map { $0.trimmingCharacters(in: .whitespaces) }
                self.places = try columns.places(in: header)
                width = header.count
                continue
            }
            let problem =
                row.problem
                ?? (row.fields.count == width ? nil : "has \(row.fields.count) fields, the header has \(width)")
            add(line: row.line, problem: problem) { field in places[field].map { row.fields[$0] } }
        }
    }

    private mutating func take(_ lines: inout JSONLinesReader) {
        let columns = columns
        for row in lines.take() {
            let unusable = PeopleField.allCases.map { columns.name($0) }.first { row.unusable.contains($0) }
            let problem = row.problem ?? unusable.map { "\($0) is neither text nor number" }
            add(line: row.line, problem: problem) { row.fields[columns.name($0)] }
        }
    }

    // MARK: - One row

    private mutating func add(line: Int, problem: String?, value: (PeopleField) -> String?) {
        waiting.rowCount += 1
        if let problem { return reject(line, problem) }
        func text(_ field: PeopleField) -> String? {
            let trimmed = value(field)?.trimmingCharacters(in: .whitespacesAndNewlines)
            return trimmed.flatMap { $0.isEmpty ? nil : $0 }
        }
        guard let id = text(.employeeID) else { return reject(line, "\(columns.name(.employeeID)) is empty") }
        let emails = text(.email).map(Self.addresses) ?? []
        if emails.contains(where: { !Self.isAddress($0) }) {
            return reject(line, "\(columns.name(.email)) is not an address")
        }
        let ended = text(.ended)
        let endedAt = ended.flatMap { Instant($0) }
        if ended != nil && endedAt == nil {
            return reject(line, "\(columns.name(.ended)) is not a date such as 2026-10-31")
        }
        // The first one stands: which of two is right is not ours to guess, and the scope is partial either way.
        guard seen.insert(id).inserted else {
            return reject(line, "\(columns.name(.employeeID)) stands in an earlier line too")
        }
        let status = text(.status).flatMap(statusWords.status)
        // The person is kept, for they are there; but a source with a word that is not understood proves nothing.
        if status == nil {
            reject(line, "\(columns.name(.status)) is not a known word; the person is kept with an unknown status")
        }
        waiting.records.append(
            .person(
                Person(
                    nativeID: NativeID(id), employeeID: id, name: text(.name), emails: emails,
                    status: status ?? .unknown, endedAt: endedAt, department: text(.department),
                    manager: text(.manager))))
    }

    private mutating func reject(_ line: Int, _ reason: String) {
        waiting.rejected.append(Rejection(path: "line \(line)", reason: reason))
    }

    /// Several addresses in one field, the primary one first.
    private static func addresses(_ text: String) -> [String] {
        text.split { $0 == ";" || $0 == "," || $0.isWhitespace }.map(String.init)
    }

    /// One `@` with something on both sides: enough to tell an address from a remark. More would refuse real ones.
    private static func isAddress(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        return parts.count == 2 && parts.allSatisfy { !$0.isEmpty } && text.utf8.count <= 320
    }
}
