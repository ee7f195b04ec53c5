import Inventory

@testable import Reports

/// A small invented organisation.
enum Sample {
    static let aws = SourceID(connector: "aws", tenant: "123456789012")
    static let people = SourceID(connector: "people-file", tenant: "staff")
    static let asOf = Instant(seconds: 1_793_491_200)  // 2026-11-01T00:00:00Z

    static func daysAgo(_ days: Int64) -> Instant { asOf.advanced(byDays: -days) }

    static let nora = Owner(
        reference: "nora.ek@example.com", person: "0042", name: "Nora Ek", email: "nora.ek@example.com",
        evidence: .tag, confidence: 0.9, state: .inactive, personStatus: .deactivated, leftAt: daysAgo(32))

    static let provenance = InventoryRow.Provenance(
        stream: "accessKeys", operation: "iam:ListAccessKeys", run: 7, observedAt: daysAgo(1), firstSeen: daysAgo(90))

    static let key = InventoryRow(
        source: "production", connector: "aws", tenant: "123456789012", kind: .credential, type: "aws.iam.accessKey",
        nativeID: "AKIAIOSFODNN7EXAMPLE", name: "", holder: .identity("AIDAEXAMPLE"), createdAt: daysAgo(400),
        lastUsed: .observed(daysAgo(120)), expiresAt: .unsupported, status: "active", owners: [nora],
        provenance: provenance, details: [.init("form", .text("staticSecret"))])

    static let user = InventoryRow(
        source: "production", connector: "aws", tenant: "123456789012", kind: .identity, type: "aws.iam.user",
        nativeID: "AIDAEXAMPLE", name: "deploy-bot", createdAt: daysAgo(410), lastUsed: .noneSince(daysAgo(300)),
        expiresAt: .unsupported, status: "enabled", owners: [nora], provenance: provenance,
        details: [
            .init("class", .text("service")), .init("emails", .texts(["a@example.com", "b@example.com"])),
            .init("tags", .map(["team": "payments", "owner": "nora.ek@example.com"])),
        ])

    static let token = InventoryRow(
        source: "people", connector: "people-file", tenant: "staff", kind: .grant, type: "example.grant",
        nativeID: "g,1", name: "=SUM(A1)", lastUsed: .unsupported, expiresAt: .sliding(windowInSeconds: 2_592_000),
        status: "active", provenance: provenance)

    static let rows = [user, key, token]

    static let finding = Finding(
        rule: "ORP-01", result: .violation, severity: .high,
        fingerprint: "3f2a91c4d0e1b2a3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f708192a3b",
        subject: Subject(
            source: "production", connector: "aws", tenant: "123456789012", kind: "identity",
            nativeID: "AIDAEXAMPLE", name: "deploy-bot"),
        summary: "deploy-bot is owned by Nora Ek, who left on 2026-09-30, and still has a key that works",
        evidence: [
            Evidence(
                field: "owner", value: "nora.ek@example.com", source: "production", operation: "iam:ListUserTags",
                run: 7, observedAt: daysAgo(1)),
            Evidence(field: "daysSinceLeft", value: "32", note: "from people.endedAt and the judging clock"),
        ],
        coverage: [
            CoverageCitation(source: "people", stream: "people", state: .complete, run: 7, readAt: daysAgo(1))
        ],
        remediation: [
            "Name a new owner in the tag owner of user deploy-bot.",
            "Or deactivate the key: aws iam update-access-key --access-key-id AKIAIOSFODNN7EXAMPLE --status Inactive "
                + "--user-name deploy-bot",
        ],
        falseWhen: "An owner who is active is named, or the last credential is gone in a complete read.",
        owners: [nora], teams: ["payments"])

    static let indeterminate = Finding(
        rule: "STL-01", result: .indeterminate, severity: .medium, fingerprint: String(repeating: "ab", count: 32),
        subject: Subject(
            source: "production", connector: "aws", tenant: "123456789012", kind: "source",
            nativeID: "123456789012", name: "production"),
        summary: "last use of 3 keys is unknown",
        missing: MissingKnowledge(
            what: "the last use of access keys", whoCanGiveIt: "iam:GetAccessKeyLastUsed",
            judgeableAt: asOf.advanced(byDays: 10)))

    static func row(_ finding: Finding) -> FindingRow {
        FindingRow(
            finding: finding, firstSeen: finding.result == .violation ? daysAgo(20) : nil,
            lastSeen: finding.result == .violation ? daysAgo(1) : nil, asOf: asOf, run: 7, policy: "c0ffee")
    }

    static let info = SnapshotInfo(
        run: 7, publishedAt: asOf,
        sources: [
            SourceInfo(id: aws, name: "production", connectorVersion: "1", lastRun: 7),
            SourceInfo(id: people, name: "people", connectorVersion: "1", authoritativeFor: [.person], lastRun: 7),
        ],
        streams: [
            stream("users", Coverage(.complete, rows: 1_200), rows: [.identity: 1_200]),
            stream(
                "accessKeyLastUsed",
                Coverage(
                    .denied, reason: "AccessDenied for 1,200 users", missingPermissions: ["iam:GetAccessKeyLastUsed"])),
            stream("secrets", Coverage(.partial, reason: "page 3 could not be fetched", rejected: 2)),
            StreamInfo(
                source: people, stream: "people", operation: "file", yields: [.person], coverage: Coverage(.complete),
                run: 7, readAt: asOf, rowsNow: [.person: 80]),
        ])

    private static func stream(_ name: String, _ coverage: Coverage, rows: [RecordKind: Int] = [:]) -> StreamInfo {
        StreamInfo(
            source: aws, stream: name, operation: "iam:\(name)", yields: [.identity], coverage: coverage, run: 7,
            readAt: asOf, rowsNow: rows)
    }

    static func list<Row>(_ layout: ListLayout<Row>, _ format: ListFormat, _ rows: [Row], width: Int? = nil) throws
        -> String
    {
        var bytes: [UInt8] = []
        let reporter = layout.reporter(format, to: ReportOutput { bytes += $0 }, width: width)
        for row in rows { try reporter.write(row) }
        try reporter.finish()
        return String(decoding: bytes, as: UTF8.self)
    }
}
