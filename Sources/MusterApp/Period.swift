/// A length of time as people write it: `90s`, `50m`, `6h`, `7d`.
public struct Period: Sendable, Hashable, CustomStringConvertible {
    public let seconds: Int64

    public init(seconds: Int64) { self.seconds = seconds }

    /// A whole number above 0 and a unit, at most 100 years; nil for anything else.
    public init?(_ text: String) {
        let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
        guard let unit = text.last.flatMap({ units[$0] }), text.dropLast().allSatisfy({ ("0"..."9").contains($0) }),
            let count = Int64(text.dropLast()), count > 0, count <= 100 * 366 * 86_400 / unit
        else { return nil }
        seconds = count * unit
    }

    public var duration: Duration { .seconds(seconds) }

    /// In the largest unit that divides it.
    public var description: String {
        for (unit, length) in [("d", 86_400), ("h", 3600), ("m", 60)] as [(String, Int64)] where seconds % length == 0 {
            return "\(seconds / length)\(unit)"
        }
        return "\(seconds)s"
    }
}
