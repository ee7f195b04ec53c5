import Inventory

/// A tiny estate that shows what a rule says about it: its test, and its place in the documentation.
public struct RuleExample: Sendable {
    public enum Kind: String, Sendable, CaseIterable {
        case flagged, notFlagged, indeterminate

        /// The answer that is expected, in the word that a reader knows.
        public var answer: String {
            switch self {
            case .flagged: "violation"
            case .notFlagged: "nothing"
            case .indeterminate: "indeterminate"
            }
        }
    }

    public var kind: Kind
    /// What the estate is, in words.
    public var title: String
    public var policy: Policy
    /// The estate in the run before; nil where there was none.
    var before: (@Sendable (inout ExampleEstate) -> Void)?
    var build: @Sendable (inout ExampleEstate) -> Void

    init(
        _ kind: Kind, _ title: String, policy: Policy = .standard,
        before: (@Sendable (inout ExampleEstate) -> Void)? = nil,
        _ build: @escaping @Sendable (inout ExampleEstate) -> Void
    ) {
        self.kind = kind
        self.title = title
        self.policy = policy
        self.before = before
        self.build = build
    }

    /// The estate, and the clock to judge it by.
    public var snapshot: MemorySnapshot {
        var estate = ExampleEstate()
        build(&estate)
        return estate.snapshot
    }

    /// The snapshot of the run before.
    public var previous: MemorySnapshot? {
        before.map { before in
            var estate = ExampleEstate()
            before(&estate)
            estate.dateBack()
            return estate.snapshot
        }
    }

    /// What people had decided.
    public var decisions: Decisions {
        var estate = ExampleEstate()
        build(&estate)
        return Decisions(estate.decisions)
    }

    public var asOf: Instant { ExampleEstate.now }
}

/// Builds tiny snapshots: one AWS account and one people file, every stream read to its end until told otherwise.
struct ExampleEstate: Sendable {
    static let now = Instant(milliseconds: 1_793_534_400_000)  // 2026-11-01T12:00:00Z
    static let aws = SourceID(connector: "aws", tenant: "123456789012")
    static let people = SourceID(connector: "people-file", tenant: "people")

    private static let streams: [(id: String, operation: String, yields: [RecordKind])] = [
        ("users", "iam:ListUsers", [.identity]),
        ("groups", "iam:ListGroups", [.identity]),
        ("roles", "iam:ListRoles", [.identity]),
        ("applications", "iam:ListOpenIDConnectProviders", [.application]),
        ("accessKeys", "iam:ListAccessKeys", [.credential]),
        ("loginProfiles", "iam:GetLoginProfile", [.credential]),
        ("accessKeyLastUsed", "iam:GetAccessKeyLastUsed", [.usage]),
        ("attachments", "iam:ListAttachedUserPolicies", [.entitlement]),
        ("policies", "iam:ListPolicies", [.permission]),
        ("register", "register:Owners", [.ownership]),
        ("links", "scim:Users", [.link]),
        ("repositories", "repos/list-for-org", [.resource]),
        ("deployKeys", "repos/list-deploy-keys", [.credential]),
        ("installations", "orgs/list-app-installations", [.application, .grant]),
        ("collector", "sts:GetCallerIdentity", [.credential]),
    ]

    var info: SnapshotInfo
    var run: Int64 = 7
    private(set) var decisions: [Decision] = []
    private var rows: [@Sendable (inout MemorySnapshot) -> Void] = []

    init() {
        let early = Self.ago(days: 400)
        info = SnapshotInfo(
            run: 7, publishedAt: Self.now,
            sources: [
                SourceInfo(
                    id: Self.aws, name: "production", connectorVersion: "1", firstCompleteAt: early, lastRun: 7),
                SourceInfo(
                    id: Self.people, name: "staff", connectorVersion: "1", authoritativeFor: [.person],
                    firstCompleteAt: early, lastRun: 7),
            ],
            streams: Self.streams.map { Self.stream(Self.aws, $0.id, $0.operation, $0.yields) } + [
                Self.stream(Self.people, "people", "people-file:Read", [.person])
            ])
    }

    static func stream(
        _ source: SourceID, _ id: String, _ operation: String, _ yields: [RecordKind]
    ) -> StreamInfo {
        StreamInfo(
            source: source, stream: id, operation: operation, yields: yields, coverage: Coverage(.complete),
            completePartitions: 1, run: 7, readAt: now, lastCompleteRun: 7, lastCompleteAt: now)
    }

    static func ago(days: Int64) -> Instant { now.advanced(byDays: -days) }

    var snapshot: MemorySnapshot {
        var snapshot = MemorySnapshot(info: info)
        for add in rows { add(&snapshot) }
        return snapshot
    }

    // MARK: - Coverage

    /// The stream could not be read this time; its rows stand as of thirty days ago.
    mutating func mark(_ stream: String, _ state: CoverageState, permission: String? = nil) {
        for index in info.streams.indices where info.streams[index].stream == stream {
            info.streams[index].coverage = Coverage(
                state, reason: state == .denied ? "AccessDenied" : nil,
                missingPermissions: permission.map { [$0] } ?? [])
            info.streams[index].lastCompleteRun = 3
            info.streams[index].lastCompleteAt = Self.ago(days: 30)
        }
    }

    /// The last run that read the source lies this long ago.
    mutating func notCollected(_ source: SourceID, forHours hours: Int64) {
        let then = Self.now.advanced(bySeconds: -hours * 3600)
        for index in info.streams.indices where info.streams[index].source == source {
            info.streams[index].readAt = then
            info.streams[index].lastCompleteAt = then
        }
    }

    mutating func count(_ stream: String, _ kind: RecordKind, before: Int, now: Int) {
        for index in info.streams.indices where info.streams[index].stream == stream {
            info.streams[index].rowsBefore[kind] = before
            info.streams[index].rowsNow[kind] = now
        }
    }

    // MARK: - Decisions

    mutating func decide(_ act: DecisionAct, by: String = "cem.ay@example.com", daysAgo: Int64) {
        decisions.append(
            Decision(
                number: Int64(decisions.count) + 1, at: Self.ago(days: daysAgo), by: by, reason: "as agreed", act: act))
    }

    mutating func review(
        _ subject: Reference, _ verdict: ReviewDecision.Verdict, daysAgo: Int64, due: Instant? = nil,
        source: SourceID = aws
    ) {
        decide(
            .review(ReviewDecision(subject: SubjectKey(source, subject), verdict: verdict, due: due)), daysAgo: daysAgo)
    }

    // MARK: - Rows

    mutating func add<R: InventoryRecord>(
        _ record: R, _ stream: String, source: SourceID = aws, seen: Instant = ago(days: 400), partition: String = ""
    ) {
        let row = Stored(
            record: record, source: source, stream: stream, partition: partition, firstSeen: seen, observedAt: seen,
            run: 1)
        rows.append { $0.add(row) }
    }

    mutating func person(
        _ id: String, _ email: String, _ status: PersonStatus = .active, ended: Instant? = nil
    ) {
        add(
            Person(nativeID: NativeID(id), employeeID: id, emails: [email], status: status, endedAt: ended), "people",
            source: Self.people)
    }

    /// The same in a second list that is an authority for people.
    mutating func otherPeople(_ id: String, _ email: String, _ status: PersonStatus) {
        let other = SourceID(connector: "scim", tenant: "directory")
        if info.source(other) == nil {
            info.sources.append(
                SourceInfo(
                    id: other, name: "directory", connectorVersion: "1", authoritativeFor: [.person],
                    firstCompleteAt: Self.ago(days: 400), lastRun: 7))
            info.streams.append(Self.stream(other, "directoryUsers", "scim:Users", [.person]))
        }
        add(Person(nativeID: NativeID(id), emails: [email], status: status), "directoryUsers", source: other)
    }

    mutating func user(
        _ name: String, tags: [String: String] = [:], createdDaysAgo: Int64 = 500, status: AccountStatus = .enabled,
        classification: IdentityClass = .unknown
    ) {
        add(
            Identity(
                nativeID: NativeID(name), type: "aws.iam.user", classification: classification, name: name,
                status: status, createdAt: Self.ago(days: createdDaysAgo), tags: tags), "users")
    }

    /// A service user that is disabled since it was first seen so, or since the day that the vendor tells.
    mutating func switchedOff(_ name: String, seenDaysAgo: Int64, changedDaysAgo: Int64? = nil) {
        var attributes: [String: String] = [:]
        attributes["statusChanged"] = changedDaysAgo.map { Self.ago(days: $0).description }
        add(
            Identity(
                nativeID: NativeID(name), type: "aws.iam.user", classification: .service, name: name,
                status: .disabled, createdAt: Self.ago(days: 500), attributes: attributes), "users",
            seen: Self.ago(days: seenDaysAgo))
    }

    mutating func group(_ name: String) {
        add(
            Identity(
                nativeID: NativeID(name), type: "aws.iam.group", classification: .group, name: name, status: .enabled),
            "groups")
    }

    /// An account that the vendor marks as one of somebody from outside.
    mutating func guest(_ name: String, tags: [String: String] = [:]) {
        add(
            Identity(
                nativeID: NativeID(name), type: "github.user", name: name, status: .enabled,
                createdAt: Self.ago(days: 500), tags: tags, attributes: ["outside_collaborator": "true"]), "users")
    }

    mutating func role(
        _ name: String, createdDaysAgo: Int64 = 500, lastUse: LastUse? = nil, tags: [String: String] = [:],
        vendorManaged: Bool = false
    ) {
        add(
            Identity(
                nativeID: NativeID(name), type: "aws.iam.role", classification: .role,
                classificationReason: "a role", name: name, status: .enabled,
                createdAt: Self.ago(days: createdDaysAgo), vendorManaged: vendorManaged, tags: tags), "roles")
        if let lastUse { use(.identity(name), holder: .identity(name), lastUse, lag: 4 * 3600) }
    }

    mutating func key(
        _ id: String, of user: String, createdDaysAgo: Int64 = 400, status: CredentialStatus = .active,
        lastUse: LastUse? = nil, expiry: Expiry = .unsupported, fingerprints: [Fingerprint] = [],
        form: CredentialForm = .staticSecret
    ) {
        add(
            Credential(
                nativeID: NativeID(id), type: "aws.iam.accessKey", form: form, holder: .identity(user), status: status,
                createdAt: Self.ago(days: createdDaysAgo), expiry: expiry, fingerprints: fingerprints), "accessKeys")
        if let lastUse { use(.credential(id), holder: .identity(user), lastUse) }
    }

    mutating func use(
        _ subject: Reference, holder: Reference?, _ lastUse: LastUse, stream: String = "accessKeyLastUsed",
        lag: Int64 = 0, step: Int64 = 900
    ) {
        add(
            Usage(
                subject: subject, holder: holder, lastUse: lastUse, meaning: .success, lagInSeconds: lag,
                granularityInSeconds: step), stream)
    }

    /// A sign-in that may have been refused.
    mutating func attempt(_ name: String, daysAgo: Int64) {
        add(
            Usage(
                subject: .identity(name), holder: .identity(name), lastUse: .observed(Self.ago(days: daysAgo)),
                meaning: .attempt), "accessKeyLastUsed")
    }

    mutating func permission(_ name: String, _ privilege: Privilege) {
        add(
            Permission(
                nativeID: NativeID(name), type: "aws.iam.policy", name: name, privilege: privilege,
                reason: privilege == .admin ? "Action * on Resource *" : nil), "policies")
    }

    mutating func attach(_ permission: String, to user: String) {
        add(
            Entitlement(
                nativeID: NativeID("\(user)/\(permission)"), type: "aws.iam.attachedPolicy", holder: .identity(user),
                target: .permission(permission), targetName: permission), "attachments")
    }

    mutating func join(_ group: String, _ user: String) {
        add(
            Entitlement(
                nativeID: NativeID("\(user)/\(group)"), type: "aws.iam.groupMembership", holder: .identity(user),
                target: .identity(group), targetName: group), "attachments")
    }

    mutating func repository(
        _ name: String, status: AccountStatus = .enabled, tags: [String: String] = [:], createdDaysAgo: Int64 = 900
    ) {
        add(
            Resource(
                nativeID: NativeID(name), type: "github.repository", name: name, status: status,
                createdAt: Self.ago(days: createdDaysAgo), tags: tags), "repositories")
    }

    mutating func deployKey(
        _ id: String, of repository: String, createdDaysAgo: Int64 = 30, lastUse: LastUse? = nil,
        fingerprints: [Fingerprint] = []
    ) {
        add(
            Credential(
                nativeID: NativeID(id), type: "github.deployKey", form: .asymmetric, holder: .resource(repository),
                name: "key \(id)", status: .active, createdAt: Self.ago(days: createdDaysAgo), expiry: .unsupported,
                fingerprints: fingerprints, survival: Survival(disabling: .yes, deletion: .yes)), "deployKeys")
        if let lastUse { use(.credential(id), holder: .resource(repository), lastUse) }
    }

    mutating func installation(_ name: String, vendorManaged: Bool = false) {
        let id = NativeID(name)
        add(
            Application(
                nativeID: id, type: "github.appInstallation", name: name, vendorManaged: vendorManaged,
                status: .enabled, createdAt: Self.ago(days: 300)), "installations")
        add(
            Grant(
                nativeID: id, type: "github.installation", holder: Reference(.application, id), grantee: name,
                consent: .installation, scopes: ["contents: read"]), "installations")
    }

    /// What Muster itself signs in with: listed by the vendor too where `id` is that of a key.
    mutating func collector(
        _ id: String = "collector:svc-muster", of user: String?, expiry: Expiry = .unsupported,
        excess: [String]? = nil, writes: [String]? = nil
    ) {
        var attributes = ["usedBy": "Muster", "principal": user ?? "reader"]
        attributes["excess"] = excess.map { $0.joined(separator: ", ") }
        attributes["writes"] = writes.map { $0.joined(separator: ", ") }
        add(
            Credential(
                nativeID: NativeID(id), type: "aws.collector", form: .staticSecret,
                holder: user.map { .identity($0) }, name: "Muster's own credential", status: .active, expiry: expiry,
                attributes: attributes), HeldCredential.collectorStream)
    }

    mutating func claim(_ subject: Reference, _ owner: String, _ evidence: OwnershipEvidence) {
        add(OwnershipClaim(subject: subject, holder: subject, owner: owner, evidence: evidence), "register")
    }
}
