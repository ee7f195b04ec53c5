import Inventory

extension Identity: TableRecord {
    static let holderColumns = HolderColumns.itself
    static let columns: [Column] = [
        .text("type"), .text("classification"), .optionalText("classification_reason"), .text("name"),
        .json("emails"), .text("status"), .optionalInstant("created_at"), .bool("vendor_managed"), .json("tags"),
        .json("attributes"),
    ]

    func write(to row: inout RowWriter) {
        row.text(type)
        row.text(classification.rawValue)
        row.text(classificationReason)
        row.text(name)
        row.list(emails)
        row.text(status.rawValue)
        row.instant(createdAt)
        row.bool(vendorManaged)
        row.map(tags)
        row.map(attributes)
    }

    init(from row: inout RowReader) throws {
        self.init(
            nativeID: row.nativeID, type: try row.text(), classification: try row.word(IdentityClass.self),
            classificationReason: row.optionalText(), name: try row.text(), emails: try row.list(),
            status: try row.word(AccountStatus.self), createdAt: row.optionalInstant(), vendorManaged: row.bool(),
            tags: try row.map(), attributes: try row.map())
    }

    var asRecord: Record { .identity(self) }
}
