import Inventory
import Reconciler
import Reports

/// `muster leaver`: who is meant, and what they leave behind.
public enum Leaver {
    /// - Parameters:
    ///   - query: an address, an employee id or a name.
    ///   - day: nil for their last day where a source tells it, else the judging clock.
    /// - Throws: `Problem` where nobody or more than one person answers.
    public static func report(
        _ query: String, on day: Instant?, in snapshot: any Snapshot, policy: Policy, decisions: Decisions,
        asOf: Instant
    ) throws -> LeaverReport {
        let people = try PeopleDirectory(snapshot, policy: policy, asOf: asOf)
        let found = people.find(query)
        guard let person = found.first else { throw absence(query, people, snapshot) }
        guard found.count == 1 else {
            let names = found.prefix(10).map { "\($0.described), id \($0.nativeID), \($0.standing.state.rawValue)" }
            throw Problem(
                "\(found.count) people answer to \(query): \(names.joined(separator: "; "))",
                advice: "Name one by the id.", status: .usage)
        }
        return try LeaverInquiry.report(
            on: person, leaving: day ?? person.endsAt ?? asOf, in: snapshot, policy: policy, decisions: decisions,
            asOf: asOf)
    }

    private static func absence(_ query: String, _ people: PeopleDirectory, _ snapshot: any Snapshot) -> Problem {
        let run = snapshot.info.run
        guard people.hasSource else {
            return Problem(
                "run \(run) has no source that is the authority for people",
                advice: "Add one to the configuration, with authoritative_for: [people], and collect.", status: .usage)
        }
        guard people.isComplete else {
            return Problem(
                "\(query) is not among the people of run \(run), and not all of them were read",
                advice: "That proves nothing: see muster collect for what could not be read.", status: .coverageLost)
        }
        return Problem(
            "nobody in the lists of people answers to \(query)",
            advice: "Give an address, an employee id or the full name: muster inventory people.")
    }

    /// The lists that a page shows, in order, each with what it is.
    static func lists(_ report: LeaverReport) -> [(title: String, items: [LeaverItem])] {
        [
            ("Accounts", report.accounts), ("Accounts that may be theirs", report.possibleAccounts),
            ("Credentials of their own", report.credentials), ("Consents", report.consents),
            ("Things they own", report.owned), ("Things they made or installed", report.created),
        ]
    }

    /// How it ends in a few words, which never say more than was read.
    static func verdict(_ report: LeaverReport) -> String {
        let items = report.credentials + report.consents + report.created.filter { $0.subject.kind == "credential" }
        let survive = items.filter { $0.fate == .survives }.count
        let unknown = items.filter { $0.fate == .unknown }.count
        let needing = report.owned.filter(\.needsSuccessor).count
        var parts = [
            counted(report.accounts.count, "account"),
            "\(counted(survive, "credential or consent", "credentials and consents")) that outlive them",
            "\(counted(needing, "thing")) left without an owner",
        ]
        if unknown > 0 { parts.insert("\(unknown) of which nobody says whether they do", at: 2) }
        return parts.joined(separator: ", ")
            + (report.isComplete ? "" : "; not every list was read, so there may be more")
    }

    public static func status(_ report: LeaverReport) -> ExitStatus {
        report.isComplete ? .complete : .coverageLost
    }
}

extension LeaverGap {
    /// `okta grants: denied (AccessDenied); needs okta.grants.read`.
    var sentence: String {
        var text =
            "\(source) \(stream) is \(state.rawValue): \(kinds.map(\.rawValue).joined(separator: ", ")) may be missing"
        if let reason { text += "; \(reason)" }
        if !missingPermissions.isEmpty { text += "; needs \(missingPermissions.joined(separator: ", "))" }
        return text
    }
}

extension LeaverItem {
    /// Everything about it in one line.
    var sentence: String {
        var text = "\(subject.displayed)" + (holder.map { $0 == subject.name ? "" : " of \($0)" } ?? "")
        text += " (\(subject.source), \(type)): \(reason)"
        if privilege.rank >= Privilege.high.rank { text += "; privilege \(privilege.rawValue)" }
        text += "; \(how)"
        if !secrets.isEmpty { text += "; \(counted(secrets.count, "secret")) they may have seen" }
        if !others.isEmpty {
            text += "; also owned by \(others.map { $0.name ?? $0.reference }.joined(separator: ", "))"
        }
        if needsSuccessor {
            text +=
                successors.first.map {
                    "; successor: \($0.owner.name ?? $0.owner.reference)" + ($0.reason.map { ", \($0)" } ?? "")
                } ?? "; no successor is known"
        }
        return text
    }
}
