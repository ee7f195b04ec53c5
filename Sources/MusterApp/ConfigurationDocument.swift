import Foundation
import Yams

/// A configuration's YAML as a tree with places, read within bounds: a hostile file costs little and is refused.
struct ConfigurationDocument {
    static let maximumBytes = 256 << 10
    static let maximumDepth = 32
    /// Nested aliases multiply: with 16 of them a document grows at most some 400-fold before the node bound stops it.
    static let maximumAliases = 16
    static let maximumNodes = 20_000

    indirect enum Content {
        case null
        case scalar(String, isPlain: Bool)
        case list([Element])
        /// In the order of the file.
        case map([Entry])
    }

    struct Element {
        var content: Content
        var line: Int
        var column: Int
    }

    struct Entry {
        var key: String
        var line: Int
        var column: Int
        var value: Element
    }

    /// - Throws: `ConfigurationError`. What the YAML parser complains about is told without the text around it, which
    ///   may hold a secret.
    static func read(_ bytes: Data, file: String) throws(ConfigurationError) -> Element {
        func refusal(_ expectation: String, line: Int? = nil, column: Int? = nil) -> ConfigurationError {
            ConfigurationError([
                ConfigurationMistake(file: file, line: line, column: column, expectation: expectation)
            ])
        }
        guard bytes.count <= maximumBytes else { throw refusal("expected at most \(maximumBytes / 1024) KiB") }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw refusal("expected UTF-8") }
        if let line = Bounds.lineThatNestsTooDeep(text) {
            throw refusal("expected at most \(maximumDepth) levels of nesting", line: line)
        }
        guard Bounds.aliases(text) <= maximumAliases else {
            throw refusal("expected at most \(maximumAliases) aliases (*name)")
        }
        let node: Node?
        do {
            node = try compose(yaml: text)
        } catch let error as YamlError {
            let (problem, mark) = describe(error)
            // At the end of a file the parser points behind its last line.
            let last = text.utf8.reduce(1) { $0 + ($1 == UInt8(ascii: "\n") ? 1 : 0) }
            throw refusal("not YAML: \(problem)", line: mark.map { min($0.line, last) }, column: mark?.column)
        } catch {
            throw refusal("not YAML")
        }
        var reader = TreeReader(file: file)
        guard let node else { return Element(content: .null, line: 1, column: 1) }
        return try reader.element(node, depth: 0)
    }

    private static func describe(_ error: YamlError) -> (String, Mark?) {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            (problem, mark)
        case .duplicatedKeysInMapping(let duplicates, let context):
            ("the key \(duplicates.first ?? "") stands twice", context.mark)
        case .reader(let problem, _, _, _): (problem, nil)
        default: ("it cannot be parsed", nil)
        }
    }

    /// Turns the parser's nodes into our own, counting them, so that aliases cannot grow without end.
    private struct TreeReader {
        let file: String
        var nodes = 0

        mutating func element(_ node: Node, depth: Int) throws(ConfigurationError) -> Element {
            nodes += 1
            let line = node.mark?.line ?? 1
            let column = node.mark?.column ?? 1
            guard nodes <= maximumNodes, depth <= maximumDepth else {
                let bound = depth > maximumDepth ? "\(maximumDepth) levels of nesting" : "\(maximumNodes) values"
                throw ConfigurationError([
                    ConfigurationMistake(
                        file: file, line: line, column: column, expectation: "expected at most \(bound)")
                ])
            }
            switch node {
            case .scalar(let scalar):
                let isPlain = scalar.style == .plain || scalar.style == .any
                let isNull = isPlain && ["", "~", "null", "Null", "NULL"].contains(scalar.string)
                return Element(
                    content: isNull ? .null : .scalar(scalar.string, isPlain: isPlain), line: line, column: column)
            case .sequence(let sequence):
                var elements: [Element] = []
                for child in sequence { elements.append(try element(child, depth: depth + 1)) }
                return Element(content: .list(elements), line: line, column: column)
            case .mapping(let mapping):
                var entries: [Entry] = []
                for (key, value) in mapping {
                    guard let name = key.scalar?.string else {
                        throw ConfigurationError([
                            ConfigurationMistake(
                                file: file, line: key.mark?.line, column: key.mark?.column,
                                expectation: "expected a plain text as key")
                        ])
                    }
                    entries.append(
                        Entry(
                            key: name, line: key.mark?.line ?? line, column: key.mark?.column ?? column,
                            value: try element(value, depth: depth + 1)))
                }
                return Element(content: .map(entries), line: line, column: column)
            case .alias:
                throw ConfigurationError([
                    ConfigurationMistake(file: file, line: line, column: column, expectation: "expected a value")
                ])
            }
        }
    }

    /// Bounds that must hold before the parser sees the text, because it builds the whole tree by recursion. They
    /// look at characters alone and so may refuse an odd text that is harmless, never the other way round.
    private enum Bounds {
        static func lineThatNestsTooDeep(_ text: String) -> Int? {
            var brackets = 0
            for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
                var isLeading = true
                var markers = 0
                for byte in line.utf8 {
                    switch byte {
                    case UInt8(ascii: "["), UInt8(ascii: "{"):
                        brackets += 1
                        isLeading = false
                    case UInt8(ascii: "]"), UInt8(ascii: "}"):
                        brackets = max(0, brackets - 1)
                        isLeading = false
                    case UInt8(ascii: "-"), UInt8(ascii: "?"), UInt8(ascii: ":"):
                        if isLeading { markers += 1 }
                    case UInt8(ascii: " "), UInt8(ascii: "\t"): break
                    default: isLeading = false
                    }
                    if brackets > maximumDepth || (markers > maximumDepth && !line.hasPrefix("---")) {
                        return index + 1
                    }
                }
                // Every block level stands at least one column further in.
                if line.utf8.prefix(while: { $0 == UInt8(ascii: " ") }).count > maximumDepth * 8 { return index + 1 }
            }
            return nil
        }

        static func aliases(_ text: String) -> Int {
            var count = 0
            var previous = UInt8(ascii: "\n")
            for byte in text.utf8 {
                if previous == UInt8(ascii: "*"), byte > UInt8(ascii: " "), byte != UInt8(ascii: "*") { count += 1 }
                previous = byte
            }
            return count
        }
    }
}
