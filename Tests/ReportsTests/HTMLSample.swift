import Inventory
import Reconciler

@testable import Reports

/// The invented organisation as a page.
extension Sample {
    static let page: HTMLPage = {
        var reconciliation = Reconciliation(asOf: asOf, policyHash: "c0ffee")
        var stale = finding
        stale.rule = "STL-01"
        stale.severity = .medium
        stale.fingerprint = String(repeating: "5", count: 64)
        stale.summary = "AKIAIOSFODNN7EXAMPLE of deploy-bot still works and was last used 2026-07-04, 120 days ago"
        stale.members = [stale.subject]
        reconciliation.violations = [finding, stale]
        reconciliation.indeterminate = [indeterminate]
        reconciliation.judged = ["ORP-01": 12, "STL-01": 30]
        reconciliation.unlinked = [
            Subject(
                source: "production", connector: "aws", tenant: "123456789012", kind: "identity",
                nativeID: "AIDAANOTHER", name: "kim")
        ]
        reconciliation.unlinkedCount = 1
        reconciliation.belowFloor = ["OWN-01": 3]
        reconciliation.closingBlocked = [ClosingBlock(connector: "aws", tenant: "123456789012", kind: .credential)]
        return HTMLPage(
            info: info, reconciliation: reconciliation, firstSeen: [finding.fingerprint: daysAgo(20)],
            census: census(reversed: false),
            changes: HTMLPage.Changes(
                summary: ChangeSummary(since: 6, added: 3, retired: 1, changed: 2, opened: 1, resolved: 4),
                opened: [stale],
                records: [
                    ChangeRow(
                        source: "production", tenant: "123456789012", stream: "users", kind: .identity,
                        type: "aws.iam.user", nativeID: "AIDAEXAMPLE", name: "deploy-bot", change: .changed,
                        cause: "vendor", fields: ["status"])
                ]),
            trend: [
                HTMLPage.TrendPoint(run: 5, publishedAt: daysAgo(14), open: 3),
                HTMLPage.TrendPoint(run: 6, publishedAt: daysAgo(7), open: 5),
                HTMLPage.TrendPoint(run: 7, publishedAt: asOf, open: 2),
            ],
            connectors: [
                HTMLPage.ConnectorNotes(
                    id: "aws", product: "Amazon Web Services", version: "1",
                    documentation: "https://docs.example.com/iam",
                    blindSpots: [.init("Who made a key", "Only the trail knows, and it is not read.")],
                    usageMeanings: [.init("Access keys", "The last signed request, some hours late.")]),
                HTMLPage.ConnectorNotes(
                    id: "people-file", product: "List of people", version: "1", documentation: "", blindSpots: [],
                    usageMeanings: []),
            ],
            failures: [ScreenOne.SourceFailure(source: "staging", reason: "the credential is refused")],
            programVersion: "0.0.0")
    }()

    /// The same counts, taken in one order or the other.
    static func census(reversed: Bool) -> Census {
        let old = Credential(
            nativeID: "AKIAIOSFODNN7EXAMPLE", type: "aws.iam.accessKey", form: .staticSecret, holder: nil,
            status: .active, createdAt: daysAgo(400), expiry: .unsupported)
        var dead = old
        dead.status = .inactive
        var secret = old
        (secret.type, secret.createdAt, secret.expiry) = ("aws.secretsmanager.secret", nil, .at(asOf))
        let counts: [@Sendable (inout Census) -> Void] = [
            { [old] in $0.count(old, lastUse: .observed(daysAgo(120)), of: "production") },
            { [dead] in $0.count(dead, lastUse: .unknown, of: "production") },
            { [secret] in $0.count(secret, lastUse: .noneSince(daysAgo(90)), of: "production") },
            { $0.count(.service, isVendorManaged: false, owners: [nora], of: "production") },
            { $0.count(.service, isVendorManaged: false, owners: [], of: "production") },
            { $0.count(.role, isVendorManaged: true, owners: [], of: "production") },
            { $0.count(.human, isVendorManaged: false, owners: [], of: "production") },
            { $0.count(.person, 80, of: "people") },
        ]
        var census = Census(asOf: asOf)
        for count in reversed ? counts.reversed() : counts { count(&census) }
        return census
    }

    static func html(_ page: HTMLPage) throws -> String { String(decoding: try htmlBytes(page), as: UTF8.self) }

    static func htmlBytes(_ page: HTMLPage) throws -> [UInt8] {
        var bytes: [UInt8] = []
        try page.write(to: ReportOutput { bytes += $0 })
        return bytes
    }
}
