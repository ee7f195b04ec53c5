import ConnectorKit
import ConnectorTesting
import Foundation
import Inventory
import Testing
import Transport

@testable import AWSConnector

@Suite("What AWS's credentials become")
struct AWSCredentialMappingTests {
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
}
