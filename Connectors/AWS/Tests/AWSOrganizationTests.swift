import ConnectorKit
import Foundation
import Inventory
import Testing
import Transport

@testable import AWSConnector

@Suite("An organization's accounts")
struct AWSOrganizationTests {
    static let management = "123456789012"
    static let now = Instant(seconds: 1_793_491_200)

    static func account(_ id: String, _ state: String? = "ACTIVE") -> Resource {
        var attributes = ["arn": "arn:aws:organizations::\(management):account/o-exampleorg1/\(id)"]
        attributes["state"] = state
        return Resource(
            nativeID: NativeID(id), type: AWSOrganization.accountType, name: "corp-\(id)", attributes: attributes)
    }

    /// A connector that has found out which account it is itself.
    static func connector(_ settings: [String: Settings.Value] = [:]) throws -> Connector {
        let connector = try AWSTests.organization(settings)
        if case .http(_, _, let decode) = connector.tenant {
            _ = try decode(
                try AWSTests.response(
                    AWSTests.answer(
                        "GetCallerIdentity",
                        "<Account>\(management)</Account><Arn>arn:aws:iam::\(management):user/m</Arn><UserId>AIDAM</UserId>"
                    )
                ))
        }
        return connector
    }

    static func words(_ member: MemberSources.Member) -> String {
        switch member {
        case .itself: "itself"
        case .outOfScope(let reason): reason
        case .connector: "read"
        }
    }

    @Test(
        "the own account is read already, active ones are read, others are out of scope with a reason",
        arguments: [
            (management, "ACTIVE", [:], "itself"), ("210987654321", "ACTIVE", [:], "read"),
            ("210987654321", nil, [:], "read"),
            ("210987654321", "SUSPENDED", [:], "the account is SUSPENDED"),
            ("210987654321", "PENDING_CLOSURE", [:], "the account is PENDING_CLOSURE"),
            ("210987654321", "ACTIVE", ["exclude_accounts": "210987654321"], "left out by exclude_accounts"),
            ("210987654321", "ACTIVE", ["accounts": "321098765432"], "not among accounts"),
            ("210987654321", "ACTIVE", ["accounts": "210987654321"], "read"),
        ] as [(String, String?, [String: String], String)])
    func scope(_ id: String, _ state: String?, _ lists: [String: String], _ expected: String) throws {
        let connector = try Self.connector(lists.mapValues { .list([.text($0)]) })
        let members = try #require(connector.members)
        #expect(Self.words(try members.member(Self.account(id, state))) == expected)
    }

    @Test("a member reads what its account holds, and not what the management account holds")
    func memberStreams() throws {
        let connector = try Self.connector()
        guard case .connector(let member) = try connector.members?.member(Self.account("210987654321")) else {
            Issue.record("it is not read")
            return
        }
        let own = Set(connector.streams.map(\.descriptor.id))
        let its = Set(member.streams.map(\.descriptor.id))
        #expect(its.isSubset(of: own) && its.contains("users") && its.contains("secrets"))
        #expect(its.isDisjoint(with: ["accounts", "identityCenterUsers", "accountAssignments"]))
        #expect(member.members == nil)
        #expect(member.manifest.streams.map(\.id) == member.streams.map(\.descriptor.id))
    }

    @Test("without member_role one account is read alone, with the streams that it had before")
    func alone() throws {
        let connector = try AWSTests.connector()
        #expect(connector.members == nil)
        #expect(!connector.streams.contains { $0.descriptor.bucket != "iam" && $0.descriptor.id != "secrets" })
        #expect(connector.narrowing == [])
        let elsewhere = try AWSTests.connector(["identity_center_region": .text("eu-west-1")])
        #expect(elsewhere.streams.contains { $0.descriptor.id == "identityCenterUsers" })
        #expect(!elsewhere.streams.contains { $0.descriptor.id == "accounts" })
        #expect(elsewhere.narrowing == ["identity center eu-west-1"])
        #expect(try AWSTests.connector(["region": .text("eu-west-1")]).narrowing == ["region eu-west-1"])
    }

    // MARK: - The role of a member

    /// Answers AssumeRole, and keeps what was asked.
    private static func service(_ answer: @escaping @Sendable () throws -> Response, asked: Locked<[String]>)
        -> Transport
    {
        Transport { request in
            asked.withLock { $0.append(String(decoding: request.body ?? Data(), as: UTF8.self)) }
            return try answer()
        }
    }

    private static func signed(_ member: Connector, _ transport: Transport) async throws -> Request {
        guard case .http(let request, _, _) = member.tenant else { throw AWSBodyProblem(reason: "no tenant") }
        return try await member.authorization.authorize(request, transport, now)
    }

    @Test("the role is assumed once with the source's own key, and its session signs")
    func assume() async throws {
        let asked = Locked<[String]>([])
        let connector = try Self.connector(["member_external_id": .text("muster-4f1c")])
        guard case .connector(let member) = try connector.members?.member(Self.account("210987654321")) else { return }
        let transport = Self.service(
            {
                try AWSTests.response(
                    AWSTests.answer(
                        "AssumeRole",
                        "<Credentials><AccessKeyId>ASIAEXAMPLE</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2026-11-01T01:00:00Z</Expiration></Credentials>"
                    ))
            }, asked: asked)
        for _ in 0..<3 {
            let request = try await Self.signed(member, transport)
            #expect(request.headers["Authorization"]?.contains("Credential=ASIAEXAMPLE/") == true)
            #expect(request.headers["X-Amz-Security-Token"] == "t")
        }
        #expect(asked.withLock { $0 }.count == 1)
        let body = try #require(asked.withLock { $0 }.first)
        #expect(
            body.contains("RoleArn=arn%3Aaws%3Aiam%3A%3A210987654321%3Arole%2FMusterReader")
                && body.contains("ExternalId=muster-4f1c"))
    }

    @Test("a refused role says what to make; a busy service is asked again")
    func refused() async throws {
        let connector = try Self.connector()
        guard case .connector(let member) = try connector.members?.member(Self.account("210987654321")) else { return }
        func error(_ code: String, _ status: Int) -> Transport {
            Self.service(
                {
                    try AWSTests.response(
                        "<ErrorResponse><Error><Code>\(code)</Code><Message>planted</Message></Error></ErrorResponse>",
                        status: status)
                }, asked: Locked([]))
        }
        let problem = await #expect(throws: AWSCredentialProblem.self) {
            _ = try await Self.signed(member, error("AccessDenied", 403))
        }
        let words = try #require(problem?.description)
        #expect(words.hasPrefix("arn:aws:iam::210987654321:role/MusterReader: could not be assumed (AccessDenied)"))
        #expect(words.contains("StackSet") && words.contains("exclude_accounts") && !words.contains("planted"))
        for (code, status) in [("Throttling", 400), ("ServiceUnavailable", 503), ("InternalFailure", 500)] {
            let busy = await #expect(throws: TransportError.self) {
                _ = try await Self.signed(member, error(code, status))
            }
            #expect(busy?.isTransient == true, "\(code)")
        }
    }

    @Test("an answer of another account is refused")
    func otherAccount() throws {
        let connector = try Self.connector()
        guard case .connector(let member) = try connector.members?.member(Self.account("210987654321")),
            case .http(_, _, let decode) = member.tenant
        else { return }
        let body = AWSTests.answer(
            "GetCallerIdentity",
            "<Account>\(Self.management)</Account><Arn>arn:aws:sts::1:assumed-role/a/b</Arn><UserId>AROA:b</UserId>")
        #expect(throws: AWSBodyProblem.self) { _ = try decode(try AWSTests.response(body)) }
    }
}
