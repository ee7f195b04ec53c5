import Foundation
import Testing

@testable import MusterApp

/// A hostile file costs little and is refused.
@Suite("Configuration bounds")
struct ConfigurationBoundsTests {
    @Test("a file that is too long is refused")
    func size() {
        let text = "# " + String(repeating: "x", count: 300 << 10)
        #expect(ConfigurationSamples.mistakes(text) == ["muster.yaml: expected at most 256 KiB"])
    }

    @Test(
        "nesting without end is refused before it is parsed",
        arguments: [
            String(repeating: "[", count: 100_000), String(repeating: "{a: ", count: 50_000),
            String(repeating: "- ", count: 40_000), String(repeating: "? ", count: 40_000),
            (0..<400).map { String(repeating: " ", count: $0) + "a:" }.joined(separator: "\n"),
        ])
    func depth(text: String) {
        let messages = ConfigurationSamples.mistakes(text)
        #expect(messages.count == 1)
        #expect(messages.first?.hasSuffix("expected at most 32 levels of nesting") == true)
    }

    @Test("aliases that multiply are refused")
    func bomb() {
        var lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
        for level in 1...9 {
            let aliases = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ")
            lines.append("a\(level): &a\(level) [\(aliases)]")
        }
        #expect(
            ConfigurationSamples.mistakes(lines.joined(separator: "\n"))
                == ["muster.yaml: expected at most 16 aliases (*name)"])
    }

    @Test("aliases within their bound cannot grow a file beyond the bound of values")
    func growth() {
        let seed = "a0: &a0 [" + Array(repeating: "x", count: 200).joined(separator: ", ") + "]"
        let doublings = (1...8).map { "a\($0): &a\($0) [*a\($0 - 1), *a\($0 - 1)]" }
        let messages = ConfigurationSamples.mistakes(([seed] + doublings).joined(separator: "\n"))
        #expect(messages.count == 1)
        #expect(messages.first?.hasSuffix("expected at most 20000 values") == true)
    }

    @Test("what is not UTF-8 is refused")
    func encoding() throws {
        let error = try #require(throws: ConfigurationError.self) {
            try ConfigurationReader.read(
                Data([0x61, 0x3A, 0xFF]), file: "muster.yaml", baseDirectory: ConfigurationSamples.folder,
                catalog: [])
        }
        #expect(error.description == "muster.yaml: expected UTF-8")
    }

    @Test("no text at all makes the reader fall over")
    func random() {
        var state: UInt64 = 7
        let words = [
            "a", ":", " ", "\n", "  ", "- ", "[", "]", "{", "}", "&x ", "*x", "sources", "\"", "'", "|", ">", "#", "!",
            "%", "?", "\t", "\u{0}", "é", "---\n",
        ]
        for _ in 0..<3_000 {
            var text = ""
            for _ in 0..<30 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                text += words[Int((state >> 33) % UInt64(words.count))]
            }
            // Either it is read or it is refused with a place; it never traps and never takes long.
            for message in ConfigurationSamples.mistakes(text) { #expect(message.hasPrefix("muster.yaml")) }
        }
    }
}
