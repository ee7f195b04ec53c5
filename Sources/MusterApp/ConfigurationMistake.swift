/// One thing that is wrong in a configuration, with its place.
public struct ConfigurationMistake: Error, Sendable, Hashable, CustomStringConvertible {
    public var file: String
    /// From 1; nil where the file as a whole is meant.
    public var line: Int?
    /// From 1, in Unicode scalars.
    public var column: Int?
    /// The keys down to the value, `["sources", "production", "connector"]`.
    public var path: [String]
    /// What was expected there, and never what stood there: it might be a secret.
    public var expectation: String

    public init(file: String, line: Int? = nil, column: Int? = nil, path: [String] = [], expectation: String) {
        self.file = file
        self.line = line
        self.column = column
        self.path = path
        self.expectation = expectation
    }

    /// `muster.yaml:7: sources.production.connector: expected …`, the form that editors jump to.
    public var description: String {
        var text = file
        if let line { text += ":\(line)" }
        if !path.isEmpty { text += ": " + path.joined(separator: ".") }
        return text + ": " + expectation
    }
}

/// All mistakes of a file at once, in the order of their lines.
public struct ConfigurationError: Error, Sendable, Hashable, CustomStringConvertible {
    public var mistakes: [ConfigurationMistake]

    public init(_ mistakes: [ConfigurationMistake]) {
        self.mistakes = mistakes.enumerated().sorted { left, right in
            let (first, second) = (left.element, right.element)
            let order = (first.line ?? 0, first.column ?? 0, left.offset)
            return order < (second.line ?? 0, second.column ?? 0, right.offset)
        }.map(\.element)
    }

    public var description: String { mistakes.map(\.description).joined(separator: "\n") }
}
