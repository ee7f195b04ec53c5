import Inventory

/// A kind of record as rows of a table of its own: its columns, and how it becomes a row and a row becomes it.
/// Everything else (keys, versions, comparing, reading in order) is written once, in `RecordTable`.
protocol TableRecord: InventoryRecord {
    static var holderColumns: HolderColumns { get }
    static var columns: [Column] { get }

    /// Writes the columns in the order of `columns`.
    func write(to row: inout RowWriter)

    /// Reads the columns in the order of `columns`.
    init(from row: inout RowReader) throws

    /// The record as it stands among those of other kinds.
    var asRecord: Record { get }
}

/// Where the record's holder stands.
enum HolderColumns: Sendable {
    /// It has none.
    case none
    /// It is filed under itself.
    case itself
    /// In two columns of its own, `holder_kind` and `holder_id`.
    case stored
}

struct Column: Sendable {
    let name: String
    let declaration: String
    /// The migration that brought it. A column that comes after a release says the migration's number here, which
    /// adds it with ALTER TABLE; the tables of migration 1 stay as they shipped.
    var since = 1

    static func text(_ name: String) -> Column { Column(name: name, declaration: "TEXT NOT NULL") }
    static func optionalText(_ name: String) -> Column { Column(name: name, declaration: "TEXT") }
    static func integer(_ name: String) -> Column { Column(name: name, declaration: "INTEGER NOT NULL") }
    static func optionalInteger(_ name: String) -> Column { Column(name: name, declaration: "INTEGER") }
    /// Milliseconds since 1970.
    static func optionalInstant(_ name: String) -> Column { optionalInteger(name) }
    /// 0 or 1.
    static func bool(_ name: String) -> Column {
        Column(name: name, declaration: "INTEGER NOT NULL CHECK (\(name) IN (0, 1))")
    }
    static func optionalBool(_ name: String) -> Column {
        Column(name: name, declaration: "INTEGER CHECK (\(name) IN (0, 1))")
    }
    /// Canonical JSON.
    static func json(_ name: String) -> Column { text(name) }

    static func reference(_ name: String) -> [Column] { [text("\(name)_kind"), text("\(name)_id")] }
    static func optionalReference(_ name: String) -> [Column] {
        [optionalText("\(name)_kind"), optionalText("\(name)_id")]
    }
    static let expiry = [text("expiry"), optionalInstant("expires_at"), optionalInteger("expiry_window")]
    static let lastUse = [text("last_use"), optionalInstant("last_use_at")]
}
