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
    /// Keys of JSON objects that are left out with all below them: what may hold secrets under names that are read
    /// elsewhere.
    public var droppedKeys: Set<String>
    /// Where a value is a person's only beside another one: the `name` of a subject whose `kind` is `User`.
    public var personalWhere: [Condition]

    public struct Condition: Sendable {
        public var key: String
        public var sibling: String
        public var siblingValue: String
        /// Values that begin so are a system's own and no person's; nil for none.
        public var exceptPrefix: String?

        public init(
            _ key: String, where sibling: String, is siblingValue: String, exceptPrefix: String? = nil
        ) {
            self.key = key
            self.sibling = sibling
            self.siblingValue = siblingValue
            self.exceptPrefix = exceptPrefix
        }
    }

    public init(
        readKeys: Set<String> = [], personalKeys: Set<String> = [],
        embedded: [String: @Sendable (String, inout Redactor) -> String] = [:], droppedKeys: Set<String> = [],
        personalWhere: [Condition] = []
    ) {
        self.readKeys = readKeys
        self.personalKeys = personalKeys
        self.embedded = embedded
        self.droppedKeys = droppedKeys
        self.personalWhere = personalWhere
    }
}

/// Turns people's values into tokens: the same value gives the same token within a recording, and without the
/// recording's key no token leads back.
public struct Redactor: Sendable {
    private let key = SymmetricKey(size: .bits256)
    private var tokens: [String: String] = [:]
    private var words = WordReplacement()
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
        words.add(value, token)
        return token
    }

    /// A text with all addresses and all values that were tokenised before replaced: user names stand in ARNs too.
    public mutating func scrub(_ text: String) -> String {
        if keepsPeople { return text }
        var result = text
        for match in text.matches(of: Self.address) {
            result = result.replacing(match.output, with: token(for: String(match.output)))
        }
        return words.replacing(in: result)
    }

    private static var address: Regex<Substring> { /[A-Za-z0-9._%+\-]+@[A-Za-z0-9.\-]+\.[A-Za-z]{2,}/ }

    /// Sixteen hex digits of HMAC-SHA256; the key is thrown away with the recorder.
    private func digest(_ value: String) -> String {
        HMAC<SHA256>.authenticationCode(for: Data(value.utf8), using: key).prefix(8)
            .map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
