import ConnectorKit
import ConnectorTesting
import Foundation
import Inventory
import Testing
import Transport

@testable import AWSConnector

/// Answers that AWS itself gave (Fixtures/SOURCE.md).
@Suite("Recorded answers of AWS")
struct AWSRecordedTests {
    struct Exchange: Decodable, Sendable, CustomTestStringConvertible {
        var source: String
        var operation: String
        var status: Int
        var body: String
        var testDescription: String { "\(source) \(operation)" }
    }

    static let exchanges: [Exchange] = {
        do {
            return try JSONDecoder().decode([Exchange].self, from: try AWSTests.fixture("recorded/iam.json"))
        } catch {
            Issue.record(error)
            return []
        }
    }()

    static let streams: [String: (id: String, partition: Partition)] = [
        "ListUsers": ("passwordLastUsed", .whole), "ListAccessKeys": ("accessKeys", AWSTests.user),
        "GetCredentialReport": ("rootAccount", .whole),
        "ListSigningCertificates": ("signingCertificates", AWSTests.user),
        "ListServiceSpecificCredentials": ("serviceCredentials", AWSTests.user),
        "GetGroup": (
            "groupMembers",
            Partition(key: "AGPA", parent: .identity(Identity(nativeID: "AGPA", type: "aws.iam.group", name: "g")))
        ),
    ]

    @Test(
        "what the streams ask decodes without a rejected row",
        arguments: exchanges.filter { streams[$0.operation] != nil })
    func answers(_ exchange: Exchange) throws {
        let stream = try #require(Self.streams[exchange.operation])
        let page = try AWSTests.decode(stream.id, exchange.body, stream.partition)
        #expect(page.rejected.isEmpty)
        // Every row is a record, but for the report: of it the root user alone is read.
        if exchange.operation != "GetCredentialReport" { #expect(page.records.count == page.rowCount) }
        #expect(page.rowCount > 0 || exchange.operation == "GetCredentialReport")
    }

    @Test(
        "what no stream asks has the same rows, or is refused by its name",
        arguments: exchanges.filter { streams[$0.operation] == nil })
    func others(_ exchange: Exchange) throws {
        let root = try AWSElement.parse(Data(exchange.body.utf8))
        let result = try #require(root.firstDescendant("\(exchange.operation)Result"))
        switch exchange.operation {
        case "ListRoles", "GetRole":
            let roles = result["Role"].map { [$0] } ?? result.members("Roles")
            #expect(!roles.isEmpty)
            for role in roles { #expect(try !AWSMapping.records(AWSRoleWire(role), answeredAt: nil).isEmpty) }
        case "ListGroups":
            for group in result.members("Groups") { #expect(try AWSMapping.records(AWSGroupWire(group)).count == 1) }
        case "GetUser": #expect(try result["User"]?.requiredText("UserId").isEmpty == false)
        case "ListAttachedUserPolicies":
            #expect(try result.members("AttachedPolicies").map { try AWSAttachedPolicyWire($0).name }.isEmpty == false)
        default: break
        }
        // Whichever stream it may come to, it is no empty list there.
        for stream in try AWSTests.organization().streams {
            guard case .http(let source) = stream.source else { continue }
            let response = try AWSTests.response(exchange.body)
            #expect(throws: (any Error).self, "\(stream.descriptor.id)") {
                _ = try source.decode(response, AWSRequestTests.partition(stream.descriptor))
            }
        }
    }

    @Test("CodeCommit's credentials have no end, an inactive one is inactive")
    func serviceCredentials() throws {
        let exchange = try #require(Self.exchanges.first { $0.operation == "ListServiceSpecificCredentials" })
        let page = try AWSTests.decode("serviceCredentials", exchange.body, AWSTests.user)
        #expect(page.credentials.map(\.status) == [.active, .inactive])
        #expect(page.credentials.allSatisfy { $0.expiry == .unsupported && $0.form == .staticSecret })
        #expect(page.credentials.first?.attributes == ["service": "codecommit.amazonaws.com"])
        #expect(page.credentials.first?.holder == .identity("AIDAADAEXAMPLE"))
    }

    @Test("the report's root user was seen on 2016-10-06")
    func report() throws {
        let exchange = try #require(Self.exchanges.first { $0.body.contains("2017-02-22T23:07:48Z") })
        let page = try AWSTests.decode("rootAccount", exchange.body)
        #expect(page.asOf == Instant("2017-02-22T23:07:48Z"))
        #expect(page.identities.map(\.nativeID) == ["644160558196"])
        #expect(page.usages.map(\.lastUse) == [.observed(try #require(Instant("2016-10-06T15:47:11Z")))])
    }

    @Test("there are recordings at all")
    func present() { #expect(Self.exchanges.count >= 47) }
}
