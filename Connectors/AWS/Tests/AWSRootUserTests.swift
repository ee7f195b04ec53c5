import ConnectorKit
import ConnectorTesting
import Foundation
import Inventory
import Testing
import Transport

@testable import AWSConnector

@Suite("What AWS's report tells of the root user")
struct AWSRootUserTests {
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
            page.usages.map { AWSCredentialMappingTests.words($0.lastUse) } == [
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
        #expect(page.usages.map { AWSCredentialMappingTests.words($0.lastUse) } == (sample.use.map { [$0] } ?? []))
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
}
