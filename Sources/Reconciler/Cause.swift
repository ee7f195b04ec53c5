import Inventory

/// Why a rule could not judge. Subjects of one rule and source that share the key share one line.
struct Cause: Sendable, Hashable {
    var key: String
    var what: String
    var whoCanGiveIt: String?
    var judgeableAt: Instant?
    /// The streams whose coverage it rests on.
    var streams: [String] = []
    /// The source of those streams, where it is another than the subject's.
    var streamSource: SourceID?

    /// Streams that were not read to their end.
    static func gaps(_ streams: [StreamInfo], label: (SourceID) -> String) -> Cause? {
        guard let first = streams.first else { return nil }
        let what = streams.map { stream in
            let reason = stream.coverage.reason.map { ", \($0)" } ?? ""
            return "\(label(stream.source))/\(stream.stream) is \(stream.coverage.state.rawValue)\(reason)"
        }
        let permissions = Set(streams.flatMap(\.coverage.missingPermissions)).sorted()
        return Cause(
            key: "streams:" + streams.map { "\($0.source)/\($0.stream)" }.joined(separator: ","),
            what: "not read to the end: " + what.joined(separator: "; "),
            whoCanGiveIt: permissions.isEmpty
                ? "a complete read of \(streams.map(\.operation).joined(separator: ", "))"
                : "the permission \(permissions.joined(separator: ", "))",
            streams: streams.map(\.stream), streamSource: first.source)
    }
}
