import ConnectorKit
import ConnectorTesting
import Foundation
import Inventory
import Synchronization
import Testing
import Transport

@testable import AWSConnector

@Suite("Ways to sign in to AWS")
struct AWSCredentialTests {
    static let now = Instant(seconds: 1_793_491_200)

    /// A folder of scratch files; `HOME` for the chain.
    static func home(_ files: [String: String]) throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("aws-\(UUID().uuidString)")
        for (path, text) in files {
            let file = folder.appendingPathComponent(path)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
        return folder
    }

    static func chain(
        _ environment: [String: String] = [:], files: [String: String] = [:], profile: String? = nil
    ) throws -> AWSCredentialChain {
        let home = try home(files)
        return AWSCredentialChain(
            environment: environment.mapValues { $0.replacing("$HOME", with: home.path) }
                .merging(["HOME": home.path]) { _, last in last },
            profile: profile, endpoints: try AWSEndpoints(region: "eu-west-1", configured: nil))
    }

    /// Answers by URL and remembers what was asked.
    final class Server: Sendable {
        let answers: [String: String]
        let asked = Mutex<[Request]>([])

        init(_ answers: [String: String] = [:]) { self.answers = answers }

        var transport: Transport {
            Transport { request in
                self.asked.withLock { $0.append(request) }
                let form = String(decoding: request.body ?? Data(), as: UTF8.self)
                let action = form.split(separator: "&").first.map(String.init) ?? ""
                guard let body = self.answers["\(request.method.rawValue) \(request.url) \(action)"] else {
                    throw TransportError(.connectionFailed, place: "there", detail: "nobody answers", advice: "")
                }
                return Response(status: 200, body: Data(body.utf8), url: request.url)
            }
        }

        var requests: [Request] { asked.withLock { $0 } }
    }

    static func session(_ operation: String, id: String = "ASIAEXAMPLE", expires: String = "2026-11-01T01:00:00Z")
        -> String
    {
        AWSTests.answer(
            operation,
            "<Credentials><AccessKeyId>\(id)</AccessKeyId><SecretAccessKey>s3cret</SecretAccessKey>"
                + "<SessionToken>t0ken</SessionToken><Expiration>\(expires)</Expiration></Credentials>")
    }

    // MARK: - Configured

    @Test("configured credentials are asked for again after a minute, and line ends are no part of them")
    func configured() async throws {
        let calls = Mutex(0)
        let configuration = AWSTests.configuration(credentials: [
            "access_key_id": {
                calls.withLock { $0 += 1 }
                return Secret("AKIAIOSFODNN7EXAMPLE\n")
            },
            "secret_access_key": { Secret("secret\n") },
        ])
        let connector = try AWSConnector.definition.make(configuration)
        guard case .http(let request, _, _) = connector.tenant else { return }
        let server = Server()
        let signed = try await connector.authorization.authorize(request, server.transport, Self.now)
        let authorization = try #require(signed.headers["Authorization"])
        #expect(
            authorization.hasPrefix(
                "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20261101/us-east-1/sts/aws4_request, "
                    + "SignedHeaders=content-type;host;x-amz-date, Signature="))
        for (seconds, count) in [(0, 1), (59, 1), (60, 2), (-5, 3)] {
            let later = Self.now.advanced(bySeconds: Int64(seconds))
            _ = try await connector.authorization.authorize(request, server.transport, later)
            #expect(calls.withLock { $0 } == count)
        }
        #expect(server.requests.isEmpty)
    }

    @Test(
        "half a key is a mistake in the configuration",
        arguments: [["access_key_id"], ["secret_access_key"], ["session_token"], ["access_key_id", "session_token"]])
    func half(_ names: [String]) {
        let credentials = Dictionary(uniqueKeysWithValues: names.map { ($0, { Secret("x") } as CredentialSource) })
        #expect(throws: SettingProblem.self) {
            _ = try AWSConnector.definition.make(AWSTests.configuration(credentials: credentials))
        }
    }

    @Test("a key id that could break a header is refused", arguments: ["", "AKIA\r\nX-Evil: 1", "AKIA EXAMPLE", "é"])
    func hostileKeyID(_ id: String) {
        #expect(throws: AWSCredentialProblem.self) { _ = try AWSCredentialProvider.checked(id, place: "here") }
    }

    // MARK: - The chain

    @Test("the environment comes first")
    func environment() async throws {
        let chain = try Self.chain(
            [
                "AWS_ACCESS_KEY_ID": "AKIAENV", "AWS_SECRET_ACCESS_KEY": "s", "AWS_SESSION_TOKEN": "t",
                "AWS_PROFILE": "audit",
            ], files: [".aws/credentials": "[audit]\naws_access_key_id=AKIAPROFILE\naws_secret_access_key=s\n"])
        let found = try await chain.find(Server().transport, now: Self.now)
        #expect(found.accessKeyID == "AKIAENV" && found.sessionToken != nil)
        var named = chain
        named.profile = "audit"
        #expect(try await named.find(Server().transport, now: Self.now).accessKeyID == "AKIAPROFILE")
    }

    @Test("a web identity's token is exchanged, unsigned, at STS")
    func webIdentity() async throws {
        let chain = try Self.chain(
            ["AWS_WEB_IDENTITY_TOKEN_FILE": "$HOME/token", "AWS_ROLE_ARN": "arn:aws:iam::123456789012:role/audit"],
            files: ["token": "eyJ.a+b.c\n"])
        let server = Server([
            "POST https://sts.eu-west-1.amazonaws.com/ Action=AssumeRoleWithWebIdentity": Self.session(
                "AssumeRoleWithWebIdentity")
        ])
        let found = try await chain.find(server.transport, now: Self.now)
        #expect(found.accessKeyID == "ASIAEXAMPLE" && found.expiresAt == Instant("2026-11-01T01:00:00Z"))
        let request = try #require(server.requests.first)
        #expect(request.effect == .signIn && request.headers["Authorization"] == nil)
        #expect(String(decoding: request.body ?? Data(), as: UTF8.self).hasSuffix("&WebIdentityToken=eyJ.a%2Bb.c"))
    }

    static let profiles = """
        # a comment
        [default]
        region = eu-west-1
        [profile base]
        aws_access_key_id = AKIABASE # trailing
        aws_secret_access_key = s=with=equals
        s3 =
          max_concurrent_requests = 20
        [profile audit]
        role_arn = arn:aws:iam::123456789012:role/audit
        source_profile = base
        external_id = ext-1
        [profile chained]
        role_arn = arn:aws:iam::999988887777:role/second
        source_profile = audit
        [profile self]
        role_arn = arn:aws:iam::123456789012:role/audit
        source_profile = self
        aws_access_key_id = AKIASELF
        aws_secret_access_key = s
        [profile loop-a]
        role_arn = arn:aws:iam::123456789012:role/a
        source_profile = loop-b
        [profile loop-b]
        role_arn = arn:aws:iam::123456789012:role/b
        source_profile = loop-a
        [profile browser]
        sso_session = corp
        [profile code]
        role_arn = arn:aws:iam::123456789012:role/a
        source_profile = base
        mfa_serial = arn:aws:iam::123456789012:mfa/ada
        [profile bare]
        region = eu-west-1
        [profile process]
        credential_process = printf '%s' '{"Version":1,"AccessKeyId":"AKIAPROC","SecretAccessKey":"s","SessionToken":"t","Expiration":"2026-11-01T01:00:00Z"}'
        [profile broken]
        credential_process = echo s3cret-in-output
        [profile absent]
        credential_process = /nonexistent/program
        """

    @Test(
        "a profile signs in by key, role, chain of roles, or command",
        arguments: [
            ("base", "AKIABASE", 0), ("audit", "ASIAEXAMPLE", 1), ("chained", "ASIAEXAMPLE", 2),
            ("self", "ASIAEXAMPLE", 1),
            ("process", "AKIAPROC", 0),
        ])
    func profile(_ name: String, _ keyID: String, _ exchanges: Int) async throws {
        let chain = try Self.chain(files: [".aws/config": Self.profiles], profile: name)
        let server = Server([
            "POST https://sts.eu-west-1.amazonaws.com/ Action=AssumeRole": Self.session("AssumeRole")
        ])
        #expect(try await chain.find(server.transport, now: Self.now).accessKeyID == keyID)
        #expect(server.requests.count == exchanges)
        #expect(server.requests.allSatisfy { $0.effect == .signIn && $0.headers["Authorization"] != nil })
        if name == "audit" {
            let body = String(decoding: server.requests[0].body ?? Data(), as: UTF8.self)
            #expect(body.hasSuffix("&RoleSessionName=muster&ExternalId=ext-1"))
        }
    }

    @Test(
        "a profile that cannot sign in says why, and what to do",
        arguments: [
            ("loop-a", "leads back to itself"), ("browser", "needs a browser"), ("code", "one-time code"),
            ("bare", "no way to sign in"), ("nowhere", "is in neither"), ("broken", "printed other than JSON"),
            ("absent", "credential_process failed"),
        ])
    func profileProblem(_ name: String, _ words: String) async throws {
        let chain = try Self.chain(files: [".aws/config": Self.profiles], profile: name)
        let problem = await #expect(throws: AWSCredentialProblem.self) {
            _ = try await chain.find(Server().transport, now: Self.now)
        }
        #expect(problem?.description.contains(words) == true)
        #expect(problem?.description.contains("s3cret") == false)
    }

    @Test("what stands in credentials wins over config, and a default profile without a key is none")
    func files() async throws {
        let chain = try Self.chain(
            ["AWS_EC2_METADATA_DISABLED": "true"],
            files: [
                ".aws/config": "[default]\naws_access_key_id=AKIACONFIG\naws_secret_access_key=s\n",
                ".aws/credentials": "[default]\naws_access_key_id=AKIACREDENTIALS\naws_secret_access_key=s\n",
            ])
        #expect(try await chain.find(Server().transport, now: Self.now).accessKeyID == "AKIACREDENTIALS")
        let empty = try Self.chain(
            ["AWS_EC2_METADATA_DISABLED": "true"], files: [".aws/config": "[default]\nregion=eu-west-1\n"])
        let problem = await #expect(throws: AWSCredentialProblem.self) {
            _ = try await empty.find(Server().transport, now: Self.now)
        }
        #expect(problem?.description.contains("none are configured") == true)
    }

    // MARK: - The machine

    static let machine =
        #"{"AccessKeyId":"ASIAEXAMPLE","SecretAccessKey":"s","Token":"t","Expiration":"2026-11-01T01:00:00Z"}"#

    @Test("a container asks where its platform says, with the token")
    func container() async throws {
        let ecs = Server(["GET http://169.254.170.2/v2/credentials/1 ": Self.machine])
        let relative = AWSMachineCredentials(environment: [
            "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/v2/credentials/1"
        ])
        #expect(try await relative.fromContainer(ecs.transport)?.accessKeyID == "ASIAEXAMPLE")
        #expect(ecs.requests.first?.effect == .signIn)
        let home = try Self.home(["token": "pod-token\n"])
        let eks = Server(["GET http://169.254.170.23/v1/credentials ": Self.machine])
        let full = AWSMachineCredentials(environment: [
            "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://169.254.170.23/v1/credentials",
            "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": home.appendingPathComponent("token").path,
        ])
        #expect(try await full.fromContainer(eks.transport)?.accessKeyID == "ASIAEXAMPLE")
        #expect(eks.requests.first?.headers["Authorization"] == "pod-token")
        #expect(try await AWSMachineCredentials(environment: [:]).fromContainer(eks.transport) == nil)
    }

    @Test(
        "the token of a container goes to no other host",
        arguments: [
            ("http://evil.example/", false), ("http://169.254.169.254/", false), ("http://10.0.0.1/", false),
            ("ftp://localhost/", false), ("http://user:pass@localhost/", false), ("https://creds.example/", true),
            ("http://127.0.0.1:8080/c", true), ("http://localhost/c", true), ("http://169.254.170.2/c", true),
        ])
    func containerHosts(_ url: String, _ isAllowed: Bool) {
        let machine = AWSMachineCredentials(environment: ["AWS_CONTAINER_CREDENTIALS_FULL_URI": url])
        if isAllowed {
            #expect(throws: Never.self) { _ = try machine.containerURL("here") }
        } else {
            #expect(throws: AWSCredentialProblem.self) { _ = try machine.containerURL("here") }
        }
    }

    @Test("an instance's role is asked for with a session token of its own (IMDSv2)")
    func instance() async throws {
        let base = "http://169.254.169.254/latest/"
        let roles = base + "meta-data/iam/security-credentials/"
        let server = Server([
            "PUT \(base)api/token ": "imds-token", "GET \(roles) ": "audit-role\n",
            "GET \(roles)audit-role ": Self.machine,
        ])
        let machine = AWSMachineCredentials(environment: [:])
        #expect(try await machine.fromInstance(server.transport)?.accessKeyID == "ASIAEXAMPLE")
        #expect(server.requests.map(\.method) == [.put, .get, .get])
        #expect(server.requests.dropFirst().allSatisfy { $0.headers["X-aws-ec2-metadata-token"] == "imds-token" })
        #expect(try await machine.fromInstance(Server().transport) == nil)
        let disabled = AWSMachineCredentials(environment: ["AWS_EC2_METADATA_DISABLED": "TRUE"])
        #expect(try await disabled.fromInstance(server.transport) == nil)
    }

    // MARK: - Keeping

    @Test("a session is kept until five minutes before its end, and asked for once by many")
    func keeping() async throws {
        let lookups = Mutex(0)
        let provider = AWSCredentialProvider { _, now in
            lookups.withLock { $0 += 1 }
            await Task.yield()
            return AWSSessionCredentials(
                accessKeyID: "ASIA", secretAccessKey: Secret("s"), sessionToken: nil,
                expiresAt: now.advanced(bySeconds: 3600), origin: "test")
        }
        let transport = Server().transport
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<20 { group.addTask { _ = try await provider.credentials(transport, now: Self.now) } }
            try await group.waitForAll()
        }
        #expect(lookups.withLock { $0 } == 1)
        _ = try await provider.credentials(transport, now: Self.now.advanced(bySeconds: 3299))
        #expect(lookups.withLock { $0 } == 1)
        _ = try await provider.credentials(transport, now: Self.now.advanced(bySeconds: 3301))
        #expect(lookups.withLock { $0 } == 2)
    }

    @Test("a failed exchange names AWS's code and nothing else of the answer")
    func failedExchange() throws {
        let service = AWSSecurityTokenService(endpoints: try AWSEndpoints(region: "eu-west-1", configured: nil))
        let body = "<ErrorResponse><Error><Code>AccessDenied</Code><Message>planted</Message></Error></ErrorResponse>"
        let problem = #expect(throws: AWSCredentialProblem.self) {
            _ = try service.session(of: "role", from: try AWSTests.response(body, status: 403))
        }
        #expect(problem?.description.contains("AccessDenied") == true)
        #expect(problem?.description.contains("planted") == false)
    }

    @Test("credentials print no secret")
    func printing() {
        let credentials = AWSSessionCredentials(
            accessKeyID: "AKIA", secretAccessKey: Secret("planted"), sessionToken: Secret("planted"), origin: "test")
        var dumped = ""
        dump(credentials, to: &dumped)
        #expect(!dumped.contains("planted") && !"\(credentials)".contains("planted"))
    }

    @Test(
        "a command is split as a shell splits it",
        arguments: [
            ("a b  c", ["a", "b", "c"]), ("a 'b c' \"d e\"", ["a", "b c", "d e"]), ("a\\ b", ["a b"]), ("", []),
            ("a ''", ["a", ""]), ("\"a \\\"b\\\" \\n\"", ["a \"b\" \\n"]), ("x'y'z", ["xyz"]),
        ])
    func splitting(_ command: String, _ words: [String]) {
        #expect(AWSCredentialProcess.split(command) == words)
    }
}
