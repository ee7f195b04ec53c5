import Inventory

/// The checklist while it is gathered.
struct LeaverSteps {
    /// Of each phase; beyond that the step says how many more there are.
    static let limit = 200

    private var steps: [LeaverStep] = []
    private var counts: [LeaverStep.Phase: Int] = [:]
    private var replaced: Set<SubjectKey> = []
    /// Systems for which no way to end sessions is known here.
    private var withoutSessions: [String] = []

    private mutating func add(_ phase: LeaverStep.Phase, _ what: String, _ how: [String]) {
        counts[phase, default: 0] += 1
        guard counts[phase] ?? 0 <= Self.limit else { return }
        steps.append(LeaverStep(phase: phase, what: what, how: how))
    }

    mutating func look(_ item: LeaverItem) {
        add(
            .look, "Is \(item.subject.name) in \(item.subject.source) theirs? \(item.how)",
            ["muster show \(Remediation.quoted("\(item.subject.kind):\(item.subject.nativeID)"))"])
    }

    mutating func disable(_ dossier: Dossier) {
        let lines = Remediation.switchOff(dossier)
        let place = "\(dossier.name) in \(dossier.source.name)"
        add(.disable, place, lines.off)
        if lines.sessions.isEmpty {
            withoutSessions.append(place)
        } else {
            add(.endSessions, place, lines.sessions)
        }
    }

    mutating func replace(_ credential: Credential, of dossier: Dossier, retire: Bool, _ why: String) {
        let key = SubjectKey(dossier.source.id, Reference(.credential, credential.nativeID))
        guard replaced.insert(key).inserted else { return }
        let lines =
            retire
            ? Remediation.retire(credential, holder: dossier.name)
            : Remediation.rotate(credential, holder: dossier.name)
        add(
            .replace, "\(credential.nativeID.string) of \(dossier.name) in \(dossier.source.name): \(why)", lines)
    }

    mutating func withdraw(_ grant: Grant, _ dossier: Dossier, _ why: String) {
        add(
            .withdraw, "\(grant.granteeName ?? dossier.name) in \(dossier.source.name): \(why)",
            Remediation.retire(grant, holder: dossier.name))
    }

    mutating func reassign(_ item: LeaverItem, _ dossier: Dossier, _ policy: Policy) {
        let subject = Remediation.quoted("\(item.subject.kind):\(item.subject.nativeID)")
        let next = item.successors.first
        let whom = next.map { $0.owner.email ?? $0.owner.reference }
        let proposal = next.map {
            ": propose \($0.owner.name ?? $0.owner.reference)" + ($0.reason.map { " (\($0))" } ?? "")
        }
        add(
            .reassign, "\(item.subject.name) in \(item.subject.source)" + (proposal ?? ": nobody to propose is known"),
            [
                "muster owners assign \(subject) --source \(Remediation.quoted(item.subject.source)) --owner "
                    + (whom.map(Remediation.quoted) ?? "WHO"),
                Remediation.nameOwner(dossier, policy),
            ])
    }

    /// By phase; within one in the order of the inventory.
    func ordered(_ report: LeaverReport) -> [LeaverStep] {
        var all = steps
        for phase in LeaverStep.Phase.allCases {
            let more = (counts[phase] ?? 0) - Self.limit
            if more > 0 {
                all.append(LeaverStep(phase: phase, what: "and \(more) more, as the lists above name them", how: []))
            }
        }
        if !withoutSessions.isEmpty {
            all.append(
                LeaverStep(
                    phase: .endSessions,
                    what: "No call that ends sessions is known here for \(withoutSessions.joined(separator: ", "))",
                    how: ["Look for it in the vendor's console, or wait until the sessions end."]))
        }
        let who = Remediation.quoted(report.person.email ?? report.person.nativeID)
        all.append(
            LeaverStep(
                phase: .verify, what: "Nothing is done because somebody said so",
                how: ["muster collect", "muster leaver \(who)", "muster findings --owner \(who)"]))
        return LeaverStep.Phase.allCases.flatMap { phase in all.filter { $0.phase == phase } }
    }
}
