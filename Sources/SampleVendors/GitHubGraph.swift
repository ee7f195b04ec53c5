import Foundation

/// GitHub's GraphQL, as far as an inventory asks: the organisation's SAML identities, of which exactly the fields that
/// the query names are given. https://docs.github.com/en/graphql
struct GitHubGraph: Sendable {
    let sample: SampleRows

    func answer(_ request: VendorRequest) -> VendorAnswer {
        guard let body = try? JSONDecoder().decode(VendorValue.self, from: request.body),
            let query = body["query"]?.text, let selection = GraphSelection(query)
        else {
            // What is no JSON is no query either, and GitHub says so.
            return problem("", "A query attribute must be specified and must be a string.")
        }
        let login = sample.rows("organization").first?.value["login"]?.text ?? ""
        guard body["variables"]?["org"]?.text?.lowercased() == login.lowercased() else {
            return problem("NOT_FOUND", "Could not resolve to an Organization with that login.")
        }
        let all = sample.rows("samlIdentities")
        let asked: Int
        if case .number(let first)? = body["variables"]?["first"] { asked = Int(clamping: first) } else { asked = 0 }
        guard (1...100).contains(asked) else {
            return problem("EXCESSIVE_PAGINATION", "`first` must be between 1 and 100.")
        }
        let start = body["variables"]?["after"]?.text.map { Int($0, radix: 36) ?? all.count } ?? 0
        let page = VendorPage(all, from: start, size: asked)
        let provider = VendorValue.object([
            "externalIdentities": .object([
                "totalCount": .number(Int64(all.count)), "nodes": .list(page.rows.map(\.value)),
                "pageInfo": .object([
                    "hasNextPage": .flag(page.next != nil),
                    "endCursor": page.next.map { .text(String($0, radix: 36)) } ?? .null,
                ]),
            ])
        ])
        let answer = VendorValue.object([
            "organization": .object(["login": .text(login), "samlIdentityProvider": all.isEmpty ? .null : provider])
        ])
        do { return .json(.object(["data": try selection.chosen(from: answer)])) } catch {
            return problem("", "Field '\(error.field)' doesn't exist")
        }
    }

    private func problem(_ type: String, _ message: String) -> VendorAnswer {
        .json(.object(["errors": .list([.object(["type": .text(type), "message": .text(message)])])]))
    }
}

/// The fields that a GraphQL query names; arguments are read as text and left to the answer.
/// https://spec.graphql.org/October2021/#sec-Selection-Sets
struct GraphSelection {
    private var fields: [(name: String, selection: GraphSelection?)] = []

    struct UnknownField: Error { var field: String }

    /// nil for what is no query.
    init?(_ query: String) {
        guard query.utf8.count <= 16 << 10, let start = query.firstIndex(of: "{") else { return nil }
        var scanner = Scanner(rest: query[query.index(after: start)...])
        guard let selection = Self.parse(&scanner, depth: 0) else { return nil }
        self = selection
    }

    private init() {}

    private struct Scanner {
        var rest: Substring

        /// The next word, brace or bracketed argument list.
        mutating func next() -> Substring? {
            rest = rest.drop { $0.isWhitespace || $0 == "," }
            guard let first = rest.first else { return nil }
            let token: Substring
            if first == "(" {
                token = rest.prefix(through: rest.firstIndex(of: ")") ?? rest.index(before: rest.endIndex))
            } else if first == "{" || first == "}" {
                token = rest.prefix(1)
            } else {
                token = rest.prefix { !$0.isWhitespace && !"{}(),".contains($0) }
            }
            rest = rest.dropFirst(max(1, token.count))
            return token
        }
    }

    private static func parse(_ scanner: inout Scanner, depth: Int) -> GraphSelection? {
        guard depth < 20 else { return nil }
        var selection = GraphSelection()
        while let token = scanner.next() {
            if token == "}" { return selection.fields.isEmpty ? nil : selection }
            if token.first == "(" { continue }
            if token == "{" {
                guard let last = selection.fields.indices.last, let inner = parse(&scanner, depth: depth + 1) else {
                    return nil
                }
                selection.fields[last].selection = inner
                continue
            }
            guard token.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" }) else { return nil }
            selection.fields.append((String(token), nil))
        }
        return nil
    }

    func chosen(from value: VendorValue) throws(UnknownField) -> VendorValue {
        switch value {
        case .null: return .null
        case .list(let values):
            var result: [VendorValue] = []
            for element in values { result.append(try chosen(from: element)) }
            return .list(result)
        default:
            var result: [String: VendorValue] = [:]
            for field in fields {
                guard let member = value[field.name] else { throw UnknownField(field: field.name) }
                result[field.name] =
                    try field.selection.map { (selection) throws(UnknownField) in
                        try selection.chosen(from: member)
                    } ?? member
            }
            return .object(result)
        }
    }
}
