import ConnectorKit
import Foundation
import Inventory
import Testing
import Transport

@testable import AWSConnector

@Suite("The credential that Muster itself signs in with")
struct AWSOwnCredentialTests {
    static let key = AWSSignedIn.Key(id: "AKIAIOSFODNN7EXAMPLE", isSession: false)
    static let session = AWSSignedIn.Key(id: "ASIAEXAMPLE", isSession: true)

    static let cases: [(arn: String, userID: String?, key: AWSSignedIn.Key?, expected: OwnCredential)] = [
        (
            "arn:aws:iam::123456789012:user/service/muster", "AIDAEXAMPLE", key,
            OwnCredential(
                nativeID: "AKIAIOSFODNN7EXAMPLE", holder: .identity("AIDAEXAMPLE"), form: .staticSecret,
                expiry: .unsupported)
        ),
        (
            "arn:aws:iam::123456789012:user/service/muster", "AIDAEXAMPLE", session,
            OwnCredential(holder: .identity("AIDAEXAMPLE"), form: .staticSecret)
        ),
        (
            "arn:aws:sts::123456789012:assumed-role/MusterReader/muster", "AROAEXAMPLE:muster", session,
            OwnCredential(holder: .identity("AROAEXAMPLE"), form: .federated)
        ),
        (
            "arn:aws:sts::123456789012:assumed-role/MusterReader/muster", "AROAEXAMPLE:muster", nil,
            OwnCredential(holder: .identity("AROAEXAMPLE"), form: .federated)
        ),
        (
            "arn:aws:iam::123456789012:root", "123456789012", key,
            OwnCredential(
                nativeID: "AKIAIOSFODNN7EXAMPLE", holder: .identity("123456789012"), form: .staticSecret,
                expiry: .unsupported)
        ),
        (
            "arn:aws:sts::123456789012:federated-user/ada", "123456789012:ada", session,
            OwnCredential(holder: nil, form: .federated)
        ),
        (
            "arn:aws:iam::123456789012:user/muster", nil, nil,
            OwnCredential(holder: nil, form: .staticSecret, expiry: .unsupported)
        ),
    ]

    @Test("it is held by the inventory's own user or role, and a key has the id of the list of keys", arguments: cases)
    func own(_ sample: (arn: String, userID: String?, key: AWSSignedIn.Key?, expected: OwnCredential)) throws {
        #expect(try AWSTenant.own(arn: sample.arn, userID: sample.userID, key: sample.key) == sample.expected)
    }

    @Test("the key that signed the first request is the one that is told")
    func signs() async throws {
        let connector = try AWSTests.connector()
        guard case .http(let request, _, let decode) = connector.tenant else { return }
        _ = try await connector.authorization.authorize(
            request, Transport { _ in throw CancellationError() }, Instant(seconds: 1_793_491_200))
        let tenant = try decode(
            try AWSTests.response(
                AWSTests.answer(
                    "GetCallerIdentity",
                    "<Account>123456789012</Account><Arn>arn:aws:iam::123456789012:user/m</Arn><UserId>AIDAM</UserId>"))
        )
        #expect(tenant.own?.nativeID == "AKIAIOSFODNN7EXAMPLE")
        #expect(!"\(tenant)".contains("wJalrXUtnFEMI"))
    }
}

@Suite("The template of a role")
struct AWSRoleTemplateTests {
    static func role(
        _ account: String, name: String = "deployer", trusts: String? = nil, policy: String = "deploy",
        inline: String = #"{"Statement":[{"Effect":"Allow","Action":"s3:PutObject","Resource":"arn:aws:s3:::b-ACCT"}]}"#
    ) throws -> AWSRoleWire {
        let trust =
            #"{"Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::\#(trusts ?? account):root"},"Action":"sts:AssumeRole"}]}"#
        let row = try AWSElement.parse(
            Data(
                """
                <member><RoleId>AROA\(account)</RoleId><RoleName>\(name)</RoleName>\
                <Arn>arn:aws:iam::\(account):role/\(name)</Arn><Path>/</Path>\
                <AssumeRolePolicyDocument>\(AWSEncoding.form(trust))</AssumeRolePolicyDocument>\
                <RolePolicyList><member><PolicyName>in</PolicyName>\
                <PolicyDocument>\(AWSEncoding.form(inline.replacing("ACCT", with: account)))</PolicyDocument></member>\
                </RolePolicyList><AttachedManagedPolicies><member><PolicyName>\(policy)</PolicyName>\
                <PolicyArn>arn:aws:iam::\(account):policy/\(policy)</PolicyArn></member></AttachedManagedPolicies></member>
                """.utf8))
        return try AWSRoleWire(row)
    }

    static func digest(_ role: AWSRoleWire, in organization: String = "123456789012") -> String {
        AWSRoleTemplate.digest(role, organization: organization)
    }

    @Test("equal roles of two accounts are alike")
    func alike() throws {
        #expect(
            try Self.digest(Self.role("210987654321")) == Self.digest(Self.role("321098765432")))
        // The same document in another order and with white space.
        let spaced =
            #"{ "Statement": [ {"Resource":"arn:aws:s3:::b-ACCT", "Action":"s3:PutObject", "Effect":"Allow"} ] }"#
        #expect(
            try Self.digest(Self.role("210987654321"))
                == Self.digest(Self.role("321098765432", inline: spaced)))
    }

    @Test("another name, trust, policy, document or organization is another template")
    func different() throws {
        let base = try Self.digest(Self.role("210987654321"))
        let others = [
            try Self.digest(Self.role("210987654321", name: "other")),
            try Self.digest(Self.role("210987654321", trusts: "999999999999")),
            try Self.digest(Self.role("210987654321", policy: "other")),
            try Self.digest(Self.role("210987654321", inline: #"{"Statement":[]}"#)),
            try Self.digest(Self.role("210987654321"), in: "999999999999"),
        ]
        #expect(Set(others + [base]).count == others.count + 1)
        #expect(base.count == 20 && base.allSatisfy(\.isHexDigit))
    }

    @Test("a role of an account that is read alone has none")
    func alone() throws {
        let role = try Self.role("210987654321")
        let plain = try AWSMapping.records(role, answeredAt: nil)
        guard case .identity(let identity) = plain[0] else { return }
        #expect(identity.attributes["template"] == nil)
    }
}
