import Inventory
import Reports

/// What of the sources could be read in one run and not in another, and what is read in another way: without it, a
/// change of ours looks like the vendor's.
struct CoverageDifference {
    let before: SnapshotInfo
    let after: SnapshotInfo

    // MARK: - Coverage

    /// By source and stream.
    var lostAndGained: [DiffEntry] {
        var entries: [DiffEntry] = []
        for source in after.sources {
            guard let old = before.source(source.id) else {
                entries.append(entry(.coverageGained, source, why: "a new source", before: nil, after: nil))
                continue
            }
            if old.lastRun == before.run && source.lastRun < after.run {
                entries.append(
                    entry(.coverageLost, source, why: "last read in run \(source.lastRun)", before: nil, after: nil))
            }
            for stream in after.streams where stream.source == source.id {
                if let found = compare(before.stream(stream.stream, of: source.id), stream, source) {
                    entries.append(found)
                }
            }
        }
        return entries
    }

    private func compare(_ old: StreamInfo?, _ new: StreamInfo, _ source: SourceInfo) -> DiffEntry? {
        let could = old?.coverage.state.provesAbsence ?? false
        let can = new.coverage.state.provesAbsence
        if could == can {
            guard can, new.run > before.run, let reason = new.coverage.newBaseline else { return nil }
            return entry(
                .coverageGained, source, new, why: "a new baseline: \(reason)", before: old?.coverage.state.rawValue,
                after: new.coverage.state.rawValue)
        }
        var why = can ? nil : new.coverage.reason
        if !can && !new.coverage.missingPermissions.isEmpty {
            why = (why.map { $0 + ", " } ?? "") + "needs \(new.coverage.missingPermissions.joined(separator: ", "))"
        }
        return entry(
            can ? .coverageGained : .coverageLost, source, new, why: why,
            before: old?.coverage.state.rawValue ?? CoverageState.notRead.rawValue,
            after: new.coverage.state.rawValue)
    }

    // MARK: - Mapping

    /// Connectors and streams with another version.
    var remapped: [DiffEntry] {
        var entries: [DiffEntry] = []
        for source in after.sources {
            guard let old = before.source(source.id) else { continue }
            if old.connectorVersion != source.connectorVersion {
                entries.append(
                    entry(
                        .mappingChanged, source, why: "another version of the connector", before: old.connectorVersion,
                        after: source.connectorVersion))
            }
            for stream in after.streams where stream.source == source.id {
                guard let past = before.stream(stream.stream, of: source.id),
                    past.streamVersion != stream.streamVersion
                else { continue }
                entries.append(
                    entry(
                        .mappingChanged, source, stream, why: "another version of the stream",
                        before: String(past.streamVersion), after: String(stream.streamVersion)))
            }
        }
        return entries
    }

    /// Why what follows from these kinds of a source differs: our mapping, what could be read, or the vendor.
    func cause(_ source: SourceID, _ kinds: Set<RecordKind>) -> String {
        let streams = after.streams.filter { $0.source == source && !kinds.isDisjoint(with: $0.yields) }
        for stream in streams {
            guard let old = before.stream(stream.stream, of: source) else { return "coverage" }
            if old.streamVersion != stream.streamVersion { return "mapping" }
            if !old.coverage.state.provesAbsence { return "coverage" }
        }
        return "vendor"
    }

    private func entry(
        _ change: DiffEntry.Change, _ source: SourceInfo, _ stream: StreamInfo? = nil, why: String?, before: String?,
        after: String?
    ) -> DiffEntry {
        DiffEntry(
            change, source: source.name, tenant: source.id.tenant, stream: stream?.stream ?? "",
            kind: stream == nil ? "source" : "stream", type: stream?.operation ?? source.id.connector,
            nativeID: stream?.stream ?? source.id.tenant, name: stream?.stream ?? source.name,
            cause: change == .mappingChanged ? "mapping" : "coverage", why: why, before: before, after: after)
    }
}
