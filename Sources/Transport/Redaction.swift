import Crypto
import Foundation

/// What of a recorded exchange may be kept: an allow-list. Values under `readKeys` survive, people's values among them
/// as tokens; everything else becomes a placeholder of its type.
public struct RedactionRules: Sendable {
    /// The keys (JSON) or element names (XML) that the wire types read.
    public var readKeys: Set<String>
    /// Those of them that hold people's values: names, logins, addresses.
    public var personalKeys: Set<String>
    /// Rewrites values that hold a document of their own (a report in base64).
    public var embedded: [String: @Sendable (String, inout Redactor) -> String]

    public init(
        readKeys: Set<String> = [], personalKeys: Set<String> = [],
        embedded: [String: @Sendable (String, inout Redactor) -> String] = [:]
    ) {
        self.readKeys = readKeys
        self.personalKeys = personalKeys
        self.embedded = embedded
    }
}

/// Turns people's values into tokens: the same value gives the same token within a recording, and without the
/// recording's key no token leads back.
public struct Redactor: Sendable {
    private let key = SymmetricKey(size: .bits256)
    private var tokens: [String: String] = [:]
    private let keepsPeople: Bool

    /// - Parameter keepsPeople: leaves people's values as they are: for invented data only.
    public init(keepsPeople: Bool = false) {
        self.keepsPeople = keepsPeople
    }

    /// The token of a person's value; an address stays an address.
    public mutating func token(for value: String) -> String {
        if keepsPeople || value.isEmpty { return value }
        if let token = tokens[value] { return token }
        let name = "person-" + digest(value)
        let token = value.contains("@") ? name + "@example.com" : name
        tokens[value] = token
        return token
    }

    /// A text with all addresses and all values that were tokenised before replaced: user names stand in ARNs too.
    public mutating func scrub(_ text: String) -> String {
        if keepsPeople { return text }
        var result = text
        for match in text.matches(of: Self.address) {
            result = result.replacing(match.output, with: token(for: String(match.output)))
        }
        // The longest first, so that "ana" does not cut "ana.berg" in two.
        for (value, token) in tokens.sorted(by: { ($0.key.count, $0.key) > ($1.key.count, $1.key) })
        where result.contains(value) {
            result = Self.replacing(value, with: token, in: result)
        }
        return result
    }

    private static var address: Regex<Substring> { /[A-Za-z0-9._%+\-]+@[A-Za-z0-9.\-]+\.[A-Za-z]{2,}/ }

    /// Replaces whole words only: a value between letters or digits is part of another one.
    private static func replacing(_ value: String, with token: String, in text: String) -> String {
        var result = ""
        var rest = text[...]
        while let range = rest.range(of: value) {
            let before = range.lowerBound == text.startIndex ? nil : text[text.index(before: range.lowerBound)]
            let after = range.upperBound == text.endIndex ? nil : text[range.upperBound]
            let isWord = ![before, after].contains { $0.map { $0.isLetter || $0.isNumber } ?? false }
            result += rest[..<range.lowerBound] + (isWord ? token[...] : rest[range])
            rest = rest[range.upperBound...]
        }
        return result + rest
    }

    /// Sixteen hex digits of HMAC-SHA256; the key is thrown away with the recorder.
    private func digest(_ value: String) -> String {
        HMAC<SHA256>.authenticationCode(for: Data(value.utf8), using: key).prefix(8)
            .map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
