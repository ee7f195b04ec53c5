import Inventory
import Testing

@testable import Reports

@Suite("What to fix today")
struct UrgentTests {
    private func findings(_ text: String) -> [Finding] {
        text.split(separator: " ").enumerated().map { index, word in
            let severity: Severity = word.hasPrefix("H") ? .high : .medium
            var finding = Sample.finding
            finding.rule = String(word.dropFirst())
            finding.severity = severity
            finding.fingerprint = "\(index)"
            return finding
        }
    }

    @Test(
        "the worst first, and within a severity at most two of a rule before the others had their turn",
        arguments: [
            ("Ha Ha Ha Ha Ha Ha", "Ha Ha Ha Ha Ha"), ("Ha Ha Ha Hb Hc Ma", "Ha Ha Hb Hc Ha"),
            ("Ha Ma Ma Ma Mb Mc", "Ha Ma Ma Mb Mc"), ("Ha Ha Ha Ma Mb", "Ha Ha Ha Ma Mb"), ("Ma", "Ma"), ("", ""),
        ])
    func chooses(given: String, expected: String) {
        let chosen = Urgent.findings(findings(given), 5).map { ($0.severity == .high ? "H" : "M") + $0.rule }
        #expect(chosen.joined(separator: " ") == expected)
    }
}
