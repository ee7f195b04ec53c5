import Foundation
import Inventory
import Transport

/// One way in which an answer may differ from its recording.
enum Variation {
    /// Something new beside what is read: nothing may change.
    case unknownField(String)
    case cutBody
    case emptyBody
    case status(Int)
    /// A sign-in page where data was expected.
    case html
    /// First "slow down", then the answer: nothing may change.
    case throttledOnce
    /// First a fault of the moment, then the answer: nothing may change.
    case failedOnce
    case nullValue(String)
    case wrongType(String)

    static func all(for exchange: RecordedExchange) -> [Variation] {
        let keys = Body.keys(of: exchange.response.body)
        guard exchange.response.status < 300 else { return [.html, .throttledOnce] }
        return [.unknownField("x"), .cutBody, .emptyBody, .html, .throttledOnce, .failedOnce]
            + [401, 403, 404, 500].map { .status($0) } + keys.map { .nullValue($0) } + keys.map { .wrongType($0) }
    }

    var name: String {
        switch self {
        case .unknownField: "unknown field"
        case .cutBody: "cut body"
        case .emptyBody: "empty body"
        case .status(let code): "HTTP \(code)"
        case .html: "HTML"
        case .throttledOnce: "429 first"
        case .failedOnce: "500 first"
        case .nullValue(let key): "\(key) null"
        case .wrongType(let key): "\(key) of another type"
        }
    }

    func applied(to exchange: RecordedExchange) -> RecordedExchange {
        var exchange = exchange
        let body = exchange.response.body
        switch self {
        case .unknownField(let value): exchange.response.body = Body.addingField("plantedSecret", value, to: body)
        case .cutBody: exchange.response.body = String(body.prefix(body.count / 2))
        case .emptyBody: exchange.response.body = ""
        case .status(let code):
            exchange.response.status = code
            exchange.response.body = ""
        case .html:
            exchange.response.headers["content-type"] = ["text/html"]
            exchange.response.body = "<!doctype html><html><body><p>Sign in<br></body></html>"
        case .nullValue(let key): exchange.response.body = Body.replacing(key, with: nil, in: body)
        case .wrongType(let key): exchange.response.body = Body.replacing(key, with: "not what was expected", in: body)
        case .throttledOnce, .failedOnce: break
        }
        return exchange
    }

    func applied(to list: [RecordedExchange], at index: Int) -> [RecordedExchange] {
        var list = list
        switch self {
        case .throttledOnce, .failedOnce:
            var first = list[index]
            first.response.status = name.hasPrefix("429") ? 429 : 500
            first.response.headers = ["retry-after": ["1"]]
            first.response.body = ""
            list.insert(first, at: index)
        case .status(500):
            // As often as anyone would ask.
            list.replaceSubrange(index...index, with: Array(repeating: applied(to: list[index]), count: 30))
        default: list[index] = applied(to: list[index])
        }
        return list
    }

    /// What is wrong with a run over the variation; nil if nothing is.
    func complaint(about run: ReplayRun, baseline: ReplayRun, mayBeMissing: Bool) -> String? {
        switch self {
        case .unknownField, .throttledOnce, .failedOnce:
            if run.records != baseline.records { return "the records change" }
            return run.isComplete || !baseline.isComplete ? nil : "it is no longer complete"
        case .cutBody, .emptyBody, .html: return run.isComplete ? "it looks complete" : nil
        case .status(404): return run.isComplete && !mayBeMissing ? "it looks complete" : nil
        case .status: return run.isComplete ? "it looks complete" : nil
        case .nullValue, .wrongType:
            let lost = Set(baseline.vendorRecords.map(\.kind)).subtracting(run.vendorRecords.map(\.kind))
            return run.isComplete && run.vendorRecords.isEmpty && !lost.isEmpty
                ? "everything is lost and it looks complete" : nil
        }
    }
}

/// Changes to bodies of either language.
private enum Body {
    static func keys(of body: String) -> [String] {
        var keys: Set<String> = []
        if let object = json(body) {
            collect(object, into: &keys)
        } else {
            for match in body.matches(of: /<([A-Za-z][A-Za-z0-9]*)>[^<]/) { keys.insert(String(match.1)) }
        }
        return keys.sorted()
    }

    static func addingField(_ name: String, _ value: String, to body: String) -> String {
        if let object = json(body) { return text(adding(name, value, to: object)) }
        return body.replacing(/(<member>)/) { "\($0.1)<\(name)>\(value)</\(name)>" }
    }

    static func replacing(_ key: String, with value: String?, in body: String) -> String {
        if let object = json(body) { return text(replacing(key, with: value, in: object)) }
        guard let leaf = try? Regex("<\(key)>[^<]+</\(key)>") else { return body }
        // The names come from the match above, so the pattern is always one.
        return body.replacing(leaf, with: value.map { "<\(key)>\($0)</\(key)>" } ?? "<\(key)/>")
    }

    private static func json(_ body: String) -> Any? {
        // Not JSON is the answer "XML".
        try? JSONSerialization.jsonObject(with: Data(body.utf8), options: [.fragmentsAllowed])
    }

    private static func text(_ object: Any) -> String {
        guard let data = try? JSONSerialization.data(withJSONObject: object, options: [.sortedKeys, .fragmentsAllowed])
        else { return "" }
        // What was parsed can be written; an empty body would be noticed as one.
        return String(decoding: data, as: UTF8.self)
    }

    private static func collect(_ value: Any, into keys: inout Set<String>) {
        if let object = value as? [String: Any] {
            for (key, value) in object {
                keys.insert(key)
                collect(value, into: &keys)
            }
        }
        for element in value as? [Any] ?? [] { collect(element, into: &keys) }
    }

    private static func adding(_ name: String, _ value: String, to object: Any) -> Any {
        if let list = object as? [Any] { return list.map { adding(name, value, to: $0) } }
        guard let map = object as? [String: Any] else { return object }
        var result = map.mapValues { adding(name, value, to: $0) }
        result[name] = value
        return result
    }

    private static func replacing(_ key: String, with value: String?, in object: Any) -> Any {
        if let list = object as? [Any] { return list.map { replacing(key, with: value, in: $0) } }
        guard let map = object as? [String: Any] else { return object }
        var result: [String: Any] = [:]
        for (name, old) in map {
            result[name] = name == key ? (value.map { $0 as Any } ?? NSNull()) : replacing(key, with: value, in: old)
        }
        return result
    }
}
