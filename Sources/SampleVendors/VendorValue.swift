import Foundation

/// A JSON value of a row: what a vendor's list holds, with nothing known of its meaning.
enum VendorValue: Sendable, Hashable, Codable {
    case null
    case flag(Bool)
    case number(Int64)
    case fraction(Double)
    case text(String)
    case list([VendorValue])
    case object([String: VendorValue])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        // Most values are texts and objects; each failed attempt costs, so they come first.
        if let value = try? container.decode(String.self) {
            self = .text(value)
        } else if let value = try? container.decode([String: VendorValue].self) {
            self = .object(value)
        } else if let value = try? container.decode([VendorValue].self) {
            self = .list(value)
        } else if let value = try? container.decode(Bool.self) {
            self = .flag(value)
        } else if let value = try? container.decode(Int64.self) {
            self = .number(value)
        } else if let value = try? container.decode(Double.self) {
            self = .fraction(value)
        } else {
            self = .null
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .flag(let value): try container.encode(value)
        case .number(let value): try container.encode(value)
        case .fraction(let value): try container.encode(value)
        case .text(let value): try container.encode(value)
        case .list(let values): try container.encode(values)
        case .object(let values): try container.encode(values)
        }
    }

    subscript(key: String) -> VendorValue? {
        guard case .object(let values) = self else { return nil }
        return values[key]
    }

    /// The value as a text, where it is one or a number.
    var text: String? {
        switch self {
        case .text(let value): value
        case .number(let value): String(value)
        default: nil
        }
    }

    var elements: [VendorValue] {
        guard case .list(let values) = self else { return [] }
        return values
    }

    /// Keys in order and slashes as they are: the same rows give the same bytes.
    func json() -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Every case can be written; only a fraction that is not finite could not, and JSON has none.
        return (try? encoder.encode(self)) ?? Data("null".utf8)
    }
}
