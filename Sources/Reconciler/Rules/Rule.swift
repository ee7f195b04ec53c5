import Inventory

/// A rule: what it claims, why that matters, what it needs, and how it judges. A value, so that documentation and
/// tests read the same thing that judges.
public struct Rule: Sendable {
    public var id: String
    public var title: String
    /// One sentence: what a violation says.
    public var claim: String
    public var rationale: String
    /// How severe, and when more or less so.
    public var severity: String
    public var thresholds: [ThresholdName]
    /// The kinds of record that it reads.
    public var needs: [RecordKind]
    /// Where it does not fire, and why.
    public var guards: [String]
    public var remediation: [String]
    /// What would make a finding go away, in one sentence.
    public var falseWhen: String
    public var controls: ControlMapping
    public var examples: [RuleExample]
    var judge: Judge

    /// What a rule looks at.
    enum Judge: Sendable {
        /// Every dossier.
        case dossier(@Sendable (Dossier, RuleContext, inout Docket) -> Void)
        /// The sources and their streams.
        case sources(@Sendable (RuleContext, inout Docket) -> Void)
        /// Records that share a key.
        case aggregate(Aggregate)
        /// Every dossier, and records of several that share a key.
        case both(@Sendable (Dossier, RuleContext, inout Docket) -> Void, Aggregate)
        /// What was decided about findings: the others' violations are all there.
        case decisions(@Sendable (RuleContext, inout Docket) -> Void)
    }

    struct Aggregate: Sendable {
        /// What the members share, in words.
        var key: String
        var members: @Sendable (Dossier, RuleContext) -> [(key: Fingerprint, member: AggregateMember)]
        var judge: @Sendable (Fingerprint, [AggregateMember], RuleContext, inout Docket) -> Void
    }

    private static let account = [leaverAccount, uncorrelatedAccount, dormantAccount]
    private static let coverage = [coverageGap, staleSource, massChange, collectorCredential]
    private static let credential = [noExpiry, unrotated, sharedFingerprint, expiringSoon, doubledCredential]
    private static let environment = [environmentMixing]
    private static let governance = [reviewOverdue, notCarriedOut, exemptionEnded]
    private static let grant = [
        dormantGrant, highRiskScope, tenantWideConsent, unverifiedPublisher, consenterGone, unapprovedVendor,
        grantDrift,
    ]
    private static let orphan = [ownerDeactivated, ownerDeleted, ownerAbsent, usedAfterLeaving]
    private static let ownership = [
        unowned, ownerInferred, ownerIsNoPerson, externalOwner, singleOwner, emptyOwnerGroup,
    ]
    private static let privilege = [adminPrivilege]
    private static let stale = [
        staleCredential, neverUsed, dormantIdentity, switchedOffWithResidue, endedCredentialKept,
    ]
    private static let use = [humanUse]

    /// In the order of their ids.
    public static let all: [Rule] = [
        account, coverage, credential, environment, governance, grant, orphan, ownership, privilege, stale, use,
    ].flatMap { $0 }.sorted { $0.id < $1.id }

    public static func named(_ id: String) -> Rule? { all.first { $0.id == id } }
}

/// One of several records that share a key.
struct AggregateMember: Sendable {
    var subject: Subject
    /// Who holds it: two credentials of one holder are no sharing.
    var holder: String
    /// Whether it is known to work.
    var isCertain: Bool
    var evidence: Evidence
    var owners: [Owner]
    var teams: [String]
    var citation: CoverageCitation?
    /// Of its holder, by an explicit label.
    var environment: String?
}
