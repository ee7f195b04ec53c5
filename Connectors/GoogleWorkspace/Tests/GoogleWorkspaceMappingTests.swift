import ConnectorKit
import ConnectorTesting
import Foundation
import Inventory
import Testing
import Transport

@testable import GoogleWorkspaceConnector

@Suite("Google Workspace: what rows mean")
struct GoogleWorkspaceMappingTests {
    // MARK: - Users

    static let statuses: [(String, String, AccountStatus, PersonStatus)] = [
        ("users", #""suspended":false,"archived":false"#, .enabled, .active),
        ("users", #""suspended":true"#, .suspended, .suspended),
        ("users", #""suspended":false,"archived":true"#, .disabled, .deactivated),
        ("users", #""suspended":true,"archived":true"#, .disabled, .deactivated),
        ("users", #""suspended":null"#, .unknown, .unknown), ("users", #""archived":false"#, .unknown, .unknown),
        ("deletedUsers", #""suspended":false,"deletionTime":"2026-10-01T00:00:00.000Z""#, .deleted, .deleted),
    ]

    @Test("an account is as usable as Google says, and a deleted one is a tombstone", arguments: statuses)
    func status(_ stream: String, _ fields: String, _ account: AccountStatus, _ person: PersonStatus) throws {
        let page = try GoogleWorkspaceTests.decode(stream, key: "users", #"{"id":"u1",\#(fields)}"#)
        #expect(page.identities.first?.status == account)
        #expect(page.people.first?.status == person)
        #expect((page.people.first?.endedAt != nil) == (stream == "deletedUsers"))
    }

    static let kinds: [(String, String, String, IdentityClass, String)] = [
        ("users", "users", #"{"id":"1"}"#, .unknown, "google-workspace.user"),
        ("users", "users", #"{"id":"1","isGuestUser":true}"#, .unknown, "google-workspace.user.guest"),
        ("users", "users", #"{"id":"1","isAdmin":true}"#, .unknown, "google-workspace.user"),
        ("groups", "groups", #"{"id":"1"}"#, .group, "google-workspace.group"),
        (
            "groupMembers", "members", #"{"id":"1","email":"x@p.iam.gserviceaccount.com","type":"USER"}"#, .service,
            "google-workspace.serviceAccount"
        ),
        ("groupMembers", "members", #"{"id":"C1","type":"CUSTOMER"}"#, .group, "google-workspace.everybody"),
    ]

    @Test("a kind that Google does not tell is unknown, never a person", arguments: kinds)
    func kind(_ stream: String, _ key: String, _ row: String, _ expected: IdentityClass, _ type: String) throws {
        let page = try GoogleWorkspaceTests.decode(
            stream, key: key, row, GoogleWorkspaceTests.partition(of: stream))
        #expect(page.identities.map(\.classification) == [expected])
        #expect(page.identities.map(\.type) == [type])
    }

    static let signIns: [(String, LastUse)] = [
        (#""lastLoginTime":"2026-10-01T00:00:00.000Z""#, .observed(Instant(seconds: 1_790_812_800))),
        // 1970 is "never".
        (
            #""lastLoginTime":"1970-01-01T00:00:00.000Z","creationTime":"2025-01-01T00:00:00.000Z""#,
            .noneSince(Instant(seconds: 1_735_689_600))
        ),
        (#""lastLoginTime":"1970-01-01T00:00:00.000Z""#, .unknown),
        (#""creationTime":"2025-01-01T00:00:00.000Z""#, .unknown),
        (#""lastLoginTime":null,"creationTime":"2025-01-01T00:00:00.000Z""#, .unknown),
    ]

    @Test("a sign-in that is not told is unknown, and 1970 is never", arguments: signIns)
    func lastLogin(_ fields: String, _ expected: LastUse) throws {
        let page = try GoogleWorkspaceTests.decode("users", key: "users", #"{"id":"u1",\#(fields)}"#)
        #expect(page.usages.map(\.lastUse) == [expected])
    }

    @Test("employee id, manager, department and addresses come from the fields that Google names them by")
    func person() throws {
        let page = try GoogleWorkspaceTests.decode(
            "users", key: "users",
            """
            {"id":"u1","primaryEmail":"Ada@example.com","name":{"fullName":"Ada Berg"},"aliases":["ada@example.com","a@example.com"],
             "externalIds":[{"type":"custom","value":"x"},{"type":"organization","value":"00042"}],
             "relations":[{"type":"assistant","value":"z@example.com"},{"type":"manager","value":"boss@example.com"}],
             "organizations":[{"department":"Old"},{"primary":true,"department":"IT"}],"recoveryEmail":"private@example.net"}
            """)
        let person = try #require(page.people.first)
        #expect(person.employeeID == "00042" && person.manager == "boss@example.com" && person.department == "IT")
        #expect(person.emails == ["Ada@example.com", "a@example.com"])
        #expect(page.links.map(\.identifier) == ["00042"])
        #expect(!"\(page.records)".contains("private"))
    }

    @Test(
        "fields that may be anything cost nothing but themselves",
        arguments: [#""organizations":"x""#, #""externalIds":{"a":1}"#, #""relations":[1,2]"#, #""externalIds":null"#])
    func anything(_ field: String) throws {
        let page = try GoogleWorkspaceTests.decode("users", key: "users", #"{"id":"u1",\#(field)}"#)
        #expect(page.rejected.isEmpty && page.people.count == 1)
    }

    // MARK: - Groups and administrators

    @Test("an owner of a group answers for it, and a membership says by which role")
    func members() throws {
        let page = try GoogleWorkspaceTests.decode(
            "groupMembers", key: "members",
            #"{"id":"u1","email":"ada@example.com","role":"OWNER"},{"id":"u2","role":"MEMBER"},{"email":"out@example.org","type":"EXTERNAL"},{}"#,
            GoogleWorkspaceTests.group)
        #expect(page.claims.map(\.owner) == ["ada@example.com"])
        #expect(page.claims.map(\.evidence) == [.nativeOwner])
        #expect(page.entitlements.map(\.conditions) == [["role OWNER"], [], ["from outside"]])
        #expect(page.entitlements.last?.holder == .identity("out@example.org"))
        #expect(page.rejected.count == 1)
    }

    static let roles: [(String, Privilege)] = [
        (#""isSuperAdminRole":true"#, .admin),
        (#""rolePrivileges":[{"privilegeName":"USERS_RETRIEVE"},{"privilegeName":"USER_SECURITY_ALL"}]"#, .high),
        (
            #""rolePrivileges":[{"privilegeName":"GROUPS_RETRIEVE"},{"privilegeName":"VIEW_SITE_DETAILS"},{"privilegeName":"REPORTS"}]"#,
            .low
        ),
        (#""rolePrivileges":[{"privilegeName":"SOMETHING_NEW"}]"#, .medium), (#""rolePrivileges":[]"#, .low),
        (#""roleName":"x""#, .unknown),
    ]

    @Test("a role is as dangerous as its worst privilege; one that is not told is unknown", arguments: roles)
    func role(_ fields: String, _ expected: Privilege) throws {
        let page = try GoogleWorkspaceTests.decode("roles", #"{"roleId":"1",\#(fields)}"#)
        #expect(page.permissions.map(\.privilege) == [expected])
    }

    @Test("no privilege is both dangerous and one that only reads")
    func privileges() {
        for name in GoogleWorkspacePrivilege.dangerous.keys { #expect(!GoogleWorkspacePrivilege.isReading(name)) }
    }

    @Test("an assignment names its role, its place, its condition and its end")
    func assignments() throws {
        let stream = try GoogleWorkspaceTests.stream("roleAssignments")
        let first = try stream.first(.whole).url
        let names = try stream.decode(
            Response(status: 200, body: Data(#"{"items":[{"roleId":"9","roleName":"Help desk"}]}"#.utf8), url: first),
            .whole)
        let second = try #require(names.next.flatMap { URL(string: $0) })
        let body = """
            {"items":[{"roleAssignmentId":"1","roleId":"9","assignedTo":"u1","assigneeType":"USER","scopeType":"ORG_UNIT","orgUnitId":"ou1",
              "condition":"c","expirationDetails":{"expireTime":"2027-01-01T00:00:00Z"}},
             {"roleAssignmentId":"2","roleId":"8","assignedTo":"104","assigneeType":"SERVICE_ACCOUNT","scopeType":"CUSTOMER"}]}
            """
        let page = try stream.decode(Response(status: 200, body: Data(body.utf8), url: second), .whole)
        #expect(page.entitlements.map(\.targetName) == ["Help desk", "8"])
        #expect(page.entitlements.map(\.resource) == ["organizational unit ou1", nil])
        #expect(page.entitlements.first?.conditions == ["c", "until 2027-01-01T00:00:00Z"])
        #expect(page.identities.map(\.classification) == [.service])
        #expect(page.next == nil)
    }

    // MARK: - Tokens and app passwords

    @Test("a token is a grant of one user to one app, without dates, and does not outlive the user")
    func tokens() throws {
        let page = try GoogleWorkspaceTests.decode(
            "tokens",
            #"{"clientId":"c1","displayText":"Bot","scopes":["b","a","a"],"nativeApp":true,"anonymous":false},{"clientId":"c2","anonymous":true}"#,
            GoogleWorkspaceTests.user())
        let grant = try #require(page.grants.first)
        #expect(grant.nativeID == "u1/tokens/c1" && grant.holder == .application("c1"))
        #expect(grant.onBehalfOf == .identity("u1") && grant.consent == .user && grant.scopes == ["a", "b"])
        #expect(grant.grantedAt == nil && grant.expiry == .unsupported)
        #expect(grant.survival == Survival(disabling: .no, deletion: .no))
        #expect(page.applications.map(\.publisherVerified) == [nil, false])
        #expect(page.applications.map(\.clientID) == ["c1", "c2"])
        // A token itself tells no use: nothing is said of it, so that it stays unknown.
        #expect(page.usages.isEmpty)
    }

    @Test("what shares one client id is one grant with the scopes of all")
    func anonymous() throws {
        let page = try GoogleWorkspaceTests.decode(
            "tokens", #"{"clientId":"anonymous","scopes":["a"]},{"clientId":"anonymous","scopes":["b"]}"#,
            GoogleWorkspaceTests.user())
        #expect(page.grants.map(\.scopes) == [["a", "b"]] && page.applications.count == 1 && page.rowCount == 2)
    }

    static let passwords: [(String, LastUse, Instant?)] = [
        (
            #""creationTime":"1740000000000","lastTimeUsed":"1792000000000""#,
            .observed(Instant(seconds: 1_792_000_000)),
            Instant(seconds: 1_740_000_000)
        ),
        // 0 is "never".
        (
            #""creationTime":"1740000000000","lastTimeUsed":"0""#, .noneSince(Instant(seconds: 1_740_000_000)),
            Instant(seconds: 1_740_000_000)
        ),
        (#""lastTimeUsed":"0""#, .unknown, nil), (#""creationTime":"0","lastTimeUsed":"0""#, .unknown, nil),
        (#""creationTime":"1740000000000""#, .unknown, Instant(seconds: 1_740_000_000)),
        (
            #""creationTime":1740000000,"lastTimeUsed":1792000000"#, .observed(Instant(seconds: 1_792_000_000)),
            Instant(seconds: 1_740_000_000)
        ),
    ]

    @Test("an app password's 0 is never, and what is absent is unknown", arguments: passwords)
    func appPassword(_ fields: String, _ use: LastUse, _ created: Instant?) throws {
        let page = try GoogleWorkspaceTests.decode(
            "appPasswords", #"{"codeId":3,"name":"Mail",\#(fields)}"#, GoogleWorkspaceTests.user())
        #expect(page.usages.map(\.lastUse) == [use])
        let password = try #require(page.credentials.first)
        #expect(password.createdAt == created && password.nativeID == "u1/asps/3" && password.expiry == .unsupported)
        #expect(password.holder == .identity("u1") && password.survival == Survival(disabling: .no, deletion: .no))
    }

    @Test(
        "an app password is as usable as its user's account",
        arguments: [
            (AccountStatus.enabled, CredentialStatus.active), (.suspended, .inactive), (.disabled, .inactive),
            (.unknown, .unknown),
        ])
    func usable(_ account: AccountStatus, _ expected: CredentialStatus) throws {
        let page = try GoogleWorkspaceTests.decode(
            "appPasswords", #"{"codeId":3}"#, GoogleWorkspaceTests.user(account))
        #expect(page.credentials.map(\.status) == [expected])
    }

    @Test("a time that is none costs its row", arguments: [#""x""#, #""-5""#, #""99999999999999999""#])
    func noTime(_ value: String) throws {
        let page = try GoogleWorkspaceTests.decode(
            "appPasswords", #"{"codeId":3,"creationTime":\#(value)}"#, GoogleWorkspaceTests.user())
        #expect(page.credentials.isEmpty && page.rejected.count == 1)
    }

    // MARK: - Lists

    @Test(
        "only an answer that says what it is a list of is believed to be empty",
        arguments: [
            (#"{"kind":"admin#directory#users"}"#, true), (#"{"kind":"admin#directory#users","users":[]}"#, true),
            ("{}", false), (#"{"kind":"compute#instanceList"}"#, false),
            (#"{"kind":"admin#directory#users","users":null}"#, false),
            (#"{"error":{}}"#, false), ("[]", false),
        ])
    func empty(_ body: String, _ isEmpty: Bool) throws {
        let stream = try GoogleWorkspaceTests.stream("users")
        let response = Response(status: 200, body: Data(body.utf8), url: try stream.first(.whole).url)
        if isEmpty {
            #expect(try stream.decode(response, .whole).rowCount == 0)
        } else {
            #expect(throws: (any Error).self) { try stream.decode(response, .whole) }
        }
    }
}
