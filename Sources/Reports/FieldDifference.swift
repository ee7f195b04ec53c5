import Inventory

/// One property of a record that is not what it was.
public struct FieldDifference: Sendable, Hashable {
    public var name: String
    public var before: String
    public var after: String

    public init(name: String, before: String, after: String) {
        self.name = name
        self.before = before
        self.after = after
    }

    /// The stored properties that differ, in the order of their declaration; of maps the keys that differ.
    public static func between(_ before: Record, _ after: Record) -> [FieldDifference] {
        zip(Mirror(reflecting: before.value).children, Mirror(reflecting: after.value).children).flatMap { old, new in
            guard let name = old.label, name == new.label, let left = old.value as? AnyHashable,
                let right = new.value as? AnyHashable, left != right
            else { return [FieldDifference]() }
            if let left = old.value as? [String: String], let right = new.value as? [String: String] {
                return Set(left.keys).union(right.keys).sorted { NativeID($0) < NativeID($1) }
                    .filter { left[$0] != right[$0] }
                    .map {
                        FieldDifference(name: "\(name).\($0)", before: left[$0] ?? "none", after: right[$0] ?? "none")
                    }
            }
            return [FieldDifference(name: name, before: words(old.value), after: words(new.value))]
        }
    }

    private static func words(_ value: Any) -> String {
        switch value {
        case let value as LastUse: FactText.lastUse(value)
        case let value as Expiry: FactText.expiry(value)
        case let value as Instant: value.description
        case let value as Reference: value.description
        case let value as String: value.isEmpty ? "none" : value
        case let value as [String]: value.isEmpty ? "none" : value.joined(separator: ", ")
        case let value as any RawRepresentable<String>: value.rawValue
        default:
            // An optional is its value, or none.
            if let inner = Mirror(reflecting: value).children.first, Mirror(reflecting: value).displayStyle == .optional
            {
                words(inner.value)
            } else if Mirror(reflecting: value).displayStyle == .optional {
                "none"
            } else {
                "\(value)"
            }
        }
    }
}
