import Foundation
import Testing

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// What a page is made of, as a strict parser sees it.
final class Outline: NSObject, XMLParserDelegate {
    private(set) var elements: Set<String> = []
    private(set) var attributes: Set<String> = []
    private(set) var headings: [Int] = []
    private(set) var ids: [String] = []
    private(set) var links: [String] = []
    private(set) var texts: [String] = []
    private(set) var findings = 0
    private(set) var tables = 0
    private(set) var captions = 0
    private(set) var pictures = 0
    private(set) var describedPictures = 0
    /// Elements and the names of their attributes, one by one.
    private(set) var shape: [String] = []
    private var text = ""
    private var isInPicture = false

    /// - Throws: when the page is not well-formed.
    init(_ page: String) throws {
        super.init()
        let parser = XMLParser(data: Data(page.utf8))
        parser.delegate = self
        guard parser.parse() else {
            throw parser.parserError ?? CocoaError(.formatting)
        }
    }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes values: [String: String]
    ) {
        flush()
        elements.insert(name)
        attributes.formUnion(values.keys)
        shape.append(name + " " + values.keys.sorted().joined(separator: " "))
        if name.count == 2, name.first == "h", let level = name.last?.wholeNumberValue { headings.append(level) }
        if let id = values["id"] { ids.append(id) }
        if let link = values["href"] { links.append(link) }
        switch name {
        case "table": tables += 1
        case "caption": captions += 1
        case "details" where values["class"] == "finding": findings += 1
        case "svg":
            pictures += 1
            isInPicture = true
        case "desc" where isInPicture: describedPictures += 1
        default: break
        }
    }

    func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
        flush()
        if name == "svg" { isInPicture = false }
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }

    private func flush() {
        if !text.isEmpty { texts.append(text) }
        text = ""
    }
}
