import ConnectorKit
import ConnectorTesting
import Foundation
import Inventory
import Testing
import Transport

@testable import AWSConnector

@Suite("What AWS's answers become")
struct AWSMappingTests {
    @Test("users keep their id, tags, policies and boundary, and each bad row costs itself")
    func users() throws {
        let page = try AWSTests.decode("users", String(decoding: AWSTests.fixture("made/users-1.xml"), as: UTF8.self))
        #expect(page.next == "ABC+/=marker==")
        #expect(page.rowCount == 5)
        #expect(page.identities.map(\.nativeID) == ["AIDAADAEXAMPLE", "AIDAETLEXAMPLE"])
        let ada = try #require(page.identities.first)
        #expect(ada.name == "ada.berg" && ada.classification == .unknown && ada.classificationReason == nil)
        #expect(ada.status == .enabled && ada.createdAt == Instant("2023-03-22T14:48:57Z"))
        #expect(ada.tags == ["email": "ada.berg@example.com", "note": ""])
        #expect(ada.attributes["path"] == "/people/")
        let attached = try #require(page.entitlements.first)
        #expect(attached.holder == .identity("AIDAADAEXAMPLE"))
        #expect(attached.target == .permission("arn:aws:iam::aws:policy/ReadOnlyAccess"))
        #expect(
            attached.conditions == ["permissions boundary arn:aws:iam::123456789012:policy/fence (not evaluated)"])
        let inline = try #require(page.permissions.first)
        #expect(inline.privilege == .admin && inline.reason == "Action * on Resource *")
        #expect(page.entitlements.last?.target == Reference(.permission, inline.nativeID))
        let path = "$.GetAccountAuthorizationDetailsResult.UserDetailList.member"
        #expect(
            page.rejected == [
                Rejection(path: "\(path)[2].UserId", reason: "is missing"),
                Rejection(path: "\(path)[3].CreateDate", reason: "expected a date-time"),
                Rejection(path: "\(path)[4].Tags.member[0].Key", reason: "is missing"),
            ])
    }

    @Test("roles tell their trust, principal by principal, and their use within AWS's window")
    func roles() throws {
        let body = String(decoding: try AWSTests.fixture("made/roles.xml"), as: UTF8.self)
        let page = try AWSTests.decode("roles", body, headers: ["Date": "Sun, 01 Nov 2026 00:00:00 GMT"])
        #expect(page.identities.allSatisfy { $0.classification == .role })
        #expect(page.identities.map(\.vendorManaged) == [false, false, false, true])
        let deploy = page.grants.filter { $0.holder == .identity("AROADEPLOYEXAMPLE") }
        #expect(deploy.map(\.grantee) == ["999988887777", "AIDAGONEEXAMPLE", "arn:aws:iam::123456789012:root"])
        #expect(deploy.map { $0.attributes["relation"] } == ["otherAccount", "deletedPrincipal", "sameAccount"])
        #expect(deploy.allSatisfy { $0.conditions == ["StringEquals sts:ExternalId = ext-7"] })
        #expect(deploy.allSatisfy { $0.scopes == ["sts:AssumeRole"] && $0.consent == .trust })
        #expect(page.grants.filter { $0.attributes["relation"] == "anyone" }.map(\.grantee) == ["*"])
        let mixed = page.grants.filter { $0.holder == .identity("AROANEWEXAMPLE") }
        #expect(mixed.map { $0.attributes["relation"] } == ["service", "service", "federated"])
        #expect(mixed.allSatisfy { $0.conditions.last == "a Deny statement stands beside it (not evaluated)" })
        #expect(mixed.last?.conditions.first?.hasSuffix("= repo:acme/a:*, repo:acme/b:*") == true)
        #expect(Set(page.grants.map(\.nativeID)).count == page.grants.count)
        // 400 days before the answer for the old role, its making for the new one; silence of ListRoles is no answer.
        let now = try #require(Instant("2026-11-01"))
        #expect(
            page.usages.map(\.lastUse) == [
                .observed(try #require(Instant("2026-10-30T10:00:00Z"))),
                .noneSince(AWSLastUse.startOfNextMonth(after: now.advanced(byDays: -400))),
                .noneSince(try #require(Instant("2026-06-01"))),
            ])
        #expect(page.usages.allSatisfy { $0.meaning == .attempt && $0.lagInSeconds == 14_400 })
        #expect(page.usages[0].context == "in eu-west-1")
        #expect(page.rejected.map(\.path).first?.hasSuffix("member[4].AssumeRolePolicyDocument") == true)
        let undated = try AWSTests.decode("roles", body)
        #expect(undated.usages.dropFirst().allSatisfy { $0.lastUse == .unknown })
    }

    @Test(
        "the vendor's own roles are known by path and name",
        arguments: [
            ("x", "/aws-service-role/a.amazonaws.com/", true), ("AWSReservedSSO_Admin_1", "/aws-reserved/sso/", true),
            ("AWSControlTowerExecution", "/", true), ("stacksets-exec-1", "/", true),
            ("OrganizationAccountAccessRole", "/", true), ("cdk-hnb659fds-deploy-role", "/", true),
            ("deploy", "/", false), ("mycdk-role", "/", false), ("x", "/service-role/", false),
        ])
    func vendorManaged(_ name: String, _ path: String, _ expected: Bool) {
        #expect(AWSMapping.isVendorManaged(role: name, path: path) == expected)
    }

    @Test("members of a group point at it by its id")
    func members() throws {
        let group = Partition(
            key: "AGPAEXAMPLE",
            parent: .identity(
                Identity(nativeID: "AGPAEXAMPLE", type: "aws.iam.group", classification: .group, name: "admins")))
        let page = try AWSTests.decode(
            "groupMembers",
            AWSTests.answer(
                "GetGroup",
                "<Group/><Users><member><UserName>a</UserName><UserId>AIDA1</UserId><Arn>arn:aws:iam::1:user/a</Arn>"
                    + "</member></Users><IsTruncated>false</IsTruncated>"), group)
        #expect(page.entitlements.map(\.nativeID) == ["AIDA1/group/AGPAEXAMPLE"])
        #expect(page.entitlements.map(\.target) == [.identity("AGPAEXAMPLE")])
        #expect(page.entitlements.map(\.targetName) == ["admins"])
    }

    @Test("managed policies are judged by their default version, and AWS's own are marked")
    func policies() throws {
        let admin = AWSEncoding.form(#"{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#)
        let page = try AWSTests.decode(
            "policies",
            AWSTests.answer(
                "GetAccountAuthorizationDetails",
                """
                <Policies>
                <member><PolicyName>AdministratorAccess</PolicyName><Arn>arn:aws:iam::aws:policy/AdministratorAccess</Arn>
                <PolicyVersionList>
                <member><Document>%7B%22Statement%22%3A%5B%5D%7D</Document><IsDefaultVersion>false</IsDefaultVersion></member>
                <member><Document>\(admin)</Document><IsDefaultVersion>true</IsDefaultVersion></member>
                </PolicyVersionList></member>
                <member><Arn>arn:aws:iam::123456789012:policy/team/unread</Arn></member>
                </Policies>
                """))
        #expect(page.permissions.map(\.name) == ["AdministratorAccess", "unread"])
        #expect(page.permissions.map(\.privilege) == [.admin, .unknown])
        #expect(page.permissions.map(\.vendorManaged) == [true, false])
        #expect(page.permissions.map(\.type) == ["aws.iam.awsManagedPolicy", "aws.iam.customerManagedPolicy"])
    }
}
