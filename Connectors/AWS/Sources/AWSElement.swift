import Foundation
import Inventory

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// One element of an answer: its name, its text, its children in order. Attributes are not read; AWS's Query API
/// uses none but the namespace.
///
/// The answer is parsed once by the system's XML parser; each `member` is then decoded alone, so that a bad one costs
/// one row. Decoders of whole documents (XMLCoder) would lose the page instead.
final class AWSElement {
    let name: String
    private(set) var text = ""
    private(set) var children: [AWSElement] = []

    init(name: String) { self.name = name }

    fileprivate func append(_ child: AWSElement) { children.append(child) }
    fileprivate func append(_ characters: String) { text += characters }

    /// The first child of that name; nil where the vendor left it out.
    subscript(name: String) -> AWSElement? { children.first { $0.name == name } }

    /// The first element of that name in document order, at any depth.
    func firstDescendant(_ name: String) -> AWSElement? {
        for child in children {
            if child.name == name { return child }
            if let found = child.firstDescendant(name) { return found }
        }
        return nil
    }
}

// MARK: - Fields

/// A field of a row that could not be read: which one, and what was expected. Never its content.
struct AWSFieldProblem: Error, Hashable, CustomStringConvertible {
    var field: String
    var reason: String

    var description: String { "\(field): \(reason)" }

    /// The same problem seen from one level further out.
    func under(_ parent: String) -> AWSFieldProblem { AWSFieldProblem(field: "\(parent).\(field)", reason: reason) }
}

extension AWSElement {
    /// Text without surrounding white space; nil where the element is absent or empty.
    /// - Throws: `AWSFieldProblem` when there are elements where text belongs.
    func optionalText(_ field: String) throws -> String? {
        guard let element = self[field] else { return nil }
        guard element.children.isEmpty else { throw AWSFieldProblem(field: field, reason: "expected text") }
        let text = element.text.trimmingCharacters(in: .whitespacesAndNewlines)
        return text.isEmpty ? nil : text
    }

    /// - Throws: `AWSFieldProblem` when it is absent, empty or not text.
    func requiredText(_ field: String) throws -> String {
        guard let text = try optionalText(field) else { throw AWSFieldProblem(field: field, reason: "is missing") }
        return text
    }

    /// An ISO 8601 time with a zone; nil where it is absent.
    /// - Throws: `AWSFieldProblem` when there is something else.
    func optionalInstant(_ field: String) throws -> Instant? {
        guard let text = try optionalText(field) else { return nil }
        guard let instant = Instant(text) else { throw AWSFieldProblem(field: field, reason: "expected a date-time") }
        return instant
    }

    /// - Throws: `AWSFieldProblem` when there is something other than `true` or `false`.
    func optionalFlag(_ field: String) throws -> Bool? {
        switch try optionalText(field) {
        case nil: nil
        case "true": true
        case "false": false
        default: throw AWSFieldProblem(field: field, reason: "expected true or false")
        }
    }

    /// The `member` elements of a list; none where the list is absent or empty.
    func members(_ list: String) -> [AWSElement] { self[list]?.children.filter { $0.name == "member" } ?? [] }
}

// MARK: - Parsing

/// An answer that is no answer of AWS's Query API: cut, HTML, or another operation's.
struct AWSBodyProblem: Error, Hashable, CustomStringConvertible {
    var reason: String
    var description: String { reason }
}

extension AWSElement {
    /// Deeper than any answer of the services that are asked here (users, inline policies: 8).
    static let maximumDepth = 64
    /// Far beyond the largest page: 1,000 users with 50 tags each are some 200,000 elements.
    static let maximumElements = 2_000_000

    /// Parses a whole document.
    ///
    /// Documents with a type declaration are refused: AWS sends none, and they are the way to entity expansion and
    /// external files (and what an HTML page begins with).
    /// - Throws: `AWSBodyProblem`.
    static func parse(_ body: Data) throws -> AWSElement {
        if body.isEmpty { throw AWSBodyProblem(reason: "the body is empty") }
        if let declaration = body.prefix(1024).range(of: Data("<!".utf8)) {
            let start = String(decoding: body[declaration.lowerBound...].prefix(14), as: UTF8.self).lowercased()
            if start.hasPrefix("<!doctype html") { throw AWSBodyProblem(reason: "expected XML, found an HTML page") }
            if start.hasPrefix("<!doctype") {
                throw AWSBodyProblem(reason: "expected XML without a document type declaration")
            }
        }
        let parser = XMLParser(data: body)
        let builder = AWSElementBuilder()
        parser.delegate = builder
        parser.shouldResolveExternalEntities = false
        let isWellFormed = parser.parse()
        if let problem = builder.problem { throw problem }
        // The parser calls a document well formed that ends before its last closing tag: a cut list would look whole.
        guard isWellFormed, builder.isClosed, let root = builder.root else {
            throw AWSBodyProblem(reason: "expected XML, found something else or a cut body (line \(parser.lineNumber))")
        }
        if root.name.lowercased() == "html" { throw AWSBodyProblem(reason: "expected XML, found an HTML page") }
        return root
    }
}

private final class AWSElementBuilder: NSObject, XMLParserDelegate {
    private(set) var root: AWSElement?
    private(set) var problem: AWSBodyProblem?
    private var open: [AWSElement] = []
    private var count = 0

    /// Whether every element that began has ended.
    var isClosed: Bool { open.isEmpty }

    func parser(
        _ parser: XMLParser, didStartElement elementName: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) {
        count += 1
        guard open.count < AWSElement.maximumDepth, count <= AWSElement.maximumElements else {
            problem = AWSBodyProblem(reason: "the document has more elements or levels than any answer of AWS")
            parser.abortParsing()
            return
        }
        let element = AWSElement(name: elementName)
        open.last?.append(element)
        if root == nil { root = element }
        open.append(element)
    }

    func parser(
        _ parser: XMLParser, didEndElement elementName: String, namespaceURI: String?, qualifiedName: String?
    ) {
        open.removeLast()
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) { open.last?.append(string) }

    func parser(_ parser: XMLParser, foundCDATA block: Data) {
        open.last?.append(String(decoding: block, as: UTF8.self))
    }

    func parser(_ parser: XMLParser, foundInternalEntityDeclarationWithName name: String, value: String?) {
        problem = AWSBodyProblem(reason: "expected XML without entity declarations")
        parser.abortParsing()
    }
}
