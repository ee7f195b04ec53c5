import Inventory

extension Rule {
    /// COL-02: a source that was not collected for too long.
    static let staleSource = Rule(
        id: "COL-02", title: "Stale source",
        claim: "Nothing of a source was read to its end for more than twice the time between two collections.",
        rationale: "What was true then is judged as if it were true today, and what came since is seen by no rule.",
        severity: "Medium; high where the source is the authority for people.",
        thresholds: [.collectEveryHours], needs: [],
        guards: [
            "Judged by the clock of the judgement, not by the machine's.",
            "One stream that is read to its end keeps the source fresh: that another is not is COL-01. Signing in alone "
                + "reads nothing.",
            "Where nothing of it was ever read to its end, it is indeterminate; COL-01 names the cause.",
        ],
        remediation: ["Collect the source again, and see why its schedule did not."],
        falseWhen: "a later run reads some of it to its end",
        controls: .coverage,
        examples: [
            RuleExample(.flagged, "a list of people that was last read to its end 30 days ago") { estate in
                estate.mark("people", .failed)
            },
            RuleExample(.flagged, "a source that was not collected for three days") { estate in
                estate.notCollected(ExampleEstate.aws, forHours: 72)
            },
            RuleExample(.notFlagged, "a source that was not collected for 47 hours") { estate in
                estate.notCollected(ExampleEstate.aws, forHours: 47)
            },
            RuleExample(.notFlagged, "one of many lists was last read to its end 30 days ago") { estate in
                estate.mark("accessKeys", .denied, permission: "iam:ListAccessKeys")
            },
            RuleExample(.notFlagged, "three days, where sources are collected weekly", policy: .weekly) { estate in
                estate.notCollected(ExampleEstate.aws, forHours: 72)
            },
            RuleExample(.indeterminate, "a list of people that was never read to its end") { estate in
                estate.mark("people", .failed)
                for index in estate.info.streams.indices where estate.info.streams[index].stream == "people" {
                    estate.info.streams[index].lastCompleteAt = nil
                    estate.info.streams[index].lastCompleteRun = nil
                }
            },
        ],
        judge: .sources { context, docket in
            let limit = Int64(context.policy[.collectEveryHours].value) * 2 * 3600
            for source in context.book.sources {
                let streams = (context.book.books[source.id]?.ordered ?? []).filter {
                    $0.stream != HeldCredential.collectorStream && $0.coverage.state != .unsupported
                }
                guard !streams.isEmpty else { continue }
                docket.look()
                let subject = Subject(source, kind: "source", nativeID: source.id.tenant, name: source.name)
                guard let newest = streams.filter({ $0.lastCompleteAt != nil }).max(by: Self.isOlder),
                    let readAt = newest.lastCompleteAt
                else {
                    docket.undecided(
                        subject,
                        Cause(
                            key: "never-complete", what: "nothing of it was ever read to its end",
                            whoCanGiveIt:
                                "a complete read of \(streams.map(\.operation).prefix(5).joined(separator: ", "))",
                            streams: streams.map(\.stream)), source: source)
                    continue
                }
                guard context.asOf.seconds(since: readAt) > limit else { continue }
                docket.violation(subject, context.draft(stale: source, newest, readAt))
            }
        })

    /// Equal times by id, so that the same stream is named each time.
    private static func isOlder(_ left: StreamInfo, _ right: StreamInfo) -> Bool {
        guard left.lastCompleteAt == right.lastCompleteAt else {
            return left.lastCompleteAt.map { first in right.lastCompleteAt.map { first < $0 } ?? false } ?? true
        }
        return NativeID(left.stream) > NativeID(right.stream)
    }
}

extension Policy {
    fileprivate static var weekly: Policy {
        var policy = Policy.standard
        policy[.collectEveryHours] = Threshold(168)
        return policy
    }
}

extension RuleContext {
    fileprivate func draft(stale source: SourceInfo, _ newest: StreamInfo, _ readAt: Instant) -> Docket.Draft {
        let hours = asOf.seconds(since: readAt) / 3600
        let every = policy[.collectEveryHours].value
        return Docket.Draft(
            severity: source.authoritativeFor.contains(.person) ? .high : .medium,
            summary:
                "\(source.name) was last read to its end on \(readAt.day), \(hours) hours ago (collected every \(every))",
            evidence: [
                Evidence(
                    field: "lastCompleteAt", value: readAt.description, source: source.name,
                    operation: newest.operation, run: newest.lastCompleteRun ?? newest.run, observedAt: readAt,
                    note: "the newest of all its streams"),
                Evidence(field: "asOf", value: asOf.description, note: "the clock of this judgement"),
            ], coverage: [citation(newest)],
            remediation: [
                "Collect it again: muster collect --source \(source.name)",
                "If it is collected more seldom on purpose, set collect_every_hours in the policy.",
            ])
    }
}
