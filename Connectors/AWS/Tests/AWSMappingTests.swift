import ConnectorKit
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

    // MARK: - Credentials

    @Test("access keys keep id and state; they have no expiry and outlive anybody's leaving")
    func accessKeys() throws {
        let page = try AWSTests.decode(
            "accessKeys",
            AWSTests.answer(
                "ListAccessKeys",
                """
                <AccessKeyMetadata>
                <member><AccessKeyId>AKIAIOSFODNN7EXAMPLE</AccessKeyId><Status>Active</Status><CreateDate>2024-01-02T03:04:05Z</CreateDate></member>
                <member><AccessKeyId>AKIAI44QH8DHBEXAMPLE</AccessKeyId><Status>Inactive</Status></member>
                <member><AccessKeyId>AKIAI55QH8DHBEXAMPLE</AccessKeyId><Status>Strange</Status></member>
                <member><Status>Active</Status></member>
                </AccessKeyMetadata>
                """), AWSTests.user)
        #expect(
            page.credentials.map(\.nativeID) == [
                "AKIAIOSFODNN7EXAMPLE", "AKIAI44QH8DHBEXAMPLE", "AKIAI55QH8DHBEXAMPLE",
            ])
        #expect(page.credentials.map(\.status) == [.active, .inactive, .unknown])
        #expect(page.credentials.allSatisfy { $0.expiry == .unsupported && $0.form == .staticSecret })
        #expect(page.credentials.allSatisfy { $0.survival == Survival(disabling: .yes, deletion: .yes) })
        #expect(page.credentials.allSatisfy { $0.holder == .identity("AIDAADAEXAMPLE") })
        #expect(page.rejected.map(\.path) == ["$.ListAccessKeysResult.AccessKeyMetadata.member[3].AccessKeyId"])
    }

    static let keyUses: [(date: String, created: String?, use: String)] = [
        ("<LastUsedDate>2026-10-06T08:56:10Z</LastUsedDate>", "2024-01-01", "observed 2026-10-06T08:56:10Z"),
        ("", "2024-01-01", "none since 2024-01-01T00:00:00Z"),
        ("", "2013-01-01", "none since 2015-04-22T00:00:00Z"),
        ("", nil, "none since 2015-04-22T00:00:00Z"),
        ("<LastUsedDate/>", "2024-01-01", "none since 2024-01-01T00:00:00Z"),
    ]

    @Test("a key's last use is a date, or none since AWS began to look or the key was made", arguments: keyUses)
    func keyUse(_ sample: (date: String, created: String?, use: String)) throws {
        let page = try AWSTests.decode(
            "accessKeyLastUsed",
            AWSTests.answer(
                "GetAccessKeyLastUsed",
                "<UserName>ada.berg</UserName><AccessKeyLastUsed>\(sample.date)<ServiceName>ec2</ServiceName>"
                    + "<Region>eu-west-1</Region></AccessKeyLastUsed>"),
            AWSTests.key(createdAt: sample.created.flatMap { Instant($0) }))
        let usage = try #require(page.usages.first)
        #expect(Self.words(usage.lastUse) == sample.use)
        #expect(usage.subject == .credential("AKIAIOSFODNN7EXAMPLE") && usage.holder == .identity("AIDAADAEXAMPLE"))
        #expect(usage.granularityInSeconds == 900)
        #expect(usage.context == (sample.use.hasPrefix("observed") ? "ec2 in eu-west-1" : nil))
    }

    static func words(_ use: LastUse) -> String {
        switch use {
        case .observed(let instant): "observed \(instant)"
        case .noneSince(let instant): "none since \(instant)"
        case .unsupported: "unsupported"
        case .unknown: "unknown"
        }
    }

    @Test("a key whose use cannot be read is rejected, not taken for unused")
    func unreadableUse() throws {
        let page = try AWSTests.decode(
            "accessKeyLastUsed",
            AWSTests.answer(
                "GetAccessKeyLastUsed", "<AccessKeyLastUsed><LastUsedDate>soon</LastUsedDate></AccessKeyLastUsed>"),
            AWSTests.key(createdAt: nil))
        #expect(page.records.isEmpty)
        #expect(page.rejected.map(\.path) == ["$.GetAccessKeyLastUsedResult.AccessKeyLastUsed.LastUsedDate"])
    }

    @Test("passwords and their use meet in one id")
    func passwords() throws {
        let profile = try AWSTests.decode(
            "loginProfiles",
            AWSTests.answer(
                "GetLoginProfile",
                "<LoginProfile><UserName>ada.berg</UserName><CreateDate>2024-01-01T00:00:00Z</CreateDate></LoginProfile>"
            ),
            AWSTests.user)
        #expect(profile.credentials.map(\.nativeID) == ["password/AIDAADAEXAMPLE"])
        #expect(profile.credentials.map(\.form) == [.password])
        let use = try AWSTests.decode(
            "passwordLastUsed",
            AWSTests.answer(
                "ListUsers",
                """
                <Users>
                <member><UserName>ada.berg</UserName><UserId>AIDAADAEXAMPLE</UserId><Arn>a</Arn>
                <CreateDate>2012-01-01T00:00:00Z</CreateDate><PasswordLastUsed>2026-10-01T00:00:00Z</PasswordLastUsed></member>
                <member><UserName>old</UserName><UserId>AIDAOLD</UserId><Arn>a</Arn><CreateDate>2012-01-01T00:00:00Z</CreateDate></member>
                </Users>
                """))
        #expect(use.usages.map(\.subject) == [.credential("password/AIDAADAEXAMPLE"), .credential("password/AIDAOLD")])
        #expect(
            use.usages.map { Self.words($0.lastUse) } == [
                "observed 2026-10-01T00:00:00Z", "none since 2014-10-20T00:00:00Z",
            ])
        let stream = try AWSTests.stream("loginProfiles")
        #expect(stream.notFound == .empty)
    }

    @Test("an SSH key has OpenSSH's fingerprint and AWS's digest, and no body")
    func sshKeys() throws {
        let blob = Data((0..<64).map { UInt8($0) })
        let list = try AWSTests.decode(
            "sshKeys",
            AWSTests.answer(
                "ListSSHPublicKeys",
                "<SSHPublicKeys><member><UserName>ada.berg</UserName><SSHPublicKeyId>APKAEXAMPLE</SSHPublicKeyId>"
                    + "<Status>Active</Status><UploadDate>2024-01-01T00:00:00Z</UploadDate></member></SSHPublicKeys>"),
            AWSTests.user)
        let key = try #require(list.credentials.first)
        let partition = Partition(key: "APKAEXAMPLE", parent: .credential(key))
        let request = try AWSTests.stream("sshKeyFingerprints").first(partition)
        #expect(
            String(decoding: request.body ?? Data(), as: UTF8.self).contains(
                "&UserName=ada.berg&SSHPublicKeyId=APKAEXAMPLE"))
        let page = try AWSTests.decode(
            "sshKeyFingerprints",
            AWSTests.answer(
                "GetSSHPublicKey",
                "<SSHPublicKey><UserName>ada.berg</UserName><SSHPublicKeyId>APKAEXAMPLE</SSHPublicKeyId>"
                    + "<Fingerprint>EF:04:7f:19:2f:cf:3f:7b:73:58:70:88:df:27:00:6b</Fingerprint>"
                    + "<SSHPublicKeyBody>ssh-rsa \(blob.base64EncodedString()) ada@example.com</SSHPublicKeyBody>"
                    + "<Status>Active</Status><UploadDate>2024-01-01T00:00:00Z</UploadDate></SSHPublicKey>"), partition)
        let full = try #require(page.credentials.first)
        #expect(
            full.fingerprints == [
                Fingerprint(algorithm: "md5-ssh", value: "ef047f192fcf3f7b73587088df27006b"),
                // Of the bytes 0 to 63, by `sha256sum` and `base64`.
                Fingerprint(algorithm: "sha256-ssh", value: "/eq5rPNxA2K9JljNyaKej5x1f8+YEWA6jER80dkVEQg"),
            ])
        #expect(!String(describing: full).contains(blob.base64EncodedString()))
        var rest = full
        rest.fingerprints = []
        #expect(rest == key)
    }

    @Test("a signing certificate is known by its digest")
    func certificates() throws {
        let page = try AWSTests.decode(
            "signingCertificates",
            AWSTests.answer(
                "ListSigningCertificates",
                "<Certificates><member><CertificateId>TA7EXAMPLE</CertificateId><Status>Active</Status>"
                    + "<CertificateBody>-----BEGIN CERTIFICATE-----\nAAEC\nAwQF\n-----END CERTIFICATE-----</CertificateBody>"
                    + "</member></Certificates>"), AWSTests.user)
        #expect(page.credentials.map(\.form) == [.certificate])
        #expect(page.credentials.first?.fingerprints.first?.value.hasPrefix("17e88db1") == true)
    }

    // MARK: - The root user

    static func report(_ row: String) -> String {
        let header =
            "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,"
            + "password_next_rotation,mfa_active,access_key_1_active,access_key_1_last_rotated,"
            + "access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service,"
            + "access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,access_key_2_last_used_region,"
            + "access_key_2_last_used_service,cert_1_active,cert_1_last_rotated,cert_2_active,cert_2_last_rotated"
        let content = Data("\(header)\n\(row)\n".utf8).base64EncodedString(options: .lineLength64Characters)
        return AWSTests.answer(
            "GetCredentialReport",
            "<Content>\(content)</Content><ReportFormat>text/csv</ReportFormat>"
                + "<GeneratedTime>2026-11-01T00:00:00Z</GeneratedTime>")
    }

    @Test("the report gives the root user, its password and its keys, as of its own time")
    func root() throws {
        let page = try AWSTests.decode(
            "rootAccount",
            Self.report(
                "<root_account>,arn:aws:iam::123456789012:root,2016-05-16T18:13:11+00:00,not_supported,"
                    + "2026-10-06T15:47:11+00:00,not_supported,not_supported,true,true,2016-06-01T00:00:00+00:00,N/A,N/A,"
                    + "N/A,false,2017-06-01T00:00:00+00:00,2018-01-01T00:00:00+00:00,us-east-1,s3,false,N/A,false,N/A"))
        #expect(page.asOf == Instant("2026-11-01"))
        #expect(page.identities.map(\.nativeID) == ["123456789012"])
        #expect(page.identities.map(\.classification) == [.root])
        #expect(
            page.credentials.map(\.nativeID) == [
                "password/123456789012", "rootAccessKey1/123456789012", "rootAccessKey2/123456789012",
            ])
        #expect(page.credentials.map(\.status) == [.unknown, .active, .inactive])
        #expect(
            page.usages.map { Self.words($0.lastUse) } == [
                "observed 2026-10-06T15:47:11Z", "none since 2016-06-01T00:00:00Z", "observed 2018-01-01T00:00:00Z",
            ])
    }

    static let rootPasswords: [(enabled: String, used: String, use: String?)] = [
        ("true", "no_information", "none since 2016-05-16T18:13:11Z"),
        ("not_supported", "no_information", "none since 2016-05-16T18:13:11Z"),
        ("not_supported", "not_supported", "unsupported"), ("true", "N/A", nil), ("false", "N/A", nil),
    ]

    @Test("the report's words of absence are told apart", arguments: rootPasswords)
    func rootPassword(_ sample: (enabled: String, used: String, use: String?)) throws {
        let page = try AWSTests.decode(
            "rootAccount",
            Self.report(
                "<root_account>,arn:aws:iam::123456789012:root,2016-05-16T18:13:11+00:00,\(sample.enabled),\(sample.used),"
                    + "not_supported,not_supported,true,false,N/A,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A"
            ))
        #expect(page.usages.map { Self.words($0.lastUse) } == (sample.use.map { [$0] } ?? []))
    }

    @Test("the report is ready when AWS says so, and not before")
    func readiness() throws {
        let prepare = try #require(AWSTests.stream("rootAccount").prepare)
        #expect(try prepare.request(.whole).effect == .prepare)
        for (state, ready) in [("STARTED", false), ("INPROGRESS", false), ("COMPLETE", true)] {
            let body = AWSTests.answer("GenerateCredentialReport", "<State>\(state)</State>")
            #expect(try prepare.isReady(try AWSTests.response(body)) == ready)
        }
        #expect(throws: AWSBodyProblem.self) {
            _ = try prepare.isReady(
                try AWSTests.response(AWSTests.answer("GenerateCredentialReport", "<State>ODD</State>")))
        }
    }

    // MARK: - Providers and secrets

    @Test("providers are applications, named by what they vouch for")
    func providers() throws {
        let oidc = try AWSTests.decode(
            "oidcProviders",
            AWSTests.answer(
                "ListOpenIDConnectProviders",
                "<OpenIDConnectProviderList><member><Arn>arn:aws:iam::123456789012:oidc-provider/oidc.example.com/id/7</Arn>"
                    + "</member></OpenIDConnectProviderList>"))
        let provider = try #require(oidc.applications.first)
        #expect(provider.name == "oidc.example.com/id/7" && provider.type == "aws.iam.oidcProvider")
        let details = try AWSTests.decode(
            "oidcProviderDetails",
            AWSTests.answer(
                "GetOpenIDConnectProvider",
                "<Url>oidc.example.com/id/7</Url><ClientIDList><member>sts.amazonaws.com</member></ClientIDList>"
                    + "<CreateDate>2023-07-19T19:20:28Z</CreateDate>"
                    + "<Tags><member><Key>owner</Key><Value>ops@example.com</Value></member></Tags>"),
            Partition(key: provider.nativeID.string, parent: .application(provider)))
        #expect(details.applications.map(\.nativeID) == [provider.nativeID])
        #expect(details.applications.first?.tags == ["owner": "ops@example.com"])
        #expect(details.applications.first?.attributes["audiences"] == "sts.amazonaws.com")
        let saml = try AWSTests.decode(
            "samlProviders",
            AWSTests.answer(
                "ListSAMLProviders",
                "<SAMLProviderList><member><Arn>arn:aws:iam::123456789012:saml-provider/Okta</Arn>"
                    + "<ValidUntil>2032-05-09T16:27:11Z</ValidUntil></member></SAMLProviderList>"))
        #expect(saml.applications.map(\.name) == ["Okta"])
    }

    @Test("secrets give names and dates, a bad one costs itself, and no value is kept")
    func secrets() throws {
        let page = try AWSTests.decode(
            "secrets",
            """
            {"NextToken":"n","SecretList":[
             {"ARN":"arn:aws:secretsmanager:us-east-1:123456789012:secret:a-1","Name":"a","CreatedDate":1.7e9,
              "LastAccessedDate":1.79e9,"LastRotatedDate":null,"RotationEnabled":true,"RotationRules":{"AutomaticallyAfterDays":30},
              "Tags":[{"Key":"owner","Value":"ops@example.com"}],"SecretString":"planted","New":{"x":[1]}},
             {"ARN":"arn:aws:secretsmanager:us-east-1:123456789012:secret:b-2","Name":"b","CreatedDate":1700000000.5},
             {"ARN":"arn:c","Name":"c","CreatedDate":1700000000,"LastAccessedDate":null},
             {"ARN":"arn:d","Name":7},
             {"Name":"e"}, null]}
            """)
        #expect(page.next == "n" && page.rowCount == 6)
        #expect(page.credentials.map(\.name) == ["a", "b", "c"])
        #expect(page.credentials.allSatisfy { $0.form == .storedSecret && $0.holder == nil })
        #expect(page.credentials[0].tags == ["owner": "ops@example.com"])
        #expect(page.credentials[0].attributes["rotationDays"] == "30")
        #expect(
            page.usages.map { Self.words($0.lastUse) } == [
                "observed 2026-09-21T14:13:20Z", "none since 2023-11-14T22:13:20.500Z", "unknown",
            ])
        #expect(page.usages.allSatisfy { $0.granularityInSeconds == 86_400 })
        #expect(
            page.rejected == [
                Rejection(path: "$.SecretList[3].Name", reason: "expected String"),
                Rejection(path: "$.SecretList[4].ARN", reason: "is missing"),
                Rejection(path: "$.SecretList[5]", reason: "null where Dictionary<String, Any> was expected"),
            ])
        #expect(!String(describing: page).contains("planted"))
    }
}
