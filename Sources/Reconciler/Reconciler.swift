import Inventory

/// Judgement: a snapshot, a policy, decisions and a clock in, findings out. Pure: nothing else is read.
public enum Reconciler {
    /// Judges every rule over the snapshot. The same inputs give the same result, in the same order.
    /// - Parameters:
    ///   - previous: the snapshot of the run before, which OAU-08 compares with; nil where there is none.
    ///   - timing: where each rule's time is noted.
    /// - Throws: what the snapshot's cursors throw.
    public static func reconcile(
        _ snapshot: any Snapshot, previous: (any Snapshot)? = nil, policy: Policy, decisions: Decisions = .none,
        asOf: Instant, timing: RuleTiming? = nil
    ) throws -> Reconciliation {
        func timed<Value>(_ name: String, _ body: () throws -> Value) rethrows -> Value {
            guard let timing else { return try body() }
            return try timing.measure(name, body)
        }
        let first = try timed("first pass") {
            try FirstPass(snapshot, previous: previous, policy: policy, decisions: decisions, asOf: asOf)
        }
        let builder = DossierBuilder(first)
        let context = RuleContext(first: first, ranking: builder.ranking)
        let rules = Rule.all
        var docket = Docket(rules)
        var result = Reconciliation(asOf: asOf, policyHash: policy.hash, lastDecision: decisions.last)
        var overDossiers: [(place: Int, judge: @Sendable (Dossier, RuleContext, inout Docket) -> Void)] = []
        var aggregates: [AggregateDocket] = []
        var overDecisions: [(place: Int, judge: @Sendable (RuleContext, inout Docket) -> Void)] = []
        for (place, rule) in rules.enumerated() {
            switch rule.judge {
            case .dossier(let judge): overDossiers.append((place, judge))
            case .aggregate(let aggregate): aggregates.append(AggregateDocket(place: place, aggregate: aggregate))
            case .both(let judge, let aggregate):
                overDossiers.append((place, judge))
                aggregates.append(AggregateDocket(place: place, aggregate: aggregate))
            case .decisions(let judge): overDecisions.append((place, judge))
            case .sources(let judge):
                docket.open(place)
                judge(context, &docket)
            }
        }

        try DossierMerge(snapshot, first.book).eachDossier { raw in
            let dossier = builder.build(raw)
            docket.turn(to: dossier)
            let sample = timing?.nextSample()
            for rule in overDossiers {
                docket.open(rule.place)
                rule.judge(dossier, context, &docket)
                sample?.lap(rules[rule.place].id)
            }
            for index in aggregates.indices {
                aggregates[index].gather(dossier, context)
                sample?.lap(rules[aggregates[index].place].id)
            }
            note(unlinked: dossier, policy, in: &result)
        }
        docket.turn(to: nil)
        for aggregate in aggregates { aggregate.judge(context, &docket) }
        docket.mergeTemplates()
        for rule in overDecisions {
            docket.open(rule.place)
            rule.judge(context, &docket)
        }

        for finding in docket.violations {
            if let exempted = exempt(finding, decisions, asOf) ?? policy.allowed(finding, asOf: asOf) {
                result.exempted.append(exempted)
            } else if finding.severity < policy.severityFloor {
                result.belowFloor[finding.rule, default: 0] += 1
            } else {
                result.violations.append(finding)
            }
        }
        result.acceptedGaps = first.book.streams.compactMap { stream in
            guard stream.coverage.state.isLoss,
                let ruling = decisions.acceptedGap(stream.stream, of: stream.source, at: asOf)
            else { return nil }
            return BorneGap(
                source: stream.source, stream: stream.stream, state: stream.coverage.state,
                note: ExemptionNote(ruling.terms, of: ruling.decision))
        }
        result.violations.sort(by: precedes)
        result.exempted.sort(by: precedes)
        result.indeterminate = docket.indeterminates(first.book).sorted(by: precedes)
        result.undecided = docket.undecided
        result.judged = docket.judged
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
        in snapshot: any Snapshot, policy: Policy, decisions: Decisions = .none, asOf: Instant,
        _ body: (Dossier) throws -> Void
    ) throws {
        let first = try FirstPass(snapshot, policy: policy, decisions: decisions, asOf: asOf)
        let builder = DossierBuilder(first)
        try DossierMerge(snapshot, first.book).eachDossier { try body(builder.build($0)) }
    }

    /// The finding as one that is borne; nil where no exemption of it is in force.
    private static func exempt(_ finding: Finding, _ decisions: Decisions, _ asOf: Instant) -> Finding? {
        let key = SubjectKey(finding.subject)
        var note: ExemptionNote?
        if let ruling = decisions.exemption(rule: finding.rule, of: key), asOf < ruling.terms.until {
            note = ExemptionNote(ruling.terms, of: ruling.decision)
        } else if finding.rule == Rule.coverageGap.id,
            let ruling = decisions.acceptedGap(finding.subject.nativeID, of: SourceID(key), at: asOf)
        {
            note = ExemptionNote(ruling.terms, of: ruling.decision)
        }
        guard let note else { return nil }
        var finding = finding
        finding.result = .exempt
        finding.exemption = note
        return finding
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
        let (first, second) = (left.subject, right.subject)
        if left.rule != right.rule { return NativeID(left.rule) < NativeID(right.rule) }
        if first.source != second.source { return NativeID(first.source) < NativeID(second.source) }
        if first.connector != second.connector { return NativeID(first.connector) < NativeID(second.connector) }
        if first.tenant != second.tenant { return NativeID(first.tenant) < NativeID(second.tenant) }
        if first.kind != second.kind { return NativeID(first.kind) < NativeID(second.kind) }
        if first.nativeID != second.nativeID { return NativeID(first.nativeID) < NativeID(second.nativeID) }
        return NativeID(left.fingerprint) < NativeID(right.fingerprint)
    }
}

/// Gathers the members of one aggregate rule while the dossiers go by.
private struct AggregateDocket {
    let place: Int
    let aggregate: Rule.Aggregate
    private var members: [Fingerprint: [AggregateMember]] = [:]

    init(place: Int, aggregate: Rule.Aggregate) {
        self.place = place
        self.aggregate = aggregate
    }

    mutating func gather(_ dossier: Dossier, _ context: RuleContext) {
        for (key, member) in aggregate.members(dossier, context) { members[key, default: []].append(member) }
    }

    func judge(_ context: RuleContext, _ docket: inout Docket) {
        docket.open(place)
        for key in members.keys.sorted() { aggregate.judge(key, members[key] ?? [], context, &docket) }
    }
}
