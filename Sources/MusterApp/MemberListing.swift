import ConnectorKit
import Inventory

/// The members that a source lists, told apart.
struct MemberListing: Sendable {
    struct Member: Sendable {
        /// `corp/210987654321`.
        var name: String
        var id: SourceID
        var connector: Connector
    }

    var members: [Member] = []
    var outOfScope: [CollectSummary.OutOfScope] = []
    /// Those that cannot be read, and why.
    var failures: [Failure] = []

    struct Failure: Sendable {
        var name: String
        var reason: String
    }

    /// - Parameters:
    ///   - source: the label of the source that lists them.
    ///   - only: the ids of those that are meant; one of them that is not to be read is a failure. nil for all.
    ///   - names: the tenants that are read already, by label: an account may be configured by itself, or be in two
    ///     lists, and is read once. Members that are found are added.
    init(
        _ resources: [Resource], _ sources: MemberSources, of source: String, _ id: SourceID, only: Set<String>? = nil,
        readAs names: inout [SourceID: String]
    ) {
        var missing = only ?? []
        for resource in resources where only?.contains(resource.nativeID.string) ?? true {
            missing.remove(resource.nativeID.string)
            let name = "\(source)/\(resource.nativeID)"
            let own = SourceID(connector: id.connector, tenant: resource.nativeID.string)
            do {
                switch try sources.member(resource) {
                case .itself:
                    if only != nil { failures.append(.init(name: name, reason: "it is \(source) itself: name that")) }
                case .outOfScope(let reason):
                    if only == nil {
                        outOfScope.append(.init(name: name, title: resource.name, reason: reason))
                    } else {
                        failures.append(.init(name: name, reason: "out of scope: \(reason)"))
                    }
                case .connector(let connector):
                    if let other = names[own] {
                        outOfScope.append(.init(name: name, title: resource.name, reason: "read as \(other)"))
                    } else {
                        names[own] = name
                        members.append(Member(name: name, id: own, connector: connector))
                    }
                }
            } catch {
                failures.append(.init(name: name, reason: "\(error)"))
            }
        }
        for id in missing.sorted() {
            failures.append(.init(name: "\(source)/\(id)", reason: "\(source) lists no such member"))
        }
    }

    /// What a sink holds of the list, in the order of the ids.
    static func resources(_ members: MemberSources, of source: SourceID, in sink: any PageSink) async throws
        -> [Resource]
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
}

extension StreamRunner {
    /// Reads the list of a source's members alone, and keeps it nowhere else.
    /// - Throws: `SourceProblem` where the source has no members, and `CancellationError`.
    func list(of members: MemberSources?, _ tenant: TenantIdentity) async throws -> MemorySink {
        guard let members else {
            throw SourceProblem(
                source: source, reason: "it has no members by its configuration: name the source without what follows /"
            )
        }
        let sink = MemorySink()
        _ = try await run(tenant, into: sink, only: [members.stream])
        return sink
    }
}
