import ConnectorKit
import Foundation
import Inventory
import Testing
import Transport

@Suite("The stream of the collector's own credential")
struct CollectorStreamTests {
    private static func connector(own: OwnCredential?, principal: String = "reader") -> Connector {
        var connector = ConnectorKitTests.connector([usersStream()])
        connector.tenant = .http(Request(.get, url("/me"), allowedOrigins: rules)) { _ in
            TenantIdentity(id: "t1", principal: principal, permissions: ["users.read"], own: own)
        }
        return connector
    }

    private static let vendor = FakeVendor { request, _ in
        request.url.path() == "/me" ? page(request, "{}") : page(request, #"[{"id":"u1"}]"#)
    }

    private static func own(_ sink: MemorySink) async -> Credential? {
        for record in await sink.allRecords { if case .credential(let credential) = record { return credential } }
        return nil
    }

    @Test("the credential is one complete record beside the other streams, and costs no request")
    func record() async throws {
        let own = OwnCredential(
            nativeID: "tok-1", holder: .identity("svc"), form: .staticSecret, expiry: .never,
            excess: ["users.write", "billing.read"], writes: ["users.write"])
        let sink = MemorySink()
        let coverage = try await collect(Self.connector(own: own), from: Self.vendor, into: sink)
        #expect(coverage["users"]?.state == .complete)
        #expect(coverage["collector"]?.state == .complete)
        #expect(coverage["collector"]?.requests == 0)
        #expect(coverage["collector"]?.rows == 1)
        let credential = try #require(await Self.own(sink))
        #expect(credential.nativeID == "tok-1")
        #expect(credential.holder == .identity("svc"))
        #expect(credential.status == .active)
        #expect(credential.expiry == .never)
        #expect(
            credential.attributes == [
                "usedBy": "Muster", "principal": "reader", "permissions": "users.read",
                "excess": "billing.read, users.write", "writes": "users.write",
            ])
    }

    @Test("what the vendor does not tell is left out, and the id then is the principal's")
    func unknown() async throws {
        let sink = MemorySink()
        _ = try await collect(
            Self.connector(own: OwnCredential(form: .staticSecret, writes: [])), from: Self.vendor, into: sink)
        let credential = try #require(await Self.own(sink))
        #expect(credential.nativeID == "collector:reader")
        #expect(credential.attributes["excess"] == nil)
        #expect(credential.attributes["writes"] == "")
    }

    @Test("a source that tells nothing of its credential has no such stream")
    func silent() async throws {
        let sink = MemorySink()
        let coverage = try await collect(Self.connector(own: nil), from: Self.vendor, into: sink)
        #expect(coverage.keys.sorted() == ["users"])
        #expect(await Self.own(sink) == nil)
    }

    @Test("another principal is no new baseline of it: the credential before is gone from the list of those in use")
    func baseline() async throws {
        func fingerprints(_ principal: String) async throws -> [String: String] {
            let sink = OpeningSink()
            let own = OwnCredential(form: .staticSecret)
            _ = try await collect(Self.connector(own: own, principal: principal), from: Self.vendor, into: sink)
            return await sink.fingerprints
        }
        let first = try await fingerprints("reader")
        let second = try await fingerprints("other")
        #expect(first["collector"] == second["collector"])
        #expect(first["users"] != second["users"])
    }

    @Test("a vendor that refuses everything else does not keep it from being seen")
    func refused() async throws {
        let vendor = FakeVendor { request, _ in
            request.url.path() == "/me" ? page(request, "{}") : page(request, "{}", status: 403)
        }
        let sink = MemorySink()
        let coverage = try await collect(
            Self.connector(own: OwnCredential(form: .staticSecret)), from: vendor, into: sink)
        #expect(coverage["users"]?.state == .denied)
        #expect(coverage["collector"]?.state == .complete)
    }

    @Test("its operation is the request that identified the tenant")
    func operation() {
        #expect(CollectorStream.descriptor(Self.connector(own: nil).tenant).operation == "GET /me")
    }
}

/// Remembers what scopes were opened with.
private actor OpeningSink: PageSink {
    private(set) var fingerprints: [String: String] = [:]

    func begin(_ opening: ScopeOpening) -> ScopeEntry {
        fingerprints[opening.scope.stream] = opening.fingerprint
        return .fresh
    }

    func commit(_ page: Page, in scope: Scope) -> PageReceipt { PageReceipt(duplicates: 0) }
    func end(_ scope: Scope, _ coverage: Coverage) {}
    func postpone(_ scope: Scope, _ coverage: Coverage) {}
    func endParentGone(_ scope: Scope) {}
    func records(of kind: RecordKind, in stream: String, source: SourceID, after: NativeID?, limit: Int) -> [Record] {
        []
    }
}
