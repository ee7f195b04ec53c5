/// A piece of HTML that is also well-formed XML, built element by element.
///
/// Names of elements and attributes come from closed lists, every text and every value passes `HTMLText`, and an
/// element that is opened is closed: nothing that was read from outside can become markup.
struct Markup {
    private(set) var text = ""

    /// An element with what `content` writes into it.
    mutating func element(_ tag: Tag, _ attributes: Attribute..., content: (inout Markup) throws -> Void) rethrows {
        open(tag, attributes)
        try content(&self)
        close(tag)
    }

    /// An element that holds a text and nothing else.
    mutating func element(_ tag: Tag, _ attributes: Attribute..., text content: String) {
        open(tag, attributes)
        text += HTMLText.escaped(content)
        close(tag)
    }

    /// An element without content.
    mutating func void(_ tag: Tag, _ attributes: Attribute...) {
        begin(tag, attributes)
        text += tag.isInline ? " />" : " />\n"
    }

    mutating func write(_ content: String) { text += HTMLText.escaped(content) }

    mutating func write(_ markup: Markup) { text += markup.text }

    /// A link, or the text alone where the address is none that a reader may be sent to.
    mutating func link(_ content: String, to address: String) {
        guard let url = HTMLText.webAddress(address) else { return write(content) }
        element(.a, .href(url), .rel("noreferrer noopener"), text: content)
    }

    /// The words of this program, never anything from outside.
    mutating func verbatim(_ words: StaticString) { text += words.description }

    /// The program's own style sheet: neither HTML nor XML may find markup in it.
    mutating func style(_ sheet: String) {
        open(.style, [])
        text += sheet
        close(.style)
    }

    private mutating func open(_ tag: Tag, _ attributes: [Attribute]) {
        begin(tag, attributes)
        text += ">"
    }

    private mutating func begin(_ tag: Tag, _ attributes: [Attribute]) {
        text += "<" + tag.rawValue
        for attribute in attributes {
            text += " " + attribute.name.description + "=\"" + attribute.value + "\""
        }
    }

    private mutating func close(_ tag: Tag) { text += "</" + tag.rawValue + (tag.isInline ? ">" : ">\n") }
}

extension Markup {
    enum Tag: String {
        case html, head, meta, title, style, body, header, main, nav, section, footer, div, p, h1, h2, h3, h4
        case ul, ol, li, dl, dt, dd, table, caption, thead, tbody, tr, th, td, details, summary
        case a, bdi, b, code, span, time, svg, rect, desc, i

        /// Stands within a line: no line break is written after it.
        var isInline: Bool {
            switch self {
            case .a, .bdi, .b, .code, .span, .time, .svg, .rect, .desc, .i, .title, .th, .td, .dt: true
            default: false
            }
        }
    }

    struct Attribute {
        let name: StaticString
        /// Escaped.
        let value: String

        init(_ name: StaticString, _ value: String) {
            self.name = name
            self.value = HTMLText.escaped(value)
        }

        static func `class`(_ names: String) -> Attribute { Attribute("class", names) }
        static func id(_ name: String) -> Attribute { Attribute("id", name) }
        static func href(_ address: String) -> Attribute { Attribute("href", address) }
        static func rel(_ words: String) -> Attribute { Attribute("rel", words) }
        static func role(_ name: String) -> Attribute { Attribute("role", name) }
        static func label(_ words: String) -> Attribute { Attribute("aria-label", words) }
        static func labelledBy(_ id: String) -> Attribute { Attribute("aria-labelledby", id) }
        static func name(_ name: String) -> Attribute { Attribute("name", name) }
        static func content(_ value: String) -> Attribute { Attribute("content", value) }
        static let columnScope = Attribute("scope", "col")
        static let rowScope = Attribute("scope", "row")
    }
}
