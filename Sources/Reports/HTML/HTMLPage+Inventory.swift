import Inventory

/// What there is, in numbers.
extension HTMLPage {
    private static var shownSources: Int { 50 }
    private static var shownTypes: Int { 40 }

    func writeInventory(to page: inout Markup) {
        page.element(.section, .id("inventory"), .labelledBy("inventory-title")) { page in
            page.element(.h2, .id("inventory-title"), text: "Inventory")
            writeKinds(to: &page)
            writeClasses(to: &page)
            writeCredentials(to: &page)
        }
    }

    private func writeKinds(to page: inout Markup) {
        let kinds = RecordKind.allCases.filter { census.total($0) > 0 }
        guard !kinds.isEmpty else {
            page.element(.p, text: "There is nothing in the inventory yet.")
            return
        }
        let sources = census.records.keys.sorted { NativeID($0) < NativeID($1) }
        page.element(.div, .class("wide")) { page in
            page.element(.table) { page in
                page.element(.caption, text: "Records by source")
                page.element(.thead) { page in
                    page.element(.tr) { page in
                        page.element(.th, .columnScope, text: "Source")
                        for kind in kinds { page.element(.th, .columnScope, .class("number"), text: kind.plural) }
                    }
                }
                page.element(.tbody) { page in
                    for source in sources.prefix(Self.shownSources) {
                        page.row(source, kinds.map { census.records[source]?[$0] ?? 0 })
                    }
                    if sources.count > Self.shownSources {
                        let rest = sources.dropFirst(Self.shownSources)
                        page.row(
                            "\(grouped(rest.count)) more",
                            kinds.map { kind in rest.reduce(0) { $0 + (census.records[$1]?[kind] ?? 0) } })
                    }
                    if sources.count > 1 { page.row("all", kinds.map(census.total), isTotal: true) }
                }
            }
        }
    }

    /// Who answers for what. People and groups answer for themselves; what the vendor made is not the customer's.
    private func writeClasses(to page: inout Markup) {
        let classes = census.classes.sorted {
            $0.value.all == $1.value.all ? NativeID($0.key) < NativeID($1.key) : $0.value.all > $1.value.all
        }
        guard !classes.isEmpty else { return }
        page.element(.div, .class("wide")) { page in
            page.element(.table) { page in
                page.element(.caption, text: "Identities by class, and who answers for them")
                page.heads(
                    ("Class", false), ("identities", true), ("owner is here", true), ("owner is not here", true),
                    ("nobody known", true))
                page.element(.tbody) { page in
                    for (name, counts) in classes {
                        guard Self.needsOwner(name) else {
                            page.element(.tr) { page in
                                page.element(.th, .rowScope) { $0.value(name) }
                                page.element(.td, .class("number"), text: grouped(counts.all))
                                for _ in 0..<3 { page.element(.td, .class("number none"), text: "not asked") }
                            }
                            continue
                        }
                        page.row(name, [counts.all, counts.owned, counts.left, counts.nobody])
                    }
                }
            }
        }
    }

    private static func needsOwner(_ name: String) -> Bool {
        name != Census.vendorManaged
            && ![IdentityClass.human, .group, .system, .root].contains { $0.rawValue == name }
    }

    private func writeCredentials(to page: inout Markup) {
        guard !census.credentials.isEmpty else { return }
        let types = census.credentials.sorted {
            $0.value.all == $1.value.all ? NativeID($0.key) < NativeID($1.key) : $0.value.all > $1.value.all
        }
        page.element(.div, .class("wide")) { page in
            page.element(.table) { page in
                page.element(.caption, text: "Credentials by type")
                page.heads(("Type", false), ("credentials", true), ("inactive", true), ("without an end", true))
                page.element(.tbody) { page in
                    for (type, counts) in types.prefix(Self.shownTypes) {
                        page.row(type, [counts.all, counts.inactive, counts.endless])
                    }
                    guard types.count > Self.shownTypes else { return }
                    let rest = types.dropFirst(Self.shownTypes).map(\.value)
                    page.row(
                        "\(grouped(rest.count)) more",
                        [\Census.Credentials.all, \.inactive, \.endless].map { path in
                            rest.reduce(0) { $0 + $1[keyPath: path] }
                        })
                }
            }
        }
        page.element(.div, .class("pair")) { page in
            bars("Credentials that may work, by age", "Age", census.ages, Census.Age.allCases.map(\.title))
                .write(to: &page)
            bars("Credentials that may work, by last use", "Last used", census.uses, Census.Use.allCases.map(\.title))
                .write(to: &page)
        }
    }

    private func bars(_ caption: String, _ subject: String, _ counts: [Int], _ titles: [String]) -> BarChart {
        BarChart(
            caption: caption, subject: subject, series: [BarChart.Series(title: "credentials", style: "plain")],
            rows: zip(titles, counts).map { BarChart.Row(label: $0, counts: [$1]) })
    }
}

extension Markup {
    /// A row of numbers.
    fileprivate mutating func row(_ label: String, _ counts: [Int], isTotal: Bool = false) {
        element(.tr, .class(isTotal ? "total" : "row")) { page in
            page.element(.th, .rowScope) { $0.value(label) }
            for count in counts {
                page.element(.td, .class(count == 0 ? "number none" : "number"), text: grouped(count))
            }
        }
    }
}

extension RecordKind {
    fileprivate var plural: String {
        switch self {
        case .person: "people"
        case .identity: "identities"
        case .ownership: "ownership claims"
        case .usage: "uses"
        default: rawValue + "s"
        }
    }
}
