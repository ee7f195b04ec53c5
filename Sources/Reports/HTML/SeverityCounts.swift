import Inventory

/// Findings by severity, the highest first.
struct SeverityCounts {
    static let order = Severity.allCases.sorted(by: >)
    private(set) var counts = [Int](repeating: 0, count: Severity.allCases.count)

    init() {}

    init(_ findings: [Finding]) { for finding in findings { count(finding.severity) } }

    mutating func count(_ severity: Severity) {
        if let place = Self.order.firstIndex(of: severity) { counts[place] += 1 }
    }

    /// `2 critical, 14 high`, without those of which there are none.
    var words: String {
        zip(Self.order, counts).filter { $0.1 > 0 }.map { "\(grouped($0.1)) \($0.0.rawValue)" }.joined(separator: ", ")
    }
}
