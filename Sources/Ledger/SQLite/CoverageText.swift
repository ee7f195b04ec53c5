import Foundation
import Inventory

/// Coverages and counts as JSON text with sorted keys: read by people who open the file, and equal when equal.
enum CoverageText {
    static func encode(_ coverage: Coverage) throws -> String { try text(coverage) }

    static func decode(_ text: String) throws -> Coverage { try value(text) }

    static func encode(_ counts: [RecordKind: Int]) throws -> String {
        try text(Dictionary(uniqueKeysWithValues: counts.map { ($0.key.rawValue, $0.value) }))
    }

    static func counts(_ text: String) throws -> [RecordKind: Int] {
        let counts: [String: Int] = try value(text)
        var result: [RecordKind: Int] = [:]
        for (word, count) in counts { if let kind = RecordKind(rawValue: word) { result[kind] = count } }
        return result
    }

    private static func text(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    private static func value<Value: Decodable>(_ text: String) throws -> Value {
        do {
            return try JSONDecoder().decode(Value.self, from: Data(text.utf8))
        } catch {
            throw LedgerError(
                .damaged, "The ledger is damaged: a coverage is malformed",
                advice: "Restore a backup, or keep this file aside and collect into a new one.")
        }
    }
}
