/// JSON with its keys in the order in which they were declared, so that the same facts give the same bytes.
///
/// Foundation's encoder sorts keys or leaves them to hash order; people who read a line want `source` first.
public indirect enum JSONValue: Sendable, Equatable {
    case null
    case flag(Bool)
    case integer(Int64)
    /// Written with two decimals: the only fractions that reports carry are confidences from 0 to 1.
    case fraction(Double)
    /// Any number, in the shortest form that reads back as it: the answers of queries.
    case number(Double)
    case text(String)
    case array([JSONValue])
    case object([Member])

    public struct Member: Sendable, Equatable {
        public var key: String
        public var value: JSONValue

        public init(_ key: String, _ value: JSONValue) {
            self.key = key
            self.value = value
        }
    }

    public static func optional(_ text: String?) -> JSONValue { text.map(JSONValue.text) ?? .null }

    public static func texts(_ texts: [String]) -> JSONValue { .array(texts.map(JSONValue.text)) }

    /// Entries sorted by the bytes of their keys.
    public static func map(_ entries: [String: String]) -> JSONValue {
        let sorted = entries.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        return .object(sorted.map { Member($0.key, .text($0.value)) })
    }
}

// MARK: - Writing (RFC 8259)

extension JSONValue {
    /// On one line, as NDJSON wants it.
    public var line: String {
        var bytes: [UInt8] = []
        append(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends the value without white space.
    func append(to bytes: inout [UInt8]) {
        switch self {
        case .null: bytes.append(contentsOf: "null".utf8)
        case .flag(let value): bytes.append(contentsOf: (value ? "true" : "false").utf8)
        case .integer(let value): bytes.append(contentsOf: String(value).utf8)
        case .fraction(let value): bytes.append(contentsOf: Self.decimals(value).utf8)
        case .number(let value): bytes.append(contentsOf: (value.isFinite ? "\(value)" : "null").utf8)
        case .text(let value): Self.appendQuoted(value, to: &bytes)
        case .array(let elements):
            bytes.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                element.append(to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let members):
            bytes.append(UInt8(ascii: "{"))
            for (index, member) in members.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                Self.appendQuoted(member.key, to: &bytes)
                bytes.append(UInt8(ascii: ":"))
                member.value.append(to: &bytes)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }

    /// A string literal. Beyond what RFC 8259 asks for, everything that could act on a terminal or hide text from a
    /// reader is written as `\uXXXX`: the value is the same, and no line can be made to lie about itself.
    private static func appendQuoted(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        defer { bytes.append(UInt8(ascii: "\"")) }
        // Nearly all text is plain ASCII and needs no look at its scalars.
        if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x5C }) {
            bytes.append(contentsOf: text.utf8)
            return
        }
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": bytes.append(contentsOf: [0x5C, 0x22])
            case "\\": bytes.append(contentsOf: [0x5C, 0x5C])
            case "\n": bytes.append(contentsOf: [0x5C, 0x6E])
            case "\t": bytes.append(contentsOf: [0x5C, 0x74])
            case _ where SafeText.isUnsafe(scalar):
                for unit in UTF16.encode(scalar) ?? .init() { appendEscape(unit, to: &bytes) }
            default: bytes.append(contentsOf: UTF8.encode(scalar) ?? .init())
            }
        }
    }

    private static func appendEscape(_ unit: UInt16, to bytes: inout [UInt8]) {
        let digits = String(unit, radix: 16)
        bytes.append(contentsOf: "\\u".utf8)
        bytes.append(contentsOf: String(repeating: "0", count: 4 - digits.count).utf8)
        bytes.append(contentsOf: digits.utf8)
    }

    /// Hundredths, without a detour through a locale. What is no number counts as nothing known.
    private static func decimals(_ value: Double) -> String {
        guard value.isFinite, abs(value) < 1e12 else { return "null" }
        let hundredths = Int64((abs(value) * 100).rounded())
        let rest = hundredths % 100
        let sign = value < 0 && hundredths != 0 ? "-" : ""
        if rest == 0 { return "\(sign)\(hundredths / 100)" }
        return "\(sign)\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest % 10 == 0 ? rest / 10 : rest)"
    }
}
