import GRDBSQLite
import Inventory

/// Reads a record's columns one after the other, in the order of their declaration.
struct RowReader {
    private let statement: OpaquePointer
    private var column: Int32
    let nativeID: NativeID
    let holder: Reference?

    init(_ statement: OpaquePointer, from column: Int32, nativeID: NativeID, holder: Reference?) {
        self.statement = statement
        self.column = column
        self.nativeID = nativeID
        self.holder = holder
    }

    mutating func optionalText() -> String? {
        defer { column += 1 }
        return Self.text(statement, column)
    }

    mutating func text() throws -> String {
        guard let text = optionalText() else { throw damaged("a text is missing") }
        return text
    }

    mutating func optionalInteger() -> Int64? {
        defer { column += 1 }
        return sqlite3_column_type(statement, column) == SQLITE_NULL ? nil : sqlite3_column_int64(statement, column)
    }

    mutating func integer() -> Int64 {
        defer { column += 1 }
        return sqlite3_column_int64(statement, column)
    }

    mutating func bool() -> Bool { integer() != 0 }
    mutating func optionalBool() -> Bool? { optionalInteger().map { $0 != 0 } }
    mutating func optionalInstant() -> Instant? { optionalInteger().map(Instant.init(milliseconds:)) }

    mutating func word<Word: RawRepresentable>(_ type: Word.Type) throws -> Word where Word.RawValue == String {
        let text = try text()
        guard let word = Word(rawValue: text) else { throw damaged("\(Word.self) has no word for what is stored") }
        return word
    }

    mutating func optionalReference() throws -> Reference? {
        defer { column += 2 }
        return try Self.reference(statement, column)
    }

    mutating func reference() throws -> Reference {
        guard let reference = try optionalReference() else { throw damaged("a reference is missing") }
        return reference
    }

    mutating func list() throws -> [String] { try json { try CanonicalJSONReader.strings($0) } }
    mutating func map() throws -> [String: String] { try json { try CanonicalJSONReader.map($0) } }
    mutating func fingerprints() throws -> [Fingerprint] { try json { try CanonicalJSONReader.fingerprints($0) } }

    mutating func expiry() throws -> Expiry {
        let state = try text()
        let at = optionalInstant()
        let window = optionalInteger()
        switch (state, at, window) {
        case ("at", let at?, _): return .at(at)
        case ("sliding", _, let window?): return .sliding(windowInSeconds: window)
        case ("never", _, _): return .never
        case ("unsupported", _, _): return .unsupported
        case ("unknown", _, _): return .unknown
        default: throw damaged("an expiry is malformed")
        }
    }

    mutating func lastUse() throws -> LastUse {
        let state = try text()
        switch (state, optionalInstant()) {
        case ("observed", let at?): return .observed(at)
        case ("noneSince", let at?): return .noneSince(at)
        case ("unsupported", _): return .unsupported
        case ("unknown", _): return .unknown
        default: throw damaged("a last use is malformed")
        }
    }

    private mutating func json<Value>(_ read: (UnsafeRawBufferPointer) throws -> Value) throws -> Value {
        defer { column += 1 }
        guard let bytes = sqlite3_column_text(statement, column) else { throw damaged("a list is missing") }
        let count = Int(sqlite3_column_bytes(statement, column))
        do {
            return try read(UnsafeRawBufferPointer(start: bytes, count: count))
        } catch is CanonicalJSONReader.Malformed { throw damaged("a list is malformed") }
    }

    private func damaged(_ what: String) -> LedgerError {
        LedgerError(
            .damaged, "The ledger is damaged: \(what) in a stored row",
            advice: "Restore a backup, or keep this file aside and collect into a new one.")
    }

    static func text(_ statement: OpaquePointer, _ column: Int32) -> String? {
        guard let bytes = sqlite3_column_text(statement, column) else { return nil }
        let count = Int(sqlite3_column_bytes(statement, column))
        return String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
    }

    static func reference(_ statement: OpaquePointer, _ column: Int32) throws -> Reference? {
        guard let word = text(statement, column), let id = text(statement, column + 1) else { return nil }
        guard let kind = RecordKind(rawValue: word) else {
            throw LedgerError(
                .damaged, "The ledger is damaged: a reference to an unknown kind of record",
                advice: "Restore a backup, or keep this file aside and collect into a new one.")
        }
        return Reference(kind, NativeID(id))
    }
}
