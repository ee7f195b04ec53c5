/// A credential's value in memory. It cannot be printed, compared for order, encoded or interpolated; the only way
/// to its text is `reveal`, which a search for the word finds.
public struct Secret: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private let value: String

    public init(_ value: String) { self.value = value }

    public var isEmpty: Bool { value.isEmpty }

    /// Hands the text to `body`, for the moment of signing or sending.
    public func reveal<Result>(_ body: (String) throws -> Result) rethrows -> Result { try body(value) }

    public var description: String { "<secret>" }
    public var debugDescription: String { "<secret>" }
    public var customMirror: Mirror { Mirror(self, children: [], displayStyle: .struct) }
}
