import Foundation
import Testing

@testable import Reports

@Suite("Colours of the page")
struct HTMLColourTests {
    enum Scheme: String, CaseIterable { case light, dark, print }

    /// The custom properties of the first block after the words.
    private static func colours(_ scheme: Scheme) throws -> [String: [Double]] {
        let sheet = HTMLPage.styleSheet
        let start: String
        switch scheme {
        case .light: start = ":root {"
        case .dark: start = "@media (prefers-color-scheme: dark)"
        case .print: start = "@media print"
        }
        let after = sheet[try #require(sheet.range(of: start)).upperBound...]
        let block = after[
            ..<(try #require(after.range(of: scheme == .print ? "color-scheme: light; }" : "}")).lowerBound)]
        var colours: [String: [Double]] = [:]
        for match in block.matches(of: /--([a-z-]+): #([0-9a-f]{6})/) {
            let number = try #require(Int(match.2, radix: 16))
            colours[String(match.1)] = [number >> 16, number >> 8 & 255, number & 255].map { Double($0) / 255 }
        }
        return colours
    }

    /// Relative luminance and contrast ratio as WCAG 2.2 defines them.
    private static func contrast(_ left: [Double], _ right: [Double]) -> Double {
        let luminances = [left, right].map { colour in
            let linear = colour.map { $0 <= 0.04045 ? $0 / 12.92 : pow(($0 + 0.055) / 1.055, 2.4) }
            return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
        }
        return ((luminances.max() ?? 0) + 0.05) / ((luminances.min() ?? 0) + 0.05)
    }

    static let inks = [
        "ink", "quiet", "link", "critical", "high", "medium", "low", "info", "good", "part", "bad", "off",
    ]

    @Test("text is told from its ground, by day, by night and on paper", arguments: Scheme.allCases)
    func text(scheme: Scheme) throws {
        let colours = try Self.colours(scheme)
        for ground in ["ground", "panel"] {
            for ink in Self.inks {
                let ratio = Self.contrast(try #require(colours[ink]), try #require(colours[ground]))
                #expect(ratio >= 4.5, "\(scheme): \(ink) on \(ground) is \(ratio)")
            }
        }
    }

    @Test("bars are told from their ground", arguments: Scheme.allCases)
    func bars(scheme: Scheme) throws {
        let colours = try Self.colours(scheme)
        let bars = colours.filter { $0.key.hasPrefix("bar-") }
        #expect(bars.count == 10)
        for (name, colour) in bars {
            let ratio = Self.contrast(colour, try #require(colours["ground"]))
            #expect(ratio >= 3, "\(scheme): \(name) is \(ratio)")
        }
    }

    @Test("every colour of the day has one for the night and one for paper")
    func sameNames() throws {
        let light = Set(try Self.colours(.light).keys)
        #expect(light == Set(try Self.colours(.dark).keys))
        #expect(light == Set(try Self.colours(.print).keys))
    }
}
