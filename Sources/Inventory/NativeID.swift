/// A vendor's own identifier, compared and ordered byte by byte in UTF-8.
///
/// Swift's `String` calls "é" and "e\u{301}" equal; to a vendor they are two users. SQLite's binary collation and
/// every merge in this package order by bytes too.
public struct NativeID: Hashable, Comparable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible, Codable {
    public let string: String

    public init(_ string: String) { self.string = string }
    public init(stringLiteral value: String) { string = value }

    public static func == (left: NativeID, right: NativeID) -> Bool {
        left.string.utf8.elementsEqual(right.string.utf8)
    }

    public static func < (left: NativeID, right: NativeID) -> Bool {
        left.string.utf8.lexicographicallyPrecedes(right.string.utf8)
    }

    public func hash(into hasher: inout Hasher) {
        for byte in string.utf8 { hasher.combine(byte) }
        hasher.combine(0xFF as UInt8)
    }

    public var description: String { string }

    public init(from decoder: any Decoder) throws { string = try decoder.singleValueContainer().decode(String.self) }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(string)
    }
}
