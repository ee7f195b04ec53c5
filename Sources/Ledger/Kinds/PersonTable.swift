import Inventory

extension Person: TableRecord {
    static let holderColumns = HolderColumns.none
    static let columns: [Column] = [
        .optionalText("employee_id"), .optionalText("name"), .json("emails"), .text("status"),
        .optionalInstant("ended_at"), .optionalText("department"), .optionalText("manager"),
    ]

    func write(to row: inout RowWriter) {
        row.text(employeeID)
        row.text(name)
        row.list(emails)
        row.text(status.rawValue)
        row.instant(endedAt)
        row.text(department)
        row.text(manager)
    }

    init(from row: inout RowReader) throws {
        self.init(
            nativeID: row.nativeID, employeeID: row.optionalText(), name: row.optionalText(), emails: try row.list(),
            status: try row.word(PersonStatus.self), endedAt: row.optionalInstant(),
            department: row.optionalText(), manager: row.optionalText())
    }

    var asRecord: Record { .person(self) }
}
