import Inventory
import Testing

@testable import AWSConnector

@Suite("What a policy comes to")
struct AWSPolicyTests {
    struct Sample: Sendable, CustomTestStringConvertible {
        var statements: String
        var privilege: Privilege
        var reason: String
        var testDescription: String { statements }

        init(_ statements: String, _ privilege: Privilege, _ reason: String) {
            self.statements = statements
            self.privilege = privilege
            self.reason = reason
        }
    }

    static let samples: [Sample] = [
        Sample(#"{"Effect":"Allow","Action":"*","Resource":"*"}"#, .admin, "Action * on Resource *"),
        Sample(#"[{"Effect":"Allow","Action":["*"],"Resource":["*"]}]"#, .admin, "Action * on Resource *"),
        Sample(#"{"Effect":"Allow","Action":"*:*","Resource":"arn:aws:*:*:*:*"}"#, .admin, "Action *:* on Resource *"),
        Sample(#"{"Effect":"Allow","Action":"*","Resource":"arn:*"}"#, .admin, "Action * on Resource *"),
        Sample(
            #"{"Effect":"Allow","Action":"*","Resource":"arn:aws:s3:::acme"}"#, .high,
            "Action * on Resource arn:aws:s3:::acme"),
        Sample(
            #"{"Effect":"Allow","Action":"*","Resource":"arn:aws:s3:::*"}"#, .high,
            "Action * on Resource arn:aws:s3:::*"),
        Sample(
            #"{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"Bool":{"aws:MultiFactorAuthPresent":true}}}"#,
            .high, "Action * on Resource *; upper bound: its conditions are not evaluated"),
        Sample(
            #"[{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":"iam:*","Resource":"*"}]"#,
            .admin,
            "Action * on Resource *; upper bound: Deny statements are not evaluated"),
        Sample(#"{"Effect":"Deny","Action":"*","Resource":"*"}"#, .low, "no Allow statement"),
        Sample("[]", .low, "no Allow statement"),
        Sample(#"{"Effect":"Allow","Action":"iam:*","Resource":"*"}"#, .high, "Action iam:* on Resource *"),
        Sample(
            #"{"Effect":"Allow","Action":"IAM:PassRole","Resource":"*"}"#, .high, "Action IAM:PassRole on Resource *"),
        Sample(
            #"{"Effect":"Allow","Action":"iam:PassRole","Resource":"arn:aws:iam::123456789012:role/*"}"#, .high,
            "Action iam:PassRole on Resource arn:aws:iam::123456789012:role/*"),
        Sample(
            #"{"Effect":"Allow","Action":"iam:PassRole","Resource":"arn:aws:iam::123456789012:role/one"}"#, .medium,
            "Action iam:PassRole on Resource arn:aws:iam::123456789012:role/one"),
        Sample(#"{"Effect":"Allow","Action":"iam:Put*","Resource":"*"}"#, .high, "Action iam:Put* on Resource *"),
        Sample(
            #"{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"*"}"#, .high,
            "Action sts:AssumeRole on Resource *"),
        Sample(#"{"Effect":"Allow","Action":"s3:*","Resource":"*"}"#, .high, "Action s3:* on Resource *"),
        Sample(
            #"{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::*"}"#, .high,
            "Action s3:* on Resource arn:aws:s3:::*"),
        Sample(
            #"{"Effect":"Allow","Action":"s3:*","Resource":["arn:aws:s3:::acme","arn:aws:s3:::acme/*"]}"#, .medium,
            "Action s3:* on Resource arn:aws:s3:::acme and 1 more"),
        Sample(
            #"{"Effect":"Allow","NotAction":["iam:*","organizations:*","account:*"],"Resource":"*"}"#, .high,
            "NotAction iam:* and 2 more on Resource *"),
        Sample(
            #"{"Effect":"Allow","NotAction":"s3:*","Resource":"*"}"#, .admin,
            "NotAction s3:* on Resource *: leaves iam:* allowed"),
        Sample(
            #"{"Effect":"Allow","Action":"*","NotResource":"arn:aws:s3:::secret"}"#, .admin,
            "Action * on NotResource arn:aws:s3:::secret"),
        Sample(
            #"{"Effect":"Allow","Action":["s3:GetObject","s3:ListBucket"],"Resource":"*"}"#, .medium,
            "Action s3:GetObject on Resource *"),
        Sample(
            #"{"Effect":"Allow","Action":["s3:GetObject","s3:ListBucket"],"Resource":"arn:aws:s3:::acme/*"}"#, .low,
            "Action s3:GetObject on Resource arn:aws:s3:::acme/*"),
        Sample(#"{"Effect":"Allow","Action":"s3:Get*","Resource":"*"}"#, .medium, "Action s3:Get* on Resource *"),
        Sample(
            #"{"Effect":"Allow","Action":"secretsmanager:GetSecretValue","Resource":"*"}"#, .medium,
            "Action secretsmanager:GetSecretValue on Resource *"),
        Sample(
            #"{"Effect":"Allow","Action":"ec2:Describe*","Resource":"*"}"#, .low, "Action ec2:Describe* on Resource *"),
        Sample(
            #"{"Effect":"Allow","Action":["ec2:Describe*","ec2:RunInstances"],"Resource":"*"}"#, .medium,
            "Action ec2:RunInstances on Resource *"),
        Sample(
            #"{"Effect":"Allow","Action":"sqs:SendMessage","Resource":"arn:aws:sqs:eu-west-1:123456789012:q"}"#,
            .medium, "Action sqs:SendMessage on Resource arn:aws:sqs:eu-west-1:123456789012:q"),
        Sample(
            #"[{"Effect":"Allow","Action":"ec2:Describe*","Resource":"*"},{"Effect":"Allow","Action":"iam:CreateAccessKey","Resource":"*"}]"#,
            .high, "Action iam:CreateAccessKey on Resource *"),
        Sample(
            #"{"Effect":"Allow","Action":"iam:GenerateCredentialReport","Resource":"*"}"#, .low,
            "Action iam:GenerateCredentialReport on Resource *"),
    ]

    @Test("the strongest statement decides, and is the reason", arguments: samples)
    func judged(_ sample: Sample) throws {
        let document = #"{"Version":"2012-10-17","Statement":\#(sample.statements)}"#
        let found = AWSPrivilege(of: try AWSPolicyDocument(document))
        #expect(found.privilege == sample.privilege)
        #expect(found.reason == sample.reason)
    }

    @Test("URL-encoded and plain documents read the same", arguments: samples)
    func encodings(_ sample: Sample) throws {
        let plain = #"{"Statement":\#(sample.statements)}"#
        #expect(try AWSPolicyDocument(AWSEncoding.form(plain)) == (try AWSPolicyDocument(plain)))
    }

    @Test(
        "a document that is none leaves the privilege unknown",
        arguments: [
            "", "{", "%7B", "null", "[]", #"{"Statement":[{"Action":"*"}]}"#, "{\"Version\":1}", "<html>", "%ZZ",
        ])
    func unreadable(_ text: String) {
        #expect(throws: AWSFieldProblem.self) { _ = try AWSPolicyDocument(text) }
        #expect(AWSMapping.privilege(text).privilege == .unknown)
    }

    @Test(
        "patterns match as policies do",
        arguments: [
            ("*", "iam:passrole", true), ("iam:*", "iam:passrole", true), ("iam:Pass*", "iam:passrole", true),
            ("iam:p?ssrole", "iam:passrole", true), ("*role", "iam:passrole", true), ("iam:*s*e", "iam:passrole", true),
            ("iam:passrole", "iam:passroles", false), ("s3:*", "iam:passrole", false), ("", "a", false),
            ("iam:get*", "iam:*", false), ("a*b*c*d", "abcabcabcx", false),
        ])
    func patterns(_ pattern: String, _ target: String, _ matches: Bool) {
        #expect(AWSPattern.covers(pattern, target) == matches)
    }

    @Test("a hostile pattern ends soon")
    func hostilePattern() {
        let pattern = String(repeating: "*a", count: 2000) + "b"
        #expect(!AWSPattern.covers(pattern, String(repeating: "a", count: 4000)))
    }
}
