import Foundation
import Transport

/// Holds requests against the vendor's own description of its API (OpenAPI 3, in JSON): paths, methods and parameters.
///
/// ```swift
/// let check = try SpecificationCheck(Data(contentsOf: description), basePath: "/api/v3")
/// #expect(check.problems(of: requests) == [])
/// ```
/// The description may be cut down to the operations that are asked for, and to `paths`, `components.parameters` and
/// the `components.schemas` that those parameters name.
public struct SpecificationCheck: Sendable {
    private let document: SpecificationDocument
    private let basePath: String

    /// - Parameters:
    ///   - description: the JSON document.
    ///   - basePath: what stands before the description's paths in the URLs of requests.
    /// - Throws: `DecodingError` when the document is no OpenAPI description in JSON.
    public init(_ description: Data, basePath: String = "") throws {
        document = try JSONDecoder().decode(SpecificationDocument.self, from: description)
        self.basePath = basePath.hasSuffix("/") ? String(basePath.dropLast()) : basePath
    }

    /// All that is wrong, each a sentence that begins with method and path; empty when the requests are as described.
    public func problems(of requests: [Request]) -> [String] { requests.flatMap { problems(of: $0) } }

    /// What is wrong with one request.
    public func problems(of request: Request) -> [String] {
        let place = "\(request.method.rawValue) \(request.url.path)"
        guard let found = match(request) else { return ["\(place): the path is not described"] }
        guard let operation = found.item.operations[request.method.rawValue.lowercased()] else {
            return ["\(place): the method is not described for \(found.template)"]
        }
        var problems: [String] = []
        var parameters: [String: SpecificationDocument.Parameter] = [:]
        // The operation's own parameters replace those of the path (OpenAPI 3.0.3, path item object).
        for parameter in found.item.parameters + operation.parameters {
            switch document.resolve(parameter) {
            case let resolved?: parameters["\(resolved.place) \(resolved.name)"] = resolved
            case nil:
                problems.append("\(place): the description refers to \(parameter.reference ?? "?"), which is not in it")
            }
        }
        problems += pathProblems(found, parameters, place) + queryProblems(request, parameters, place)
        for parameter in parameters.values.sorted(by: { $0.name < $1.name })
        where parameter.place == "header" && parameter.isRequired && request.headers[parameter.name] == nil {
            problems.append("\(place): the header \(parameter.name) is required")
        }
        if operation.requiresBody && request.body == nil { problems.append("\(place): a body is required") }
        return problems
    }

    /// The described operation that a request is, `GET /orgs/{org}/members`; nil where there is none.
    public func operation(of request: Request) -> String? {
        guard let found = match(request), found.item.operations[request.method.rawValue.lowercased()] != nil else {
            return nil
        }
        return "\(request.method.rawValue) \(found.template)"
    }

    // MARK: - Paths

    private struct Match {
        var template: String
        var item: SpecificationDocument.PathItem
        /// By the template's names.
        var values: [String: String]
    }

    /// The template with the fewest placeholders wins: `/users/me` before `/users/{id}` (OpenAPI 3.0.3, paths object).
    private func match(_ request: Request) -> Match? {
        let components = URLComponents(url: request.url, resolvingAgainstBaseURL: true)
        guard let path = components?.percentEncodedPath, path.hasPrefix(basePath) else { return nil }
        let asked = Self.segments(path.dropFirst(basePath.count))
        var best: Match?
        for (template, item) in document.paths.sorted(by: { $0.key < $1.key }) {
            guard let values = Self.values(of: asked, in: Self.segments(template[...])) else { continue }
            if best.map({ Self.freedom(template) < Self.freedom($0.template) }) ?? true {
                best = Match(template: template, item: item, values: values)
            }
        }
        return best
    }

    /// A placeholder that a method's name follows fits less than one alone.
    private static func freedom(_ template: String) -> Int {
        segments(template[...]).reduce(0) { $0 + ($1.hasPrefix("{") ? $1.hasSuffix("}") ? 2 : 1 : 0) }
    }

    private static func segments(_ path: Substring) -> [Substring] {
        path.split(separator: "/", omittingEmptySubsequences: false).dropFirst(path.hasPrefix("/") ? 1 : 0).map { $0 }
    }

    private static func values(of asked: [Substring], in template: [Substring]) -> [String: String]? {
        guard asked.count == template.count else { return nil }
        var values: [String: String] = [:]
        for (segment, pattern) in zip(asked, template) {
            if pattern.hasPrefix("{"), let end = pattern.firstIndex(of: "}") {
                // Some have a method's name after it: `{project}:getIamPolicy`.
                let suffix = pattern[pattern.index(after: end)...]
                guard segment.hasSuffix(suffix), let value = segment.dropLast(suffix.count).removingPercentEncoding,
                    !value.isEmpty
                else { return nil }
                values[String(pattern[..<end].dropFirst())] = value
            } else if segment != pattern {
                return nil
            }
        }
        return values
    }

    private func pathProblems(
        _ found: Match, _ parameters: [String: SpecificationDocument.Parameter], _ place: String
    ) -> [String] {
        found.values.sorted { $0.key < $1.key }.flatMap { name, value -> [String] in
            guard let parameter = parameters["path \(name)"] else { return [] }
            return complaints(value, parameter).map { "\(place): \(name) \($0)" }
        }
    }

    // MARK: - Query

    private func queryProblems(
        _ request: Request, _ parameters: [String: SpecificationDocument.Parameter], _ place: String
    ) -> [String] {
        let items = URLComponents(url: request.url, resolvingAgainstBaseURL: true)?.queryItems ?? []
        var problems: [String] = []
        for (index, item) in items.enumerated() {
            guard let parameter = parameters["query \(item.name)"] else {
                problems.append("\(place): the query parameter \(item.name) is not described")
                continue
            }
            let isRepeated = items[..<index].contains { $0.name == item.name }
            if isRepeated && document.resolve(parameter.schema)?.type != "array" {
                problems.append("\(place): \(item.name) is given twice")
            }
            problems += complaints(item.value ?? "", parameter).map { "\(place): \(item.name) \($0)" }
        }
        for parameter in parameters.values.sorted(by: { $0.name < $1.name })
        where parameter.place == "query" && parameter.isRequired
            && !items.contains(where: { $0.name == parameter.name })
        {
            problems.append("\(place): the query parameter \(parameter.name) is required")
        }
        return problems
    }

    private func complaints(_ value: String, _ parameter: SpecificationDocument.Parameter) -> [String] {
        guard let schema = document.resolve(parameter.schema) else { return [] }
        guard schema.type == "array" else { return schema.complaints(value) }
        // `style: form` without `explode`: items in one value, separated by commas.
        guard let items = document.resolve(schema.items.first) else { return [] }
        return value.split(separator: ",").flatMap { items.complaints(String($0)) }
    }
}
