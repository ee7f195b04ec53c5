import Inventory

/// Lists and maps of strings as JSON text with one spelling each: no spaces, keys in the order of their bytes, only
/// what must be escaped is escaped. Equal values are equal bytes, so that a change is found by comparing bytes.
///
/// Foundation's encoder takes some 5 µs a value, more than all the rest of storing a row.
enum CanonicalJSON {
    static func append(_ list: [String], to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "["))
        for (index, item) in list.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            append(string: item, to: &bytes)
        }
        bytes.append(UInt8(ascii: "]"))
    }

    static func append(_ map: [String: String], to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "{"))
        if map.count == 1 {
            for (key, value) in map { append(key, value, to: &bytes) }
        } else if !map.isEmpty {
            let sorted = map.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            for (index, entry) in sorted.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                append(entry.key, entry.value, to: &bytes)
            }
        }
        bytes.append(UInt8(ascii: "}"))
    }

    static func append(_ list: [Fingerprint], to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "["))
        for (index, item) in list.enumerated() {
            bytes.append(contentsOf: (index > 0 ? ",{\"algorithm\":" : "{\"algorithm\":").utf8)
            append(string: item.algorithm, to: &bytes)
            bytes.append(contentsOf: ",\"value\":".utf8)
            append(string: item.value, to: &bytes)
            bytes.append(UInt8(ascii: "}"))
        }
        bytes.append(UInt8(ascii: "]"))
    }

    /// The same as text, where speed does not matter.
    static func text(_ list: [String]) -> String {
        var bytes: [UInt8] = []
        append(list, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func append(_ key: String, _ value: String, to bytes: inout [UInt8]) {
        append(string: key, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        append(string: value, to: &bytes)
    }

    private static func append(string: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        defer { bytes.append(UInt8(ascii: "\"")) }
        if !string.utf8.contains(where: { $0 < 0x20 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }) {
            bytes.append(contentsOf: string.utf8)
            return
        }
        for byte in string.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0..<0x20:
                bytes.append(contentsOf: "\\u00".utf8)
                bytes.append(hexDigit(byte >> 4))
                bytes.append(hexDigit(byte & 0xF))
            default: bytes.append(byte)
            }
        }
    }

    private static func hexDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }
}

/// Reads what `CanonicalJSON` writes, and nothing else: other spellings are damage.
struct CanonicalJSONReader {
    private let bytes: UnsafeRawBufferPointer
    private var position = 0

    struct Malformed: Error {}

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    static func list(_ text: String) throws -> [String] {
        var text = text
        return try text.withUTF8 { try strings(UnsafeRawBufferPointer($0)) }
    }

    static func strings(_ bytes: UnsafeRawBufferPointer) throws -> [String] {
        if bytes.count == 2 { return [] }
        var reader = CanonicalJSONReader(bytes)
        var list: [String] = []
        try reader.expect("[")
        repeat { list.append(try reader.string()) } while reader.skip(",")
        try reader.expect("]")
        return list
    }

    static func map(_ bytes: UnsafeRawBufferPointer) throws -> [String: String] {
        if bytes.count == 2 { return [:] }
        var reader = CanonicalJSONReader(bytes)
        var map: [String: String] = [:]
        try reader.expect("{")
        repeat {
            let key = try reader.string()
            try reader.expect(":")
            map[key] = try reader.string()
        } while reader.skip(",")
        try reader.expect("}")
        return map
    }

    static func fingerprints(_ bytes: UnsafeRawBufferPointer) throws -> [Fingerprint] {
        if bytes.count == 2 { return [] }
        var reader = CanonicalJSONReader(bytes)
        var list: [Fingerprint] = []
        try reader.expect("[")
        repeat {
            try reader.expect("{")
            _ = try reader.string()
            try reader.expect(":")
            let algorithm = try reader.string()
            try reader.expect(",")
            _ = try reader.string()
            try reader.expect(":")
            list.append(Fingerprint(algorithm: algorithm, value: try reader.string()))
            try reader.expect("}")
        } while reader.skip(",")
        try reader.expect("]")
        return list
    }

    private mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private mutating func expect(_ character: Unicode.Scalar) throws {
        guard skip(character) else { throw Malformed() }
    }

    private mutating func string() throws -> String {
        try expect("\"")
        let start = position
        while position < bytes.count, bytes[position] != UInt8(ascii: "\""), bytes[position] != UInt8(ascii: "\\") {
            position += 1
        }
        if skip("\"") { return String(decoding: bytes[start..<position - 1], as: UTF8.self) }
        var unescaped = Array(bytes[start..<position])
        while position < bytes.count, !skip("\"") {
            guard skip("\\") else {
                unescaped.append(bytes[position])
                position += 1
                continue
            }
            unescaped.append(try escaped())
        }
        guard bytes[position - 1] == UInt8(ascii: "\"") else { throw Malformed() }
        return String(decoding: unescaped, as: UTF8.self)
    }

    private mutating func escaped() throws -> UInt8 {
        guard position < bytes.count else { throw Malformed() }
        let byte = bytes[position]
        position += 1
        guard byte == UInt8(ascii: "u") else { return byte }
        guard position + 4 <= bytes.count else { throw Malformed() }
        let digits = String(decoding: bytes[position..<position + 4], as: UTF8.self)
        position += 4
        guard let value = UInt8(digits, radix: 16) else { throw Malformed() }
        return value
    }
}
