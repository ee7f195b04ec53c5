import Inventory

@testable import Reconciler

/// SplitMix64: the same estate for the same seed on every machine.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// One row, to be added in any order or left out.
struct EstateRow: Sendable {
    var stream: String
    var add: @Sendable (inout MemorySnapshot) -> Void
}

/// An estate with a bit of everything: leavers, twins, keys of all ages, groups, circles of owners.
struct GeneratedEstate {
    var info = ExampleEstate().info
    var rows: [EstateRow] = []

    init(seed: UInt64, users: Int = 24) {
        var random = SeededGenerator(state: seed)
        var estate = Writer()
        func pick<T>(_ values: [T]) -> T { values[Int.random(in: 0..<values.count, using: &random)] }
        func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }
        func days(_ range: ClosedRange<Int64>) -> Instant {
            ExampleEstate.ago(days: Int64.random(in: range, using: &random))
        }
        let people = (0..<8).map { "person\($0)@example.com" }
        for (index, email) in people.enumerated() {
            estate.add(
                Person(
                    nativeID: NativeID("0\(index)"), employeeID: "0\(index)",
                    emails: chance(20) ? [people[0], email] : [email],
                    status: pick([.active, .active, .active, .leave, .suspended, .deactivated, .deleted, .unknown]),
                    endedAt: chance(20) ? days(-30...60) : nil), "people", ExampleEstate.people)
        }
        for level in Privilege.allCases {
            estate.add(
                Permission(nativeID: NativeID(level.rawValue), type: "p", name: level.rawValue, privilege: level),
                "policies")
        }
        for name in ["payments", "admins"] {
            estate.add(
                Identity(nativeID: NativeID(name), type: "g", classification: .group, name: name, status: .enabled),
                "groups")
        }
        for index in 0..<users {
            let name =
                pick(["svc-\(index)", "user\(index)", "person\(index % 8)", "role\(index)"]) + (chance(50) ? "" : "x")
            let isRole = name.hasPrefix("role")
            let id = "id\(index)"
            var tags: [String: String] = [:]
            if chance(40) {
                tags["owner"] = pick(
                    people + ["gone@example.com", "id\((index + 1) % users)", "payments", "free text", "tbd"])
            }
            if chance(15) { tags["team"] = pick(["payments", "nowhere"]) }
            if chance(20) { tags["email"] = pick(people + ["gone@example.com"]) }
            let created = chance(80) ? days(1...800) : nil
            estate.add(
                Identity(
                    nativeID: NativeID(id), type: isRole ? "aws.iam.role" : "aws.iam.user",
                    classification: isRole ? .role : .unknown, name: name,
                    status: pick([.enabled, .enabled, .enabled, .disabled, .unknown]), createdAt: created,
                    vendorManaged: chance(5), tags: tags), isRole ? "roles" : "users")
            if chance(10) {
                estate.add(AccountLink(subject: .identity(id), identifier: pick(people), method: "scim"), "links")
            }
            if chance(20) {
                estate.add(
                    OwnershipClaim(
                        subject: .identity(id), holder: .identity(id), owner: pick(people),
                        evidence: pick([.register, .creator, .attestation]), claimedAt: days(0...900)), "register")
            }
            for number in 0..<(chance(80) ? 1 : 2) where !isRole {
                let key = "key\(index)-\(number)"
                let password = chance(15)
                estate.add(
                    Credential(
                        nativeID: NativeID(key), type: "aws.iam.accessKey",
                        form: password ? .password : pick([.staticSecret, .staticSecret, .asymmetric]),
                        holder: .identity(id), status: pick([.active, .active, .active, .inactive, .unknown]),
                        createdAt: chance(90) ? days(1...700) : nil,
                        expiry: pick([.unsupported, .never, .unknown, .at(days(-60...60))]),
                        fingerprints: chance(20) ? [Fingerprint(algorithm: "sha256-ssh", value: pick(["a", "b"]))] : []),
                    password ? "loginProfiles" : "accessKeys")
                if chance(85) {
                    estate.add(
                        Usage(
                            subject: .credential(key), holder: .identity(id),
                            lastUse: pick([
                                .observed(days(0...300)), .noneSince(days(200...900)), .unknown, .unsupported,
                            ]),
                            meaning: .success), "accessKeyLastUsed")
                }
            }
            if isRole || chance(20) {
                estate.add(
                    Usage(
                        subject: .identity(id), holder: .identity(id),
                        lastUse: pick([.observed(days(0...300)), .noneSince(days(400...400)), .unknown]),
                        meaning: .attempt, lagInSeconds: 14_400), "roleLastUsed")
            }
            for target in [pick(Privilege.allCases), pick(Privilege.allCases)] where chance(60) {
                estate.add(
                    Entitlement(
                        nativeID: NativeID("\(id)-\(target.rawValue)"), type: "e", holder: .identity(id),
                        target: .permission(target.rawValue), targetName: target.rawValue), "attachments")
            }
            if chance(25) {
                estate.add(
                    Entitlement(
                        nativeID: NativeID("\(id)-group"), type: "m", holder: .identity(id),
                        target: .identity(pick(["payments", "admins"])), targetName: "group"), "attachments")
            }
        }
        for index in 0..<4 {
            let secret = "secret\(index)"
            estate.add(
                Credential(
                    nativeID: NativeID(secret), type: "aws.secretsmanager.secret", form: .storedSecret, holder: nil,
                    name: secret, status: .active, createdAt: days(1...500),
                    tags: chance(50) ? ["owner": pick(people)] : [:]), "accessKeys")
            if chance(70) {
                estate.add(
                    Usage(
                        subject: .credential(secret), holder: nil, lastUse: .observed(days(0...300)), meaning: .success),
                    "accessKeyLastUsed")
            }
        }
        for index in 0..<4 {
            let id = NativeID("provider\(index)")
            estate.add(Application(nativeID: id, type: "a", name: "provider", status: .enabled), "applications")
            estate.add(
                Application(
                    nativeID: id, type: "a", name: "provider", status: .enabled, createdAt: days(1...500),
                    tags: chance(60) ? ["owner": pick(people)] : [:]), "applicationDetails")
        }
        estate.add(
            Entitlement(
                nativeID: "admins-admin", type: "e", holder: .identity("admins"), target: .permission("admin"),
                targetName: "admin"), "attachments")
        for index in 0..<6 {
            let repository = "shop/repository\(index)"
            estate.add(
                Resource(
                    nativeID: NativeID(repository), type: "github.repository", name: repository,
                    status: pick([.enabled, .enabled, .disabled]), createdAt: days(1...900),
                    tags: chance(30) ? ["owner": pick(people)] : [:]), "repositories")
            if chance(40) {
                estate.add(
                    OwnershipClaim(
                        subject: .resource(repository), holder: .resource(repository),
                        owner: pick(["payments"] + people), evidence: pick([.team, .creator, .codeOwners])), "register")
            }
            for key in 0..<Int.random(in: 0...2, using: &random) {
                let id = "deploy\(index)-\(key)"
                estate.add(
                    Credential(
                        nativeID: NativeID(id), type: "github.deployKey", form: .asymmetric,
                        holder: .resource(repository), status: .active, createdAt: chance(80) ? days(1...700) : nil,
                        expiry: .unsupported,
                        fingerprints: chance(40)
                            ? [Fingerprint(algorithm: "sha256-ssh", value: pick(["a", "c"]))] : [],
                        survival: Survival(disabling: .yes, deletion: .yes)), "deployKeys")
                if chance(70) {
                    estate.add(
                        Usage(
                            subject: .credential(id), holder: .resource(repository),
                            lastUse: pick([.observed(days(0...300)), .noneSince(days(700...900)), .unknown]),
                            meaning: .success), "accessKeyLastUsed")
                }
            }
            estate.add(
                Application(
                    nativeID: NativeID("app\(index)"), type: "github.appInstallation", name: "app\(index)",
                    vendorManaged: chance(20), status: .enabled), "installations")
        }
        // What Muster signs in with: in the vendor's list too, and in use.
        estate.add(
            Identity(
                nativeID: "reader", type: "aws.iam.user", classification: .service, name: "reader", status: .enabled,
                createdAt: days(300...800), tags: chance(50) ? ["owner": pick(people)] : [:]), "users")
        estate.add(
            Credential(
                nativeID: "readerKey", type: "aws.iam.accessKey", form: .staticSecret, holder: .identity("reader"),
                status: .active, createdAt: days(1...60), expiry: .unsupported), "accessKeys")
        estate.add(
            Usage(
                subject: .credential("readerKey"), holder: .identity("reader"), lastUse: .observed(days(0...0)),
                meaning: .success), "accessKeyLastUsed")
        estate.add(
            Credential(
                nativeID: chance(70) ? "readerKey" : "collector:reader", type: "aws.collector", form: .staticSecret,
                holder: .identity("reader"), name: "Muster's own credential", status: .active, expiry: .unsupported,
                attributes: ["usedBy": "Muster", "principal": "reader", "writes": pick(["", "iam:*"])]), "collector")
        addGrants(to: &estate, people: people, &random)
        var further = SeededGenerator(state: seed &* 977)
        addAccounts(to: &estate, people: people, &further)
        rows = estate.rows
        for (stream, kind) in [
            ("roleLastUsed", RecordKind.usage), ("applicationDetails", .application), ("signIns", .usage),
        ] {
            info.streams.append(
                StreamInfo(
                    source: ExampleEstate.aws, stream: stream, operation: "iam:\(stream)", yields: [kind],
                    coverage: Coverage(.complete), run: 7, readAt: ExampleEstate.now, lastCompleteRun: 7,
                    lastCompleteAt: ExampleEstate.now))
        }
    }

    /// Applications of a GitHub organisation and an Entra tenant, with what they were given, by whom, and its use.
    private mutating func addGrants(to estate: inout Writer, people: [String], _ random: inout SeededGenerator) {
        var sources = ExampleEstate()
        sources.addGitHub()
        sources.addEntra()
        info = sources.info
        func pick<T>(_ values: [T]) -> T { values[Int.random(in: 0..<values.count, using: &random)] }
        func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }
        func use() -> LastUse {
            pick([
                .observed(ExampleEstate.ago(days: 3)), .observed(ExampleEstate.ago(days: 200)),
                .noneSince(ExampleEstate.ago(days: 300)), .unknown, .unsupported,
            ])
        }
        let (gitHub, entra) = (ExampleEstate.gitHub, ExampleEstate.entra)
        estate.add(
            Identity(
                nativeID: "graph", type: "entra.servicePrincipal.microsoft", classification: .service, name: "Graph",
                status: .enabled, vendorManaged: true, attributes: ["appId": "00000003-0000-0000-c000-000000000000"]),
            "servicePrincipals", entra)
        for (index, email) in people.enumerated() {
            estate.add(
                Identity(
                    nativeID: NativeID("user\(index)"), type: "entra.user", name: "user\(index)",
                    emails: chance(80) ? [email] : [], status: pick([.enabled, .enabled, .disabled, .deleted])),
                "tenantUsers", entra)
        }
        for index in 0..<8 {
            let app = Reference.identity("sp\(index)")
            var attributes = ["appId": "client\(index)"]
            attributes["appOwnerOrganizationId"] = pick([entra.tenant, ExampleEstate.otherTenant, nil])
            attributes["publisherVerified"] = pick(["true", "false", nil])
            estate.add(
                Identity(
                    nativeID: app.nativeID, type: "entra.servicePrincipal.application", classification: .service,
                    name: "app\(index)", status: pick([.enabled, .enabled, .disabled]), attributes: attributes),
                "servicePrincipals", entra)
            for number in 0..<Int.random(in: 0...3, using: &random) {
                let user = chance(70) ? Reference.identity("user\(Int.random(in: 0..<9, using: &random))") : nil
                estate.add(
                    Grant(
                        nativeID: NativeID("grant\(index)-\(number)"), type: "entra.oauth2PermissionGrant", holder: app,
                        grantee: "client\(index)", onBehalfOf: user, consent: user == nil ? .admin : .user,
                        scopes: pick([["Mail.Read"], ["User.Read", "offline_access"], ["Unheard.Of"], []]),
                        survival: pick([.unknown, Survival(disabling: .no, deletion: .no)]),
                        attributes: ["resourceId": pick(["graph", "elsewhere"])]), "delegatedGrants", entra)
            }
            if chance(40) {
                let scope = pick(["Mail.Read", "Directory.ReadWrite.All", "User.Read.All"])
                estate.add(
                    Entitlement(
                        nativeID: NativeID("permission\(index)"), type: GrantFacts.appPermission, holder: app,
                        target: .permission("graph/\(scope)"), targetName: scope), "appRoleAssignments", entra)
            }
            if chance(50) {
                estate.add(
                    Usage(subject: app, holder: app, lastUse: use(), meaning: .attempt), "servicePrincipalSignIns",
                    entra)
            }
        }
        for index in 0..<6 {
            let app = Reference.application("bot\(index)")
            estate.add(
                Application(nativeID: app.nativeID, type: "github.app", name: "bot\(index)", status: .enabled),
                "installations", gitHub)
            estate.add(
                Grant(
                    nativeID: NativeID("installation\(index)"), type: "github.installation", holder: app,
                    grantee: "bot\(index)", consent: .installation,
                    scopes: pick([["contents: write"], ["issues: read", "metadata: read"], ["unheard_of: write"]]),
                    conditions: chance(50) ? ["repository_selection: selected"] : [],
                    grantedAt: chance(70) ? ExampleEstate.ago(days: 200) : nil), "installations", gitHub)
            if chance(60) {
                estate.add(
                    Usage(
                        subject: .grant("installation\(index)"), holder: app, lastUse: use(), meaning: .success),
                    "installations", gitHub)
            }
            if chance(50) {
                estate.add(
                    OwnershipClaim(subject: app, holder: app, owner: pick(people), evidence: .installer),
                    "installations", gitHub)
            }
        }
    }

    func snapshot(without stream: String? = nil, info: SnapshotInfo? = nil) -> MemorySnapshot {
        var snapshot = MemorySnapshot(info: info ?? self.info)
        for row in rows where row.stream != stream { row.add(&snapshot) }
        return snapshot
    }

    /// The same estate, with one stream that ended otherwise.
    func injured(_ stream: String, _ state: CoverageState) -> SnapshotInfo {
        var injured = info
        for index in injured.streams.indices where injured.streams[index].stream == stream {
            injured.streams[index].coverage = Coverage(state, reason: "injured")
            injured.streams[index].lastCompleteRun = 5
            injured.streams[index].lastCompleteAt = ExampleEstate.ago(days: 3)
        }
        return injured
    }

    struct Writer {
        var rows: [EstateRow] = []

        mutating func add<R: InventoryRecord>(_ record: R, _ stream: String, _ source: SourceID = ExampleEstate.aws) {
            let seen = ExampleEstate.ago(days: 300)
            let row = Stored(
                record: record, source: source, stream: stream, firstSeen: seen, observedAt: seen, run: 2)
            rows.append(EstateRow(stream: stream) { $0.add(row) })
        }
    }
}
