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
    /// A member that is listed no longer is not read: its rows stand as of the last time.
    func readMembers(of sources: [ReadSource], _ reading: Reading) async throws -> (
        summaries: [CollectSummary.SourceSummary], outOfScope: [CollectSummary.OutOfScope]
    ) {
        var summaries: [CollectSummary.SourceSummary] = []
        var outOfScope: [CollectSummary.OutOfScope] = []
        // An account may be configured by itself, or be in two lists: it is read once.
        var names: [SourceID: String] = [:]
        for source in sources { if let id = source.id { names[id] = source.summary.name } }
        for source in sources {
            guard let members = source.connector?.members, let id = source.id else { continue }
            var wanted: [(name: String, connector: Connector)] = []
            for resource in try await listed(by: members, of: id, reading.sink) {
                let name = "\(source.summary.name)/\(resource.nativeID)"
                let own = SourceID(connector: id.connector, tenant: resource.nativeID.string)
                do {
                    switch try members.member(resource) {
                    case .itself: break
                    case .outOfScope(let reason):
                        outOfScope.append(.init(name: name, title: resource.name, reason: reason))
                    case .connector(let connector):
                        if let other = names[own] {
                            outOfScope.append(.init(name: name, title: resource.name, reason: "read as \(other)"))
                        } else {
                            names[own] = name
                            wanted.append((name, connector))
                        }
                    }
                } catch {
                    summaries.append(.init(name: name, connector: id.connector, failure: "\(error)"))
                }
            }
            summaries += try await read(wanted, of: source.source, reading)
        }
        return (summaries, outOfScope)
    }

    private func listed(by members: MemberSources, of source: SourceID, _ sink: any PageSink) async throws -> [Resource]
    {
        var found: [Resource] = []
        var after: NativeID?
        while true {
            let page = try await sink.records(
                of: .resource, in: members.stream, source: source, after: after, limit: 500)
            guard let last = page.last else { return found }
            after = last.nativeID
            for case .resource(let resource) in page where resource.type == members.type { found.append(resource) }
        }
    }

    private func read(
        _ members: [(name: String, connector: Connector)], of source: Configuration.Source, _ reading: Reading
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
