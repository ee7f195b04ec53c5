import ConnectorKit
import ConnectorTesting
import Foundation
import Inventory
import Testing
import Transport

@testable import GoogleCloudConnector

@Suite("Google Cloud: what fields mean")
struct GoogleCloudMappingTests {
    private static func instant(_ text: String) -> Instant { Instant(text) ?? Instant(milliseconds: 0) }

    // MARK: - Projects and accounts

    @Test(
        "what is to be deleted is out of scope; what has no state is not called enabled",
        arguments: [("ACTIVE", AccountStatus.enabled), ("DELETE_REQUESTED", nil), (nil, .unknown)]
            as [(String?, AccountStatus?)])
    func projectStates(state: String?, expected: AccountStatus?) throws {
        let field = state.map { #","state":"\#($0)""# } ?? ""
        let page = try GoogleCloudTests.decode(
            "projects", #"{"projects":[{"name":"projects/1","projectId":"example-prod"\#(field)}]}"#)
        #expect(page.resources.first?.status == expected)
        #expect(page.rejected.isEmpty && page.rowCount == 1)
    }

    @Test("a project's labels are its own and its service accounts': they have none")
    func labels() throws {
        let page = try GoogleCloudTests.decode(
            "projects",
            #"{"projects":[{"name":"projects/1","projectId":"example-prod","labels":{"team":"web","cost":"7"}}]}"#)
        #expect(page.resources.first?.tags == ["team": "web", "cost": "7"])
        let accounts = try GoogleCloudTests.decode("serviceAccounts", #"{"accounts":[{"email":"A@x.example"}]}"#)
        #expect(accounts.identities.first?.tags == ["owner": "ana-berg"])
        #expect(accounts.identities.first?.attributes["labelsOf"] == "projects/100100100100")
        #expect(accounts.identities.first?.nativeID == "serviceAccount:a@x.example")
    }

    @Test(
        "a service account is a service; disabled is told, when it was made is not",
        arguments: [("", AccountStatus.enabled), (#","disabled":true"#, .disabled), (#","disabled":false"#, .enabled)])
    func accounts(field: String, expected: AccountStatus) throws {
        let page = try GoogleCloudTests.decode(
            "serviceAccounts", #"{"accounts":[{"email":"a@p.iam.gserviceaccount.com"\#(field)}]}"#)
        #expect(page.identities.first?.status == expected)
        #expect(page.identities.first?.classification == .service)
        #expect(page.identities.first?.createdAt == nil)
    }

    // MARK: - Keys

    @Test(
        "the end of the year 9999 is without end; what is not told is not known",
        arguments: [
            (#","validBeforeTime":"9999-12-31T23:59:59Z""#, Expiry.never),
            (#","validBeforeTime":"2026-12-01T00:00:00Z""#, .at(instant("2026-12-01"))), ("", .unknown),
        ])
    func expiry(field: String, expected: Expiry) throws {
        let page = try GoogleCloudTests.decode("serviceAccountKeys", #"{"keys":[{"name":"x/keys/1"\#(field)}]}"#)
        #expect(page.credentials.first?.expiry == expected)
    }

    @Test("a key that Google made dates from then; one that was uploaded has its certificate's date, which is another")
    func created() throws {
        for (origin, expected) in [
            ("GOOGLE_PROVIDED", Self.instant("2023-01-10")), ("USER_PROVIDED", nil), ("ORIGIN_UNSPECIFIED", nil),
        ] {
            let page = try GoogleCloudTests.decode(
                "serviceAccountKeys",
                #"{"keys":[{"name":"x/keys/1","keyOrigin":"\#(origin)","validAfterTime":"2023-01-10T00:00:00Z"}]}"#)
            #expect(page.credentials.first?.createdAt == expected)
            #expect(page.credentials.first?.attributes["validAfterTime"] == "2023-01-10T00:00:00Z")
        }
    }

    @Test("keys that Google keeps are nobody's; a disabled one says why, and whether it was seen in public")
    func keys() throws {
        let page = try GoogleCloudTests.decode(
            "serviceAccountKeys",
            #"""
            {"keys":[{"name":"x/keys/1","keyType":"SYSTEM_MANAGED"},{"name":"x/keys/2","keyType":"USER_MANAGED","disabled":true,
             "disableReason":"SERVICE_ACCOUNT_KEY_DISABLE_REASON_EXPOSED",
             "extendedStatus":[{"key":"SERVICE_ACCOUNT_KEY_EXTENDED_STATUS_KEY_EXPOSED","value":"https://x.example"}]}]}
            """#)
        #expect(page.rowCount == 2)
        let key = try #require(page.credentials.first)
        #expect(page.credentials.count == 1 && key.status == .inactive)
        #expect(key.nativeID == "deploy@payments-prod.iam.gserviceaccount.com/keys/2")
        #expect(key.attributes["disableReason"] == "SERVICE_ACCOUNT_KEY_DISABLE_REASON_EXPOSED")
        #expect(key.attributes["extendedStatus"] == "SERVICE_ACCOUNT_KEY_EXTENDED_STATUS_KEY_EXPOSED")
        #expect(key.survival == Survival(disabling: .yes, deletion: .yes))
    }

    // MARK: - API keys

    @Test(
        "an API key is without restrictions, or says which it has",
        arguments: [
            ("", "true", nil, nil), (#","restrictions":{}"#, "true", nil, nil),
            (#","restrictions":{"apiTargets":[{"service":"b"},{"service":"a"}]}"#, nil, "a,b", nil),
            (
                #","restrictions":{"browserKeyRestrictions":{"allowedReferrers":["*.example.com"]}}"#, nil, nil,
                "browser: *.example.com"
            ),
            (
                #","restrictions":{"serverKeyRestrictions":{"allowedIps":["192.0.2.1"]}}"#, nil, nil,
                "server: 192.0.2.1"
            ),
            (
                #","restrictions":{"androidKeyRestrictions":{"allowedApplications":[{"packageName":"com.example","sha1Fingerprint":"x"}]}}"#,
                nil, nil, "android: com.example"
            ),
            (
                #","restrictions":{"iosKeyRestrictions":{"allowedBundleIds":["com.example"]}}"#, nil, nil,
                "ios: com.example"
            ),
            (#","restrictions":{"browserKeyRestrictions":{"allowedReferrers":[]}}"#, "true", nil, nil),
        ] as [(String, String?, String?, String?)])
    func restrictions(field: String, unrestricted: String?, targets: String?, applications: String?) throws {
        let page = try GoogleCloudTests.decode("apiKeys", #"{"keys":[{"name":"projects/1/keys/k"\#(field)}]}"#)
        let key = try #require(page.credentials.first)
        #expect(key.attributes["unrestricted"] == unrestricted)
        #expect(key.attributes["apiTargets"] == targets)
        #expect(key.attributes["applications"] == applications)
        #expect(key.holder == .resource("projects/100100100100"))
        #expect(key.expiry == .unsupported && page.usages.first?.lastUse == .unsupported)
    }

    @Test("a key that is bound to a service account proves that; a deleted one is none")
    func boundKeys() throws {
        let page = try GoogleCloudTests.decode(
            "apiKeys",
            #"{"keys":[{"name":"a","serviceAccountEmail":"D@p.example"},{"name":"b","deleteTime":"2026-01-01T00:00:00Z"}]}"#
        )
        #expect(page.credentials.map(\.holder) == [.identity("serviceAccount:d@p.example")])
    }

    // MARK: - Last use

    private static func activity(_ name: String, _ time: String) -> String {
        #"""
        {"activities":[{"fullResourceName":"\#(name)","activity":{\#(time)},
         "observationPeriod":{"startTime":"2025-05-01T07:00:00Z","endTime":"2026-10-30T07:00:00Z"}}]}
        """#
    }

    @Test(
        "a last time is a day; without one there was none in the span; the span's end is what it speaks for",
        arguments: [
            (#""lastAuthenticatedTime":"2026-10-01T07:00:00Z""#, LastUse.observed(instant("2026-10-01T07:00:00Z"))),
            ("", .noneSince(instant("2025-05-01T07:00:00Z"))),
        ])
    func lastUse(time: String, expected: LastUse) throws {
        let name = "//iam.googleapis.com/projects/p/serviceAccounts/A@p.iam.gserviceaccount.com"
        let account = try GoogleCloudTests.decode("serviceAccountActivity", Self.activity(name, time))
        #expect(account.usages.first?.lastUse == expected)
        #expect(account.usages.first?.subject == .identity("serviceAccount:a@p.iam.gserviceaccount.com"))
        #expect(account.asOf == Self.instant("2026-10-30T07:00:00Z"))
        let key = try GoogleCloudTests.decode("keyActivity", Self.activity(name + "/keys/abc", time))
        #expect(key.usages.first?.lastUse == expected)
        #expect(key.usages.first?.subject == .credential("a@p.iam.gserviceaccount.com/keys/abc"))
        #expect(key.usages.first?.holder == account.usages.first?.holder)
        #expect(key.usages.first?.meaning == .attempt && key.usages.first?.granularityInSeconds == 86_400)
    }

    @Test("a key without a row has no last use at all: a disabled one is left out and was perhaps used")
    func withoutRow() throws {
        #expect(try GoogleCloudTests.decode("keyActivity", "{}").records.isEmpty)
    }

    @Test("activity of what cannot be told apart is rejected, not filed under another")
    func foreignActivity() throws {
        let page = try GoogleCloudTests.decode(
            "keyActivity", Self.activity("//iam.googleapis.com/projects/p/serviceAccounts/104/keys/abc", ""))
        #expect(page.records.isEmpty && page.rejected.count == 1)
    }

    // MARK: - Federation

    @Test(
        "an issuer is trusted with a condition, or without one; a pool that is off turns its issuers off",
        arguments: [
            (
                #""oidc":{"issuerUri":"https://i.example"},"attributeCondition":"assertion.x == 'y'""#,
                "https://i.example", nil, CredentialStatus.active
            ),
            (#""aws":{"accountId":"123456789012"},"disabled":true"#, "aws:123456789012", "true", .inactive),
            (#""saml":{"idpMetadataXml":"<x/>"}"#, nil, "true", .active),
        ] as [(String, String?, String?, CredentialStatus)])
    func providers(fields: String, issuer: String?, unconditional: String?, status: CredentialStatus) throws {
        let body = #"{"workloadIdentityPoolProviders":[{"name":"p/providers/a",\#(fields)}]}"#
        let page = try GoogleCloudTests.decode("workloadIdentityProviders", body)
        let provider = try #require(page.credentials.first)
        #expect(provider.form == .federated && provider.attributes["issuer"] == issuer)
        #expect(provider.attributes["unconditional"] == unconditional)
        #expect(provider.status == status)
        var pool = GoogleCloudTests.pool
        pool.status = .disabled
        let off = try GoogleCloudTests.stream("workloadIdentityProviders").decode(
            try GoogleCloudTests.response(body), Partition(key: "p", parent: .application(pool)))
        #expect(off.credentials.first?.status == .inactive)
    }

    @Test("pools and issuers that were deleted are gone; a cluster's pool is Google's own")
    func pools() throws {
        let page = try GoogleCloudTests.decode(
            "workloadIdentityPools",
            #"{"workloadIdentityPools":[{"name":"a","state":"DELETED"},{"name":"b","disabled":true},{"name":"c","mode":"SYSTEM_TRUST_DOMAIN"}]}"#
        )
        #expect(page.applications.map(\.nativeID) == ["b", "c"])
        #expect(page.applications.map(\.status) == [.disabled, .enabled])
        #expect(page.applications.map(\.vendorManaged) == [false, true])
    }

    // MARK: - Lists

    @Test("a list that is left out is empty; an error, null or another thing in its place is none")
    func lists() throws {
        #expect(try GoogleCloudTests.decode("serviceAccounts", "{}").rowCount == 0)
        for body in [
            #"{"error":{"code":403}}"#, #"{"accounts":null}"#, #"{"accounts":{}}"#, "[]", "null", "<html>", "",
        ] {
            #expect(throws: (any Error).self) { try GoogleCloudTests.decode("serviceAccounts", body) }
        }
    }

    @Test("a row without what identifies it is rejected with its path, and the others are kept")
    func rejected() throws {
        let page = try GoogleCloudTests.decode(
            "serviceAccounts",
            #"{"accounts":[{"email":"a@x.example"},{"uniqueId":"1"},{"email":5}],"nextPageToken":"n"}"#)
        #expect(page.identities.count == 1 && page.rowCount == 3 && page.next == "n")
        #expect(page.rejected.map(\.path) == ["$.accounts[1].email", "$.accounts[2].email"])
        #expect(try GoogleCloudTests.decode("projects", #"{"projects":[{"name":"projects/1"}]}"#).rejected.count == 1)
    }
}
