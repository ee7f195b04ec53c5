import Inventory

extension Rule {
    /// GOV-04: an exemption that covers nothing any more, or never did.
    static let exemptionEnded = Rule(
        id: "GOV-04", title: "Exemption ended or invalid",
        claim:
            "A finding still stands whose exemption has ended, or was approved by nobody who may: an owner of the thing, "
            + "somebody who left, nobody known.",
        rationale: "An exemption is a risk that somebody took until a day. After it, or without them, nobody takes it.",
        severity: "Medium.", thresholds: [], needs: [.person],
        guards: [
            "An exemption of what no longer stands is no finding.",
            "Whether the approver is known and still here is only judged where the lists of people were read to their end.",
            "An exemption that was ended by a later decision does not count.",
        ],
        remediation: ["Repair what the finding says, or have the exemption approved anew by someone who may."],
        falseWhen: "the finding no longer stands, or a later decision exempts it until a day to come",
        controls: .governance,
        examples: [
            RuleExample(.flagged, "an exemption that ended last week, and the key is still not used") { estate in
                estate.exempted(daysLeft: -7)
            },
            RuleExample(.flagged, "an exemption that the owner approved") { estate in
                estate.exempted(approver: "00042")
            },
            RuleExample(.flagged, "an exemption approved by somebody who has left") { estate in
                estate.person("00043", "bo.lind@example.com", .deactivated)
                estate.exempted(approver: "bo.lind@example.com")
            },
            RuleExample(.flagged, "an exemption approved by nobody who is known") { estate in
                estate.exempted(approver: "cleo.ray@example.com")
            },
            RuleExample(.notFlagged, "an exemption that ends next month, approved by somebody else") { estate in
                estate.person("00044", "dora.finn@example.com")
                estate.exempted(approver: "dora.finn@example.com")
            },
            RuleExample(.notFlagged, "an exemption that ended, of what was repaired") { estate in
                estate.exempted(daysLeft: -7, lastUsedDaysAgo: 1)
            },
            RuleExample(.notFlagged, "an exemption that was taken back") { estate in
                estate.exempted(daysLeft: -7)
                estate.decide(.withdraw(1), daysAgo: 1)
            },
            RuleExample(.indeterminate, "an approver who is in no list, while people could not be read") { estate in
                estate.exempted(approver: "cleo.ray@example.com")
                estate.mark("people", .truncated)
            },
            RuleExample(.indeterminate, "an exemption that ended, of a key whose last use could not be read") {
                estate in
                estate.exempted(daysLeft: -7)
                estate.mark("accessKeyLastUsed", .denied, permission: "iam:GetAccessKeyLastUsed")
            },
        ],
        judge: .decisions { context, docket in
            let exemptions = context.first.decisions.allExemptions
            guard !exemptions.isEmpty else { return }
            let rules = Set(exemptions.map(\.terms.rule))
            var standing: [SubjectKey: [Finding]] = [:]
            for finding in docket.violations where rules.contains(finding.rule) {
                standing[SubjectKey(finding.subject), default: []].append(finding)
            }
            for ruling in exemptions {
                docket.look()
                let found = standing[ruling.terms.subject]?.first { $0.rule == ruling.terms.rule }
                context.judge(exemption: ruling, of: found, &docket)
            }
        })
}

extension RuleContext {
    fileprivate func judge(
        exemption ruling: Decisions.Ruling<Exemption>, of finding: Finding?, _ docket: inout Docket
    ) {
        let terms = ruling.terms
        let id = SourceID(terms.subject)
        guard let finding else {
            let source = book.source(id)
            let subject = Subject(
                source, kind: terms.subject.kind, nativeID: terms.subject.nativeID, name: terms.subject.nativeID)
            let isOpen = docket.undecided.contains(FindingIdentity.fingerprint(rule: terms.rule, subject))
            if isOpen, asOf >= terms.until {
                let cause = Cause(
                    key: "finding-undecided", what: "ended, and \(terms.rule) cannot be judged now",
                    whoCanGiveIt: "what \(terms.rule) is missing: muster findings --rule \(terms.rule)")
                docket.undecided(subject, fields: [terms.rule], cause, source: source)
            }
            return
        }
        if asOf >= terms.until {
            return docket.violation(
                finding.subject, fields: [terms.rule],
                draft(ruling, finding, "ended on \(terms.until.day)", []))
        }
        judge(approverOf: ruling, finding, &docket)
    }

    private func judge(
        approverOf ruling: Decisions.Ruling<Exemption>, _ finding: Finding, _ docket: inout Docket
    ) {
        let approver = ruling.terms.approver
        let source = SourceID(ruling.terms.subject)
        let claim = RawClaim(owner: approver, evidence: .register, origin: .claim(.register))
        guard !OwnerReference.isPlaceholder(approver), let ranked = ranking.rank([claim], in: source).first else {
            return docket.violation(
                finding.subject, fields: [ruling.terms.rule], draft(ruling, finding, "has no approver", []))
        }
        var fault: String?
        if Approver.isOwner(approver, person: ranked.owner.person, finding.owners) {
            fault = "was approved by an owner of it, \(approver)"
        } else {
            switch ranked.owner.state {
            case .active, .group, .ambiguous: return
            case .inactive: fault = "was approved by \(approver), who has left"
            case .absent: fault = "was approved by \(approver), who is not known"
            case .unknown:
                guard ranked.doubt == .external || ranked.doubt == .notAPerson || ranked.node != nil else { break }
                fault = "was approved by \(approver), who is nobody of the company"
            }
        }
        guard let fault else {
            return docket.undecided(
                finding.subject, fields: [ruling.terms.rule], doubt(ranked), source: book.source(source))
        }
        docket.violation(
            finding.subject, fields: [ruling.terms.rule],
            draft(ruling, finding, fault, evidence(personOf: ranked)))
    }

    private func draft(
        _ ruling: Decisions.Ruling<Exemption>, _ finding: Finding, _ fault: String, _ person: [Evidence]
    ) -> Docket.Draft {
        let (terms, decision) = (ruling.terms, ruling.decision)
        return Docket.Draft(
            severity: .medium,
            summary: "the exemption of \(terms.rule) for \(finding.subject.name) \(fault), and the finding stands",
            evidence: [
                Evidence(
                    field: "exemption", value: "approved by \(terms.approver) until \(terms.until.day)",
                    note: "by \(decision.by), decision \(decision.number)"
                        + (decision.reason.map { ": \($0)" } ?? "")),
                Evidence(field: "finding", value: finding.fingerprint, note: finding.summary),
            ] + person + finding.evidence,
            coverage: finding.coverage.map { $0 } + (person.isEmpty ? [] : peopleCitations),
            remediation: finding.remediation + [
                "Or have it borne by someone who may: muster exempt add --rule \(terms.rule) --subject "
                    + "\(terms.subject.nativeID) --approver WHO --until DAY --reason TEXT"
            ], owners: finding.owners, teams: finding.teams)
    }
}

/// Who may approve.
public enum Approver {
    /// Whether somebody is among the owners, by any of the ways to write them.
    /// - Parameter person: the id of the person that the words resolved to, where they did.
    public static func isOwner(_ words: String, person: String? = nil, _ owners: [Owner]) -> Bool {
        let text = Address.normalised(OwnerReference.bare(words))
        return owners.contains { owner in
            if let person, person == owner.person { return true }
            return [owner.reference, owner.person, owner.email, owner.name].contains { candidate in
                candidate.map { Address.normalised(OwnerReference.bare($0)) == text } ?? false
            }
        }
    }
}

extension ExampleEstate {
    /// A key of ana's service user that was not used for 300 days, and its exemption.
    fileprivate mutating func exempted(
        approver: String = "00044", daysLeft: Int64 = 30, lastUsedDaysAgo: Int64 = 300
    ) {
        person("00042", "ana.berg@example.com")
        user("svc-report", tags: ["owner": "ana.berg@example.com"])
        key("AKIA1", of: "svc-report", lastUse: .observed(Self.ago(days: lastUsedDaysAgo)))
        decide(
            .exempt(
                Exemption(
                    rule: "STL-01", subject: SubjectKey(Self.aws, .credential("AKIA1")), approver: approver,
                    until: Self.now.advanced(byDays: daysLeft))), daysAgo: 60)
    }
}
