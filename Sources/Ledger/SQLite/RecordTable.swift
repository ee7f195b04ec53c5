import GRDB
import Inventory

/// The table of one kind of record: its SQL, derived from the kind's columns.
///
/// Every row is one *version* of a record. It is valid from generation `from_gen` up to and without `to_gen`; null
/// there means that it still stands. A version is never edited once its generation is published, but for `to_gen`
/// and `retired_why` when a later generation closes it.
final class RecordTable: Sendable {
    let kind: RecordKind
    let name: String
    let holder: HolderColumns
    let columns: [Column]

    /// The names of all that is compared: holder, then the kind's own columns.
    let valueNames: [String]
    /// All columns but the id, in the order of the insert's parameters.
    private let insertNames: [String]

    private init<R: TableRecord>(_ type: R.Type) {
        kind = R.kind
        name = "record_\(R.kind.rawValue)"
        holder = R.holderColumns
        columns = R.columns
        valueNames = (holder == .stored ? ["holder_kind", "holder_id"] : []) + R.columns.map(\.name)
        insertNames = Self.versionNames + valueNames
        insert = Self.insert(name, insertNames)
        lookUp = """
            SELECT id, from_gen, missing_since, \(valueNames.joined(separator: ", ")) FROM \(name)
            INDEXED BY \(name)_open WHERE scope_id = ? AND native_id = ? AND to_gen IS NULL
            """
        lookUpClosed = """
            SELECT first_seen FROM \(name) INDEXED BY \(name)_closed
            WHERE scope_id = ? AND native_id = ? AND to_gen IS NOT NULL LIMIT 1
            """
        anyClosed = "SELECT 1 FROM \(name) INDEXED BY \(name)_closed WHERE scope_id = ? AND to_gen IS NOT NULL LIMIT 1"
        replaceValues =
            "UPDATE \(name) SET observed_at = ?, observed_run = ?, page = ?, missing_since = NULL, "
            + valueNames.map { "\($0) = ?" }.joined(separator: ", ") + " WHERE id = ?"
        markMissing = """
            INSERT INTO \(name) (\(insertNames.joined(separator: ", ")), missing_since)
            SELECT \(insertNames.map { $0 == "from_gen" ? "?" : $0 }.joined(separator: ", ")), ? FROM \(name) WHERE id = ?
            """
        let order =
            switch holder {
            case .stored: "holder_kind, holder_id, native_id"
            case .none, .itself: "native_id"
            }
        orderNames = "source_id, \(order)"
        openRows = "SELECT id FROM \(name) INDEXED BY \(name)_open WHERE scope_id = ? AND to_gen IS NULL"
        let sameRecord =
            switch holder {
            case .stored:
                "o.holder_kind IS r.holder_kind AND o.holder_id IS r.holder_id AND o.native_id = r.native_id"
            case .none, .itself: "o.native_id = r.native_id"
            }
        orphanedScopes = """
            SELECT DISTINCT s.id, s.source_id, s.stream FROM \(name) r
            JOIN scope s ON s.source_id = r.source_id AND s.partition = r.native_id
            WHERE r.to_gen = ? AND r.retired_why IS NOT NULL AND s.gone_run IS NULL AND s.partition <> ''
            AND NOT EXISTS (SELECT 1 FROM progress p WHERE p.scope_id = s.id AND p.carried_at IS NULL)
            AND NOT EXISTS (
                SELECT 1 FROM \(name) o WHERE o.source_id = r.source_id AND \(sameRecord) AND o.to_gen IS NULL)
            ORDER BY s.id
            """
        readInOrder = """
            SELECT native_id, scope_id, first_seen, observed_at, observed_run, page, missing_since,
            \(valueNames.joined(separator: ", ")) FROM \(name) INDEXED BY \(name)_order
            WHERE source_id = ? AND from_gen <= ? AND (to_gen IS NULL OR to_gen > ?) ORDER BY \(order)
            """
        readVersions = """
            SELECT native_id, \(valueNames.joined(separator: ", ")) FROM \(name)
            WHERE scope_id = ? AND native_id = ? AND from_gen <= ? AND (to_gen IS NULL OR to_gen > ?)
            """
        readOpen = """
            SELECT r.native_id, \(valueNames.map { "r.\($0)" }.joined(separator: ", ")) FROM \(name) r
            WHERE r.scope_id IN (SELECT id FROM scope WHERE source_id = ? AND stream = ?)
            AND r.to_gen IS NULL AND r.native_id > ? ORDER BY r.native_id, r.scope_id LIMIT ?
            """
    }

    // MARK: - SQL

    static let versionNames = [
        "scope_id", "source_id", "native_id", "from_gen", "first_seen", "observed_at", "observed_run", "page",
    ]

    /// Parameters: `versionNames`, then `valueNames`.
    let insert: String
    /// (scope, native id) → id, from_gen, missing_since, values.
    let lookUp: String
    /// (scope, native id) → first_seen of a closed version.
    let lookUpClosed: String
    /// (scope) → a row if it has a closed version.
    let anyClosed: String
    /// (observed_at, observed_run, page, values, id)
    let replaceValues: String
    /// (generation, missing_since, id): a copy of the version that is marked missing.
    let markMissing: String
    /// (source, generation, generation), in the order of snapshots.
    let readInOrder: String
    /// (scope, native id, generation, generation)
    let readVersions: String
    /// (source, stream, after, limit)
    let readOpen: String
    /// (scope) → id, in the order of native ids.
    let openRows: String
    /// (generation) → scopes whose parent was retired in it and which were not read in it.
    let orphanedScopes: String
    private let orderNames: String

    private static func insert(_ name: String, _ columns: [String]) -> String {
        "INSERT INTO \(name) (\(columns.joined(separator: ", "))) VALUES ("
            + columns.map { _ in "?" }.joined(separator: ", ") + ")"
    }

    /// The table as migration 1 shipped it: columns that came later are left out.
    var schema: String {
        let holderColumns = holder == .stored ? Column.optionalReference("holder") : []
        let shipped = (holderColumns + columns).filter { $0.since == 1 }
        let values = shipped.map { "    \($0.name) \($0.declaration)" }.joined(separator: ",\n")
        return """
            CREATE TABLE \(name) (
                id INTEGER PRIMARY KEY,
                scope_id INTEGER NOT NULL REFERENCES scope (id),
                source_id INTEGER NOT NULL,
                native_id TEXT NOT NULL,
                from_gen INTEGER NOT NULL,
                to_gen INTEGER CHECK (to_gen > from_gen),
                first_seen INTEGER NOT NULL,
                observed_at INTEGER NOT NULL,
                observed_run INTEGER NOT NULL,
                page INTEGER NOT NULL,
                missing_since INTEGER,
                retired_why TEXT CHECK (retired_why IN ('absent', 'parentGone')),
            \(values)
            ) STRICT;
            CREATE UNIQUE INDEX \(name)_open ON \(name) (scope_id, native_id) WHERE to_gen IS NULL;
            CREATE INDEX \(name)_closed ON \(name) (scope_id, native_id) WHERE to_gen IS NOT NULL;
            CREATE INDEX \(name)_closing ON \(name) (to_gen) WHERE to_gen IS NOT NULL;
            CREATE INDEX \(name)_order ON \(name) (\(orderNames));
            """
    }

    // MARK: - All of them

    /// In the order of `RecordKind.allCases`.
    static let all: [RecordTable] = [
        RecordTable(Person.self), RecordTable(Identity.self), RecordTable(Application.self),
        RecordTable(Credential.self), RecordTable(Grant.self), RecordTable(Entitlement.self),
        RecordTable(Permission.self), RecordTable(Usage.self), RecordTable(OwnershipClaim.self),
        RecordTable(AccountLink.self), RecordTable(Resource.self),
    ]

    static func of(_ kind: RecordKind) -> RecordTable { all[kind.index] }
}

extension RecordKind {
    /// The place in `RecordTable.all`.
    var index: Int {
        switch self {
        case .person: 0
        case .identity: 1
        case .application: 2
        case .credential: 3
        case .grant: 4
        case .entitlement: 5
        case .permission: 6
        case .usage: 7
        case .ownership: 8
        case .link: 9
        case .resource: 10
        }
    }
}

extension TableRecord {
    /// Flattens the record to the values of its table.
    func writeValues(to row: inout RowWriter) {
        row.reset()
        if Self.holderColumns == .stored { row.reference(holder) }
        write(to: &row)
    }

    /// Reads the values that begin at `column`.
    static func readValues(_ statement: RawStatement, from column: Int32, nativeID: NativeID) throws -> Self {
        let holder: Reference? =
            switch holderColumns {
            case .none: nil
            case .itself: Reference(kind, nativeID)
            case .stored: try RowReader.reference(statement.pointer, column)
            }
        let first = column + (holderColumns == .stored ? 2 : 0)
        var row = RowReader(statement.pointer, from: first, nativeID: nativeID, holder: holder)
        return try Self(from: &row)
    }
}

extension RecordKind {
    /// The type whose rows hold this kind.
    var tableType: any TableRecord.Type {
        switch self {
        case .person: Person.self
        case .identity: Identity.self
        case .application: Application.self
        case .credential: Credential.self
        case .grant: Grant.self
        case .entitlement: Entitlement.self
        case .permission: Permission.self
        case .usage: Usage.self
        case .ownership: OwnershipClaim.self
        case .link: AccountLink.self
        case .resource: Resource.self
        }
    }

    /// Reads a record of this kind whose native id stands in column 0 and whose values follow.
    func readRecord(_ statement: RawStatement) throws -> Inventory.Record {
        let nativeID = NativeID(RowReader.text(statement.pointer, 0) ?? "")
        return try tableType.readValues(statement, from: 1, nativeID: nativeID).asRecord
    }
}
