import Foundation

/// The parts of an OpenAPI 3 description that requests can be held against.
/// https://spec.openapis.org/oas/v3.0.3
struct SpecificationDocument: Decodable, Sendable {
    var paths: [String: PathItem]
    private var components: Components?

    private struct Components: Decodable, Sendable {
        var parameters: [String: Parameter]?
        var schemas: [String: Schema]?
    }

    /// The operations of a path by method in lower case, and the parameters that they share.
    struct PathItem: Decodable, Sendable {
        var operations: [String: Operation] = [:]
        var parameters: [Parameter] = []

        static let methods: Set<String> = ["get", "put", "post", "delete", "options", "head", "patch", "trace"]

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Name.self)
            for key in container.allKeys {
                if key.stringValue == "parameters" {
                    parameters = try container.decode([Parameter].self, forKey: key)
                } else if Self.methods.contains(key.stringValue) {
                    operations[key.stringValue] = try container.decode(Operation.self, forKey: key)
                }
            }
        }
    }

    struct Operation: Decodable, Sendable {
        var parameters: [Parameter]
        var requiresBody: Bool

        private enum CodingKeys: String, CodingKey { case parameters, requestBody }
        private struct Body: Decodable { var required: Bool? }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            parameters = try container.decodeIfPresent([Parameter].self, forKey: .parameters) ?? []
            requiresBody = try container.decodeIfPresent(Body.self, forKey: .requestBody)?.required ?? false
        }
    }

    /// A parameter, or a reference to one.
    struct Parameter: Decodable, Sendable {
        var reference: String?
        var name: String
        /// `path`, `query`, `header` or `cookie`.
        var place: String
        var isRequired: Bool
        var schema: Schema?

        private enum CodingKeys: String, CodingKey {
            case reference = "$ref"
            case name
            case place = "in"
            case isRequired = "required"
            case schema
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            reference = try container.decodeIfPresent(String.self, forKey: .reference)
            name = try container.decodeIfPresent(String.self, forKey: .name) ?? ""
            place = try container.decodeIfPresent(String.self, forKey: .place) ?? ""
            isRequired = try container.decodeIfPresent(Bool.self, forKey: .isRequired) ?? false
            schema = try container.decodeIfPresent(Schema.self, forKey: .schema)
        }
    }

    /// What a value must be, or a reference to it.
    struct Schema: Decodable, Sendable {
        var reference: String?
        var type: String?
        var values: [String]?
        var minimum: Double?
        var maximum: Double?
        /// The schema of an array's items, in a list because a value cannot hold itself.
        var items: [Schema]

        private enum CodingKeys: String, CodingKey {
            case reference = "$ref"
            case type
            case values = "enum"
            case minimum, maximum, items
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            reference = try container.decodeIfPresent(String.self, forKey: .reference)
            type = try container.decodeIfPresent(String.self, forKey: .type)
            values = try container.decodeIfPresent([Scalar].self, forKey: .values)?.map(\.text)
            minimum = try container.decodeIfPresent(Double.self, forKey: .minimum)
            maximum = try container.decodeIfPresent(Double.self, forKey: .maximum)
            items = try container.decodeIfPresent(Schema.self, forKey: .items).map { [$0] } ?? []
        }

        /// What is wrong with a value, each the end of a sentence.
        func complaints(_ value: String) -> [String] {
            switch type {
            case "integer" where Int64(value) == nil: return ["is \(value), not an integer"]
            case "number" where Double(value) == nil: return ["is \(value), not a number"]
            case "boolean" where value != "true" && value != "false": return ["is \(value), not true or false"]
            default: break
            }
            var problems: [String] = []
            if let values, !values.contains(value) {
                problems.append("is \(value), not one of \(values.joined(separator: ", "))")
            }
            if let number = Double(value) {
                if let minimum, number < minimum { problems.append("is \(value), less than \(Self.text(minimum))") }
                if let maximum, number > maximum { problems.append("is \(value), more than \(Self.text(maximum))") }
            }
            return problems
        }

        private static func text(_ number: Double) -> String {
            Int64(exactly: number).map { String($0) } ?? String(number)
        }
    }

    /// A value of an enumeration, as it stands in a URL.
    private struct Scalar: Decodable {
        var text: String

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let value = try? container.decode(String.self) {
                text = value
            } else if let value = try? container.decode(Int64.self) {
                text = String(value)
            } else if let value = try? container.decode(Bool.self) {
                // Each `try?` asks whether it is of that type; the last one tells why it is of none.
                text = String(value)
            } else {
                text = String(try container.decode(Double.self))
            }
        }
    }

    private struct Name: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    // MARK: - References

    /// The parameter itself; nil for a reference that leads nowhere.
    func resolve(_ parameter: Parameter) -> Parameter? {
        guard let reference = parameter.reference else { return parameter }
        guard let name = Self.name(reference, in: "parameters") else { return nil }
        return components?.parameters?[name]
    }

    /// The schema itself; nil where there is none, or a reference that leads nowhere: nothing is then checked.
    func resolve(_ schema: Schema?) -> Schema? {
        guard let reference = schema?.reference else { return schema }
        return Self.name(reference, in: "schemas").flatMap { components?.schemas?[$0] }
    }

    private static func name(_ reference: String, in list: String) -> String? {
        let prefix = "#/components/\(list)/"
        return reference.hasPrefix(prefix) ? String(reference.dropFirst(prefix.count)) : nil
    }
}
