import Foundation
import Inventory

/// A JSON object as SCIM means it: names of attributes are case-insensitive, single-valued is as good as a list of one,
/// and absent, null and "no value" are the same (RFC 7643 sections 2.1 and 2.5).
///
/// What is there with another type than the RFC gives it reads as absent: what a provider does not say is unknown.
/// Named tolerances: numbers for texts (ids that are database keys), texts for numbers (`"totalResults": "12"`) and for
/// booleans (`"active": "True"`, which Entra sent for years), texts for objects with a `value` (WSO2's `emails`).
struct SCIMObject: Decodable, Sendable {
    private indirect enum Value: Decodable, Sendable {
        case text(String)
        case number(Int64)
        case flag(Bool)
        case list([Value])
        case object([String: Value])
        case other

        init(from decoder: any Decoder) throws {
            let single = try decoder.singleValueContainer()
            // Each `try?` asks "is it one of these?"; the last answer is "something else".
            if let text = try? single.decode(String.self) {
                self = .text(text)
            } else if let flag = try? single.decode(Bool.self) {
                self = .flag(flag)
            } else if let number = try? single.decode(Int64.self) {
                self = .number(number)
            } else if let members = try? decoder.container(keyedBy: Name.self) {
                var object: [String: Value] = [:]
                for name in members.allKeys where !SCIMObject.secrets.contains(name.stringValue.lowercased()) {
                    object[name.stringValue.lowercased()] = try members.decode(Value.self, forKey: name)
                }
                self = .object(object)
            } else if var elements = try? decoder.unkeyedContainer() {
                var list: [Value] = []
                while !elements.isAtEnd { list.append(try elements.decode(Value.self)) }
                self = .list(list)
            } else {
                self = .other
            }
        }
    }

    private struct Name: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    /// Never returned by a provider that keeps to RFC 7643 section 4.1.1; where one does, it is not even held.
    private static let secrets: Set<String> = ["password"]

    private let members: [String: Value]

    init(from decoder: any Decoder) throws {
        guard case .object(let members) = try Value(from: decoder) else {
            throw DecodingError.typeMismatch(
                SCIMObject.self, .init(codingPath: decoder.codingPath, debugDescription: "no object"))
        }
        self.members = members
    }

    private init(_ members: [String: Value]) { self.members = members }

    /// Whether the name is there with anything but null.
    func has(_ name: String) -> Bool {
        if case .other? = members[name.lowercased()] { return false }
        return members[name.lowercased()] != nil
    }

    /// nil for an empty one too: providers write "" where they have nothing.
    func text(_ name: String) -> String? {
        switch members[name.lowercased()] {
        case .text(let text): text.isEmpty ? nil : text
        case .number(let number): String(number)
        default: nil
        }
    }

    func number(_ name: String) -> Int? {
        switch members[name.lowercased()] {
        case .number(let number): Int(exactly: number)
        case .text(let text): Int(text)
        default: nil
        }
    }

    func flag(_ name: String) -> Bool? {
        switch members[name.lowercased()] {
        case .flag(let flag): flag
        case .text(let text): ["true": true, "false": false][text.lowercased()]
        default: nil
        }
    }

    func instant(_ name: String) -> Instant? { text(name).flatMap { Instant($0) } }

    func object(_ name: String) -> SCIMObject? {
        if case .object(let object)? = members[name.lowercased()] { return SCIMObject(object) }
        return nil
    }

    /// The elements of a multi-valued attribute; nil for what is no list, no object and no text.
    func list(_ name: String) -> [SCIMObject]? {
        switch members[name.lowercased()] {
        case .list(let list): list.map(Self.element)
        case .object(let object): [SCIMObject(object)]
        case .text(let text): text.isEmpty ? [] : [Self.element(.text(text))]
        default: nil
        }
    }

    /// Texts of a list of texts (`schemas`).
    func texts(_ name: String) -> [String] { (list(name) ?? []).compactMap { $0.text("value") } }

    private static func element(_ value: Value) -> SCIMObject {
        switch value {
        case .object(let object): SCIMObject(object)
        case .text, .number: SCIMObject(["value": value])
        default: SCIMObject([:])
        }
    }
}
