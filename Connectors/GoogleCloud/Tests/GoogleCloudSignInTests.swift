import ConnectorKit
import ConnectorTesting
import CryptoExtras
import Foundation
import Inventory
import Testing
import Transport

@testable import GoogleCloudConnector

@Suite("Google Cloud: settings, sign-in and the guide")
struct GoogleCloudSignInTests {
    @Test(
        "what is no project's id and no address is refused by name",
        arguments: [
            ["project": "123456"], ["project": "Example Project"], ["project": "../example"], ["project": "short"],
            ["base_url": "http://gateway.example.com"], ["base_url": "https://x.example.com?a=1"],
        ])
    func refused(values: [String: String]) {
        #expect(throws: SettingProblem.self) { try GoogleCloudAPI(Settings(values.mapValues { .text($0) })) }
    }

    @Test("ids are escaped into the path, and none walks up it")
    func paths() throws {
        let api = try GoogleCloudAPI(Settings([:]))
        let request = try api.request(.identity, ["projects", "example.com:old", "serviceAccounts"])
        #expect(
            request.url.absoluteString == "https://iam.googleapis.com/v1/projects/example.com%3Aold/serviceAccounts")
        for id in ["", ".", ".."] {
            #expect(throws: GoogleCloudProblem.self) { try api.request(.identity, ["projects", id]) }
        }
        let local = try GoogleCloudAPI(Settings(["base_url": .text("http://127.0.0.1:8080/")]))
        #expect(try local.organizations().url.absoluteString == "http://127.0.0.1:8080/v3/organizations:search")
    }

    // MARK: - Ways in

    /// Google in place: hands out a token, and keeps what it was asked.
    private struct Vendor {
        var asked = Locked<[Request]>([])
        var answer: @Sendable (Request) throws -> Response

        init(_ body: String = #"{"access_token":"t","expires_in":3599,"token_type":"Bearer"}"#, status: Int = 200) {
            answer = { Response(status: status, body: Data(body.utf8), url: $0.url) }
        }

        var transport: Transport {
            Transport { request in
                asked.withLock { $0.append(request) }
                return try answer(request)
            }
        }

        var form: String { asked.withLock { String(decoding: $0.first?.body ?? Data(), as: UTF8.self) } }
    }

    private static func authorized(
        _ vendor: Vendor, key: String? = nil, environment: [String: String] = [:],
        settings: [String: Settings.Value] = [:]
    ) async throws -> Request {
        let configuration = GoogleCloudTests.configuration(settings, key: key, environment: environment)
        let connector = try GoogleCloudConnector.definition.make(configuration)
        let api = try GoogleCloudAPI(Settings(settings))
        return try await connector.authorization.authorize(
            try api.organizations(), vendor.transport, GoogleCloudTests.now)
    }

    private static func keyFile(tokenURL: String = "https://oauth2.googleapis.com/token") throws -> String {
        let key = try _RSA.Signing.PrivateKey(keySize: .bits2048).pemRepresentation
        let object = [
            "type": "service_account", "client_email": "muster@p.iam.gserviceaccount.com", "private_key_id": "k1",
            "private_key": key, "token_uri": tokenURL,
        ]
        return String(decoding: try JSONSerialization.data(withJSONObject: object), as: UTF8.self)
    }

    @Test("a key signs an assertion for itself, with the scope that IAM takes")
    func key() async throws {
        let vendor = Vendor()
        let request = try await Self.authorized(vendor, key: try Self.keyFile())
        #expect(request.headers["Authorization"] == "Bearer t")
        #expect(vendor.asked.withLock { $0.map(\.url.absoluteString) } == ["https://oauth2.googleapis.com/token"])
        let form = vendor.form
        let assertion = try #require(form.split(separator: "=").last)
        let parts = assertion.split(separator: ".")
        #expect(parts.count == 3)
        var text = parts[1].replacing("-", with: "+").replacing("_", with: "/")
        while text.count % 4 != 0 { text += "=" }
        let payload = try #require(Data(base64Encoded: String(text)))
        let claims = try #require(try JSONSerialization.jsonObject(with: payload) as? [String: Any])
        #expect(claims["iss"] as? String == "muster@p.iam.gserviceaccount.com")
        #expect(claims["aud"] as? String == "https://oauth2.googleapis.com/token")
        #expect(claims["scope"] as? String == GoogleCloudSignIn.scope)
    }

    @Test(
        "a planted file sends nothing elsewhere",
        arguments: [
            "https://oauth2.example.com/token", "https://oauth2.googleapis.com.example.com/token",
            "http://oauth2.googleapis.com/token", "http://127.0.0.1/token", "http://169.254.169.254/token",
            "https://storage.googleapis.com/bucket",
        ])
    func planted(address: String) async throws {
        let vendor = Vendor()
        let key = try Self.keyFile(tokenURL: address)
        await #expect(throws: CredentialProblem.self) { try await Self.authorized(vendor, key: key) }
        #expect(vendor.asked.withLock { $0.isEmpty })
    }

    @Test("a server on this machine that plays Google may give its own tokens")
    func loopback() async throws {
        let vendor = Vendor()
        _ = try await Self.authorized(
            vendor, key: try Self.keyFile(tokenURL: "http://127.0.0.1:8080/token"),
            settings: ["base_url": .text("http://127.0.0.1:8080")])
        #expect(vendor.asked.withLock { $0.count } == 1)
    }

    @Test("a user's file asks with its refresh token, and names the project to be charged")
    func user() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "adc-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer {
            // A scratch folder that cannot be removed hurts nobody.
            try? FileManager.default.removeItem(at: folder)
        }
        let text =
            #"{"type":"authorized_user","client_id":"c","client_secret":"s","refresh_token":"r+/","quota_project_id":"example-prod"}"#
        let file = folder.appending(path: "application_default_credentials.json")
        try Data(text.utf8).write(to: file)
        for environment in [
            ["CLOUDSDK_CONFIG": folder.path], ["GOOGLE_APPLICATION_CREDENTIALS": file.path, "HOME": "/nowhere"],
        ] {
            let vendor = Vendor()
            let request = try await Self.authorized(vendor, environment: environment)
            #expect(request.headers["X-Goog-User-Project"] == "example-prod")
            #expect(vendor.form == "grant_type=refresh_token&client_id=c&client_secret=s&refresh_token=r%2B%2F")
        }
    }

    @Test("another issuer's token is exchanged, then acts as a service account")
    func federation() async throws {
        let token = FileManager.default.temporaryDirectory.appending(path: "token-\(UUID().uuidString)")
        try Data(#"{"value":"subject-token"}"#.utf8).write(to: token)
        defer {
            // A scratch file that cannot be removed hurts nobody.
            try? FileManager.default.removeItem(at: token)
        }
        let file = #"""
            {"type":"external_account","audience":"//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/x",
             "subject_token_type":"urn:ietf:params:oauth:token-type:jwt","token_url":"https://sts.googleapis.com/v1/token",
             "service_account_impersonation_url":"https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/m@p.iam.gserviceaccount.com:generateAccessToken",
             "credential_source":{"file":"\#(token.path)","format":{"type":"json","subject_token_field_name":"value"}}}
            """#
        var vendor = Vendor()
        vendor.answer = { request in
            let body =
                request.url.host() == "sts.googleapis.com"
                ? #"{"access_token":"federated","token_type":"Bearer","expires_in":3600}"#
                : #"{"accessToken":"acting","expireTime":"2026-11-01T10:00:00Z"}"#
            return Response(status: 200, body: Data(body.utf8), url: request.url)
        }
        let request = try await Self.authorized(vendor, key: file)
        #expect(request.headers["Authorization"] == "Bearer acting")
        #expect(vendor.form.contains("subject_token=subject-token"))
        #expect(vendor.asked.withLock { $0.last?.headers["Authorization"] } == "Bearer federated")
        #expect(vendor.asked.withLock { $0.allSatisfy { $0.effect == .signIn } })
        let signIn = GoogleCloudSignIn(
            GoogleCloudTests.configuration(key: file), try GoogleCloudAPI(Settings([:])))
        let (name, own) = try await signIn.principal()
        #expect(name == "m@p.iam.gserviceaccount.com" && own.form == .federated)
        #expect(own.holder == .identity("serviceAccount:m@p.iam.gserviceaccount.com"))
    }

    @Test("the machine is asked at its one address, and only Google's is believed")
    func machine() async throws {
        var vendor = Vendor()
        vendor.answer = { request in
            Response(
                status: 200, headers: ["Metadata-Flavor": "Google"],
                body: Data(#"{"access_token":"m","expires_in":600,"token_type":"Bearer"}"#.utf8), url: request.url)
        }
        let request = try await Self.authorized(vendor)
        #expect(request.headers["Authorization"] == "Bearer m")
        let first = vendor.asked.withLock { $0.first }
        let asked = try #require(first)
        #expect(asked.url.host() == "169.254.169.254" && asked.headers["Metadata-Flavor"] == "Google")
        #expect(asked.allowedOrigins.refusal(of: asked.url) == nil)
        #expect(asked.allowedOrigins.refusal(of: try GoogleCloudAPI(Settings([:])).organizations().url) != nil)
        await #expect(throws: CredentialProblem.self) { try await Self.authorized(Vendor()) }
    }

    @Test(
        "a file that is none is refused without a word of it",
        arguments: [
            "", "not json", "{}", #"{"type":"impersonated_service_account"}"#,
            #"{"type":"service_account","client_email":"hidden-value"}"#,
            #"{"type":"authorized_user","client_secret":"hidden-value"}"#,
            #"{"type":"external_account","audience":"a","subject_token_type":"t","token_url":"https://sts.googleapis.com/v1/token","credential_source":{"url":"http://hidden-value"}}"#,
        ])
    func unusable(text: String) async throws {
        do {
            _ = try await Self.authorized(Vendor(), key: text)
            Issue.record("it was taken")
        } catch let problem as CredentialProblem {
            #expect(!problem.description.contains("hidden-value") && !problem.advice.isEmpty)
        }
    }

    @Test("a file that is named and cannot be read is a fault, not a reason to look elsewhere")
    func missingFile() async throws {
        await #expect(throws: CredentialProblem.self) {
            try await Self.authorized(Vendor(), environment: ["GOOGLE_APPLICATION_CREDENTIALS": "/nowhere/key.json"])
        }
    }

    @Test("a refusal says what to do and nothing that was sent")
    func refusal() async throws {
        let vendor = Vendor(#"{"error":"invalid_grant","error_description":"Invalid JWT Signature."}"#, status: 400)
        do {
            _ = try await Self.authorized(vendor, key: try Self.keyFile())
            Issue.record("it was taken")
        } catch let problem as CredentialProblem {
            #expect(problem.description.contains("invalid_grant") && !problem.description.contains("Signature"))
        }
    }

    // MARK: - Whose data it is

    private static func identify(_ answers: [String: String], _ settings: [String: Settings.Value] = [:]) async throws
        -> TenantIdentity
    {
        let transport = Transport { request in
            let body = answers[request.url.path]
            return Response(
                status: body == nil ? 403 : 200,
                body: Data((body ?? #"{"error":{"status":"PERMISSION_DENIED"}}"#).utf8), url: request.url)
        }
        var connector = try GoogleCloudTests.connector(settings)
        connector.authorization = .none
        return try await StreamRunner(
            source: "google-cloud", connector: connector,
            environment: RunEnvironment(transport: transport, time: .impatient(at: GoogleCloudTests.now))
        ).identify()
    }

    @Test("without an organisation the one project that is seen is the tenant; what it may is then not known")
    func oneProject() async throws {
        let tenant = try await Self.identify([
            "/v3/organizations:search": "{}",
            "/v3/projects:search": #"{"projects":[{"name":"projects/7","projectId":"example-prod"}]}"#,
        ])
        #expect(tenant.id == "projects/7" && tenant.permissions.isEmpty && tenant.own?.writes == nil)
    }

    @Test(
        "where it is not clear whose data it is, the run does not begin, and says what to do",
        arguments: [
            [
                "/v3/organizations:search":
                    #"{"organizations":[{"name":"organizations/1"},{"name":"organizations/2"}]}"#
            ],
            ["/v3/organizations:search": "{}", "/v3/projects:search": "{}"],
            [
                "/v3/organizations:search": "{}",
                "/v3/projects:search":
                    #"{"projects":[{"name":"projects/7","projectId":"a"},{"name":"projects/8","projectId":"b"}]}"#,
            ],
        ])
    func unclear(answers: [String: String]) async throws {
        do {
            _ = try await Self.identify(answers)
            Issue.record("it was clear")
        } catch let problem as SourceProblem {
            #expect(problem.source == "google-cloud")
            #expect(problem.reason.contains("project") || problem.reason.contains("resourcemanager"))
        }
    }

    // MARK: - The guide

    @Test("the role's file holds every permission of the manifest, and of a project those that it knows")
    func role() throws {
        let whole = GoogleCloudSetup.roleFile(true)
        for permission in GoogleCloudConnector.permissions { #expect(whole.contains("- \(permission)\n")) }
        let project = GoogleCloudSetup.roleFile(false)
        #expect(!project.contains("organizations.") && project.contains("- iam.serviceAccountKeys.list\n"))
    }

    @Test("nothing that is asked for allows a change")
    func readOnly() {
        for permission in GoogleCloudConnector.permissions {
            #expect(GoogleCloudPrivilege.isReading(permission))
            #expect(!GoogleCloudPrivilege.escalating.contains(permission))
        }
        #expect(!GoogleCloudConnector.manifest.streams.contains { $0.leastAvailableCanWrite })
    }
}
