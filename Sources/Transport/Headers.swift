/// Header fields: names compare without case (RFC 9110 section 5.1), order and repetition are kept.
///
/// Values may be credentials, so a printed list shows the names and only the values of `printedNames`.
public struct Headers: Sendable, Hashable, ExpressibleByDictionaryLiteral {
    public private(set) var fields: [Field] = []

    public struct Field: Sendable, Hashable {
        public var name: String
        public var value: String
    }

    public init(dictionaryLiteral elements: (String, String)...) {
        for (name, value) in elements { append(name, value) }
    }

    public init(_ fields: [(String, String)] = []) {
        for (name, value) in fields { append(name, value) }
    }

    /// The first value under a name; setting replaces all of them.
    public subscript(name: String) -> String? {
        get { fields.first { Self.isSame($0.name, name) }?.value }
        set {
            fields.removeAll { Self.isSame($0.name, name) }
            if let newValue { append(name, newValue) }
        }
    }

    /// All values under a name, in order (`Link` may come on several lines).
    public func all(_ name: String) -> [String] {
        fields.filter { Self.isSame($0.name, name) }.map(\.value)
    }

    /// Room for as many fields, where many are to be appended.
    public mutating func reserveCapacity(_ count: Int) { fields.reserveCapacity(count) }

    public mutating func append(_ name: String, _ value: String) { fields.append(Field(name: name, value: value)) }

    /// ASCII case only: Unicode's lower case would take the Kelvin sign for a `k`.
    private static func isSame(_ left: String, _ right: String) -> Bool {
        left.utf8.count == right.utf8.count
            && zip(left.utf8, right.utf8).allSatisfy { first, second in
                let isLetter = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(first & 0xdf)
                return first == second || (isLetter && first ^ second == 0x20)
            }
    }
}

extension Headers: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Fields whose value never carries a credential.
    static let printedNames: Set<String> = [
        "accept", "accept-encoding", "content-encoding", "content-length", "content-type", "date", "etag",
        "retry-after", "server", "user-agent", "x-request-id",
    ]

    public var description: String { "[" + fields.map(\.description).joined(separator: ", ") + "]" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, unlabeledChildren: fields, displayStyle: .collection) }
}

extension Headers.Field: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String {
        Headers.printedNames.contains(name.lowercased()) ? "\(name): \(value)" : "\(name): <withheld>"
    }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: [], displayStyle: .struct) }
}
