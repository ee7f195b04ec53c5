import Foundation

/// Reads one JSON object a line (https://jsonlines.org). A push reader, as `CSVReader`.
struct JSONLinesReader {
    struct Row {
        var line: Int
        /// Texts by name; numbers and booleans as they are written, nulls left out.
        var fields: [String: String]
        /// Names whose values are lists, objects or fractions.
        var unusable: Set<String> = []
        var problem: String?
    }

    static let maximumLineBytes = 64 << 10

    private var buffer: [UInt8] = []
    private var line = 1
    private var isTooLong = false
    private(set) var rows: [Row] = []

    mutating func take() -> [Row] {
        defer { rows = [] }
        return rows
    }

    mutating func feed(_ bytes: some Sequence<UInt8>) {
        for byte in bytes {
            if byte == 0x0A {
                endLine()
                line += 1
            } else if buffer.count < Self.maximumLineBytes {
                buffer.append(byte)
            } else {
                isTooLong = true
            }
        }
    }

    mutating func finish() { endLine() }

    private mutating func endLine() {
        defer {
            buffer.removeAll(keepingCapacity: true)
            isTooLong = false
        }
        if buffer.allSatisfy({ $0 == 0x20 || $0 == 0x0D || $0 == 0x09 }) { return }
        if isTooLong {
            rows.append(Row(line: line, fields: [:], problem: "is longer than 64 KiB"))
            return
        }
        do {
            let values = try JSONDecoder().decode([String: Value].self, from: Data(buffer))
            rows.append(
                Row(
                    line: line, fields: values.compactMapValues(\.text),
                    unusable: Set(values.filter { $0.value.isUnusable }.keys), problem: nil))
        } catch {
            rows.append(Row(line: line, fields: [:], problem: "is not a JSON object"))
        }
    }

    private struct Value: Decodable {
        var text: String?
        var isUnusable = false

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let text = try? container.decode(String.self) {
                self.text = text
            } else if let number = try? container.decode(Int64.self) {
                text = String(number)
            } else if let flag = try? container.decode(Bool.self) {
                text = String(flag)
            } else {
                isUnusable = !container.decodeNil()
            }
        }
    }
}
