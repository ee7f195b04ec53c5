/// A chart that is its own table: a bar of inline SVG in each row, and beside it the numbers that it draws.
///
/// The bar is stretched to the width that it is given and holds no text, so that it reads on a telephone and in print
/// alike, and nothing is told by colour alone.
struct BarChart {
    /// A share of each bar, with a column of its own.
    struct Series {
        var title: String
        /// Names the colour in the style sheet.
        var style: String
    }

    struct Row {
        var label: String
        /// One count a series.
        var counts: [Int]
        /// What stands after the counts, one text a further column.
        var rest: [String] = []
    }

    var caption: String
    /// What the rows are.
    var subject: String
    var series: [Series]
    /// Titles of further columns.
    var further: [String] = []
    var rows: [Row]
    /// All bars are equally long and show shares; else the longest belongs to the largest row.
    var isProportional = false

    private static let length = 1_000

    func write(to page: inout Markup) {
        let largest = rows.map(\.total).max() ?? 0
        page.element(.div, .class("wide")) { page in
            page.element(.table, .class("bars")) { page in
                page.element(.caption, text: caption)
                page.element(.thead) { page in
                    page.element(.tr) { page in
                        page.element(.th, .columnScope, text: subject)
                        page.element(.th, .columnScope, .class("bar")) { page in
                            page.element(.span, .class("spoken"), text: "Bar")
                        }
                        for series in series {
                            page.element(.th, .columnScope, .class("number")) { page in
                                if self.series.count > 1 {
                                    page.element(.i, .class("key fill-\(series.style)"), text: "")
                                }
                                page.write(series.title)
                            }
                        }
                        for title in further { page.element(.th, .columnScope, .class("number"), text: title) }
                    }
                }
                page.element(.tbody) { page in
                    for row in rows { write(row, largest: isProportional ? row.total : largest, to: &page) }
                }
            }
        }
    }

    private func write(_ row: Row, largest: Int, to page: inout Markup) {
        page.element(.tr) { page in
            page.element(.th, .rowScope) { $0.element(.bdi, text: row.label) }
            page.element(.td, .class("bar")) { page in
                guard row.total > 0, largest > 0 else { return }
                page.element(
                    .svg, .init("viewBox", "0 0 \(Self.length) 10"), .init("preserveAspectRatio", "none"), .role("img")
                ) { page in
                    page.element(.title, text: row.label)
                    page.element(.desc, text: words(row))
                    writeShares(row, largest, to: &page)
                }
            }
            for count in row.counts {
                page.element(.td, .class(count == 0 ? "number none" : "number"), text: grouped(count))
            }
            for text in row.rest { page.element(.td, .class("number"), text: text) }
        }
    }

    private func writeShares(_ row: Row, _ largest: Int, to page: inout Markup) {
        var start = 0
        for (series, count) in zip(series, row.counts) where count > 0 {
            let width = max(4, scaled(count, by: largest))
            // A hair's breadth between neighbours, so that two shades are seen as two.
            page.void(
                .rect, .class("fill-\(series.style)"), .init("x", String(start)), .init("y", "0"),
                .init("width", String(width > 8 ? width - 3 : width)), .init("height", "10"))
            start += width
        }
    }

    private func scaled(_ count: Int, by largest: Int) -> Int {
        let (product, overflow) = count.multipliedReportingOverflow(by: Self.length)
        return overflow ? Self.length : product / largest
    }

    private func words(_ row: Row) -> String {
        let parts = zip(series, row.counts).filter { $0.1 > 0 }.map { "\(grouped($0.1)) \($0.0.title)" }
        return parts.joined(separator: ", ")
    }
}

extension BarChart.Row {
    var total: Int { counts.reduce(0, +) }
}
