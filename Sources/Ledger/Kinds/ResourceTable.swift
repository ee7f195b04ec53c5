import Inventory

extension Resource: TableRecord {
    static let holderColumns = HolderColumns.itself
    static let columns: [Column] = [
        .text("type"), .text("name"), .text("status"), .optionalInstant("created_at"), .json("tags"),
        .json("attributes"),
    ]

    func write(to row: inout RowWriter) {
        row.text(type)
        row.text(name)
        row.text(status.rawValue)
        row.instant(createdAt)
        row.map(tags)
        row.map(attributes)
    }

    init(from row: inout RowReader) throws {
        self.init(
            nativeID: row.nativeID, type: try row.text(), name: try row.text(),
            status: try row.word(AccountStatus.self), createdAt: row.optionalInstant(), tags: try row.map(),
            attributes: try row.map())
    }

    var asRecord: Record { .resource(self) }
}
