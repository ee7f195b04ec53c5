import Inventory
import Testing

@testable import Reconciler

@Suite("One role in many accounts")
struct TemplateTests {
    static let seeds: [UInt64] = Array(1...6)

    /// Roles of one template in several accounts, with what differs from account to account.
    struct Organisation {
        var info = SnapshotInfo(run: 7, publishedAt: ExampleEstate.now, sources: [], streams: [])
        var rows: [@Sendable (inout MemorySnapshot) -> Void] = []

        init(accounts: Int, seed: UInt64 = 1, isTemplated: Bool = true) {
            var random = SeededGenerator(state: seed)
            for number in 0..<accounts {
                let source = SourceID(connector: "aws", tenant: "\(111_122_223_333 + number)")
                info.sources.append(
                    SourceInfo(
                        id: source, name: "organisation/\(source.tenant)", connectorVersion: "1",
                        firstCompleteAt: ExampleEstate.ago(days: 400), lastRun: 7))
                for (stream, kind) in [
                    ("roles", RecordKind.identity), ("roleUse", .usage), ("policies", .permission),
                    ("attachments", .entitlement), ("users", .credential),
                ] {
                    info.streams.append(
                        StreamInfo(
                            source: source, stream: stream, operation: "iam:\(stream)", yields: [kind],
                            coverage: Coverage(.complete), run: 7, readAt: ExampleEstate.now, lastCompleteRun: 7,
                            lastCompleteAt: ExampleEstate.now))
                }
                for template in 0..<3 {
                    let id = "AROA\(number)T\(template)"
                    let attributes = isTemplated ? ["template": "digest\(template)"] : [:]
                    let isOwned = Int.random(in: 0..<4, using: &random) == 0
                    let isAdmin = Int.random(in: 0..<3, using: &random) == 0
                    let days = Int64.random(in: 0...300, using: &random)
                    add(
                        Identity(
                            nativeID: NativeID(id), type: "aws.iam.role", classification: .role,
                            classificationReason: "a role", name: "role\(template)", status: .enabled,
                            createdAt: ExampleEstate.ago(days: 500),
                            tags: isOwned ? ["team": "platform"] : [:], attributes: attributes), "roles", source)
                    add(
                        Usage(
                            subject: .identity(id), holder: .identity(id),
                            lastUse: .observed(ExampleEstate.ago(days: days)), meaning: .success), "roleUse", source)
                    guard isAdmin else { continue }
                    add(
                        Permission(
                            nativeID: "Admin", type: "aws.iam.policy", name: "Admin", privilege: .admin,
                            reason: "Action *"), "policies", source)
                    add(
                        Entitlement(
                            nativeID: NativeID("\(id)/Admin"), type: "aws.iam.attachedPolicy", holder: .identity(id),
                            target: .permission("Admin"), targetName: "Admin"), "attachments", source)
                }
            }
        }

        mutating func add<R: InventoryRecord>(_ record: R, _ stream: String, _ source: SourceID) {
            let seen = ExampleEstate.ago(days: 400)
            let row = Stored(record: record, source: source, stream: stream, firstSeen: seen, observedAt: seen, run: 2)
            rows.append { $0.add(row) }
        }

        var snapshot: MemorySnapshot {
            var snapshot = MemorySnapshot(info: info)
            for add in rows { add(&snapshot) }
            return snapshot
        }

        func judged() throws -> Reconciliation {
            try Reconciler.reconcile(snapshot, policy: .standard, asOf: ExampleEstate.now)
        }
    }

    @Test("the members of merged findings are the violations before merging, each once", arguments: seeds)
    func counts(_ seed: UInt64) throws {
        let merged = try Organisation(accounts: 9, seed: seed).judged()
        let apart = try Organisation(accounts: 9, seed: seed, isTemplated: false).judged()
        #expect(apart.violations.allSatisfy { $0.mergedFrom.isEmpty })
        #expect(merged.violations.reduce(0) { $0 + $1.members.count } == apart.violations.count)
        #expect(merged.violations.count < apart.violations.count)
        func places(_ findings: [Finding]) -> Set<String> {
            Set(
                findings.flatMap { finding in
                    (finding.mergedFrom.isEmpty ? [finding.subject] : finding.members).map {
                        "\(finding.rule) \($0.source) \($0.nativeID)"
                    }
                })
        }
        #expect(places(merged.violations) == places(apart.violations))
        for finding in merged.violations {
            #expect(finding.members == finding.mergedFrom.map(\.subject))
            #expect(finding.severity == finding.mergedFrom.map(\.severity).max())
            let before = apart.violations.filter { violation in
                violation.rule == finding.rule && finding.members.contains(violation.subject)
            }
            // What is common stands once, what differs with its member: nothing is lost, nothing is told twice.
            for (member, violation) in zip(finding.mergedFrom, before.sorted { $0.subject.source < $1.subject.source })
            {
                let told = (finding.evidence + member.evidence).map { "\($0.field)=\($0.value)" }
                #expect(Set(told) == Set(violation.evidence.map { "\($0.field)=\($0.value)" }))
                #expect(told.count == violation.evidence.count)
            }
        }
    }

    @Test("the order in which accounts and rows came makes no difference", arguments: seeds)
    func order(_ seed: UInt64) throws {
        let organisation = Organisation(accounts: 6, seed: seed)
        var shuffled = organisation
        var random = SeededGenerator(state: seed &* 77)
        shuffled.rows.shuffle(using: &random)
        shuffled.info.sources.shuffle(using: &random)
        shuffled.info.streams.shuffle(using: &random)
        #expect(try organisation.judged() == shuffled.judged())
    }

    @Test("a finding keeps its name while accounts come and go, one account alone included")
    func names() throws {
        let one = try Organisation(accounts: 1).judged().violations
        let nine = try Organisation(accounts: 9).judged().violations
        let shared = Set(one.map(\.fingerprint))
        #expect(!shared.isEmpty)
        #expect(shared.isSubset(of: Set(nine.map(\.fingerprint))))
        for finding in one {
            #expect(finding.mergedFrom.count == 1)
            #expect(!finding.summary.contains("the same in"))
        }
        let common = try #require(nine.first { $0.rule == "OWN-01" })
        #expect(common.summary.hasSuffix("; the same in \(common.members.count) accounts"))
        #expect(common.remediation.first == "Do this in each of the \(common.members.count) accounts:")
        #expect(common.remediation.count == 2)
        #expect(common.subject.kind == Subject.templateKind)
        #expect(common.subject.name == common.members.first?.name)
    }

    @Test("an account that could not be read keeps the finding open and closes nothing")
    func unread() throws {
        var organisation = Organisation(accounts: 1)
        let before = try organisation.judged()
        for index in organisation.info.streams.indices where organisation.info.streams[index].stream == "roles" {
            organisation.info.streams[index].coverage = Coverage(.denied, reason: "AccessDenied")
            organisation.info.streams[index].lastCompleteRun = 3
            organisation.info.streams[index].lastCompleteAt = ExampleEstate.ago(days: 30)
        }
        let after = try organisation.judged()
        let unowned = before.violations.filter { $0.rule == "OWN-01" }.map(\.fingerprint)
        #expect(!unowned.isEmpty)
        #expect(Set(unowned).isSubset(of: after.undecided))
        // What is only not judged never carries the name of a finding that stands elsewhere.
        #expect(after.indeterminate.allSatisfy { !unowned.contains($0.fingerprint) })
    }

    @Test("what is held by a role, or is no identity, is not merged by its template")
    func credentials() throws {
        var organisation = Organisation(accounts: 2)
        for source in organisation.info.sources.map(\.id) {
            organisation.add(
                Credential(
                    nativeID: NativeID("AKIA\(source.tenant)"), type: "aws.iam.accessKey", form: .staticSecret,
                    holder: .identity(source.tenant.hasSuffix("3") ? "AROA0T0" : "AROA1T0"), status: .active,
                    createdAt: ExampleEstate.ago(days: 400), expiry: .unsupported), "users", source)
        }
        let rotate = try organisation.judged().violations.filter { $0.rule == "CRD-02" }
        #expect(rotate.count == 2)
        #expect(rotate.allSatisfy { $0.mergedFrom.isEmpty && $0.subject.kind == "credential" })
    }
}
