/// How long each rule takes, of a sample of the dossiers and scaled up: for `Benchmarks/`. Taking every rule's time over
/// every dossier would take longer than most rules do.
public final class RuleTiming {
    private let interval: Int
    private var count = 0
    private var last = ContinuousClock.now
    private var spent: [String: Duration] = [:]

    /// - Parameter interval: one dossier in so many is of the sample.
    public init(oneIn interval: Int) { self.interval = max(interval, 1) }

    /// The longest first.
    public var totals: [(rule: String, time: Duration)] {
        spent.map { (rule: $0.key, time: $0.value) }.sorted { ($1.time, $0.rule) < ($0.time, $1.rule) }
    }

    /// Begins a dossier; nil for one that is not of the sample.
    func nextSample() -> RuleTiming? {
        count += 1
        guard count % interval == 0 else { return nil }
        last = .now
        return self
    }

    /// What has passed since the last lap was this rule's.
    func lap(_ rule: String) {
        let now = ContinuousClock.now
        spent[rule, default: .zero] += (now - last) * interval
        last = .now
    }

    /// Notes what is done once, whole.
    func measure<Value>(_ name: String, _ body: () throws -> Value) rethrows -> Value {
        let start = ContinuousClock.now
        defer { spent[name, default: .zero] += ContinuousClock.now - start }
        return try body()
    }
}
