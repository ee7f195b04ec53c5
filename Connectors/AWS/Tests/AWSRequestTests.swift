import ConnectorTesting
import Foundation
import Inventory
import Testing
import Transport

@testable import AWSConnector
@testable import ConnectorKit

@Suite("What AWS is asked")
struct AWSRequestTests {
    static let group = Partition(
        key: "AGPAEXAMPLE", parent: .identity(Identity(nativeID: "AGPAEXAMPLE", type: "aws.iam.group", name: "a,b+c")))

    static let permissionSet = Partition(
        key: "arn:aws:sso:::permissionSet/ssoins-1a2b3c4d5e6f7a8b/ps-1a2b3c4d5e6f7a8b",
        parent: .permission(
            Permission(
                nativeID: "arn:aws:sso:::permissionSet/ssoins-1a2b3c4d5e6f7a8b/ps-1a2b3c4d5e6f7a8b",
                type: "aws.identitycenter.permissionSet", name: "Admin", privilege: .unknown)))

    /// A parent of the right kind for each stream.
    static func partition(_ descriptor: StreamDescriptor) -> Partition {
        switch descriptor.partitions {
        case .whole: .whole
        case .each(stream: "groups", _, _): group
        case .each(stream: "accessKeys", _, _): AWSTests.key(createdAt: nil)
        case .each(stream: "sshKeys", _, _):
            Partition(
                key: "APKAEXAMPLEEXAMPLE12",
                parent: .credential(
                    Credential(
                        nativeID: "APKAEXAMPLEEXAMPLE12", type: "aws.iam.sshPublicKey", form: .asymmetric, holder: nil,
                        attributes: ["userName": "ada.berg"])))
        case .each(stream: "accounts", _, _): Partition(key: "210987654321")
        case .each(stream: "identityCenters", _, _):
            Partition(
                key: "arn:aws:sso:::instance/ssoins-1a2b3c4d5e6f7a8b",
                parent: .resource(
                    Resource(
                        nativeID: "arn:aws:sso:::instance/ssoins-1a2b3c4d5e6f7a8b",
                        type: "aws.identitycenter.instance", name: "corp",
                        attributes: ["identityStoreId": "d-1a2b3c4d5e"])))
        case .each(stream: "identityCenterGroups", _, _):
            Partition(
                key: "1a2b3c4d5e-11111111-2222-3333-4444-555555555555",
                parent: .identity(
                    Identity(
                        nativeID: "1a2b3c4d5e-11111111-2222-3333-4444-555555555555", type: "aws.identitycenter.group",
                        name: "admins", attributes: ["identityStoreId": "d-1a2b3c4d5e"])))
        case .each(stream: "permissionSets", _, _), .each(stream: "permissionSetDetails", _, _): permissionSet
        case .each(stream: "permissionSetAccounts", _, _):
            Partition(
                key: "\(permissionSet.key)/210987654321",
                parent: .entitlement(
                    Entitlement(
                        nativeID: NativeID("\(permissionSet.key)/210987654321"),
                        type: "aws.identitycenter.provisioning", holder: nil,
                        target: .permission(permissionSet.key), targetName: "Admin", resource: "210987654321")))
        case .each(stream: "oidcProviders", _, _):
            Partition(key: "arn:aws:iam::123456789012:oidc-provider/oidc.example.com")
        case .each: AWSTests.user
        }
    }

    static func requests() throws -> [(stream: String, request: Request)] {
        try AWSTests.organization().streams.flatMap { stream -> [(stream: String, request: Request)] in
            guard case .http(let source) = stream.source else { return [] }
            let partition = partition(stream.descriptor)
            let prepare = try source.prepare.map {
                [(stream: stream.descriptor.id, request: try $0.request(partition))]
            }
            return (prepare ?? []) + [(stream: stream.descriptor.id, request: try source.first(partition))]
        }
    }

    @Test("every request reads, goes to its service alone, and can be signed")
    func effects() throws {
        for (stream, request) in try Self.requests() {
            #expect(request.method == .post)
            let isReport = String(decoding: request.body ?? Data(), as: UTF8.self).contains("GenerateCredentialReport")
            #expect(request.effect == (isReport ? .prepare : .read), "\(stream)")
            #expect(request.allowedOrigins.refusal(of: request.url) == nil)
            #expect(request.allowedOrigins.refusal(of: try #require(URL(string: "https://evil.example/"))) != nil)
            #expect(request.allowedOrigins.privateAddressesAllowed == false)
            let service = try #require(AWSService(of: request))
            #expect(request.url == (try AWSTests.settings.endpoints.url(service)), "\(stream)")
        }
    }

    @Test("values in forms are percent-encoded")
    func encoding() throws {
        let request = try AWSTests.stream("groupMembers").first(Self.group)
        #expect(
            String(decoding: request.body ?? Data(), as: UTF8.self)
                == "Action=GetGroup&Version=2010-05-08&GroupName=a%2Cb%2Bc&MaxItems=1000")
    }

    /// All that can leave: what streams ask, the next page of each, and how Muster signs in.
    static func everything() throws -> [Request] {
        let endpoints = AWSTests.settings.endpoints
        let signIn = [
            try endpoints.query(.sts, "GetCallerIdentity"),
            try endpoints.query(
                .sts, "AssumeRole",
                [
                    ("RoleArn", "arn:aws:iam::210987654321:role/MusterReader"),
                    ("RoleSessionName", AWSSecurityTokenService.sessionName), ("ExternalId", "muster-4f1c"),
                ], effect: .signIn),
            try endpoints.query(
                .sts, "AssumeRoleWithWebIdentity",
                [
                    ("RoleArn", "arn:aws:iam::210987654321:role/MusterReader"),
                    ("RoleSessionName", AWSSecurityTokenService.sessionName), ("WebIdentityToken", "eyJ.e30.x"),
                ], effect: .signIn),
        ]
        let further = try AWSTests.organization().streams.compactMap { stream -> Request? in
            guard case .http(let source) = stream.source, case .cursor = source.pagination else { return nil }
            let first = try source.first(partition(stream.descriptor))
            return try Pager(source.pagination, first: first).request(at: "bmV4dA==")
        }
        return try requests().map(\.request) + further + signIn
    }

    @Test(
        "botocore's service models know every operation, member and value that can be asked",
        .enabled(if: Python.hasBotocore, "needs python3 with botocore"))
    func serviceModel() throws {
        let bodies = try Self.everything().map { request in
            [
                "target": request.headers["X-Amz-Target"] ?? "",
                "body": String(decoding: request.body ?? Data(), as: UTF8.self),
                "host": request.url.host() ?? "",
            ]
        }
        try #require(bodies.count > 50)
        let output = try Python.run(
            try String(contentsOf: AWSTests.fixtures.appending(path: "made/service_models.py"), encoding: .utf8),
            input: try JSONSerialization.data(withJSONObject: bodies))
        #expect(String(decoding: output, as: UTF8.self) == "[]")
    }

    // MARK: - Where it goes

    static let endpoints:
        [(
            region: String, iam: String, sts: String, scope: String, organizations: String
        )] = [
            (
                "us-east-1", "https://iam.amazonaws.com/", "https://sts.us-east-1.amazonaws.com/", "us-east-1",
                "https://organizations.us-east-1.amazonaws.com/"
            ),
            (
                "eu-west-1", "https://iam.amazonaws.com/", "https://sts.eu-west-1.amazonaws.com/", "us-east-1",
                "https://organizations.us-east-1.amazonaws.com/"
            ),
            (
                "cn-northwest-1", "https://iam.cn-north-1.amazonaws.com.cn/",
                "https://sts.cn-northwest-1.amazonaws.com.cn/", "cn-north-1",
                "https://organizations.cn-northwest-1.amazonaws.com.cn/"
            ),
            (
                "us-gov-east-1", "https://iam.us-gov.amazonaws.com/", "https://sts.us-gov-east-1.amazonaws.com/",
                "us-gov-west-1", "https://organizations.us-gov-west-1.amazonaws.com/"
            ),
        ]

    @Test("each partition has its own endpoints and signing region", arguments: endpoints)
    func endpoint(
        _ sample: (region: String, iam: String, sts: String, scope: String, organizations: String)
    ) throws {
        let endpoints = try AWSEndpoints(region: sample.region, configured: nil)
        #expect(try endpoints.url(.iam).absoluteString == sample.iam)
        #expect(try endpoints.url(.sts).absoluteString == sample.sts)
        #expect(endpoints.signingRegion(.iam) == sample.scope)
        #expect(endpoints.signingRegion(.secretsmanager) == sample.region)
        #expect(endpoints.signingRegion(.identitystore) == sample.region)
        #expect(try endpoints.url(.organizations).absoluteString == sample.organizations)
    }

    static let badSettings: [(settings: [String: Settings.Value], setting: String)] = [
        (["region": .text("us-east-1.evil.example/")], "region"), (["region": .text("")], "region"),
        (["region": .text("us-iso-east-1")], "region"), (["endpoint": .text("ftp://a")], "endpoint"),
        (["endpoint": .text("http://example.com")], "endpoint"),
        (["endpoint": .text("https://user:pass@example.com")], "endpoint"),
        (["identity_center_region": .text("eu-west-1/")], "identity_center_region"),
        (["identity_center_region": .text("cn-north-1")], "identity_center_region"),
        (["member_role": .text("Muster Reader")], "member_role"), (["member_role": .text("/a")], "member_role"),
        (["member_role": .text("a"), "member_external_id": .text("x y")], "member_external_id"),
        (["member_external_id": .text("muster-4f1c")], "member_external_id"),
        (["exclude_accounts": .list([.text("210987654321")])], "exclude_accounts"),
        (["member_role": .text("a"), "accounts": .text("210987654321")], "accounts"),
        (["member_role": .text("a"), "accounts": .list([.number(12)])], "accounts"),
        (["member_role": .text("a"), "exclude_accounts": .list([.text("21098765432x")])], "exclude_accounts"),
    ]

    @Test("a setting that cannot be used is named before anything is asked", arguments: badSettings)
    func settings(_ sample: (settings: [String: Settings.Value], setting: String)) {
        let problem = #expect(throws: SettingProblem.self) { _ = try AWSTests.connector(sample.settings) }
        #expect(problem?.setting == sample.setting)
    }

    @Test("a configured endpoint serves every service, and loopback may be plain http")
    func configuredEndpoint() throws {
        let connector = try AWSTests.connector(["endpoint": .text("http://127.0.0.1:5005")])
        guard case .http(let source) = connector.streams[0].source else { return }
        let request = try source.first(.whole)
        #expect(request.url.absoluteString == "http://127.0.0.1:5005")
        #expect(request.allowedOrigins.privateAddressesAllowed)
        #expect(request.allowedOrigins.refusal(of: request.url) == nil)
    }

    // MARK: - The manifest

    @Test("the manifest tells of every stream what it needs, and parents stand first")
    func manifest() throws {
        let streams = AWSConnector.definition.manifest.streams
        #expect(Set(streams.map(\.id)).count == streams.count)
        for (index, stream) in streams.enumerated() {
            #expect(!stream.permissions.isEmpty && !stream.yields.isEmpty && !stream.title.isEmpty)
            #expect(AWSConnector.definition.manifest.buckets.contains { $0.id == stream.bucket })
            #expect(stream.yields.contains(.usage) == (stream.usageMeaning != nil))
            if case .each(let parent, let kind, _) = stream.partitions {
                let found = try #require(streams.prefix(index).first { $0.id == parent })
                #expect(found.yields.contains(kind))
            }
        }
    }
}
