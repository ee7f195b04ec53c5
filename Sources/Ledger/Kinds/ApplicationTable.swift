import Inventory

extension Application: TableRecord {
    static let holderColumns = HolderColumns.itself
    static let columns: [Column] = [
        .text("type"), .text("name"), .optionalText("client_id"), .optionalText("publisher"),
        .optionalBool("publisher_verified"), .bool("vendor_managed"), .text("status"),
        .optionalInstant("created_at"), .json("tags"), .json("attributes"),
    ]

    func write(to row: inout RowWriter) {
        row.text(type)
        row.text(name)
        row.text(clientID)
        row.text(publisher)
        row.bool(publisherVerified)
        row.bool(vendorManaged)
        row.text(status.rawValue)
        row.instant(createdAt)
        row.map(tags)
        row.map(attributes)
    }

    init(from row: inout RowReader) throws {
        self.init(
            nativeID: row.nativeID, type: try row.text(), name: try row.text(), clientID: row.optionalText(),
            publisher: row.optionalText(), publisherVerified: row.optionalBool(), vendorManaged: row.bool(),
            status: try row.word(AccountStatus.self), createdAt: row.optionalInstant(), tags: try row.map(),
            attributes: try row.map())
    }

    var asRecord: Record { .application(self) }
}
