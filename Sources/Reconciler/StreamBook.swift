import Inventory

/// The streams and sources of a snapshot, arranged for quick questions about coverage.
struct StreamBook: Sendable {
    struct Entry: Sendable {
        let info: StreamInfo
        /// Partitions that were not complete. Empty means that the stream's state holds for all of it.
        let exceptions: [String: Coverage]
    }

    struct Book: Sendable {
        var source: SourceInfo
        var streams: [String: Entry] = [:]
        /// In order of their ids, so that what is listed is listed alike each time.
        var ordered: [StreamInfo] = []
    }

    /// How many exceptions a stream's coverage lists at most.
    static let exceptionLimit = 1_000

    let run: Int64
    private(set) var books: [SourceID: Book] = [:]
    let sources: [SourceInfo]

    init(_ info: SnapshotInfo) {
        run = info.run
        sources = info.sources.sorted { $0.id < $1.id }
        for source in sources { books[source.id] = Book(source: source) }
        for stream in info.streams.sorted(by: { NativeID($0.stream) < NativeID($1.stream) }) {
            let exceptions = Dictionary(
                stream.exceptions.map { ($0.partition, $0.coverage) }, uniquingKeysWith: { first, _ in first })
            books[stream.source, default: Book(source: Self.nameless(stream.source))]
                .streams[stream.stream] = Entry(info: stream, exceptions: exceptions)
            books[stream.source]?.ordered.append(stream)
        }
    }

    /// A source that rows name but the snapshot does not describe.
    static func nameless(_ id: SourceID) -> SourceInfo {
        SourceInfo(id: id, name: id.description, connectorVersion: "", lastRun: 0)
    }

    func source(_ id: SourceID) -> SourceInfo { books[id]?.source ?? Self.nameless(id) }

    func stream<R>(of row: Stored<R>) -> StreamInfo? { books[row.source]?.streams[row.stream]?.info }

    func stream(_ name: String, of source: SourceID) -> StreamInfo? { books[source]?.streams[name]?.info }

    /// Every stream, by source and id.
    var streams: [StreamInfo] {
        books.keys.sorted().flatMap { books[$0]?.ordered ?? [] }
    }

    /// How far a row can be trusted: it is current where its own partition was read to its end, or where this very
    /// row was written by the last read. Otherwise it stands as of the last time that it was confirmed.
    func coverage<R>(of row: Stored<R>) -> PartCoverage {
        guard let entry = books[row.source]?.streams[row.stream] else {
            return PartCoverage(state: .notRead, asOf: row.observedAt, current: false)
        }
        let info = entry.info
        let coverage =
            entry.exceptions.isEmpty
            ? info.coverage
            : entry.exceptions[row.partition]
                // Beyond the bound of what a snapshot lists, an unlisted partition is not known to be complete.
                ?? (entry.exceptions.count < Self.exceptionLimit
                    ? Coverage(.complete, asOf: info.coverage.asOf) : info.coverage)
        if coverage.state.provesAbsence {
            return PartCoverage(
                state: coverage.state, asOf: coverage.asOf ?? info.readAt, current: row.missingSince == nil)
        }
        let readNow = row.run == info.run && (coverage.state == .partial || coverage.state == .truncated)
        if readNow && row.missingSince == nil {
            return PartCoverage(state: coverage.state, asOf: coverage.asOf ?? row.observedAt, current: true)
        }
        let confirmed = max(row.observedAt, min(info.lastCompleteAt ?? row.observedAt, info.readAt))
        return PartCoverage(state: coverage.state, asOf: confirmed, current: false)
    }

    /// Streams of a source that yield one of these kinds and were not read to their end.
    func gaps(_ source: SourceID, _ kinds: RecordKind...) -> [StreamInfo] {
        guard let book = books[source] else { return [] }
        return book.ordered.filter { stream in
            !stream.coverage.state.provesAbsence && kinds.contains { stream.yields.contains($0) }
        }
    }

    /// Whether a source has a stream that yields this kind at all.
    func reads(_ source: SourceID, _ kind: RecordKind) -> Bool {
        books[source]?.ordered.contains { $0.yields.contains(kind) } ?? false
    }
}
