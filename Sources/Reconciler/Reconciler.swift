import Inventory

/// Judgement: a snapshot, a policy and a clock in, findings out. Pure: nothing else is read.
public enum Reconciler {
    /// Judges every rule over the snapshot. The same three inputs give the same result, in the same order.
    /// - Throws: what the snapshot's cursors throw.
    public static func reconcile(_ snapshot: any Snapshot, policy: Policy, asOf: Instant) throws -> Reconciliation {
        let first = try FirstPass(snapshot, policy: policy, asOf: asOf)
        let builder = DossierBuilder(first)
        let context = RuleContext(first: first, ranking: builder.ranking)
        var docket = Docket()
        var result = Reconciliation(asOf: asOf, policyHash: policy.hash)
        var aggregates = Rule.all.compactMap(AggregateDocket.init)

        try DossierMerge(snapshot).forEach { raw in
            let dossier = builder.build(raw)
            for rule in Rule.all {
                guard case .dossier(let judge) = rule.judge else { continue }
                docket.open(rule)
                judge(dossier, context, &docket)
            }
            for index in aggregates.indices { aggregates[index].gather(dossier, context) }
            note(unlinked: dossier, policy, in: &result)
        }
        for aggregate in aggregates { aggregate.judge(context, &docket) }
        for rule in Rule.all {
            guard case .sources(let judge) = rule.judge else { continue }
            docket.open(rule)
            judge(context, &docket)
        }
        docket.close()

        for finding in docket.violations {
            if finding.severity < policy.severityFloor {
                result.belowFloor[finding.rule, default: 0] += 1
            } else {
                result.violations.append(finding)
            }
        }
        result.violations.sort(by: precedes)
        result.indeterminate = docket.indeterminates(first.book).sorted(by: precedes)
        result.undecided = docket.undecided
        result.judged = Dictionary(Rule.all.map { ($0.id, 0) }) { first, _ in first }
            .merging(docket.judged) { _, judged in judged }
        result.closingBlocked = first.book.streams.flatMap { stream in
            stream.yields.filter { MassChange.of($0, in: stream, policy: policy) != nil }.map {
                ClosingBlock(connector: stream.source.connector, tenant: stream.source.tenant, kind: $0)
            }
        }
        return result
    }

    /// Hands over every dossier in order: an identity or application with all that is filed under it.
    /// - Throws: what the snapshot's cursors or `body` throw.
    public static func forEachDossier(
        in snapshot: any Snapshot, policy: Policy, asOf: Instant, _ body: (Dossier) throws -> Void
    ) throws {
        let builder = DossierBuilder(try FirstPass(snapshot, policy: policy, asOf: asOf))
        try DossierMerge(snapshot).forEach { try body(builder.build($0)) }
    }

    private static func note(unlinked dossier: Dossier, _ policy: Policy, in result: inout Reconciliation) {
        guard let identity = dossier.identity?.record, identity.status == .enabled,
            dossier.classification.value == .unknown || dossier.classification.value == .human,
            dossier.link?.confidence ?? 0 < 0.9, !dossier.isVendorManaged(policy)
        else { return }
        result.unlinkedCount += 1
        if result.unlinked.count < Reconciliation.unlinkedLimit { result.unlinked.append(dossier.subject) }
    }

    /// By severity (highest first), rule, source, kind, id.
    private static func precedes(_ left: Finding, _ right: Finding) -> Bool {
        if left.severity != right.severity { return left.severity > right.severity }
        let keys: [KeyPath<Finding, String>] = [
            \.rule, \.subject.source, \.subject.connector, \.subject.tenant, \.subject.kind, \.subject.nativeID,
            \.fingerprint,
        ]
        for key in keys where left[keyPath: key] != right[keyPath: key] {
            return NativeID(left[keyPath: key]) < NativeID(right[keyPath: key])
        }
        return false
    }
}

/// Gathers the members of one aggregate rule while the dossiers go by.
private struct AggregateDocket {
    let rule: Rule
    let aggregate: Rule.Aggregate
    private var members: [Fingerprint: [AggregateMember]] = [:]

    init?(_ rule: Rule) {
        guard case .aggregate(let aggregate) = rule.judge else { return nil }
        self.rule = rule
        self.aggregate = aggregate
    }

    mutating func gather(_ dossier: Dossier, _ context: RuleContext) {
        for (key, member) in aggregate.members(dossier, context) { members[key, default: []].append(member) }
    }

    func judge(_ context: RuleContext, _ docket: inout Docket) {
        docket.open(rule)
        for key in members.keys.sorted() { aggregate.judge(key, members[key] ?? [], context, &docket) }
    }
}
