import Inventory

/// How a page of text is set.
public struct PageStyle: Sendable, Hashable {
    /// Columns; 80 where there is no terminal.
    public var width: Int
    public var isColoured: Bool

    public init(width: Int = 80, isColoured: Bool = false) {
        self.width = min(max(width, 40), 120)
        self.isColoured = isColoured
    }
}

/// Lines of a page. All text is made safe on its way in, so that only this type writes escape sequences.
package struct TextPage {
    /// ECMA-48 graphic renditions. Colour repeats what the words say; it never says anything alone.
    package enum Ink: String {
        case plain = ""
        case bold = "1"
        case faint = "2"
        case red = "31"
        case yellow = "33"
        case green = "32"
    }

    package let style: PageStyle
    package private(set) var text = ""

    package init(_ style: PageStyle) { self.style = style }

    package mutating func blank() { text += "\n" }

    /// One line, cut to the width.
    package mutating func line(_ content: String, _ ink: Ink = .plain, indent: Int = 0) {
        let safe = TextWidth.truncated(SafeText.escaped(content), to: style.width - indent)
        text += String(repeating: " ", count: indent) + painted(safe, ink) + "\n"
    }

    /// A paragraph, broken at spaces; later lines stand `hang` columns further in, and what goes beyond
    /// `maximumLines` is cut.
    package mutating func paragraph(
        _ content: String, _ ink: Ink = .plain, indent: Int = 0, hang: Int = 0, maximumLines: Int = .max
    ) {
        let width = max(20, style.width - indent - hang)
        var lines = TextWidth.wrapped(SafeText.escaped(content), to: width)
        if lines.count > maximumLines {
            let rest = lines[(maximumLines - 1)...].joined(separator: " ")
            lines = lines[..<(maximumLines - 1)] + [TextWidth.truncated(rest, to: width)]
        }
        for (index, line) in lines.enumerated() {
            text += String(repeating: " ", count: indent + (index == 0 ? 0 : hang)) + painted(line, ink) + "\n"
        }
    }

    /// A paragraph with a label before it, `fix     Deactivate the key`.
    package mutating func labelled(
        _ label: String, _ content: String, _ ink: Ink = .plain, indent: Int = 0, column: Int = 9
    ) {
        let lines = TextWidth.wrapped(SafeText.escaped(content), to: max(20, style.width - indent - column))
        for (index, line) in lines.enumerated() {
            let lead = index == 0 ? TextWidth.padded(SafeText.escaped(label), to: column) : spaces(column)
            text += spaces(indent) + painted(lead, .faint) + painted(line, ink) + "\n"
        }
    }

    package mutating func heading(_ content: String) { line(content, .bold) }

    private func spaces(_ count: Int) -> String { String(repeating: " ", count: count) }

    private func painted(_ text: String, _ ink: Ink) -> String {
        guard style.isColoured, ink != .plain else { return text }
        return "\u{1B}[\(ink.rawValue)m\(text)\u{1B}[0m"
    }
}

extension Severity {
    package var ink: TextPage.Ink {
        switch self {
        case .critical, .high: .red
        case .medium: .yellow
        case .low, .info: .plain
        }
    }
}

extension CoverageState {
    package var ink: TextPage.Ink {
        switch self {
        case .complete, .unchanged: .green
        case .partial, .truncated, .unsupported, .notRead: .yellow
        case .denied, .failed: .red
        }
    }
}

/// `1 row`, `2 rows`, `1,000 rows`: grouped by commas on every machine.
package func counted(_ number: Int, _ singular: String, _ plural: String? = nil) -> String {
    "\(grouped(number)) \(number == 1 ? singular : plural ?? singular + "s")"
}

package func grouped(_ number: Int) -> String {
    let digits = String(number.magnitude)
    var result = ""
    for (index, digit) in digits.enumerated() {
        if index > 0 && (digits.count - index) % 3 == 0 { result += "," }
        result.append(digit)
    }
    return number < 0 ? "-" + result : result
}
