import Inventory

extension Permission: TableRecord {
    static let holderColumns = HolderColumns.none
    static let columns: [Column] = [
        .text("type"), .text("name"), .text("privilege"), .optionalText("reason"), .bool("vendor_managed"),
    ]

    func write(to row: inout RowWriter) {
        row.text(type)
        row.text(name)
        row.text(privilege.rawValue)
        row.text(reason)
        row.bool(vendorManaged)
    }

    init(from row: inout RowReader) throws {
        self.init(
            nativeID: row.nativeID, type: try row.text(), name: try row.text(),
            privilege: try row.word(Privilege.self), reason: row.optionalText(), vendorManaged: row.bool())
    }

    var asRecord: Record { .permission(self) }
}
