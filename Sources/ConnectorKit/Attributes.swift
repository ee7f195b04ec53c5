/// Further facts of a record, by the vendor's field names.
public enum Attributes {
    /// Those that the vendor gave: what is null or empty says nothing.
    public static func of(_ values: [String: String?]) -> [String: String] {
        values.compactMapValues { $0 }.filter { !$0.value.isEmpty }
    }
}
