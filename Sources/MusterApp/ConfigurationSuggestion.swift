import Reconciler

/// "Did you mean": the known name nearest to an unknown one.
enum ConfigurationSuggestion {
    /// The nearest name within a third of its letters, the first of equals; nil where none is near.
    static func nearest(to name: String, among known: [String]) -> String? {
        NearestName.nearest(to: name, among: known)
    }

    /// `unknown key`, with the nearest known one, or else all of them.
    static func message(for name: String, among known: [String], what: String = "key") -> String {
        if let near = nearest(to: name, among: known) { return "unknown \(what); did you mean \(near)?" }
        if known.isEmpty { return "unknown \(what); none is expected here" }
        return "unknown \(what); expected \(list(known))"
    }

    /// `a, b or c`.
    static func list(_ names: [String]) -> String {
        guard let last = names.last, names.count > 1 else { return names.first ?? "" }
        return names.dropLast().joined(separator: ", ") + " or " + last
    }
}
