import Foundation
import Inventory
import Ledger
import MusterApp
import Reconciler
import Reports
import Testing

@Suite("Owners: listing and recording")
struct OwnerDecisionTests {
    private func recorder(_ by: String = "cem", ownerHasLeft: Bool = true) -> OwnerDecisions {
        OwnerDecisions(
            snapshot: SmallOrganisation.snapshot(ownerHasLeft: ownerHasLeft), policy: .standard, decisions: .none,
            asOf: SmallOrganisation.asOf, by: by)
    }

    private func decided(_ drafts: [DecisionDraft]) -> Decisions {
        Decisions(
            drafts.enumerated().map { index, draft in
                Decision(
                    number: Int64(index) + 1, at: SmallOrganisation.asOf, by: draft.by, reason: draft.reason,
                    act: draft.act)
            })
    }

    private func rows(_ listing: OwnerListing = OwnerListing(), _ decisions: Decisions = .none) throws -> [OwnerRow] {
        var rows: [OwnerRow] = []
        try listing.forEach(
            in: SmallOrganisation.snapshot(), policy: .standard, decisions: decisions, asOf: SmallOrganisation.asOf
        ) { rows.append($0) }
        return rows
    }

    // MARK: - Listing

    @Test("things are listed with their owners, and what nobody owns apart")
    func listing() throws {
        #expect(try rows().map(\.subject.name) == ["prod/db", "deploy-bot"])
        #expect(try rows(OwnerListing(unownedOnly: true)).map(\.subject.name) == ["prod/db"])
        let owner = OwnerFilter(owner: "NORA.ek@example.com")
        #expect(try rows(OwnerListing(filter: owner)).map(\.subject.name) == ["deploy-bot"])
        #expect(try rows(OwnerListing(filter: OwnerFilter(team: "payments"))).isEmpty)
        #expect(throws: Problem.self) { try rows(OwnerListing(sources: ["prodution"])) }
    }

    @Test("a team gets what it owns by a register's entry, and nothing of others")
    func team() throws {
        let draft = try recorder().assign("prod/db", source: nil, owner: "payments", role: .accountable, reason: nil)
        let listing = OwnerListing(filter: OwnerFilter(owner: "payments"))
        #expect(try rows(listing, decided(draft.decisions)).map(\.subject.name) == ["prod/db"])
    }

    @Test("claims say where they were read and what became of them")
    func claims() throws {
        let draft = try recorder().assign(
            "deploy-bot", source: nil, owner: "0042", role: .technical, reason: "the runbook says so")
        let row = try #require(try rows(OwnerListing(), decided(draft.decisions)).last)
        let texts = row.claims.map { OwnerClaimRow(subject: row.subject, claim: $0) }.map { row in
            OwnerClaimRow.layout.table.map { $0.cell(row) }.joined(separator: "|")
        }
        #expect(texts.first?.contains("decision 1 by cem, technical|counts") == true)
        #expect(texts.last?.contains("tag owner|the same person by a stronger claim") == true)
    }

    // MARK: - Recording

    @Test(
        "a thing is found by its name, its id and its kind with id",
        arguments: ["deploy-bot", "AIDAEXAMPLE", "identity:AIDAEXAMPLE"])
    func subjects(query: String) throws {
        let draft = try recorder().assign(
            query, source: "production", owner: "nora.ek@example.com", role: .accountable, reason: "agreed")
        let act = try #require(draft.decisions.first?.act)
        guard case .own(let terms) = act else { throw Problem("no owner", advice: "") }
        #expect(terms.subject == SubjectKey(SmallOrganisation.aws, .identity("AIDAEXAMPLE")))
        #expect(terms.evidence == .register)
        #expect(draft.decisions.first?.by == "cem")
        #expect(draft.decisions.first?.reason == "agreed")
    }

    @Test("an owner who has left or is unknown is recorded with a warning, and one who is nobody is refused")
    func ownersInDoubt() throws {
        func notes(_ owner: String) throws -> [String] {
            try recorder().assign("deploy-bot", source: nil, owner: owner, role: .accountable, reason: nil).notes
        }
        #expect(try notes("nora.ek@example.com") == ["Nora Ek <nora.ek@example.com> has left."])
        #expect(try notes("new@example.com") == ["No source of people knows new@example.com."])
        #expect(try notes("payments").isEmpty)
        for nobody in ["", "TBD", "a\u{202E}b", String(repeating: "x", count: 400)] {
            #expect(throws: Problem.self) { try notes(nobody) }
        }
        #expect(throws: Problem.self) {
            try recorder().assign("no-such", source: nil, owner: "0042", role: .accountable, reason: nil)
        }
    }

    @Test("only the owner attests, under whichever of their names")
    func attestation() throws {
        func attest(by: String, owner: String, left: Bool = false) throws -> OwnerDecisions.Draft {
            try recorder(by, ownerHasLeft: left).attest(
                "deploy-bot", source: nil, owner: owner, role: .accountable, reason: nil)
        }
        for (by, owner) in [("0042", "nora.ek@example.com"), ("Nora.Ek@example.com", "0042"), ("nora ek", "0042")] {
            let act = try attest(by: by, owner: owner).decisions[0].act
            guard case .own(let terms) = act else { throw Problem("no owner", advice: "") }
            #expect(terms.evidence == .attestation)
        }
        #expect(throws: Problem.self) { try attest(by: "cem", owner: "0042") }
        #expect(throws: Problem.self) { try attest(by: "cem", owner: "cem") }
        #expect(throws: Problem.self) { try attest(by: "0042", owner: "0042", left: true) }
    }

    @Test("only an owner in force can be taken back")
    func withdrawal() throws {
        var recorder = recorder()
        recorder.decisions = decided(
            try recorder.assign("deploy-bot", source: nil, owner: "0042", role: .accountable, reason: nil).decisions)
        #expect(try recorder.withdraw(1, reason: nil).decisions.map(\.act) == [.withdraw(1)])
        #expect(throws: Problem.self) { try recorder.withdraw(2, reason: nil) }
    }

    // MARK: - Register

    private func plan(
        _ text: String, _ file: String = "owners.csv", _ decisions: Decisions = .none
    ) throws -> OwnerRegister.Plan {
        try OwnerRegister(Data(text.utf8), file: file).plan(
            in: SmallOrganisation.snapshot(), policy: .standard, decisions: decisions, asOf: SmallOrganisation.asOf,
            by: "cmdb")
    }

    private static let csv = #"""
        source,kind,id,name,owner,role,reason\#r
        production,identity,AIDAEXAMPLE,,0042,technical,"agreed, in ""writing"""\#r
        ,,,prod/*,payments,,\#r
        """#

    private static let yaml = """
        # who owns what
        - {source: production, kind: identity, id: AIDAEXAMPLE, owner: "0042", role: technical, reason: 'agreed, in "writing"'}
        - name: prod/*
          owner: payments
        """

    @Test("the same register as CSV and as YAML records the same, by id and by pattern")
    func formats() throws {
        let fromCSV = try plan(Self.csv)
        let fromYAML = try plan(Self.yaml, "owners.yaml")
        #expect(fromCSV.drafts == fromYAML.drafts)
        #expect(fromCSV.drafts.count == 2)
        #expect(fromCSV.drafts.first?.reason == "agreed, in \"writing\"")
    }

    @Test("a second import of the same file records nothing")
    func again() throws {
        let first = try plan(Self.csv)
        let second = try plan(Self.csv, "owners.csv", decided(first.drafts))
        #expect(second.drafts.isEmpty)
        #expect(second.unchanged == 2)
    }

    @Test("every bad row is named with its line, and nothing is recorded")
    func mistakes() throws {
        let text = """
            name,owner,role,source,kind,id
            deploy-bot,0042,,,,
            no-such,0042,,,,
            deploy-bot,TBD,,,,
            deploy-bot,0042,boss,,,
            deploy-bot,0042,,elsewhere,,
            deploy-bot,0042,,,person,
            *,0042,,,,
            ,0042,,,,
            deploy-bot,0042,,,,AIDAEXAMPLE
            "open,0042
            """
        let problem = try #require(throws: Problem.self) { try plan(text) }
        #expect(problem.status == .usage)
        for line in 3...11 { #expect(problem.detail.contains("owners.csv:\(line): ")) }
        #expect(!problem.detail.contains("owners.csv:2: "))
    }

    @Test(
        "a file that is no register is refused",
        arguments: [
            ("owner,nmae\nx,y\n", "owners.csv"), ("name\nx\n", "owners.csv"), ("owner,owner\nx,y\n", "owners.csv"),
            ("a: 1\n", "owners.yaml"), ("- [", "owners.yaml"), ("- {owner: x, nmae: y}\n", "owners.yaml"),
            ("- 7\n", "owners.yml"),
        ])
    func noRegister(text: String, file: String) {
        #expect(throws: Problem.self) { try plan(text, file) }
    }

    @Test("an empty register records nothing", arguments: ["owners.csv", "owners.yaml"])
    func empty(file: String) throws {
        #expect(try plan("", file).drafts.isEmpty)
    }
}
