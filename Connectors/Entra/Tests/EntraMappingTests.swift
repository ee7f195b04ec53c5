import ConnectorKit
import ConnectorTesting
import Foundation
import Inventory
import Testing
import Transport

@testable import EntraConnector

@Suite("Entra: what rows mean")
struct EntraMappingTests {
    @Test(
        "an account is as enabled as Entra says, and a deleted one is a tombstone",
        arguments: [
            ("users", "true", AccountStatus.enabled, PersonStatus.active),
            ("users", "false", .disabled, .deactivated), ("users", "null", .unknown, .unknown),
            ("deletedUsers", "true", .deleted, .deleted),
        ])
    func status(_ stream: String, _ enabled: String, _ account: AccountStatus, _ person: PersonStatus) throws {
        let page = try EntraTests.decode(
            stream, #"{"id":"u1","accountEnabled":\#(enabled),"deletedDateTime":"2026-10-01T00:00:00Z"}"#)
        #expect(page.identities.first?.status == account)
        #expect(page.people.first?.status == person)
        #expect((page.people.first?.endedAt != nil) == (stream == "deletedUsers"))
        #expect(page.identities.first?.classification == .unknown)
    }

    @Test(
        "a guest's address is the one at home",
        arguments: [
            ("kim_partner.example#EXT#@example.onmicrosoft.com", "kim@partner.example"),
            ("kim_lee_partner.example#ext#@example.onmicrosoft.com", "kim_lee@partner.example"),
            ("ada@example.com", nil), ("#EXT#@example.com", nil), ("_partner.example#EXT#@example.com", nil),
        ] as [(String, String?)])
    func guests(_ name: String, _ address: String?) { #expect(EntraPrincipalName.homeAddress(name) == address) }

    @Test("a guest is marked, with or without userType")
    func guestTypes() throws {
        let page = try EntraTests.decode(
            "users",
            #"{"id":"1","userType":"Guest","mail":"a@b.example"},{"id":"2","userPrincipalName":"k_p.example#EXT#@example.com"},{"id":"3","userType":"Member"}"#
        )
        #expect(page.identities.map(\.type) == ["entra.user.guest", "entra.user.guest", "entra.user"])
        #expect(page.identities[1].emails == ["k@p.example"])
    }

    @Test("an agent's user is an agent and no person")
    func agentUsers() throws {
        let page = try EntraTests.decode("users", ##"{"id":"1","@odata.type":"#microsoft.graph.agentUser"}"##)
        #expect(page.identities.first?.classification == .agent && page.people.isEmpty)
    }

    @Test("deletion's prefix is taken off a name")
    func undeleted() {
        let id = "00000007-aaaa-4aaa-8aaa-000000000007"
        #expect(
            EntraPrincipalName.undeleted("00000007aaaa4aaa8aaa000000000007nia@example.com", id: id) == "nia@example.com"
        )
        #expect(EntraPrincipalName.undeleted("nia@example.com", id: id) == "nia@example.com")
    }

    static let signIns: [(String, LastUse)] = [
        (
            #""signInActivity":{"lastSuccessfulSignInDateTime":"2026-10-01T00:00:00Z","lastSignInDateTime":"2026-10-09T00:00:00Z"}"#,
            .observed(Instant(seconds: 1_790_812_800))
        ),
        // Refused attempts only: no success since successes are kept.
        (
            #""signInActivity":{"lastSignInDateTime":"2026-10-09T00:00:00Z"}"#,
            .noneSince(EntraUserSignIn.successesSince)
        ),
        (
            #""createdDateTime":"2025-01-01T00:00:00Z","signInActivity":{"lastSignInDateTime":"2026-10-09T00:00:00Z"}"#,
            .noneSince(Instant(seconds: 1_735_689_600))
        ),
        (#""signInActivity":null"#, .noneSince(EntraUserSignIn.attemptsSince)),
        // The year 1 means none.
        (
            #""signInActivity":{"lastSuccessfulSignInDateTime":"0001-01-01T00:00:00Z","lastSignInDateTime":"0001-01-01T00:00:00Z"}"#,
            .noneSince(EntraUserSignIn.attemptsSince)
        ),
        (#""createdDateTime":"2025-01-01T00:00:00Z""#, .noneSince(Instant(seconds: 1_735_689_600))),
    ]

    @Test("an attempt is never a use", arguments: signIns)
    func lastUse(_ fields: String, _ expected: LastUse) throws {
        let page = try EntraTests.decode("userSignIns", #"{"id":"u1",\#(fields)}"#)
        #expect(page.usages.first?.lastUse == expected)
        #expect(page.usages.first?.meaning == .success)
    }

    @Test(
        "a service principal is what its type says",
        arguments: [
            (
                #""servicePrincipalType":"Application""#, IdentityClass.service, "entra.servicePrincipal.application",
                false
            ),
            (#""servicePrincipalType":"Legacy""#, .service, "entra.servicePrincipal.legacy", false),
            (#""servicePrincipalType":"ManagedIdentity""#, .workload, "entra.managedIdentity", false),
            (#""servicePrincipalType":"SocialIdp""#, .unknown, "entra.servicePrincipalType.SocialIdp", false),
            (##""@odata.type":"#microsoft.graph.agentIdentity""##, .agent, "entra.agentIdentity", false),
            (
                #""servicePrincipalType":"Application","appOwnerOrganizationId":"F8CDEF31-a31e-4b4a-93e4-5f571e91255a""#,
                .service, "entra.microsoftApplication", true
            ),
            (
                #""servicePrincipalType":"Application","appOwnerOrganizationId":"72f988bf-86f1-41af-91ab-2d7cd011db47","appRoles":[{"id":"r","value":"Mail.Read"}]"#,
                .service, "entra.servicePrincipal.microsoft", true
            ),
            (#""accountEnabled":true"#, .unknown, "entra.servicePrincipalType.unknown", false),
        ])
    func kinds(_ fields: String, _ kind: IdentityClass, _ type: String, _ isVendors: Bool) throws {
        let identity = try #require(
            EntraTests.decode("servicePrincipals", #"{"id":"s1",\#(fields)}"#).identities.first)
        #expect(identity.classification == kind)
        #expect(identity.type == type)
        #expect(identity.vendorManaged == isVendors)
    }

    @Test("secrets and certificates have their ends, thumbprints and hints, and outlive everybody")
    func credentials() throws {
        let page = try EntraTests.decode(
            "applications",
            #"{"id":"a1","appId":"c1","passwordCredentials":[{"keyId":"k1","hint":"yXo","secretText":"PLANTED","endDateTime":"2027-01-01T00:00:00Z"},{"keyId":"k2"}],"keyCredentials":[{"keyId":"k3","type":"AsymmetricX509Cert","usage":"Verify","customKeyIdentifier":"4BBC8798031 0","key":"PLANTED"},{"keyId":"k4","customKeyIdentifier":"S7yHmAMQxJCgYvWmNDTVTd+O+6g="},{"keyId":"k5","customKeyIdentifier":"4bbc87980310c490a062f5a63434d54ddf8efba8"}]}"#
        )
        let found = Dictionary(uniqueKeysWithValues: page.credentials.map { ($0.nativeID.string, $0) })
        #expect(found["a1/k1"]?.expiry == .at(Instant(seconds: 1_798_761_600)))
        #expect(found["a1/k1"]?.attributes["hint"] == "yXo" && found["a1/k1"]?.form == .staticSecret)
        #expect(found["a1/k2"]?.expiry == .unknown)
        #expect(found["a1/k3"]?.form == .certificate && found["a1/k3"]?.fingerprints == [])
        #expect(found["a1/k4"]?.fingerprints == found["a1/k5"]?.fingerprints)
        #expect(found["a1/k4"]?.fingerprints.first?.algorithm == "sha1-x509")
        #expect(found.values.allSatisfy { $0.survival == Survival(disabling: .yes, deletion: .yes) })
        #expect(!"\(page.records)".contains("PLANTED"))
    }

    @Test("the three entries of a SAML signing certificate are one, and a managed identity's are nobody's")
    func signing() throws {
        let keys =
            #""keyCredentials":[{"keyId":"k1","usage":"Sign","customKeyIdentifier":"x"},{"keyId":"k2","usage":"Verify","customKeyIdentifier":"x"}],"passwordCredentials":[{"keyId":"k1"}]"#
        let app = try EntraTests.decode(
            "servicePrincipals", #"{"id":"s1","servicePrincipalType":"Application",\#(keys)}"#)
        #expect(app.credentials.map(\.type) == ["entra.signingCertificate"])
        let managed = try EntraTests.decode(
            "servicePrincipals", #"{"id":"s1","servicePrincipalType":"ManagedIdentity",\#(keys)}"#)
        #expect(managed.credentials.isEmpty)
    }

    @Test("a delegated grant is for all or for one, and has no date")
    func grants() throws {
        let page = try EntraTests.decode(
            "delegatedGrants",
            #"{"id":"1","clientId":"s1","consentType":"AllPrincipals","scope":" Mail.Read User.Read Mail.Read"},{"id":"2","clientId":"s1","consentType":"Principal","principalId":"u1"},{"id":"3","clientId":"s1"}"#
        )
        #expect(page.grants.map(\.consent) == [.admin, .user, .unknown])
        #expect(page.grants.map(\.onBehalfOf) == [nil, .identity("u1"), nil])
        #expect(page.grants.first?.scopes == ["Mail.Read", "User.Read"])
        #expect(page.grants.map(\.survival.disabling) == [.yes, .no, .yes])
        #expect(page.grants.allSatisfy { $0.grantedAt == nil && $0.expiry == .unsupported })
    }

    @Test("an app permission has its name from its resource")
    func appPermissions() throws {
        let page = try EntraTests.decode(
            "appRoleAssignments",
            #"{"id":"1","appRoleId":"r1","principalId":"s1","principalType":"ServicePrincipal"},{"id":"2","appRoleId":"00000000-0000-0000-0000-000000000000","principalId":"u1","principalType":"User"},{"id":"3","appRoleId":"gone","principalId":"s1"}"#,
            EntraTests.resource)
        #expect(page.entitlements.map(\.targetName) == ["Mail.Read", "Default access", "gone"])
        #expect(page.entitlements.first?.target == Reference(.permission, "sp-graph/r1"))
        #expect(page.entitlements.map(\.type).first == "entra.appPermission")
    }

    @Test(
        "what a permission allows is judged by its name, of Microsoft's own resources only",
        arguments: [
            ("RoleManagement.ReadWrite.Directory", Privilege.admin), ("Application.ReadWrite.OwnedBy", .admin),
            ("Mail.Read", .high), ("Device.ReadWrite.All", .high), ("Device.Command", .medium),
            ("AuditLog.Read.All", .medium), ("Device.Read", .low),
        ])
    func privileges(_ value: String, _ expected: Privilege) {
        let role = EntraAppRole(id: "r", value: value, displayName: nil, allowedMemberTypes: nil)
        #expect(EntraPrivilege.ofAppRole(role, resource: "00000003-0000-0000-c000-000000000000").0 == expected)
        #expect(EntraPrivilege.ofAppRole(role, resource: "other").0 == .unknown)
    }

    @Test("a directory role is as strong as what it is known for, or as its actions")
    func roles() {
        #expect(EntraPrivilege.ofRole(template: "62E90394-69f5-4237-9190-012177145e10", actions: []).0 == .admin)
        #expect(EntraPrivilege.ofRole(template: "x", actions: ["a/users/standard/read"]).0 == .low)
        #expect(EntraPrivilege.ofRole(template: "x", actions: ["a/applications/credentials/update"]).0 == .high)
        #expect(EntraPrivilege.ofRole(template: "x", actions: ["a/contacts/create"]).0 == .medium)
        #expect(EntraPrivilege.ofRole(template: "x", actions: []).0 == .unknown)
    }

    @Test("a credential's uses for several resources are one, the latest")
    func credentialUse() throws {
        let row = #""keyId":"k1","appObjectId":"a1","credentialOrigin":"application","signInActivity":"#
        let page = try EntraTests.decode(
            "credentialSignIns",
            #"{\#(row){"lastSignInDateTime":"2026-08-20T00:00:00Z"}},{\#(row){"lastSignInDateTime":"2026-08-01T00:00:00Z"}},{"keyId":"k2"}"#
        )
        #expect(page.usages.map(\.subject) == [.credential("a1/k1")])
        #expect(page.usages.first?.lastUse == .observed(Instant(seconds: 1_787_184_000)))
    }

    @Test("a list that is joined to another is not gone on with without it")
    func joins() throws {
        let signIns = try EntraTests.stream("servicePrincipalSignIns")
        let late = try EntraTests.response(#"{"value":[]}"#, path: "/v1.0/servicePrincipals?$skiptoken=x")
        #expect(throws: EntraProblem.self) { try signIns.decode(late, .whole) }
    }

    @Test("owners of registrations and of service principals are claims on each")
    func owners() throws {
        let owners = try EntraTests.stream("owners")
        let late = try EntraTests.response(#"{"value":[]}"#, path: "/v1.0/applications?x")
        #expect(throws: EntraProblem.self) { try owners.decode(late, .whole) }
        let first = Response(
            status: 200, body: Data(#"{"value":[{"id":"s1","owners":[{"id":"u1"}]}]}"#.utf8),
            url: try owners.first(.whole).url)
        let page = try owners.decode(first, .whole)
        #expect(page.claims.map(\.nativeID.string) == ["identity:s1|nativeOwner|u1"])
        #expect(page.next?.contains("/v1.0/applications?") == true)
        let second = try EntraTests.response(
            #"{"value":[{"id":"a1","owners":[{"id":"u2"},{"id":"u1"}]}]}"#, path: "/v1.0/applications?x")
        let last = try owners.decode(second, .whole)
        #expect(last.claims.map(\.nativeID.string) == [1, 2].map { "application:a1|nativeOwner|u\($0)" })
        #expect(last.next == nil)
    }

    @Test("what has twenty owners in a list has its own list read, and nothing else has")
    func manyOwners() async throws {
        let asked = Locked<[URL]>([])
        @Sendable func rows(_ ids: Range<Int>) -> String { ids.map { #"{"id":"u\#($0)"}"# }.joined(separator: ",") }
        let transport = Transport { request in
            asked.withLock { $0.append(request.url) }
            let body =
                switch request.url.path {
                case "/v1.0/servicePrincipals":
                    #"{"value":[{"id":"s1","owners":[\#(rows(0..<20))]},{"id":"s2","owners":[\#(rows(0..<19))]}]}"#
                case "/v1.0/applications": #"{"value":[{"id":"a1","owners":[\#(rows(0..<20))]}]}"#
                case "/v1.0/servicePrincipals/s1/owners":
                    request.url.query()?.contains("skiptoken") == true
                        ? #"{"value":[\#(rows(21..<23))]}"#
                        : #"{"value":[\#(rows(0..<21))],"@odata.nextLink":"https://graph.microsoft.com/v1.0/servicePrincipals/s1/owners?$skiptoken=x"}"#
                default: #"{"value":[\#(rows(0..<20))]}"#
                }
            return Response(status: 200, body: Data(body.utf8), url: request.url)
        }
        let sink = MemorySink()
        let runner = StreamRunner(
            source: "entra", connector: try EntraTests.signedIn(),
            environment: RunEnvironment(transport: transport, time: .impatient(at: Instant(seconds: 0))))
        let coverage = try await runner.run(TenantIdentity(id: "t", principal: "p"), into: sink, only: ["owners"])
        #expect(coverage["owners"]?.state == .complete)
        let urls = asked.withLock { $0 }
        #expect(
            urls.map(\.path) == [
                "/v1.0/servicePrincipals", "/v1.0/applications", "/v1.0/servicePrincipals/s1/owners",
                "/v1.0/servicePrincipals/s1/owners", "/v1.0/applications/a1/owners",
            ])
        let subjects = await sink.allRecords.compactMap { record -> String? in
            if case .ownership(let claim) = record { claim.subject.nativeID.string } else { nil }
        }
        #expect(["s1", "s2", "a1"].map { id in subjects.count { $0 == id } } == [23, 19, 20])
        let check = try SpecificationCheck(try EntraTests.fixture("Specification/graph.json"))
        let rules = OriginRules(base: urls[0])
        let origins = try #require(rules)
        #expect(
            check.problems(
                of: urls.filter { $0.query()?.contains("skiptoken") != true }.map {
                    Request(.get, $0, allowedOrigins: origins)
                }) == [])
    }
}
