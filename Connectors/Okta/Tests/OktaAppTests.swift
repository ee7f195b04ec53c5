import ConnectorKit
import ConnectorTesting
import Foundation
import Inventory
import Testing
import Transport

@testable import OktaConnector

@Suite("Okta: apps, their credentials and grants")
struct OktaAppTests {
    @Test(
        "an app's type says how it signs in, so that service apps can be told",
        arguments: [
            (#""signOnMode":"SAML_2_0""#, "okta.app.saml_2_0"), (#""signOnMode":"BOOKMARK""#, "okta.app.bookmark"),
            (#""signOnMode":null"#, "okta.app.unknown"), (#""signOnMode":"OPENID_CONNECT""#, "okta.app.oauth.unknown"),
            (#""name":"saasure","signOnMode":"OPENID_CONNECT""#, "okta.app.system"),
            (#""name":"okta_org2org","signOnMode":"SAML_2_0""#, "okta.app.saml_2_0"),
            (
                #""credentials":{"oauthClient":{"client_id":"c"}},"settings":{"oauthClient":{"application_type":"service"}}"#,
                "okta.app.oauth.service"
            ),
            (
                #""credentials":{"oauthClient":{"client_id":"c"}},"settings":{"oauthClient":{"application_type":"browser"}}"#,
                "okta.app.oauth.browser"
            ),
        ])
    func types(_ fields: String, type: String) throws {
        let page = try OktaTests.decode("apps", #"[{"id":"0oa1","label":"App",\#(fields)}]"#)
        #expect(page.applications.map(\.type) == [type])
        #expect(type.hasPrefix(OktaType.app))
    }

    @Test(
        "the state of an app",
        arguments: [
            ("ACTIVE", AccountStatus.enabled), ("INACTIVE", .disabled), ("DELETED", .deleted), ("NEW", .unknown),
        ])
    func states(_ status: String, expected: AccountStatus) throws {
        let page = try OktaTests.decode("apps", #"[{"id":"0oa1","status":"\#(status)"}]"#)
        #expect(page.applications.map(\.status) == [expected])
    }

    @Test("the vendor's schema holds the client's secret beside its id: no record does")
    func secrets() throws {
        let page = try OktaTests.decode(
            "clientSecrets",
            #"[{"id":"ocs1","status":"ACTIVE","client_secret":"planted","secret_hash":"hashed","created":"2024-03-01T08:00:00.000Z"},{"id":"ocs2","status":"INACTIVE","client_secret":"planted"}]"#,
            OktaTests.app())
        #expect(page.credentials.map(\.status) == [.active, .inactive])
        #expect(page.credentials.map(\.expiry) == [.unsupported, .unsupported])
        #expect(page.credentials.allSatisfy { $0.holder == .application("0oa1") })
        #expect(page.usages.map(\.lastUse) == [.unsupported, .unsupported])
        #expect(!"\(page.records)".contains("planted") && !"\(page.records)".contains("hashed"))
    }

    @Test("a key's fingerprint is that of its SubjectPublicKeyInfo, and no key has none")
    func fingerprints() throws {
        struct PublicKey: Decodable {
            var n: String
            var e: String
            /// By openssl, over the DER of the public key.
            var sha256: String
        }
        let key = try JSONDecoder().decode(PublicKey.self, from: try OktaTests.fixture("public-key.json"))
        let body =
            #"{"jwks":{"keys":[{"id":"pks1","kid":"a","kty":"RSA","status":"ACTIVE","n":"\#(key.n)","e":"\#(key.e)"},{"id":"pks2","kty":"RSA","n":"AJnc.....","e":"AQAB"},{"kid":"only","kty":"EC","crv":"P-256","x":"AA","y":"AA"}]}}"#
        let page = try OktaTests.decode("clientKeys", body, OktaTests.app())
        #expect(page.credentials.map(\.nativeID) == ["pks1", "pks2", "only"])
        #expect(page.credentials.map(\.fingerprints.count) == [1, 0, 0])
        #expect(page.credentials.first?.fingerprints == [Fingerprint(algorithm: "sha256-spki", value: key.sha256)])
        #expect(page.credentials.map(\.form) == [.asymmetric, .asymmetric, .asymmetric])
    }

    @Test("assignments say to what, since when and whether through a group; those that ask for consent are told apart")
    func assignments() throws {
        let body = #"[{"id":"00u1","scope":"USER","created":"2024-01-31T18:25:01.000Z"},{"id":"00u2","scope":"GROUP"}]"#
        let page = try OktaTests.decode("appUsers", body, OktaTests.app())
        #expect(page.entitlements.map(\.type) == [OktaType.assignment, OktaType.assignment])
        #expect(page.entitlements.map(\.conditions) == [[], ["assigned through a group"]])
        #expect(page.entitlements.map(\.grantedAt) == [Instant("2024-01-31T18:25:01Z"), nil])
        let asking = try OktaTests.decode("appUsers", body, OktaTests.app(asks: true))
        #expect(asking.entitlements.map(\.type) == [OktaType.consentingAssignment, OktaType.consentingAssignment])
        #expect(asking.entitlements.map(\.resource) == ["client-1", "client-1"])
        let groups = try OktaTests.decode("appGroups", #"[{"id":"00g1","priority":0}]"#, OktaTests.app())
        #expect(groups.entitlements.map(\.holder) == [.identity("00g1")])
    }

    @Test("whoever granted several scopes claims the app once, and a revoked grant is none")
    func grants() throws {
        let page = try OktaTests.decode(
            "appGrants",
            #"[{"id":"oag1","scopeId":"okta.users.read","status":"ACTIVE","source":"ADMIN","createdBy":{"id":"00u9","type":"User"},"clientId":"client-1","created":"2023-02-21T16:54:00.000Z"},{"id":"oag2","scopeId":"okta.apps.manage","status":"ACTIVE","source":"ADMIN","createdBy":{"id":"00u9","type":"User"}},{"id":"oag3","scopeId":"okta.logs.read","status":"REVOKED","source":"ADMIN","createdBy":{"id":"00u9"}}]"#,
            OktaTests.app())
        #expect(page.grants.map(\.scopes) == [["okta.users.read"], ["okta.apps.manage"]])
        #expect(page.grants.map(\.consent) == [.admin, .admin])
        #expect(page.grants.first?.grantedAt == Instant("2023-02-21T16:54:00Z"))
        #expect(page.claims.map(\.owner) == ["00u9"])
        #expect(page.claims.map(\.subject) == [.application("0oa1")])
    }

    @Test("a user's consent is on that user's behalf, and filed under the app")
    func consents() throws {
        let page = try OktaTests.decode(
            "userGrants",
            #"[{"id":"oag1","scopeId":"calendar.read","status":"ACTIVE","source":"END_USER","clientId":"client-1","userId":"00u1"}]"#,
            OktaTests.assignment)
        #expect(page.grants.map(\.onBehalfOf) == [.identity("00u1")])
        #expect(page.grants.map(\.holder) == [.application("0oa1")])
        #expect(page.grants.map(\.consent) == [.user])
        #expect(page.claims.isEmpty)
        let asked = try OktaTests.stream("userGrants").first(OktaTests.assignment).url.path
        #expect(asked == "/api/v1/users/00u1/clients/client-1/grants")
    }

    @Test("an API service integration is an app with a grant of scopes, and whoever installed it")
    func integrations() throws {
        let page = try OktaTests.decode(
            "apiServices",
            #"[{"id":"0oa9","type":"cloud_siem","name":"Cloud SIEM","createdAt":"2023-02-21T20:08:24.000Z","createdBy":"00u9","grantedScopes":["okta.users.read","okta.logs.read"]},{"id":"0oa8","created":"2026-01-06T10:00:00.000Z"}]"#
        )
        #expect(page.applications.map(\.clientID) == ["0oa9", "0oa8"])
        #expect(
            page.applications.map(\.createdAt) == [Instant("2023-02-21T20:08:24Z"), Instant("2026-01-06T10:00:00Z")])
        #expect(page.grants.map(\.scopes) == [["okta.logs.read", "okta.users.read"], []])
        #expect(page.claims.map(\.owner) == ["00u9"])
    }

    @Test("a refresh token's end slides with its renewals")
    func refreshTokens() throws {
        let page = try OktaTests.decode(
            "refreshTokens",
            #"[{"id":"oar1","status":"ACTIVE","created":"2023-09-21T19:59:56.000Z","lastUpdated":"2023-09-21T20:00:38.000Z","expiresAt":"2023-09-28T20:00:38.000Z","userId":"00u1","scopes":["openid"]},{"id":"oar2","created":"2023-03-09T03:18:06.000Z","lastUpdated":"2023-03-09T03:18:06.000Z","expiresAt":"2023-03-16T03:18:06.000Z"},{"id":"oar3","expiresAt":"2023-03-16T03:18:06.000Z"},{"id":"oar4"}]"#,
            OktaTests.app())
        #expect(
            page.credentials.map(\.expiry) == [
                .sliding(windowInSeconds: 604_800), .sliding(windowInSeconds: 604_800),
                .at(try #require(Instant("2023-03-16T03:18:06Z"))), .unknown,
            ])
        #expect(
            page.usages.map(\.lastUse) == [
                .observed(try #require(Instant("2023-09-21T20:00:38Z"))),
                .noneSince(try #require(Instant("2023-03-09T03:18:06Z"))), .unknown, .unknown,
            ])
    }
}
