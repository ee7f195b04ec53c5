import Foundation
import Inventory

/// A question in SOQL: what is selected of one object. It is written from names in this package and ids of strict form,
/// never from other text. https://developer.salesforce.com/docs/platform/soql-sosl/guide/sforce-api-calls-soql-select.html
struct SalesforceQuery: Sendable {
    enum Interface: Sendable { case data, tooling }

    var object: String
    var interface = Interface.data
    /// Every org has them; without one of them the list cannot be read.
    var fields: [String]
    /// Editions, versions and permissions leave some out: only what the org describes is selected, because one field that
    /// it has not would make the whole question a refusal (`INVALID_FIELD`).
    var optional: [String] = []
    var condition: String?

    /// - Parameter described: what the org has; nil asks for all.
    /// - Throws: `SalesforceProblem` where a field is missing that the list cannot be read without.
    func text(_ described: SalesforceDescription?) throws -> String {
        if let missing = fields.first(where: { described?.has($0) == false }) {
            throw SalesforceProblem("\(object) has no field \(missing) for this user")
        }
        let selected = fields + optional.filter { described?.has($0) ?? true }
        guard !selected.isEmpty else { throw SalesforceProblem("\(object) has none of the fields for this user") }
        return "SELECT \(selected.joined(separator: ",")) FROM \(object)" + (condition.map { " WHERE \($0)" } ?? "")
    }
}

/// The answer of `…/sobjects/{object}/describe`: which fields this user may see.
struct SalesforceDescription: Decodable, Sendable {
    var queryable: Bool
    private var fields: [Field]

    private struct Field: Decodable, Sendable {
        var name: String
        var relationshipName: String?
    }

    /// Whether a path such as `Profile.UserLicense.Name` can be selected, as far as its first step tells.
    func has(_ path: String) -> Bool {
        let steps = path.split(separator: ".")
        return fields.contains { steps.count == 1 ? $0.name == path : $0.relationshipName.map { $0[...] } == steps[0] }
    }
}

/// A record's id, always in its long form: Salesforce writes one id with fifteen characters, where case counts, or with
/// three more that say which of them are capitals.
struct SalesforceID: Decodable, Hashable, Sendable {
    let text: String

    /// nil for what is no id: only letters and digits, so that it may stand in a question as it is.
    init?(_ written: String) {
        let bytes = Array(written.utf8)
        guard bytes.count == 15 || bytes.count == 18, bytes.allSatisfy(Self.isLetterOrDigit) else { return nil }
        text = bytes.count == 18 ? written : written + Self.suffix(bytes)
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let id = SalesforceID(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a record id")
        }
        self = id
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: false
        }
    }

    /// One character for five: bit n says that the n-th of them is a capital.
    private static func suffix(_ bytes: [UInt8]) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ012345")
        return String(
            stride(from: 0, to: 15, by: 5).map { start in
                let bits = (0..<5).reduce(0) { bits, offset in
                    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(bytes[start + offset]) ? bits | 1 << offset : bits
                }
                return alphabet[bits]
            })
    }
}

/// What is wrong with an answer, in words without any of its content.
struct SalesforceProblem: Error, Sendable, Hashable, CustomStringConvertible {
    var description: String

    init(_ description: String) { self.description = description }
}

enum SalesforceAttributes {
    /// Those that the vendor gave.
    static func of(_ values: [String: String?]) -> [String: String] {
        values.compactMapValues { $0 }.filter { !$0.value.isEmpty }
    }

    static func flag(_ value: Bool?) -> String? { value.map { $0 ? "true" : "false" } }
}
