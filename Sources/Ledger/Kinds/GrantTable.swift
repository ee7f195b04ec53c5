import Inventory

extension Grant: TableRecord {
    static let holderColumns = HolderColumns.stored
    static let columns: [Column] =
        [.text("type"), .text("grantee"), .optionalText("grantee_name")] + Column.optionalReference("on_behalf_of")
        + [.text("consent"), .json("scopes"), .json("conditions"), .optionalInstant("granted_at")] + Column.expiry
        + [.text("survives_disabling"), .text("survives_deletion"), .json("attributes")]

    func write(to row: inout RowWriter) {
        row.text(type)
        row.text(grantee)
        row.text(granteeName)
        row.reference(onBehalfOf)
        row.text(consent.rawValue)
        row.list(scopes)
        row.list(conditions)
        row.instant(grantedAt)
        row.expiry(expiry)
        row.text(survival.disabling.rawValue)
        row.text(survival.deletion.rawValue)
        row.map(attributes)
    }

    init(from row: inout RowReader) throws {
        self.init(
            nativeID: row.nativeID, type: try row.text(), holder: row.holder, grantee: try row.text(),
            granteeName: row.optionalText(), onBehalfOf: try row.optionalReference(),
            consent: try row.word(Consent.self), scopes: try row.list(), conditions: try row.list(),
            grantedAt: row.optionalInstant(), expiry: try row.expiry(),
            survival: Survival(
                disabling: try row.word(Survival.Answer.self), deletion: try row.word(Survival.Answer.self)),
            attributes: try row.map())
    }

    var asRecord: Record { .grant(self) }
}
