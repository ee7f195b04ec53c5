import ConnectorKit

extension ConfigurationReader {
    /// `pace: {share: 0.5}` or `pace: {requests_per_second: unlimited}`.
    mutating func pace(_ element: Element, _ path: [String]) -> Pace {
        var pace = Pace()
        for entry in map(element, path, "a map with share or requests_per_second") ?? [] {
            let path = path + [entry.key]
            switch ConfigurationKeys.Pace(rawValue: entry.key) {
            case .share:
                let expectation = "expected the part of the vendor's quota to use, above 0 and at most 1, such as 0.5"
                if let share = number(entry.value, path, expectation, in: 0.001...1) { pace.share = share }
            case .requestsPerSecond:
                if case .scalar("unlimited", _) = entry.value.content {
                    pace.rate = .unlimited
                } else {
                    let expectation = "expected a number above 0, or unlimited for a server of your own"
                    if let rate = number(entry.value, path, expectation, in: 0.001...10_000) {
                        pace.rate = .perSecond(rate)
                    }
                }
            case nil: unknown(entry, path, ConfigurationKeys.Pace.allCases.map(\.rawValue))
            }
        }
        return pace
    }

    private mutating func number(
        _ element: Element, _ path: [String], _ expectation: String, in range: ClosedRange<Double>
    ) -> Double? {
        guard case .scalar(let text, true) = element.content, let number = Double(text), range.contains(number) else {
            report(element, path, expectation)
            return nil
        }
        return number
    }
}
