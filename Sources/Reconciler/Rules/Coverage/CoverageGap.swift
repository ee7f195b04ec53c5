import Inventory

extension Rule {
    /// COL-01: what could not be read.
    static let coverageGap = Rule(
        id: "COL-01", title: "Coverage gap",
        claim: "A stream of a source was not read to its end.",
        rationale: "What was not read is neither there nor gone. Every rule that needs it says so instead of judging.",
        severity: "Medium; high where the source is the authority for people.",
        thresholds: [], needs: [],
        guards: [
            "What the system or its edition does not offer, and what was not asked for, is no gap.",
            "A gap that someone accepts with a reason (muster coverage accept) is exempt: counted and shown, and no loss.",
        ],
        remediation: ["Give the permission that is named, or repair the source, and collect again."],
        falseWhen: "a later run reads the stream to its end",
        controls: .coverage,
        examples: [
            RuleExample(.flagged, "a list that the credential may not read") { estate in
                estate.mark("accessKeys", .denied, permission: "iam:ListAccessKeys")
            },
            RuleExample(.flagged, "a list of people that was cut short") { estate in
                estate.mark("people", .truncated)
            },
            RuleExample(.notFlagged, "everything was read to its end") { _ in },
            RuleExample(.notFlagged, "something that the edition does not offer") { estate in
                estate.mark("links", .unsupported)
            },
            RuleExample(.notFlagged, "a list that may not be read, which was accepted") { estate in
                estate.mark("accessKeys", .denied, permission: "iam:ListAccessKeys")
                estate.decide(
                    .acceptGap(AcceptedGap(source: ExampleEstate.aws, stream: "accessKeys")), daysAgo: 10)
            },
            RuleExample(.flagged, "a list that may not be read, accepted until yesterday") { estate in
                estate.mark("accessKeys", .denied, permission: "iam:ListAccessKeys")
                let gap = AcceptedGap(
                    source: ExampleEstate.aws, stream: "accessKeys", until: ExampleEstate.ago(days: 1))
                estate.decide(.acceptGap(gap), daysAgo: 10)
            },
            RuleExample(.indeterminate, "a stream that was not asked for in this run") { estate in
                estate.mark("accessKeys", .notRead)
            },
        ],
        judge: .sources { context, docket in
            for stream in context.book.streams {
                docket.look()
                let source = context.book.source(stream.source)
                let subject = Subject(
                    source, kind: "source", nativeID: stream.stream, name: "\(source.name)/\(stream.stream)")
                switch stream.coverage.state {
                case .complete, .unchanged, .unsupported: continue
                case .notRead:
                    docket.undecided(
                        subject,
                        Cause(
                            key: "not-asked", what: "not asked for in this run",
                            whoCanGiveIt: "a collection of the whole source", streams: [stream.stream]),
                        source: source)
                case .partial, .truncated, .denied, .failed:
                    docket.violation(subject, context.draft(gap: stream, source))
                }
            }
        })
}

extension RuleContext {
    fileprivate func draft(gap stream: StreamInfo, _ source: SourceInfo) -> Docket.Draft {
        let coverage = stream.coverage
        func fact(_ field: String, _ value: String) -> Evidence {
            Evidence(
                field: field, value: value, source: source.name, operation: stream.operation, run: stream.run,
                observedAt: stream.readAt)
        }
        var evidence = [fact("coverage", coverage.state.rawValue)]
        if let reason = coverage.reason { evidence.append(fact("reason", reason)) }
        if !coverage.missingPermissions.isEmpty {
            evidence.append(fact("missingPermissions", coverage.missingPermissions.joined(separator: ", ")))
        }
        evidence.append(
            fact("counts", "\(coverage.pages) pages, \(coverage.rows) rows, \(coverage.rejected) rejected"))
        if let expected = coverage.expectedRows { evidence.append(fact("expectedRows", String(expected))) }
        if !stream.exceptions.isEmpty {
            evidence.append(
                fact("partitions", "\(stream.exceptions.count) not read, \(stream.completePartitions) read to the end"))
        }
        if let last = stream.lastCompleteAt { evidence.append(fact("lastCompleteAt", last.description)) }
        let remedy =
            coverage.missingPermissions.isEmpty
            ? "Repair \(stream.operation) and collect again: muster collect --source \(source.name)"
            : "Allow \(coverage.missingPermissions.joined(separator: ", ")) and collect again."
        return Docket.Draft(
            severity: source.authoritativeFor.contains(.person) && stream.yields.contains(.person) ? .high : .medium,
            summary: "\(source.name)/\(stream.stream) is \(coverage.state.rawValue)"
                + (coverage.reason.map { ": \($0)" } ?? ""),
            evidence: evidence, coverage: [citation(stream)], remediation: [remedy])
    }
}
