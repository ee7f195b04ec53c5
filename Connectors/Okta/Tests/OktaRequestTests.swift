import ConnectorKit
import ConnectorTesting
import Foundation
import Inventory
import Testing
import Transport

@testable import OktaConnector

@Suite("Okta: requests")
struct OktaRequestTests {
    @Test("every request is one that Okta describes")
    func described() async throws {
        let check = try SpecificationCheck(try OktaTests.fixture("Specification/management.json"))
        for definition in OktaStreams.all {
            guard case .http(let stream) = definition.source(try OktaEndpoint(OktaTests.configuration().settings))
            else {
                continue
            }
            let first = try stream.first(OktaTests.partition(of: definition.descriptor.id))
            #expect(check.problems(of: [first]) == [])
            // The manifest names the operation that is asked.
            let operation = try #require(check.operation(of: first))
            #expect(
                definition.descriptor.operation.split(separator: "?").first
                    == operation[...].split(separator: "?").first)
        }
        let asked = try await askedBySigningIn()
        #expect(asked.count == 6)
        #expect(check.problems(of: asked) == [])
    }

    /// What the tenant's questions and the token's exchange are.
    private func askedBySigningIn() async throws -> [Request] {
        let asked = Locked<[Request]>([])
        let transport = Transport { request in
            asked.withLock { $0.append(request) }
            let body: String =
                switch request.url.path {
                case "/.well-known/okta-organization": #"{"id":"00o1"}"#
                case "/api/v1/users/me": #"{"id":"00u9"}"#
                default: "[]"
                }
            return Response(status: 200, body: Data(body.utf8), url: request.url)
        }
        let standing = OktaStanding()
        let endpoint = try OktaEndpoint(OktaTests.configuration().settings)
        for signIn in [
            OktaSignIn.apiToken({ Secret("x") }),
            .serviceApp(clientID: "0oa1", privateKey: { Secret("x") }, keyID: nil),
        ] {
            guard
                case .conversation(_, let hold) = OktaTenant(
                    endpoint: endpoint, signIn: signIn, standing: standing, wanted: []
                ).probe
            else { continue }
            _ = try await hold { try await transport.send($0) }
        }
        var seen: Set<String> = []
        return asked.withLock { $0 }.filter { seen.insert($0.url.absoluteString).inserted }
    }

    @Test(
        "an id of the vendor's stays in its place in the path", arguments: ["../../oauth2", "a/b", "a?b=c", "a#b", "ä"])
    func hostileIDs(_ id: String) throws {
        let partition = Partition(key: id, parent: OktaTests.group.parent)
        let url = try OktaTests.stream("groupMembers").first(partition).url
        #expect(url.path(percentEncoded: true).hasPrefix("/api/v1/groups/"))
        #expect(url.path(percentEncoded: true).hasSuffix("/users"))
        #expect(url.path(percentEncoded: true).split(separator: "/").count == 5)
    }

    @Test("an id that would walk up the path is not asked for", arguments: ["..", ".", ""])
    func walkingIDs(_ id: String) {
        #expect(throws: OktaProblem.self) {
            try OktaTests.stream("groupMembers").first(Partition(key: id, parent: OktaTests.group.parent))
        }
    }

    @Test("the defaults stay below the least that a paid org is documented to have, and at most ten at once")
    func pace() {
        let documented: [String: Double] = ["users": 600, "groups": 500, "apps": 100, "management": 600]
        let buckets = OktaConnector.manifest.buckets
        #expect(Set(buckets.map(\.id)) == Set(documented.keys))
        for bucket in buckets {
            #expect((bucket.requestsPerSecond ?? .infinity) * 60 < documented[bucket.id] ?? 0)
        }
        #expect(buckets.map(\.concurrency).reduce(0, +) <= 10)
    }

    @Test("every list states the page size that it asks for, and every stream a scope and a role")
    func pageSizes() throws {
        for stream in OktaStreams.all {
            guard case .http(let source) = stream.source(try OktaEndpoint(OktaTests.configuration().settings)) else {
                continue
            }
            let url = try source.first(OktaTests.partition(of: stream.descriptor.id)).url
            let limit = URLComponents(url: url, resolvingAgainstBaseURL: true)?.queryItems?.first { $0.name == "limit" }
            #expect(limit?.value.flatMap { Int($0) } == stream.descriptor.pageSize, "\(stream.descriptor.id)")
            #expect(stream.descriptor.permissions.count == 2, "\(stream.descriptor.id)")
        }
    }

    @Test("2,000 users, 100 groups and 50 apps take as many requests as the formula says")
    func count() async throws {
        let org = SyntheticOrg(users: 2_000, groups: 100, apps: 50, oauthApps: 20, administrators: 12)
        let run = try await org.run()
        for (stream, coverage) in run.coverage where coverage.state != .complete {
            Issue.record("\(stream) is \(coverage.state.rawValue): \(coverage.reason ?? "")")
        }
        #expect(run.requests == org.requestsByFormula)
        #expect(run.requests < 600)
        #expect(run.identities == 2_000 + 100 + 1)
    }
}
