import Foundation

#if canImport(FoundationXML)
    import FoundationXML
#endif

extension Redactor {
    /// A response body with nothing but what the rules let through.
    public mutating func redact(_ body: Data, contentType: String?, rules: RedactionRules) -> Data {
        if let object = try? JSONSerialization.jsonObject(with: body, options: [.fragmentsAllowed]) {
            // Not JSON is no error here: the next reading is tried.
            let clean = redact(object, key: nil, rules: rules)
            let options: JSONSerialization.WritingOptions = [.sortedKeys, .fragmentsAllowed, .withoutEscapingSlashes]
            if let data = try? JSONSerialization.data(withJSONObject: clean, options: options) { return data }
            return Data()
        }
        let writer = XMLRedaction(redactor: self, rules: rules)
        if let text = writer.rewrite(body) {
            self = writer.redactor
            return Data(text.utf8)
        }
        return Data("<!-- \(body.count) bytes that are neither JSON nor XML -->".utf8)
    }

    private mutating func redact(_ value: Any, key: String?, rules: RedactionRules) -> Any {
        switch value {
        case let object as [String: Any]:
            var result: [String: Any] = [:]
            for name in object.keys.sorted() where !rules.droppedKeys.contains(name) {
                if let text = object[name] as? String, rules.isPersonal(name, text, in: object) {
                    result[name] = token(for: text)
                } else {
                    result[name] = redact(object[name] ?? NSNull(), key: name, rules: rules)
                }
            }
            return result
        case let list as [Any]:
            var result: [Any] = []
            for element in list { result.append(redact(element, key: key, rules: rules)) }
            return result
        case let text as String: return redact(text, key: key ?? "", rules: rules)
        case let number as NSNumber where !rules.readKeys.contains(key ?? ""):
            return isBoolean(number) ? NSNumber(value: false) : NSNumber(value: 0)
        default: return value
        }
    }

    mutating func redact(_ text: String, key: String, rules: RedactionRules) -> String {
        guard rules.readKeys.contains(key) else { return text.isEmpty ? "" : "redacted" }
        if let rewrite = rules.embedded[key] { return rewrite(text, &self) }
        return rules.personalKeys.contains(key) ? token(for: text) : scrub(text)
    }
}

extension RedactionRules {
    fileprivate func isPersonal(_ key: String, _ value: String, in object: [String: Any]) -> Bool {
        personalWhere.contains { condition in
            condition.key == key && object[condition.sibling] as? String == condition.siblingValue
                && !(condition.exceptPrefix.map(value.hasPrefix) ?? false)
        }
    }
}

/// Whether a number from JSONSerialization was `true` or `false`.
private func isBoolean(_ number: NSNumber) -> Bool {
    String(cString: number.objCType) == "c"
}

/// Writes an XML document anew, elements as they are, texts by the rules, attributes but namespaces left out.
private final class XMLRedaction: NSObject, XMLParserDelegate {
    var redactor: Redactor
    private let rules: RedactionRules
    private var output = ""
    private var text = ""
    private var path: [String] = []
    private var failed = false

    init(redactor: Redactor, rules: RedactionRules) {
        self.redactor = redactor
        self.rules = rules
    }

    func rewrite(_ body: Data) -> String? {
        let parser = XMLParser(data: body)
        parser.shouldResolveExternalEntities = false
        parser.delegate = self
        return parser.parse() && !failed && !output.isEmpty ? output : nil
    }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) {
        flush(as: path.last ?? "", isLeaf: false)
        path.append(name)
        output += "<\(name)" + (attributes["xmlns"].map { " xmlns=\"\(Self.escape($0))\"" } ?? "") + ">"
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }

    func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
        flush(as: name, isLeaf: true)
        output += "</\(name)>"
        path.removeLast()
    }

    func parser(_ parser: XMLParser, parseErrorOccurred parseError: any Error) { failed = true }

    private func flush(as name: String, isLeaf: Bool) {
        defer { text = "" }
        let isBlank = text.allSatisfy(\.isWhitespace)
        if isBlank { return }
        // `member` is AWS's element for the entries of a list: the list's own name decides.
        let key = name == "member" || name == "entry" ? path.dropLast().last ?? name : name
        output += Self.escape(redactor.redact(text, key: key, rules: rules))
    }

    private static func escape(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;")
    }
}
