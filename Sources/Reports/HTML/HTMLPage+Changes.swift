import Inventory
import Reconciler

/// What differs from the run before: the last part of screen one.
extension HTMLPage {
    private static var shownChanges: Int { 10 }

    func writeChanges(to page: inout Markup) {
        guard let changes else {
            page.element(.h3, text: "4. What changed")
            page.element(.p, text: "This is the first collection; the next one shows what changed.")
            return
        }
        let summary = changes.summary
        if let audience {
            page.element(.h3, text: "4. Findings opened since run \(summary.since)")
            if changes.opened.isEmpty { page.element(.p, text: "None of what \(audience) owns.") }
            return writeOpened(changes.opened, to: &page)
        }
        page.element(.h3, text: "4. What changed since run \(summary.since)")
        guard !summary.isEmpty else {
            page.element(.p, text: "Nothing.")
            return
        }
        page.element(
            .p,
            text: "Records: \(summary.isCut ? "at least " : "")\(grouped(summary.added)) new, "
                + "\(grouped(summary.retired)) gone, \(grouped(summary.changed)) changed. Findings, as the "
                + "collections recorded them: \(grouped(summary.opened)) opened, \(grouped(summary.reopened)) "
                + "reopened, \(grouped(summary.resolved)) closed.")
        writeOpened(changes.opened, to: &page)
        guard !changes.records.isEmpty else { return }
        page.element(.details) { page in
            page.element(.summary, text: "Records that changed, and what made the change")
            page.element(.div, .class("wide")) { page in
                page.element(.table) { page in
                    page.element(.caption, .class("spoken"), text: "Changed records")
                    page.heads(
                        ("Change", false), ("Source", false), ("Record", false), ("Fields", false), ("By", false))
                    page.element(.tbody) { page in
                        for row in changes.records.prefix(Self.shownRecords) { page.change(row) }
                    }
                }
            }
            page.rest(
                summary.added + summary.retired + summary.changed, beyond: Self.shownRecords,
                command: "muster diff --format ndjson")
        }
    }

    private func writeOpened(_ opened: [Finding], to page: inout Markup) {
        guard !opened.isEmpty else { return }
        page.element(.details) { page in
            page.element(.summary, text: "Findings opened or reopened")
            page.element(.ul, .class("plain")) { page in
                for finding in opened.prefix(Self.shownChanges) {
                    page.element(.li) { page in
                        page.severity(finding.severity)
                        page.write(" ")
                        page.value(finding.summary)
                    }
                }
            }
            page.rest(opened.count, beyond: Self.shownChanges, command: "muster diff")
        }
    }

    /// Changed records that are shown.
    public static var shownRecords: Int { 20 }
}

extension Markup {
    fileprivate mutating func change(_ row: ChangeRow) {
        element(.tr) { page in
            page.element(.td, text: row.change == .added ? "new" : row.change == .retired ? "gone" : "changed")
            page.element(.td) { $0.value(row.source) }
            page.element(.td, .class("long")) { $0.value("\(row.type) \(row.displayName)") }
            page.element(.td) { $0.value((row.fields + (row.why.map { [$0] } ?? [])).joined(separator: ", ")) }
            page.element(.td, text: row.cause)
        }
    }
}
