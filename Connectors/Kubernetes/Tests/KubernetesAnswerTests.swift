import ConnectorKit
import ConnectorTesting
import Foundation
import Inventory
import Testing
import Transport

@testable import KubernetesConnector

@Suite("Kubernetes: how it answers and says no")
struct KubernetesAnswerTests {
    @Test("a server that sends Secrets whole, or their data, is refused")
    func wholeSecrets() throws {
        let stream = try KubernetesTests.stream("legacyTokens")
        let whole =
            #"{"kind":"SecretList","metadata":{},"items":[{"metadata":{"name":"t","uid":"u"},"data":{"token":"QUJD"}}]}"#
        #expect(throws: KubernetesProblem.self) { try stream.decode(try KubernetesTests.response(whole), .whole) }
        let hidden = whole.replacing("SecretList", with: "PartialObjectMetadataList")
        let page = try stream.decode(try KubernetesTests.response(hidden), .whole)
        #expect(page.records.isEmpty && page.rejected.count == 1)
        #expect(!page.rejected.contains { $0.reason.contains("QUJD") })
    }

    @Test("a recording of Secrets that came whole holds nothing of their data")
    func recordedSecrets() {
        var redactor = Redactor()
        let body = Data(
            #"{"kind":"SecretList","items":[{"metadata":{"name":"t"},"data":{"token":"QUJD","name":"RUZH"}}]}"#.utf8)
        let rules = KubernetesRedaction.rules(KubernetesLabelNames())
        let kept = String(decoding: redactor.redact(body, contentType: nil, rules: rules), as: UTF8.self)
        #expect(kept.contains("SecretList"))
        #expect(!kept.contains("QUJD") && !kept.contains("RUZH") && !kept.contains("\"data\""))
    }

    @Test("a list of another kind, and a Status with 200, are no list")
    func otherKinds() throws {
        for body in [#"{"kind":"Status","status":"Failure"}"#, #"{"kind":"PodList","metadata":{},"items":[]}"#, "[]"] {
            #expect(throws: (any Error).self) {
                try KubernetesTests.stream("roles").decode(try KubernetesTests.response(body), .whole)
            }
        }
    }

    @Test("rows that follow without a place to go on from make the list truncated")
    func remaining() throws {
        func page(_ metadata: String) throws -> DecodedPage {
            let body = #"{"kind":"RoleList","metadata":{\#(metadata)},"items":[]}"#
            return try KubernetesTests.stream("roles").decode(try KubernetesTests.response(body), .whole)
        }
        #expect(try page(#""remainingItemCount":3"#).truncation != nil)
        #expect(try page(#""remainingItemCount":3,"continue":"c""#).truncation == nil)
        #expect(try page(#""continue":"""#).next == nil)
    }

    @Test("a list that another process began is read from its start")
    func resumed() throws {
        let stream = try KubernetesTests.stream("clusterRoles")
        let body = #"{"kind":"ClusterRoleList","metadata":{},"items":[]}"#
        let second = try KubernetesTests.response(body, query: "limit=500&continue=c")
        #expect(throws: KubernetesProblem.self) { try stream.decode(second, .whole) }
        _ = try stream.decode(try KubernetesTests.response(body), .whole)
        _ = try stream.decode(second, .whole)
    }

    @Test(
        "a refusal is denied, a missing API unsupported; an expired page and a limit are neither",
        arguments: [(403, "denied"), (404, "unsupported"), (406, "unsupported"), (410, "failed")])
    func refusals(status: Int, expected: String) throws {
        switch KubernetesErrors.classify(try KubernetesTests.response("", status: status)) {
        case .denied: #expect(expected == "denied")
        case .unsupported: #expect(expected == "unsupported")
        case .failed: #expect(expected == "failed")
        default: Issue.record("none of them")
        }
    }

    @Test("401, 429 and faults are read as HTTP has them")
    func others() throws {
        for status in [200, 201, 401, 409, 429, 500, 503, 504] {
            #expect(KubernetesErrors.classify(try KubernetesTests.response("", status: status)) == nil)
        }
        let wait = try KubernetesTests.response("", status: 429, headers: ["Retry-After": "7"])
        #expect(Outcome.general(wait, now: KubernetesTests.now) == .throttle(after: .seconds(7)))
    }

    /// A run over the recording in which the answers to some requests are others.
    private func run(_ change: @escaping @Sendable (Request) -> Response?) async throws -> [String: Coverage] {
        let replay = try Replay(folder: KubernetesTests.recording).transport
        let transport = Transport { request in
            if let response = change(request) { return response }
            return try await replay.send(request)
        }
        let runner = StreamRunner(
            source: "kubernetes", connector: try KubernetesTests.connector(),
            environment: RunEnvironment(transport: transport, time: .impatient(at: KubernetesTests.now)))
        return try await runner.run(try await runner.identify(), into: MemorySink())
    }

    @Test("a page that expired leaves the list partial, never complete")
    func expired() async throws {
        let coverage = try await run { request in
            guard request.url.query()?.contains("continue=cGFnZS0y") == true else { return nil }
            // With a token for going on inconsistently, as servers send it.
            let body =
                #"{"kind":"Status","status":"Failure","reason":"Expired","code":410,"metadata":{"continue":"eyJ9"}}"#
            return Response(status: 410, body: Data(body.utf8), url: request.url)
        }
        #expect(coverage["workloads"]?.state == .partial)
        #expect(coverage["serviceAccounts"]?.state == .complete)
    }

    @Test("a missing permission costs its stream, and is named")
    func denied() async throws {
        let coverage = try await run { request in
            guard request.url.path == "/api/v1/secrets" else { return nil }
            let body = #"{"kind":"Status","status":"Failure","reason":"Forbidden","code":403}"#
            return Response(status: 403, body: Data(body.utf8), url: request.url)
        }
        #expect(coverage["legacyTokens"]?.state == .denied)
        #expect(coverage["legacyTokens"]?.missingPermissions.contains("list secrets") == true)
    }

    @Test("a cluster that tells neither who asks nor since when it keeps track is still read", arguments: [403, 404])
    func oldServer(status: Int) async throws {
        let coverage = try await run { request in
            request.method == .post || request.url.path.contains("configmaps")
                ? Response(status: status, url: request.url) : nil
        }
        #expect(coverage["legacyTokens"]?.state == .complete)
    }
}
