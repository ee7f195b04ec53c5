import Inventory

extension Usage: TableRecord {
    static let holderColumns = HolderColumns.stored
    static let columns: [Column] =
        Column.reference("subject") + Column.lastUse
        + [.text("meaning"), .integer("lag_seconds"), .integer("granularity_seconds"), .optionalText("context")]

    func write(to row: inout RowWriter) {
        row.reference(subject)
        row.lastUse(lastUse)
        row.text(meaning.rawValue)
        row.integer(lagInSeconds)
        row.integer(granularityInSeconds)
        row.text(context)
    }

    init(from row: inout RowReader) throws {
        self.init(
            subject: try row.reference(), holder: row.holder, lastUse: try row.lastUse(),
            meaning: try row.word(UseMeaning.self), lagInSeconds: row.integer(), granularityInSeconds: row.integer(),
            context: row.optionalText())
    }

    var asRecord: Record { .usage(self) }
}
