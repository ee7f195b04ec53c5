import Inventory

extension AccountLink: TableRecord {
    static let holderColumns = HolderColumns.stored
    static let columns: [Column] = Column.reference("subject") + [.text("identifier"), .text("method")]

    func write(to row: inout RowWriter) {
        row.reference(subject)
        row.text(identifier)
        row.text(method)
    }

    init(from row: inout RowReader) throws {
        self.init(subject: try row.reference(), identifier: try row.text(), method: try row.text())
    }

    var asRecord: Record { .link(self) }
}
