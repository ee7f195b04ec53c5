/// Why a command cannot do what it was asked: what happened, and what to do next.
public struct Problem: Error, Sendable, Hashable, CustomStringConvertible {
    public var status: ExitStatus
    public var detail: String
    public var advice: String

    public init(_ detail: String, advice: String, status: ExitStatus = .failed) {
        self.status = status
        self.detail = detail
        self.advice = advice
    }

    public var description: String { "\(detail). \(advice)" }
}
