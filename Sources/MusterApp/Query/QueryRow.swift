import Inventory
import Ledger
import Reports

/// The values of one row of a view, in the order of its columns.
struct QueryRow {
    private(set) var values: [QueryValue] = []

    mutating func text(_ text: String?) { values.append(text.map(QueryValue.text) ?? .null) }
    mutating func time(_ instant: Instant?) { text(instant?.description) }
    mutating func integer(_ number: Int64?) { values.append(number.map(QueryValue.integer) ?? .null) }
    mutating func real(_ number: Double?) { values.append(number.map(QueryValue.real) ?? .null) }
    mutating func flag(_ flag: Bool) { text(flag ? "yes" : "no") }
    mutating func flag(_ flag: Bool?) { text(flag.map { $0 ? "yes" : "no" } ?? "unknown") }
    mutating func list(_ texts: [String]) { text(JSONValue.texts(texts).line) }
    mutating func map(_ entries: [String: String]) { text(JSONValue.map(entries).line) }

    mutating func place(_ source: SourceID, _ info: SnapshotInfo) {
        text(info.source(source)?.name ?? source.description)
        text(source.connector)
        text(source.tenant)
    }

    mutating func reference(_ reference: Reference?) {
        text(reference?.kind.rawValue)
        text(reference?.nativeID.string)
    }

    mutating func read<R>(_ stored: Stored<R>) {
        text(stored.stream)
        integer(stored.run)
        time(stored.observedAt)
        time(stored.firstSeen)
        time(stored.missingSince)
    }

    mutating func lastUse(_ lastUse: LastUse) {
        switch lastUse {
        case .observed(let at):
            text("observed")
            time(at)
        case .noneSince(let at):
            text("none_since")
            time(at)
        case .unsupported:
            text("unsupported")
            time(nil)
        case .unknown:
            text("unknown")
            time(nil)
        }
    }

    mutating func expiry(_ expiry: Expiry) {
        switch expiry {
        case .at(let end):
            text("at")
            time(end)
            integer(nil)
        case .sliding(let window):
            text("sliding")
            time(nil)
            integer(window)
        case .never: word("never")
        case .unsupported: word("unsupported")
        case .unknown: word("unknown")
        }
    }

    private mutating func word(_ word: String) {
        text(word)
        time(nil)
        integer(nil)
    }

    mutating func survival(_ survival: Survival) {
        text(survival.disabling.rawValue)
        text(survival.deletion.rawValue)
    }
}
