import GRDB
import GRDBSQLite
import Glibc
import Inventory

/// One record flattened to columns: its texts lie in one buffer that is used again for the next record, so that
/// binding allocates nothing. The same flat form is bound to an insert and compared with the stored row.
struct RowWriter {
    private enum Slot {
        case null
        case integer(Int64)
        case text(start: Int, count: Int)
    }

    private var slots: [Slot] = []
    private var bytes: [UInt8] = []

    init() {
        slots.reserveCapacity(24)
        bytes.reserveCapacity(1024)
    }

    mutating func reset() {
        slots.removeAll(keepingCapacity: true)
        bytes.removeAll(keepingCapacity: true)
    }

    // MARK: - Columns, in the order of their declaration

    mutating func null() { slots.append(.null) }
    mutating func integer(_ value: Int64) { slots.append(.integer(value)) }
    mutating func integer(_ value: Int64?) { slots.append(value.map(Slot.integer) ?? .null) }
    mutating func instant(_ value: Instant?) { integer(value?.milliseconds) }
    mutating func bool(_ value: Bool) { slots.append(.integer(value ? 1 : 0)) }
    mutating func bool(_ value: Bool?) { integer(value.map { $0 ? 1 : 0 }) }

    mutating func text(_ value: String) {
        let start = bytes.count
        bytes.append(contentsOf: value.utf8)
        slots.append(.text(start: start, count: bytes.count - start))
    }

    mutating func text(_ value: String?) {
        guard let value else { return null() }
        text(value)
    }

    mutating func reference(_ value: Reference?) {
        text(value?.kind.rawValue)
        text(value?.nativeID.string)
    }

    mutating func list(_ value: [String]) { json { CanonicalJSON.append(value, to: &$0) } }
    mutating func map(_ value: [String: String]) { json { CanonicalJSON.append(value, to: &$0) } }
    mutating func fingerprints(_ value: [Fingerprint]) { json { CanonicalJSON.append(value, to: &$0) } }

    mutating func expiry(_ value: Expiry) {
        switch value {
        case .at(let instant): expiry("at", at: instant)
        case .sliding(let window): expiry("sliding", window: window)
        case .never: expiry("never")
        case .unsupported: expiry("unsupported")
        case .unknown: expiry("unknown")
        }
    }

    mutating func lastUse(_ value: LastUse) {
        switch value {
        case .observed(let instant): lastUse("observed", instant)
        case .noneSince(let instant): lastUse("noneSince", instant)
        case .unsupported: lastUse("unsupported", nil)
        case .unknown: lastUse("unknown", nil)
        }
    }

    private mutating func expiry(_ state: String, at instant: Instant? = nil, window: Int64? = nil) {
        text(state)
        self.instant(instant)
        integer(window)
    }

    private mutating func lastUse(_ state: String, _ at: Instant?) {
        text(state)
        instant(at)
    }

    private mutating func json(_ write: (inout [UInt8]) -> Void) {
        let start = bytes.count
        write(&bytes)
        slots.append(.text(start: start, count: bytes.count - start))
    }

    // MARK: - Use

    /// Binds all columns from parameter `first` on, and steps the statement once.
    func bindAndStep(_ statement: RawStatement, from first: Int32) throws {
        try bytes.withUnsafeBytes { buffer in
            var index = first
            for slot in slots {
                switch slot {
                case .null: sqlite3_bind_null(statement.pointer, index)
                case .integer(let value): sqlite3_bind_int64(statement.pointer, index, value)
                case .text(let start, let count): statement.bind(buffer, start, count, at: index)
                }
                index += 1
            }
            _ = try statement.step()
        }
        statement.reset()
    }

    /// Whether the row under the statement has these very values from column `first` on.
    func equals(_ statement: RawStatement, from first: Int32) -> Bool {
        bytes.withUnsafeBytes { buffer in
            var index = first
            for slot in slots {
                switch slot {
                case .null:
                    guard sqlite3_column_type(statement.pointer, index) == SQLITE_NULL else { return false }
                case .integer(let value):
                    guard sqlite3_column_type(statement.pointer, index) == SQLITE_INTEGER,
                        sqlite3_column_int64(statement.pointer, index) == value
                    else { return false }
                case .text(let start, let count):
                    guard sqlite3_column_type(statement.pointer, index) == SQLITE_TEXT,
                        let stored = sqlite3_column_text(statement.pointer, index),
                        Int(sqlite3_column_bytes(statement.pointer, index)) == count
                    else { return false }
                    if count > 0, let base = buffer.baseAddress, memcmp(stored, base + start, count) != 0 {
                        return false
                    }
                }
                index += 1
            }
            return true
        }
    }
}
