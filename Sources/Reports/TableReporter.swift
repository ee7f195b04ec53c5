/// A table for people: columns as wide as the first rows need, cut to the terminal.
///
/// Widths come from the first 200 rows, so that a long list starts at once and needs no memory; a later cell that is
/// wider is cut on a terminal and moves its row's rest elsewhere.
final class TableReporter<Row>: ListReporter {
    private static var measuredRows: Int { 200 }
    private let columns: [ListLayout<Row>.Column]
    private let width: Int?
    private let output: ReportOutput
    private var waiting: [[String]] = []
    private var widths: [Int]?

    init(columns: [ListLayout<Row>.Column], width: Int?, output: ReportOutput) {
        self.columns = columns
        self.width = width
        self.output = output
    }

    func write(_ row: Row) throws {
        let cells = columns.map { SafeText.escaped($0.cell(row)) }
        if let widths { return try write(cells, widths) }
        waiting.append(cells)
        if waiting.count >= Self.measuredRows { try writeWaiting() }
    }

    func finish() throws {
        if widths == nil && !waiting.isEmpty { try writeWaiting() }
        try output.flush()
    }

    private func writeWaiting() throws {
        let titles = columns.map { $0.title.uppercased() }
        let widths = fitted(
            columns.indices.map { index in
                let widest = waiting.lazy.map { TextWidth.columns($0[index]) }.max() ?? 0
                let cap = width == nil ? Int.max : columns[index].maximumWidth
                return max(TextWidth.columns(titles[index]), min(widest, cap))
            })
        self.widths = widths
        try write(titles, widths)
        for cells in waiting { try write(cells, widths) }
        waiting = []
    }

    /// Takes from the widest column that still may give, until the row fits or none may.
    private func fitted(_ wanted: [Int]) -> [Int] {
        guard let width else { return wanted }
        var widths = wanted
        while widths.reduce(0, +) + 2 * (widths.count - 1) > width {
            let givers = widths.indices.filter { widths[$0] > columns[$0].minimumWidth }
            guard let widest = givers.max(by: { widths[$0] < widths[$1] }) else { break }
            widths[widest] -= 1
        }
        return widths
    }

    private func write(_ cells: [String], _ widths: [Int]) throws {
        var line = ""
        for (index, cell) in cells.enumerated() {
            let text = width == nil ? cell : TextWidth.truncated(cell, to: widths[index])
            line += index == cells.count - 1 ? text : TextWidth.padded(text, to: widths[index]) + "  "
        }
        while line.last == " " { line.removeLast() }
        try output.append(line + "\n")
    }
}
