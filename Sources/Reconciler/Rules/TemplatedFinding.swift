import Inventory

/// One violation about something that an organisation stamps out in many accounts: the same role, trust and policies
/// under one name. All violations of one rule about one template become one finding, and its name for life is the
/// rule's and the template's, so that one account more or less changes the finding and never closes it.
struct TemplatedFinding {
    var template: String
    var finding: Finding

    /// nil for none. The order in which they came makes no difference.
    static func merged(_ found: [TemplatedFinding]) -> Finding? {
        let members = found.sorted { precedes($0.finding.subject, $1.finding.subject) }.map(\.finding)
        guard let template = found.first?.template, let first = members.first else { return nil }
        let worst = members.dropFirst().reduce(first) { $1.severity > $0.severity ? $1 : $0 }
        let shared = shared(members)
        var merged = worst
        merged.subject = Subject(template: template, of: first.subject.connector)
        merged.subject.source = first.subject.source
        merged.subject.name = first.subject.name
        let accounts = Set(members.map { SourceID(connector: $0.subject.connector, tenant: $0.subject.tenant) }).count
        if members.count > 1 {
            merged.summary = "\(worst.summary); the same in \(members.count) places of \(accounts) accounts"
            if accounts == members.count { merged.summary = "\(worst.summary); the same in \(accounts) accounts" }
        }
        merged.evidence = worst.evidence.filter { shared.contains(EvidenceKey($0)) }
        merged.coverage = united(members.map(\.coverage))
        merged.remediation = united(members.map(\.remediation))
        if accounts > 1 { merged.remediation.insert("Do this in each of the \(accounts) accounts:", at: 0) }
        merged.owners = united(members.map(\.owners))
        merged.teams = Set(members.flatMap(\.teams)).sorted { NativeID($0) < NativeID($1) }
        merged.members = members.map(\.subject)
        merged.mergedFrom = members.map { member in
            FindingMember(
                subject: member.subject, severity: member.severity, summary: member.summary,
                evidence: member.evidence.filter { !shared.contains(EvidenceKey($0)) })
        }
        return merged
    }

    /// What is said alike of every member, wherever and whenever it was read.
    private static func shared(_ members: [Finding]) -> Set<EvidenceKey> {
        var common = Set((members.first?.evidence ?? []).map(EvidenceKey.init))
        for member in members.dropFirst() { common.formIntersection(member.evidence.map(EvidenceKey.init)) }
        return common
    }

    private static func united<Value: Hashable>(_ lists: [[Value]]) -> [Value] {
        var seen: Set<Value> = []
        return lists.joined().filter { seen.insert($0).inserted }
    }

    private static func precedes(_ left: Subject, _ right: Subject) -> Bool {
        (NativeID(left.tenant), NativeID(left.nativeID), NativeID(left.name))
            < (NativeID(right.tenant), NativeID(right.nativeID), NativeID(right.name))
    }

    private struct EvidenceKey: Hashable {
        var field: String
        var value: String
        var note: String?

        init(_ evidence: Evidence) {
            field = evidence.field
            value = evidence.value
            note = evidence.note
        }
    }
}

extension Subject {
    init(template: String, of connector: String) {
        self.init(
            source: "", connector: connector, tenant: "", kind: Self.templateKind, nativeID: template, name: "")
    }
}

extension Dossier {
    /// The attribute by which a connector says that identities of several tenants are one template's: a digest.
    static let templateAttribute = "template"

    var template: String? {
        identity?.record.attributes[Self.templateAttribute].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Holds nothing but the credential that Muster signs in with, and nothing else is known of it.
    var isOnlyCollectors: Bool {
        guard knownByReferenceOnly || looseCredential != nil, !credentials.isEmpty else { return false }
        return credentials.allSatisfy(\.isOnlyCollectors) && grants.isEmpty && entitlements.isEmpty
    }
}
