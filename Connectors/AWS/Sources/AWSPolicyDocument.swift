import ConnectorKit
import Foundation

/// A policy in AWS's JSON language, as far as it is judged.
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
struct AWSPolicyDocument: Decodable, Hashable {
    var statements: [Statement]

    struct Statement: Decodable, Hashable {
        var allows: Bool
        var actions: [String]
        var notActions: [String]
        var resources: [String]
        var notResources: [String]
        var principals: [Principal]
        var notPrincipals: [Principal]
        var conditions: [Condition]
    }

    /// Who a statement of a trust policy speaks of.
    struct Principal: Hashable, Comparable {
        /// `AWS`, `Service`, `Federated` or `CanonicalUser`.
        var type: String
        var value: String

        static func < (left: Principal, right: Principal) -> Bool {
            (left.type, left.value) < (right.type, right.value)
        }
    }

    /// One test, `StringEquals sts:ExternalId = ext-7`.
    struct Condition: Hashable, Comparable, CustomStringConvertible {
        var test: String
        var key: String
        var values: [String]

        var description: String { "\(test) \(key) = \(values.joined(separator: ", "))" }

        static func < (left: Condition, right: Condition) -> Bool { left.description < right.description }
    }

    /// Reads a document as IAM sends it: URL-encoded (RFC 3986), or as plain JSON, as some servers do.
    /// - Throws: `AWSFieldProblem`; never with the document's content.
    init(_ text: String) throws {
        let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
        let plain = trimmed.hasPrefix("{") ? trimmed : trimmed.removingPercentEncoding
        guard let plain, plain.utf8.count <= Self.maximumBytes else {
            throw AWSFieldProblem(field: "PolicyDocument", reason: "expected URL-encoded JSON")
        }
        do {
            self = try JSONDecoder().decode(AWSPolicyDocument.self, from: Data(plain.utf8))
        } catch {
            throw AWSFieldProblem(field: "PolicyDocument", reason: "expected a policy in AWS's JSON language")
        }
    }

    /// Far above IAM's own quotas (10,240 characters for inline policies of a role).
    static let maximumBytes = 1 << 20
}

// MARK: - Decoding

extension AWSPolicyDocument {
    enum CodingKeys: String, CodingKey { case statement = "Statement" }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        // One statement may stand without its list.
        if let single = try? container.decode(Statement.self, forKey: .statement) {
            statements = [single]
        } else {
            statements = try container.decode([Statement].self, forKey: .statement)
        }
    }
}

extension AWSPolicyDocument.Statement {
    enum CodingKeys: String, CodingKey {
        case effect = "Effect"
        case action = "Action"
        case notAction = "NotAction"
        case resource = "Resource"
        case notResource = "NotResource"
        case principal = "Principal"
        case notPrincipal = "NotPrincipal"
        case condition = "Condition"
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        allows = try container.decode(String.self, forKey: .effect) == "Allow"
        func texts(_ key: CodingKeys) throws -> [String] {
            try container.decodeIfPresent(WireTexts.self, forKey: key)?.values ?? []
        }
        actions = try texts(.action)
        notActions = try texts(.notAction)
        resources = try texts(.resource)
        notResources = try texts(.notResource)
        principals = try container.decodeIfPresent(Principals.self, forKey: .principal)?.list ?? []
        notPrincipals = try container.decodeIfPresent(Principals.self, forKey: .notPrincipal)?.list ?? []
        let tests = try container.decodeIfPresent([String: [String: WireTexts]].self, forKey: .condition) ?? [:]
        conditions = tests.flatMap { test, keys in
            keys.map { AWSPolicyDocument.Condition(test: test, key: $0.key, values: $0.value.values) }
        }.sorted()
    }
}

/// `"*"`, or lists by type.
private struct Principals: Decodable {
    var list: [AWSPolicyDocument.Principal]

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let everyone = try? container.decode(String.self) {
            list = [AWSPolicyDocument.Principal(type: "AWS", value: everyone)]
        } else {
            list = try container.decode([String: WireTexts].self).flatMap { type, values in
                values.values.map { AWSPolicyDocument.Principal(type: type, value: $0) }
            }.sorted()
        }
    }
}
