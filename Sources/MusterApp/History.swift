import Inventory
import Ledger
import Reports

/// `muster show --history`: what happened to a record, to what is filed under it or says something about it, to the
/// findings about it, and what people decided; the oldest first.
struct History {
    let subject: SubjectKey
    /// When each run was published.
    let times: [Int64: Instant]

    /// - Throws: what the ledger throws.
    static func entries(
        of subject: SubjectKey, in ledger: any Ledger, at run: Int64, decisions: [Decision]
    ) async throws -> [HistoryEntry] {
        let history = try await ledger.history(of: subject, at: run)
        let times = Dictionary(
            try await ledger.runs(limit: Int.max).map { ($0.run, $0.publishedAt) },
            uniquingKeysWith: { first, _ in first }
        )
        let builder = History(subject: subject, times: times)
        var entries = builder.records(history.versions) + builder.findings(history.findings)
        entries += builder.decided(decisions)
        // A run's entries stay in the order of kinds, and decisions come by their own time.
        return entries.enumerated().sorted { left, right in
            (left.element.at, left.offset) < (right.element.at, right.offset)
        }.map(\.element)
    }

    private struct Key: Hashable {
        var kind: RecordKind
        var nativeID: NativeID
    }

    // MARK: - Records

    private func records(_ versions: [RecordVersion]) -> [HistoryEntry] {
        var order: [Key] = []
        var byRecord: [Key: [RecordVersion]] = [:]
        for version in versions {
            let key = Key(kind: version.record.kind, nativeID: version.record.nativeID)
            if byRecord[key] == nil { order.append(key) }
            byRecord[key, default: []].append(version)
        }
        return order.flatMap { life(byRecord[$0] ?? []) }
    }

    /// One record's life, whichever lists of its source it stood in.
    private func life(_ unordered: [RecordVersion]) -> [HistoryEntry] {
        let versions = unordered.sorted { ($0.from, $0.to ?? .max) < ($1.from, $1.to ?? .max) }
        var entries: [HistoryEntry] = []
        var last: RecordVersion?
        for version in versions {
            defer { if last.map({ ($0.to ?? .max) <= (version.to ?? .max) }) ?? true { last = version } }
            guard let before = last else {
                entries.append(entry(version, .added))
                continue
            }
            if let ended = before.to, ended < version.from {
                entries.append(gone(before, at: ended))
                entries.append(entry(version, .returned, FieldDifference.between(before.record, version.record)))
            } else if version.missingSince != nil, before.missingSince == nil, before.record == version.record {
                entries.append(entry(version, .missing, why: "a list whose pages shift did not have it"))
            } else if before.record != version.record {
                entries.append(entry(version, .changed, FieldDifference.between(before.record, version.record)))
            } else if before.missingSince != nil, version.missingSince == nil {
                entries.append(entry(version, .returned, why: "it had been missed once"))
            }
        }
        if let last, let ended = last.to { entries.append(gone(last, at: ended)) }
        return entries
    }

    private func entry(
        _ version: RecordVersion, _ event: HistoryEntry.Event, _ fields: [FieldDifference] = [], why: String? = nil
    ) -> HistoryEntry {
        HistoryEntry(
            run: version.from, at: times[version.from] ?? version.observedAt, event: event,
            kind: version.record.kind.rawValue, id: version.record.nativeID.string, type: version.record.typeName,
            name: version.record.displayName, stream: version.stream, cause: version.cause.rawValue, fields: fields,
            why: why)
    }

    private func gone(_ version: RecordVersion, at run: Int64) -> HistoryEntry {
        var entry = entry(version, .gone)
        entry.run = run
        entry.at = times[run] ?? version.observedAt
        entry.cause = nil
        entry.why =
            version.retiredWhy == "parentGone"
            ? "what it belonged to is gone" : "a complete read of \(version.stream) did not have it"
        return entry
    }

    // MARK: - Findings and decisions

    private func findings(_ spans: [FindingSpan]) -> [HistoryEntry] {
        var stood: Set<String> = []
        return spans.enumerated().flatMap { place, span in
            let event: HistoryEntry.Event =
                switch span.state {
                case .violation: stood.insert(span.fingerprint).inserted ? .findingOpened : .findingReopened
                case .undecided: .findingUndecided
                case .exempt: .findingExempt
                }
            var entries = [entry(span, event, run: span.from)]
            let next = place + 1 < spans.count ? spans[place + 1] : nil
            // Where another span follows at once, that one tells what became of it.
            if let to = span.to, next?.fingerprint != span.fingerprint || next?.from != to {
                entries.append(entry(span, .findingResolved, run: to))
            }
            return entries
        }
    }

    private func entry(_ span: FindingSpan, _ event: HistoryEntry.Event, run: Int64) -> HistoryEntry {
        HistoryEntry(
            run: run, at: times[run] ?? Instant(milliseconds: 0), event: event, kind: "finding", id: span.fingerprint,
            type: span.rule, why: span.severity)
    }

    private func decided(_ decisions: [Decision]) -> [HistoryEntry] {
        var mine: Set<Int64> = []
        return decisions.compactMap { decision in
            switch decision.act {
            case .own(let act) where act.subject == subject: break
            case .exempt(let act) where act.subject == subject: break
            case .review(let act) where act.subject == subject: break
            case .withdraw(let number) where mine.contains(number): break
            default: return nil
            }
            mine.insert(decision.number)
            return HistoryEntry(
                run: nil, at: decision.at, event: .decided, kind: "decision", id: String(decision.number),
                type: decision.act.word, why: Self.words(decision))
        }
    }

    private static func words(_ decision: Decision) -> String {
        let what =
            switch decision.act {
            case .own(let act): "\(act.owner) owns it (\(act.evidence.rawValue))"
            case .exempt(let act): "\(act.rule) is borne until \(act.until.day), approved by \(act.approver)"
            case .review(let act): "review: \(act.verdict.rawValue)"
            case .withdraw(let number): "decision \(number) is taken back"
            case .acceptGap: "a gap is accepted"
            }
        return "\(what), by \(decision.by)" + (decision.reason.map { ": \($0)" } ?? "")
    }
}
