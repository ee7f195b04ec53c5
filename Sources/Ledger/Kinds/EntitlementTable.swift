import Inventory

extension Entitlement: TableRecord {
    static let holderColumns = HolderColumns.stored
    static let columns: [Column] =
        [.text("type")] + Column.reference("target")
        + [.text("target_name"), .optionalText("resource"), .json("conditions"), .optionalInstant("granted_at")]

    func write(to row: inout RowWriter) {
        row.text(type)
        row.reference(target)
        row.text(targetName)
        row.text(resource)
        row.list(conditions)
        row.instant(grantedAt)
    }

    init(from row: inout RowReader) throws {
        self.init(
            nativeID: row.nativeID, type: try row.text(), holder: row.holder, target: try row.reference(),
            targetName: try row.text(), resource: row.optionalText(), conditions: try row.list(),
            grantedAt: row.optionalInstant())
    }

    var asRecord: Record { .entitlement(self) }
}
