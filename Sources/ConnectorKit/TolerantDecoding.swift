import Foundation
import Inventory

// What vendors write in more than one way, read without losing the row that it stands in, and without guessing: what
// cannot be read is told apart from what is not there.

/// A time as it stands. Vendors say something by null ("without end", "never used") that they do not say by leaving out.
///
/// A wire type needs no `init(from:)` of its own for it: a key that is left out is read as `absent`.
public enum WireTime: Sendable, Hashable, Decodable {
    case absent, null
    case at(Instant)
    /// There, and no time of RFC 3339: a number's unit would be a guess.
    case unreadable

    public var instant: Instant? { if case .at(let instant) = self { instant } else { nil } }

    /// Whether the vendor spoke of it, be it to say that there is none.
    public var isTold: Bool { self == .null || instant != nil }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let text = try? container.decode(String.self), let instant = Instant(text) {
            self = .at(instant)
        } else {
            // A value of another type is no time; the row is still worth reading.
            self = .unreadable
        }
    }

    /// When something ends, by a vendor to whom null is "without": what is left out or cannot be read is not known.
    public var expiry: Expiry {
        switch self {
        case .at(let instant): .at(instant)
        case .null: .never
        case .absent, .unreadable: .unknown
        }
    }

    /// When something was last used, by a vendor to whom null is "not since".
    /// - Parameter since: the moment from which on the vendor would tell; nil where that is not known.
    public func lastUse(since: Instant?) -> LastUse {
        switch self {
        case .at(let instant): .observed(instant)
        case .null: since.map { .noneSince($0) } ?? .unknown
        case .absent, .unreadable: .unknown
        }
    }
}

extension KeyedDecodingContainer {
    /// What a synthesized `init(from:)` calls for a property of this type.
    public func decode(_ type: WireTime.Type, forKey key: Key) throws -> WireTime {
        guard contains(key) else { return .absent }
        return try WireTime(from: superDecoder(forKey: key))
    }
}

/// A text that may stand as a number or a flag: ids, `"1"` beside `1`, `"true"` beside `true`. Leading zeros come only in
/// texts, and stay.
public struct WireText: Sendable, Hashable, Decodable {
    public var text: String

    public init(_ text: String) { self.text = text }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let text = try? container.decode(String.self) {
            self.text = text
        } else if let flag = try? container.decode(Bool.self) {
            text = flag ? "true" : "false"
        } else if let number = try? container.decode(Int64.self) {
            text = String(number)
        } else {
            let number = try container.decode(Double.self)
            text = number == number.rounded() && abs(number) < 1e15 ? String(Int64(number)) : String(number)
        }
    }
}

/// One text bare, or several as a list; each may be a number or a flag.
public struct WireTexts: Sendable, Hashable, Decodable {
    public var values: [String]

    public init(from decoder: any Decoder) throws {
        if let one = try? WireText(from: decoder) {
            values = [one.text]
        } else {
            values = try decoder.singleValueContainer().decode([WireTexts].self).flatMap(\.values)
        }
    }
}

/// A key that is not known beforehand, or is one of many alike.
public struct WireKey: CodingKey, Sendable, Hashable {
    public var stringValue: String
    public var intValue: Int? { nil }

    public init(_ name: String) { stringValue = name }
    public init?(stringValue: String) { self.init(stringValue) }
    public init?(intValue: Int) { nil }
}
