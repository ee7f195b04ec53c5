import Inventory

/// Applications and what they were given: a GitHub organisation, an Entra tenant, roles that other accounts may assume.
extension ExampleEstate {
    static let gitHub = SourceID(connector: "github", tenant: "4242")
    static let entra = SourceID(connector: "entra", tenant: "3f2504e0-4f89-41d3-9a0c-0305e82c3301")
    static let otherTenant = "c0ffee00-1111-4222-8333-444455556666"
    private static let graph = "graph-object"

    // MARK: - Sources

    mutating func addGitHub() {
        add(
            Self.gitHub, "code", [("installations", "orgs/list-app-installations", [.application, .grant, .usage])])
    }

    mutating func addEntra() {
        guard info.source(Self.entra) == nil else { return }
        add(
            Self.entra, "office",
            [
                ("tenantUsers", "GET /v1.0/users", [.identity, .link]),
                ("servicePrincipals", "GET /v1.0/servicePrincipals", [.identity]),
                ("delegatedGrants", "GET /v1.0/oauth2PermissionGrants", [.grant]),
                ("appRoleAssignments", "GET /v1.0/servicePrincipals/{id}/appRoleAssignedTo", [.entitlement]),
                ("servicePrincipalSignIns", "GET /beta/reports/servicePrincipalSignInActivities", [.usage]),
            ])
        add(
            Identity(
                nativeID: NativeID(Self.graph), type: "entra.servicePrincipal.microsoft", classification: .service,
                name: "Microsoft Graph", status: .enabled, vendorManaged: true,
                attributes: ["appId": "00000003-0000-0000-c000-000000000000"]), "servicePrincipals", source: Self.entra)
    }

    /// Each once.
    private mutating func add(
        _ source: SourceID, _ name: String, _ streams: [(id: String, operation: String, yields: [RecordKind])]
    ) {
        guard info.source(source) == nil else { return }
        info.sources.append(
            SourceInfo(
                id: source, name: name, connectorVersion: "1", firstCompleteAt: Self.ago(days: 400), lastRun: 7))
        info.streams += streams.map { Self.stream(source, $0.id, $0.operation, $0.yields) }
    }

    /// The whole estate as the run before read it, a day earlier.
    mutating func dateBack() {
        info.run = 6
        info.publishedAt = Self.ago(days: 1)
        for index in info.streams.indices {
            info.streams[index].run = 6
            info.streams[index].readAt = Self.ago(days: 1)
            if info.streams[index].lastCompleteRun == 7 {
                info.streams[index].lastCompleteRun = 6
                info.streams[index].lastCompleteAt = Self.ago(days: 1)
            }
        }
    }

    /// The stream was read by another version of its mapping.
    mutating func version(_ stream: String, _ version: Int) {
        for index in info.streams.indices where info.streams[index].stream == stream {
            info.streams[index].streamVersion = version
        }
    }

    // MARK: - GitHub

    mutating func gitHubApp(
        _ name: String, scopes: [String], selected: Bool = false, grantedDaysAgo: Int64 = 300,
        lastUse: LastUse? = nil, installer: String...
    ) {
        addGitHub()
        let id = Reference.application(name)
        add(
            Application(
                nativeID: id.nativeID, type: "github.app", name: name, clientID: "Iv1.\(name)", status: .enabled),
            "installations", source: Self.gitHub)
        add(
            Grant(
                nativeID: NativeID("installation/\(name)"), type: "github.installation", holder: id,
                grantee: "Iv1.\(name)", granteeName: name, consent: .installation, scopes: scopes,
                conditions: selected ? ["repository_selection: selected"] : [],
                grantedAt: Self.ago(days: grantedDaysAgo), expiry: .unsupported,
                survival: Survival(disabling: .yes, deletion: .yes)), "installations", source: Self.gitHub)
        if let lastUse {
            add(
                Usage(
                    subject: .grant("installation/\(name)"), holder: id, lastUse: lastUse, meaning: .success),
                "installations", source: Self.gitHub)
        }
        for owner in installer {
            add(
                OwnershipClaim(subject: id, holder: id, owner: owner, evidence: .installer), "installations",
                source: Self.gitHub)
        }
    }

    // MARK: - Entra

    /// - Parameter verified: nil where the vendor does not tell.
    mutating func tenantApp(_ name: String, home: String, verified: Bool? = nil) {
        addEntra()
        var attributes = ["appId": "client-\(name)", "appOwnerOrganizationId": home]
        attributes["publisherVerified"] = verified.map { String($0) }
        add(
            Identity(
                nativeID: NativeID("sp-\(name)"), type: "entra.servicePrincipal.application", classification: .service,
                classificationReason: "servicePrincipalType is Application", name: name, status: .enabled,
                createdAt: Self.ago(days: 300), attributes: attributes), "servicePrincipals", source: Self.entra)
    }

    mutating func tenantUser(_ name: String, email: String?) {
        addEntra()
        add(
            Identity(
                nativeID: NativeID("user-\(name)"), type: "entra.user", name: name, emails: [email].compactMap { $0 },
                status: .enabled, createdAt: Self.ago(days: 500)), "tenantUsers", source: Self.entra)
    }

    /// - Parameter user: nil for everybody.
    mutating func delegated(_ scopes: [String], to app: String, by user: String?) {
        addEntra()
        add(
            Grant(
                nativeID: NativeID("grant-\(app)-\(user ?? "all")"), type: "entra.oauth2PermissionGrant",
                holder: .identity("sp-\(app)"), grantee: "sp-\(app)", onBehalfOf: user.map { .identity("user-\($0)") },
                consent: user == nil ? .admin : .user, scopes: scopes, expiry: .unsupported,
                survival: user == nil ? .unknown : Survival(disabling: .no, deletion: .no),
                attributes: ["resourceId": Self.graph]), "delegatedGrants", source: Self.entra)
    }

    mutating func appPermission(_ scope: String, of app: String) {
        addEntra()
        add(
            Entitlement(
                nativeID: NativeID("assignment-\(app)-\(scope)"), type: GrantFacts.appPermission,
                holder: .identity("sp-\(app)"), target: .permission("\(Self.graph)/\(scope)"), targetName: scope,
                resource: "Microsoft Graph", grantedAt: Self.ago(days: 200)), "appRoleAssignments", source: Self.entra)
    }

    mutating func signIn(_ app: String, _ lastUse: LastUse) {
        let id = Reference.identity("sp-\(app)")
        add(
            Usage(subject: id, holder: id, lastUse: lastUse, meaning: .attempt, lagInSeconds: 86_400),
            "servicePrincipalSignIns", source: Self.entra)
    }

    // MARK: - AWS

    mutating func organisationAccount(_ number: String) {
        if info.stream("accounts", of: Self.aws) == nil {
            info.streams.append(
                Self.stream(Self.aws, "accounts", "organizations:ListAccounts", [.resource]))
        }
        add(
            Resource(
                nativeID: NativeID(number), type: "aws.organizations.account", name: "account \(number)",
                status: .enabled), "accounts")
    }

    /// A role that an account other than its own may assume.
    mutating func trustedRole(_ name: String, by account: String) {
        role(name)
        add(
            Grant(
                nativeID: NativeID("\(name)/trust/AWS:\(account)"), type: "aws.iam.roleTrust", holder: .identity(name),
                grantee: "arn:aws:iam::\(account):root", consent: .trust, scopes: ["sts:AssumeRole"],
                expiry: .unsupported,
                attributes: ["principalType": "AWS", "account": account, "relation": "otherAccount"]), "roles")
    }
}

extension Policy {
    /// The standard policy with a register of vendors.
    static func with(vendors: [Vendor]) -> Policy {
        var policy = Policy.standard
        policy.vendors = VendorRegister(vendors)
        return policy
    }
}
