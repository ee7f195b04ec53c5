import Inventory

extension OwnershipClaim: TableRecord {
    static let holderColumns = HolderColumns.stored
    static let columns: [Column] =
        Column.reference("subject") + [.text("owner"), .text("evidence"), .optionalInstant("claimed_at")]

    func write(to row: inout RowWriter) {
        row.reference(subject)
        row.text(owner)
        row.text(evidence.rawValue)
        row.instant(claimedAt)
    }

    init(from row: inout RowReader) throws {
        self.init(
            subject: try row.reference(), holder: row.holder, owner: try row.text(),
            evidence: try row.word(OwnershipEvidence.self), claimedAt: row.optionalInstant())
    }

    var asRecord: Record { .ownership(self) }
}
