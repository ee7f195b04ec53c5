import Inventory

extension Rule {
    /// COL-03: so much went at once that it may not be true.
    static let massChange = Rule(
        id: "COL-03", title: "Mass change",
        claim: "A complete read shows a kind of record shrunk by more than the policy believes at once.",
        rationale: "A narrowed view looks like a clean-up. Until it is confirmed, nothing is concluded from what is "
            + "missing.",
        severity: "High.", thresholds: [.massChangePercent, .massChangeRows], needs: [],
        guards: [
            "Both bounds must be passed: the share and the number of rows.",
            "Only a complete read counts, against the last complete one before it.",
            "It ends with a second complete read that agrees.",
        ],
        remediation: ["Check the collector's permissions and the tenant; collect again to confirm."],
        falseWhen: "a second complete read shows about as many",
        controls: .coverage,
        examples: [
            RuleExample(.flagged, "400 people before, 200 now") { estate in
                estate.count("people", .person, before: 400, now: 200)
            },
            RuleExample(.notFlagged, "a small list that halved") { estate in
                estate.count("people", .person, before: 40, now: 20)
            },
            RuleExample(.notFlagged, "a long list that lost a tenth") { estate in
                estate.count("people", .person, before: 4_000, now: 3_600)
            },
            RuleExample(.indeterminate, "fewer rows in a list that was not read to its end") { estate in
                estate.count("people", .person, before: 400, now: 200)
                estate.mark("people", .truncated)
            },
        ],
        judge: .sources { context, docket in
            for stream in context.book.streams {
                for kind in RecordKind.allCases where stream.yields.contains(kind) {
                    docket.look()
                    let source = context.book.source(stream.source)
                    let subject = Subject(
                        source, kind: "source", nativeID: stream.stream, name: "\(source.name)/\(stream.stream)")
                    if !stream.coverage.state.provesAbsence, let cause = context.cause([stream]),
                        stream.rowsBefore[kind] ?? 0 > 0
                    {
                        docket.undecided(subject, fields: [kind.rawValue], cause, source: source)
                    }
                    guard let change = MassChange.of(kind, in: stream, policy: context.policy) else { continue }
                    docket.violation(
                        subject, fields: [kind.rawValue],
                        Docket.Draft(
                            severity: .high,
                            summary: "\(source.name)/\(stream.stream) lost \(change.lost) of \(change.before) rows of "
                                + "kind \(kind.rawValue) at once",
                            evidence: [
                                Evidence(
                                    field: "rows", value: "\(change.before) before, \(change.now) now",
                                    source: source.name, operation: stream.operation, run: stream.run,
                                    observedAt: stream.readAt)
                            ], coverage: [context.citation(stream)],
                            remediation: [
                                "Check the account, its permissions and any filter of \(source.name).",
                                "If it is true, collect again: a second read that agrees is believed.",
                            ]))
                }
            }
        })
}
