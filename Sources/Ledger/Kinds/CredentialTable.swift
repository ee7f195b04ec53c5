import Inventory

extension Credential: TableRecord {
    static let holderColumns = HolderColumns.stored
    static let columns: [Column] =
        [.text("type"), .text("form"), .optionalText("name"), .text("status"), .optionalInstant("created_at")]
        + Column.expiry
        + [
            .optionalInstant("last_rotated_at"), .json("fingerprints"), .text("survives_disabling"),
            .text("survives_deletion"), .json("tags"), .json("attributes"),
        ]

    func write(to row: inout RowWriter) {
        row.text(type)
        row.text(form.rawValue)
        row.text(name)
        row.text(status.rawValue)
        row.instant(createdAt)
        row.expiry(expiry)
        row.instant(lastRotatedAt)
        row.fingerprints(fingerprints)
        row.text(survival.disabling.rawValue)
        row.text(survival.deletion.rawValue)
        row.map(tags)
        row.map(attributes)
    }

    init(from row: inout RowReader) throws {
        self.init(
            nativeID: row.nativeID, type: try row.text(), form: try row.word(CredentialForm.self), holder: row.holder,
            name: row.optionalText(), status: try row.word(CredentialStatus.self), createdAt: row.optionalInstant(),
            expiry: try row.expiry(), lastRotatedAt: row.optionalInstant(), fingerprints: try row.fingerprints(),
            survival: Survival(
                disabling: try row.word(Survival.Answer.self), deletion: try row.word(Survival.Answer.self)),
            tags: try row.map(), attributes: try row.map())
    }

    var asRecord: Record { .credential(self) }
}
