import ConnectorKit
import ConnectorTesting
import Foundation
import Inventory
import Testing
import Transport

@testable import AWSConnector

@Suite("IAM Identity Center")
struct AWSIdentityCenterTests {
    static let noInstance: [(body: String, isNone: Bool)] = [
        (#"{"Instances":[]}"#, true), (#"{"Instances":[],"NextToken":null}"#, true),
        // More may come, another list is empty, or there is one: an answer like any other.
        (#"{"Instances":[],"NextToken":"x"}"#, false), (#"{"Users":[]}"#, false),
        (#"{"Instances":[{"InstanceArn":"a","IdentityStoreId":"d"}]}"#, false), ("", false), ("<a/>", false),
    ]

    @Test("a region without an instance is unsupported, and no empty list", arguments: noInstance)
    func regions(_ sample: (body: String, isNone: Bool)) throws {
        let connector = try AWSTests.organization(["identity_center_region": .text("eu-west-1")])
        let outcome = connector.classify(try AWSTests.response(sample.body))
        if sample.isNone {
            #expect(
                outcome
                    == .unsupported(
                        reason: "eu-west-1 has no instance of IAM Identity Center that this account sees"))
        } else {
            #expect(outcome == nil)
        }
    }

    @Test("an account in no organization says so; one that may not list it is denied")
    func organizations() throws {
        let connector = try AWSTests.organization()
        func outcome(_ code: String, _ message: String) throws -> Outcome? {
            connector.classify(
                try AWSTests.response(#"{"__type":"\#(code)","Message":"\#(message)"}"#, status: 400))
        }
        #expect(
            try outcome("AWSOrganizationsNotInUseException", "x")
                == .unsupported(reason: "the account is in no organization"))
        #expect(
            try outcome("AccessDeniedException", "You don't have permissions to access this resource.")
                == .denied(reason: "AWS answered AccessDeniedException"))
        #expect(
            try outcome(
                "AccessDeniedException",
                "User: arn:aws:iam::123456789012:user/m is not authorized to perform: sso:ListInstances")
                == .denied(reason: "AWS answered AccessDeniedException", missing: ["sso:ListInstances"]))
    }

    @Test("a user is enabled, disabled or unknown, as told")
    func users() throws {
        let page = try AWSTests.decode(
            "identityCenterUsers",
            #"{"Users":[{"UserId":"1","UserStatus":"ENABLED"},{"UserId":"2","UserStatus":"DISABLED","UserName":"b"},{"UserId":"3"},{"UserName":"no id"}]}"#,
            Partition(
                key: "i",
                parent: .resource(
                    Resource(
                        nativeID: "i", type: AWSIdentityCenter.instanceType, name: "i",
                        attributes: ["identityStoreId": "d-1"]))))
        #expect(page.identities.map(\.status) == [.enabled, .disabled, .unknown])
        #expect(page.identities.map(\.name) == ["1", "b", "3"])
        #expect(page.rejected == [Rejection(path: "$.Users[3].UserId", reason: "is missing")])
    }

    @Test(
        "the strongest policy speaks for a set, but where one is unknown what is low says nothing",
        arguments: [
            (["AdministratorAccess", "AWSSupportAccess"], Privilege.admin), (["SecurityAudit"], .low),
            (["ReadOnlyAccess", "SecurityAudit"], .medium), (["SecurityAudit", "AWSSupportAccess"], .unknown),
            (["PowerUserAccess", "AWSSupportAccess"], .high), ([], nil),
        ] as [([String], Privilege?)])
    func managed(_ names: [String], _ expected: Privilege?) throws {
        let rows = names.map { #"{"Name":"\#($0)","Arn":"arn:aws:iam::aws:policy/\#($0)"}"# }.joined(separator: ",")
        let page = try AWSTests.decode(
            "permissionSetManagedPolicies", #"{"AttachedManagedPolicies":[\#(rows)]}"#, AWSRequestTests.permissionSet)
        #expect(page.permissions.map(\.privilege) == (expected.map { [$0] } ?? []))
        #expect(page.rowCount == names.count)
    }

    @Test(
        "the instance stands in the ARN of a permission set",
        arguments: [
            ("arn:aws:sso:::permissionSet/ssoins-1/ps-2", "arn:aws:sso:::instance/ssoins-1"),
            ("arn:aws-us-gov:sso:::permissionSet/ssoins-1/ps-2", "arn:aws-us-gov:sso:::instance/ssoins-1"),
            ("arn:aws:iam::1:role/x", nil), ("", nil),
        ] as [(String, String?)])
    func instance(_ arn: String, _ expected: String?) { #expect(AWSPermissionSetARN.instance(of: arn) == expected) }
}
