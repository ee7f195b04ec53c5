/// What is wrong in a policy file, and where. Nothing is judged by half a policy.
public struct PolicyProblem: Error, Sendable, Hashable, CustomStringConvertible {
    public var file: String
    /// From 1; nil where the text as a whole is no YAML.
    public var line: Int?
    public var column: Int?
    /// The key's path, `thresholds.stale_after_days`.
    public var key: String
    public var expected: String
    public var found: String

    public var description: String {
        let place = [file, line.map(String.init), column.map(String.init)].compactMap { $0 }.joined(separator: ":")
        return "\(place): \(key.isEmpty ? "the policy" : key): expected \(expected), found \(found)"
    }
}
