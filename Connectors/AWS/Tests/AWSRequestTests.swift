import ConnectorKit
import Foundation
import Inventory
import Testing
import Transport

@testable import AWSConnector

@Suite("What AWS is asked")
struct AWSRequestTests {
    static let group = Partition(
        key: "AGPAEXAMPLE", parent: .identity(Identity(nativeID: "AGPAEXAMPLE", type: "aws.iam.group", name: "a b+c")))

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
        case .each(stream: "oidcProviders", _, _):
            Partition(key: "arn:aws:iam::123456789012:oidc-provider/oidc.example.com")
        case .each: AWSTests.user
        }
    }

    static func requests() throws -> [(stream: String, request: Request)] {
        try AWSTests.connector().streams.flatMap { stream -> [(stream: String, request: Request)] in
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
            #expect(AWSService(of: request) == (stream == "secrets" ? .secretsmanager : .iam))
        }
    }

    @Test("values in forms are percent-encoded")
    func encoding() throws {
        let request = try AWSTests.stream("groupMembers").first(Self.group)
        #expect(
            String(decoding: request.body ?? Data(), as: UTF8.self)
                == "Action=GetGroup&Version=2010-05-08&GroupName=a%20b%2Bc&MaxItems=1000")
    }

    @Test(
        "botocore's service models know every operation and parameter",
        .enabled(if: Python.hasBotocore, "needs python3 with botocore"))
    func serviceModel() throws {
        let bodies = try Self.requests().map { _, request in
            [
                "target": request.headers["X-Amz-Target"] ?? "",
                "body": String(decoding: request.body ?? Data(), as: UTF8.self),
            ]
        }
        let output = try Python.run(Self.script, input: try JSONSerialization.data(withJSONObject: bodies))
        #expect(String(decoding: output, as: UTF8.self) == "[]")
    }

    private static let script = """
        import json, sys, urllib.parse, botocore.session
        session, problems = botocore.session.get_session(), []
        models = {name: session.get_service_model(name) for name in ("iam", "sts", "secretsmanager")}
        versions = {models[n].api_version: models[n] for n in ("iam", "sts")}
        for r in json.load(sys.stdin):
            if r["target"]:
                service, name = r["target"].split(".")
                model, given = models[service], list(json.loads(r["body"]))
            else:
                fields = dict(urllib.parse.parse_qsl(r["body"], strict_parsing=True))
                name, model = fields.pop("Action"), versions[fields.pop("Version")]
                given = [k.split(".")[0] for k in fields]
            if name not in model.operation_names:
                problems.append("no operation " + name)
                continue
            shape = model.operation_model(name).input_shape
            known = shape.members if shape else {}
            problems += [name + " has no " + k for k in given if k not in known]
            problems += [name + " lacks " + k for k in (shape.required_members if shape else []) if k not in given]
        json.dump(problems, sys.stdout)
        """

    // MARK: - Where it goes

    static let endpoints: [(region: String, iam: String, sts: String, scope: String)] = [
        ("us-east-1", "https://iam.amazonaws.com/", "https://sts.us-east-1.amazonaws.com/", "us-east-1"),
        ("eu-west-1", "https://iam.amazonaws.com/", "https://sts.eu-west-1.amazonaws.com/", "us-east-1"),
        (
            "cn-northwest-1", "https://iam.cn-north-1.amazonaws.com.cn/",
            "https://sts.cn-northwest-1.amazonaws.com.cn/", "cn-north-1"
        ),
        (
            "us-gov-east-1", "https://iam.us-gov.amazonaws.com/", "https://sts.us-gov-east-1.amazonaws.com/",
            "us-gov-west-1"
        ),
    ]

    @Test("each partition has its own endpoints and signing region", arguments: endpoints)
    func endpoint(_ sample: (region: String, iam: String, sts: String, scope: String)) throws {
        let endpoints = try AWSEndpoints(region: sample.region, configured: nil)
        #expect(try endpoints.url(.iam).absoluteString == sample.iam)
        #expect(try endpoints.url(.sts).absoluteString == sample.sts)
        #expect(endpoints.signingRegion(.iam) == sample.scope)
        #expect(endpoints.signingRegion(.secretsmanager) == sample.region)
    }

    static let badSettings: [(settings: [String: Settings.Value], setting: String)] = [
        (["region": .text("us-east-1.evil.example/")], "region"), (["region": .text("")], "region"),
        (["region": .text("us-iso-east-1")], "region"), (["endpoint": .text("ftp://a")], "endpoint"),
        (["endpoint": .text("http://example.com")], "endpoint"),
        (["endpoint": .text("https://user:pass@example.com")], "endpoint"),
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
