import ConnectorKit
import ConnectorTesting
import Foundation
import Inventory
import Testing
import Transport

@testable import OktaConnector

@Suite("Okta: what answers mean")
struct OktaAnswerTests {
    private func outcome(_ response: Response, _ standing: OktaStanding = OktaStanding()) -> Outcome? {
        OktaErrors(standing: standing).classify(response)
    }

    private func kind(_ outcome: Outcome?) -> String {
        switch outcome {
        case nil: "general"
        case .ok: "ok"
        case .throttle: "throttle"
        case .retry: "retry"
        case .denied: "denied"
        case .signInRefused: "signInRefused"
        case .gone: "gone"
        case .unsupported: "unsupported"
        case .failed: "failed"
        case .postponed: "postponed"
        }
    }

    @Test(
        "the code decides, not the status",
        arguments: [
            (403, "E0000006", "denied"), (401, "E0000011", "signInRefused"), (401, "E0000004", "signInRefused"),
            // A feature that was not bought comes as a 401 too: it must not stop the whole source.
            (401, "E0000015", "unsupported"), (403, "E0000015", "unsupported"), (404, "E0000007", "gone"),
            (501, "E0000060", "unsupported"),
            (429, "E0000047", "general"), (500, "E0000009", "retry"), (503, "E0000010", "retry"),
            (400, "E0000029", "failed"), (400, "E0000001", "failed"), (502, "E9999999", "general"),
        ])
    func codes(_ status: Int, code: String, expected: String) throws {
        let response = try OktaTests.response(
            #"{"errorCode":"\#(code)","errorSummary":"planted","errorCauses":[]}"#, status: status)
        let found = outcome(response)
        #expect(kind(found) == expected)
        #expect(!"\(String(describing: found))".contains("planted"))
    }

    @Test("a missing scope is told by a header alone")
    func missingScope() throws {
        let response = try OktaTests.response(
            "", status: 403,
            headers: ["WWW-Authenticate": #"Bearer realm="IpPool", error="insufficient_scope""#])
        #expect(kind(outcome(response)) == "denied")
    }

    @Test("what is not Okta's is read as HTTP has it")
    func foreign() throws {
        #expect(outcome(try OktaTests.response("<html>", status: 403)) == nil)
        #expect(outcome(try OktaTests.response("[]", path: "/api/v1/api-tokens")) == nil)
    }

    @Test(
        "an empty list that no org has is a refusal",
        arguments: [
            ("/api/v1/users?limit=200", "[]", "denied"), ("/api/v1/groups?limit=200", " [ ] ", "denied"),
            ("/api/v1/iam/assignees/users?limit=100", #"{"value":[],"_links":{}}"#, "denied"),
            ("/api/v1/users?after=x&limit=200", "[]", "general"),
            ("/api/v1/users?filter=status%20eq%20%22DEPROVISIONED%22&limit=200", "[]", "general"),
            ("/api/v1/apps?limit=200", "[]", "general"), ("/api/v1/users?limit=200", #"[{"id":"00u1"}]"#, "general"),
            ("/api/v1/groups/00g1/roles", "[]", "general"),
        ])
    func impossibleEmptiness(_ path: String, body: String, expected: String) throws {
        #expect(kind(outcome(try OktaTests.response(body, path: path))) == expected)
    }

    @Test("a credential that is shown no user is believed no empty list")
    func blind() throws {
        let standing = OktaStanding()
        _ = outcome(try OktaTests.response("[]", path: "/api/v1/users?limit=1"), standing)
        #expect(kind(outcome(try OktaTests.response("[]", path: "/api/v1/apps"), standing)) == "denied")
        standing.reset()
        #expect(kind(outcome(try OktaTests.response("[]", path: "/api/v1/apps"), standing)) == "general")
    }

    @Test("a credential that is not shown its own roles is believed no empty list of roles")
    func roleless() throws {
        let standing = OktaStanding()
        standing.note(seesNoRoles: true)
        #expect(kind(outcome(try OktaTests.response("[]", path: "/api/v1/groups/00g1/roles"), standing)) == "denied")
        #expect(kind(outcome(try OktaTests.response("[]", path: "/api/v1/apps/0oa1/groups"), standing)) == "general")
    }

    @Test("an API token's org, user and rights are known before anything is read")
    func identify() async throws {
        let identity = try await identity([
            "/.well-known/okta-organization": #"{"id":"00o1","pipeline":"idx"}"#, "/api/v1/users/me": #"{"id":"00u9"}"#,
            "/api/v1/users/00u9/roles":
                #"[{"id":"a","type":"SUPER_ADMIN"},{"id":"b","type":"READ_ONLY_ADMIN"},{"id":"c","type":"CUSTOM","role":"cr01"}]"#,
        ])
        #expect(identity.id == "00o1" && identity.principal == "user 00u9")
        #expect(identity.permissions == ["READ_ONLY_ADMIN", "SUPER_ADMIN", "cr01"])
        #expect(identity.own?.holder == .identity("00u9"))
        #expect(identity.own?.expiry == .sliding(windowInSeconds: 2_592_000))
        #expect(identity.own?.writes == ["SUPER_ADMIN"])
    }

    @Test("roles that may not be read leave the credential's rights unknown")
    func unknownRights() async throws {
        let identity = try await identity([
            "/.well-known/okta-organization": #"{"id":"00o1"}"#, "/api/v1/users/me": #"{"id":"00u9"}"#,
            "/api/v1/users?limit=1": #"[{"id":"00u9"}]"#,
        ])
        #expect(identity.permissions.isEmpty && identity.own?.writes == nil && identity.own?.excess == nil)
    }

    @Test("a credential without a role ends denied everywhere, and nothing passes for an empty org")
    func withoutRole() async throws {
        let connector = try OktaTests.connector()
        let transport = answering(
            [
                "/.well-known/okta-organization": #"{"id":"00o1"}"#, "/api/v1/users/me": #"{"id":"00u9"}"#,
                "/api/v1/iam/roles": #"{"roles":[]}"#, "/api/v1/iam/assignees/users?limit=100": #"{"value":[]}"#,
            ], otherwise: "[]")
        let runner = StreamRunner(
            source: "okta", connector: connector,
            environment: RunEnvironment(transport: transport, time: .impatient(at: Instant(seconds: 0))))
        let coverage = try await runner.run(try await runner.identify(), into: MemorySink())
        for stream in ["users", "deprovisionedUsers", "groups", "apps", "apiTokens", "apiServices", "administrators"] {
            #expect(coverage[stream]?.state == .denied, "\(stream)")
            #expect(coverage[stream]?.missingPermissions.count == 2, "scope and role: \(stream)")
        }
        // What has no parent to be asked for is as denied as its parent.
        #expect(
            coverage.filter { $0.value.state.provesAbsence }.keys.sorted() == [CollectorStream.id, "standardRoles"])
    }

    @Test("a fault of the moment is no answer about the credential's rights: it would look like another principal")
    func faultWhileIdentifying() async throws {
        let transport = Transport { request in
            let isRoles = request.url.path.hasSuffix("/roles")
            let body = request.url.path.hasSuffix("/me") ? #"{"id":"00u9"}"# : #"{"id":"00o1"}"#
            return Response(status: isRoles ? 500 : 200, body: Data(body.utf8), url: request.url)
        }
        let runner = StreamRunner(
            source: "okta", connector: try OktaTests.connector(),
            environment: RunEnvironment(transport: transport, time: .impatient(at: Instant(seconds: 0))))
        await #expect(throws: SourceProblem.self) { try await runner.identify() }
    }

    private func identity(_ answers: [String: String]) async throws -> TenantIdentity {
        let runner = StreamRunner(
            source: "okta", connector: try OktaTests.connector(),
            environment: RunEnvironment(
                transport: answering(answers, otherwise: nil), time: .impatient(at: Instant(seconds: 0))))
        return try await runner.identify()
    }

    /// Answers by path and query; what is not listed is `otherwise`, or Okta's 403.
    private func answering(_ answers: [String: String], otherwise: String?) -> Transport {
        Transport { request in
            let path = request.url.path + (request.url.query.map { "?" + $0 } ?? "")
            if let body = answers[path] ?? otherwise {
                return Response(status: 200, body: Data(body.utf8), url: request.url)
            }
            return Response(status: 403, body: Data(#"{"errorCode":"E0000006"}"#.utf8), url: request.url)
        }
    }
}
