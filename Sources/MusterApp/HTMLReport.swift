import ConnectorKit
import Foundation
import Inventory
import Ledger
import Reconciler
import Reports

/// `muster report`: a judged snapshot as one page that needs nothing but a browser.
public enum HTMLReport {
    /// Runs whose open findings are drawn.
    static var trendLength: Int { 12 }

    /// What was written.
    public struct Written: Sendable, Hashable {
        public var file: URL
        public var bytes: Int
        public var findings: Int
        public var run: Int64

        public var json: JSONValue {
            .object([
                .init("file", .text(file.path(percentEncoded: false))), .init("bytes", .integer(Int64(bytes))),
                .init("findings", .integer(Int64(findings))), .init("run", .integer(run)),
            ])
        }
    }

    /// Writes the report to a file that its owner alone may read, whole or not at all.
    /// - Parameters:
    ///   - manifests: of the connectors that may be in use; those of the snapshot's sources are told.
    ///   - failures: of the collection that has just ended.
    ///   - whose: whose things alone the page tells of.
    ///   - isForced: overwrites a file that is no report, too.
    /// - Throws: `Problem` when the file may not or cannot be written, and what the ledger throws.
    public static func write(
        _ judgement: Judgement, policy: Policy, ledger: any Ledger, manifests: [Manifest],
        failures: [ScreenOne.SourceFailure] = [], of whose: OwnerFilter = OwnerFilter(), to url: URL,
        isForced: Bool = false
    ) async throws -> Written {
        let file = try PrivateFile(url, mark: HTMLPage.mark, isForced: isForced)
        let page = try await page(
            judgement, policy: policy, ledger: ledger, manifests: manifests, failures: failures, of: whose)
        let bytes = try file.write { try page.write(to: $0) }
        return Written(
            file: url, bytes: bytes, findings: page.reconciliation.violations.count,
            run: judgement.snapshot.info.run)
    }

    /// All that the page tells, gathered.
    public static func page(
        _ judgement: Judgement, policy: Policy, ledger: any Ledger, manifests: [Manifest],
        failures: [ScreenOne.SourceFailure] = [], of whose: OwnerFilter = OwnerFilter()
    ) async throws -> HTMLPage {
        var judgement = judgement
        if !whose.takesAll { judgement.reconciliation.keep(whose) }
        let (snapshot, reconciliation) = (judgement.snapshot, judgement.reconciliation)
        let runs = try await ledger.runs(limit: 1_000).filter { $0.run <= snapshot.info.run }
        var trend: [HTMLPage.TrendPoint] = []
        var before: [String: FindingHistory] = [:]
        // Whose an earlier run's findings were is not kept: one owner's page has no trend.
        for run in runs.prefix(whose.takesAll ? trendLength : 2).reversed() {
            let history =
                run.run == snapshot.info.run ? judgement.history : try await ledger.findingHistory(at: run.run)
            let open = history.values.lazy.filter { $0.state == .open }.count
            if whose.takesAll {
                trend.append(HTMLPage.TrendPoint(run: run.run, publishedAt: run.publishedAt, open: open))
            }
            if run.run < snapshot.info.run { before = history }
        }
        let earlier = runs.first { $0.run < snapshot.info.run }?.run
        return HTMLPage(
            info: snapshot.info, reconciliation: reconciliation,
            firstSeen: judgement.history.mapValues(\.firstSeen),
            census: try census(judgement, policy: policy, of: whose),
            changes: try await changes(judgement, since: earlier, before, ledger), trend: trend,
            connectors: notes(manifests, snapshot.info), failures: failures, programVersion: MusterVersion.current,
            audience: whose.words)
    }

    private static func census(_ judgement: Judgement, policy: Policy, of whose: OwnerFilter) throws -> Census {
        let (snapshot, asOf) = (judgement.snapshot, judgement.reconciliation.asOf)
        let labels = Dictionary(snapshot.info.sources.map { ($0.id, $0.name) }) { first, _ in first }
        var census = Census(asOf: asOf)
        let people = try snapshot.cursor(Person.self)
        while whose.takesAll, let person = try people.next() {
            census.count(.person, 1, of: labels[person.source] ?? person.source.description)
        }
        try Reconciler.forEachDossier(in: snapshot, policy: policy, decisions: judgement.decisions, asOf: asOf) {
            dossier in
            guard whose.admits(dossier.owners, teams: dossier.teams) else { return }
            census.count(dossier, of: labels[dossier.source.id] ?? dossier.source.name)
        }
        return census
    }

    /// Out of what the collections recorded, so that nothing is judged a second time.
    private static func changes(
        _ judgement: Judgement, since earlier: Int64?, _ before: [String: FindingHistory], _ ledger: any Ledger
    ) async throws -> HTMLPage.Changes? {
        guard let earlier else { return nil }
        let limit = LatestScreen.changeLimit
        let records = try await ledger.recordChanges(from: earlier, to: judgement.snapshot.info.run, limit: limit)
        var summary = ChangeSummary(since: earlier, isCut: records.count >= limit)
        for record in records {
            switch record.change {
            case .added: summary.added += 1
            case .retired: summary.retired += 1
            case .changed: summary.changed += 1
            }
        }
        for (fingerprint, history) in judgement.history {
            let old = before[fingerprint]
            switch (old?.state, history.state) {
            case (nil, .open): summary.opened += 1
            case (.resolved, .open): summary.reopened += 1
            case (.open, .resolved): summary.resolved += 1
            default: break
            }
        }
        return HTMLPage.Changes(
            summary: summary,
            opened: judgement.reconciliation.violations.filter {
                judgement.history[$0.fingerprint]?.state == .open && before[$0.fingerprint]?.state != .open
            },
            records: records.prefix(HTMLPage.shownRecords).map(ChangeRow.init))
    }

    /// Of the connectors whose sources stand in the snapshot, in the catalog's order.
    private static func notes(_ manifests: [Manifest], _ info: SnapshotInfo) -> [HTMLPage.ConnectorNotes] {
        let used = Set(info.sources.map(\.id.connector))
        return manifests.filter { used.contains($0.id) }.map { manifest in
            HTMLPage.ConnectorNotes(
                id: manifest.id, product: manifest.product, version: manifest.version,
                documentation: manifest.documentation,
                blindSpots: manifest.blindSpots.map { HTMLPage.ConnectorNotes.Note($0.what, $0.why) },
                usageMeanings: manifest.streams.compactMap { stream in
                    stream.usageMeaning.map { HTMLPage.ConnectorNotes.Note(stream.title, $0) }
                })
        }
    }
}

extension Reconciliation {
    /// Leaves what somebody else owns away; what could not be judged stays, for it may be anybody's.
    fileprivate mutating func keep(_ whose: OwnerFilter) {
        violations.removeAll { !whose.admits($0.owners, teams: $0.teams) }
        exempted.removeAll { !whose.admits($0.owners, teams: $0.teams) }
        (unlinked, unlinkedCount) = ([], 0)
    }
}
