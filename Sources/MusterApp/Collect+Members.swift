import ConnectorKit
import Foundation
import Inventory
import Ledger
import Transport

/// The members of sources: accounts of an organisation, each a source of its own that its source lists.
extension Collect {
    /// How many members of a source are read side by side. Each has a vendor's quota of its own; what bounds them is this
    /// machine.
    static let membersAtOnce = 4

    /// Reads the members that the sources of this run list. The list is that of the generation in progress: where it
    /// could not be read, those known from before are read all the same.
    ///
    /// A member that is listed no longer is not read: its rows stand as of the last time. One whose turn does not come
    /// before the deadline is postponed, and is the next run's first.
    func readMembers(of sources: [ReadSource], _ reading: Reading) async throws -> (
        summaries: [CollectSummary.SourceSummary], outOfScope: [CollectSummary.OutOfScope]
    ) {
        var summaries: [CollectSummary.SourceSummary] = []
        var outOfScope: [CollectSummary.OutOfScope] = []
        var names: [SourceID: String] = [:]
        for source in sources where source.only == nil {
            if let id = source.id { names[id] = source.summary.name }
        }
        let turns = try await Turns(reading.deadline == nil ? nil : ledger.snapshot(at: nil)?.info)
        for source in sources {
            guard let members = source.connector?.members, let id = source.id else { continue }
            var resources: [Resource] = []
            if let list = source.list { resources = try await MemberListing.resources(members, of: id, in: list) }
            if resources.isEmpty {
                resources = try await MemberListing.resources(members, of: id, in: reading.sink)
            }
            let listing = MemberListing(
                resources, members, of: source.summary.name, id, only: source.only, readAs: &names)
            outOfScope += listing.outOfScope
            summaries += listing.failures.map {
                .init(name: $0.name, connector: id.connector, failure: $0.reason)
            }
            summaries += try await read(turns.ordered(listing.members), of: source.source, reading)
        }
        return (summaries, outOfScope)
    }

    private func read(
        _ members: [MemberListing.Member], of source: Configuration.Source, _ reading: Reading
    ) async throws -> [CollectSummary.SourceSummary] {
        try await withThrowingTaskGroup(of: ReadSource.self) { group in
            var summaries: [CollectSummary.SourceSummary] = []
            for (index, member) in members.enumerated() {
                if index >= Self.membersAtOnce, let ended = try await group.next() { summaries.append(ended.summary) }
                group.addTask { try await self.read(member.name, of: source, reading) { member.connector } }
            }
            for try await ended in group { summaries.append(ended.summary) }
            return summaries
        }
    }
}

/// In which order members are read where time is short: first what was never read, then what has waited longest.
private struct Turns {
    private var last: [SourceID: (run: Int64, isWhole: Bool)] = [:]

    /// - Parameter info: of the last run; nil where the order makes no difference, or nothing was read.
    init(_ info: SnapshotInfo?) {
        guard let info else { return }
        var unfinished: Set<SourceID> = []
        for stream in info.streams where [.notRead, .partial].contains(stream.coverage.state) {
            unfinished.insert(stream.source)
        }
        for source in info.sources { last[source.id] = (source.lastRun, !unfinished.contains(source.id)) }
    }

    func ordered(_ members: [MemberListing.Member]) -> [MemberListing.Member] {
        func turn(_ member: MemberListing.Member) -> (Int64, Int, NativeID) {
            let before = last[member.id]
            return (before?.run ?? 0, before?.isWhole == true ? 1 : 0, NativeID(member.name))
        }
        return members.sorted { turn($0) < turn($1) }
    }
}
