import ConnectorCatalog
import ConnectorKit
import CurlTransport
import Foundation
import Inventory
import Testing
import Transport

/// The SCIM connector against a real provider: scim2-server on loopback.
@Suite("A SCIM provider, read over the wire", .serialized)
struct SCIMServerTests {
    private static let users = 260

    private static let once = Task { try SCIMServer(users: users) }

    private struct Run {
        var coverage: [String: Coverage]
        var records: [Record]
        var requests: [String]

        var users: Coverage? { coverage["users"] }
        func identities(_ type: String) -> [Identity] {
            records.compactMap {
                if case .identity(let record) = $0, record.type == type { record } else { nil }
            }
        }
    }

    /// - Parameter meanwhile: done after so many requests were answered.
    private static func read(
        _ server: SCIMServer, _ settings: [String: Settings.Value] = [:], token: String = SCIMServer.token,
        meanwhile: (@Sendable (_ number: Int) throws -> Void)? = nil
    ) async throws -> Run {
        let definition = try #require(ConnectorCatalog.connector("scim"))
        let own: [String: Settings.Value] = [
            "base_url": .text(server.endpoint), "user_types": .map(["Service": .text("service")]),
        ]
        let connector = try definition.make(
            SourceConfiguration(
                name: "scim", settings: Settings(own.merging(settings) { $1 }),
                credentials: ["token": { Secret(token) }], baseDirectory: FileManager.default.temporaryDirectory))
        let wire = try CurlTransport(configuration: .init()).transport
        let asked = Locked<[String]>([])
        let transport = Transport { request in
            let response = try await wire.send(request)
            let number = asked.withLock { log in
                log.append(request.url.absoluteString)
                return log.count
            }
            try meanwhile?(number)
            return response
        }
        let sink = MemorySink()
        let runner = StreamRunner(
            source: "scim", connector: connector,
            environment: RunEnvironment(transport: transport, pace: Pace(rate: .unlimited)))
        let coverage = try await runner.run(
            try await runner.identify(), into: sink, only: meanwhile == nil ? nil : ["users"])
        return Run(coverage: coverage, records: await sink.allRecords, requests: asked.withLock { $0 })
    }

    @Test("by index and by cursor everybody is read, and by both the same", arguments: [100, 60])
    func both(pageSize: Int) async throws {
        let server = try await Self.once.value
        var found: [[Record]] = []
        for paging in ["index", "cursor", "auto"] {
            let run = try await Self.read(
                server, ["paging": .text(paging), "page_size": .number(pageSize)])
            #expect(run.coverage.values.allSatisfy { $0.state == .complete }, "\(paging): \(run.coverage)")
            let lists = run.requests.filter { $0.contains("/Users?") }
            #expect(lists.count == (Self.users + pageSize - 1) / pageSize)
            #expect(lists.allSatisfy { $0.contains("cursor") == (paging != "index") })
            found.append(run.records)
        }
        #expect(found[0] == found[1] && found[1] == found[2])
        let ids = Set(found[0].filter { $0.kind == .person || $0.kind == .identity }.map(\.nativeID.string))
        #expect(ids == Set(server.userIDs).union(server.groupIDs.map { "group/\($0)" }))
    }

    @Test("users are what they were made as, groups hold whom they were given, and no password came along")
    func facts() async throws {
        let server = try await Self.once.value
        let run = try await Self.read(server)
        let users = Dictionary(uniqueKeysWithValues: run.identities("scim.user").map { ($0.nativeID.string, $0) })
        #expect(users.count == Self.users)
        for (index, id) in server.userIDs.enumerated() {
            let number = index + 1
            let user = try #require(users[id])
            #expect(user.status == (number % 10 == 0 ? .unknown : number % 7 == 0 ? .disabled : .enabled))
            #expect(user.classification == (number % 8 == 0 ? .service : .unknown))
            #expect(user.createdAt != nil)
        }
        let entitlements = run.records.compactMap { record -> Entitlement? in
            if case .entitlement(let entitlement) = record { entitlement } else { nil }
        }
        #expect(run.identities("scim.group").count == 10)
        #expect(entitlements.count { $0.type == "scim.groupMembership" } == Self.users)
        #expect(entitlements.count { $0.type == "scim.role" } == (1...Self.users).count { $0 % 50 == 1 })
        let people = run.records.compactMap { record -> Person? in
            if case .person(let person) = record { person } else { nil }
        }
        #expect(people.count == (1...Self.users).count { $0 % 8 != 0 })
        #expect(people.first { $0.nativeID.string == server.userIDs[2] }?.employeeID == "00003")
        #expect(people.first { $0.nativeID.string == server.userIDs[2] }?.manager == server.userIDs[0])
        #expect(!"\(run.records)".contains("Invented-1!"))
    }

    @Test("a wrong token is a refused sign-in, by that name")
    func wrongToken() async throws {
        let server = try await Self.once.value
        do {
            let run = try await Self.read(server, token: "wrong")
            for coverage in run.coverage.values where coverage.requests > 0 {
                #expect(coverage.state == .failed)
                #expect(coverage.reason?.contains("sign-in was refused") == true)
            }
            #expect(run.identities("scim.user").isEmpty)
        } catch let problem as SourceProblem { #expect(problem.reason.contains("sign-in was refused")) }
    }

    @Test("a cursor of another list is a named outcome, not an empty list")
    func foreignCursor() async throws {
        let server = try await Self.once.value
        let transport = try CurlTransport(configuration: .init()).transport
        let connector = try #require(ConnectorCatalog.connector("scim")).make(
            SourceConfiguration(
                name: "scim", settings: Settings(["base_url": .text(server.endpoint)]),
                credentials: ["token": { Secret(SCIMServer.token) }],
                baseDirectory: FileManager.default.temporaryDirectory))
        guard case .http(let users)? = connector.streams.first?.source else {
            Issue.record("users are not read by HTTP")
            return
        }
        var request = try await connector.authorization.authorize(users.first(.whole), transport, Instant(seconds: 0))
        request.url = try #require(URL(string: server.endpoint + "/Users?cursor=not-a-cursor&count=100"))
        let response = try await transport.send(request)
        #expect(response.status == 400)
        guard case .failed(let reason)? = connector.classify(response) else {
            Issue.record("it passes: \(response.status)")
            return
        }
        #expect(reason.contains("invalidCursor"))
    }

    @Test("users who come or go between pages never leave a list that looks whole", arguments: ["come", "go"])
    func meanwhile(_ change: String) async throws {
        let server = try SCIMServer(users: 130)
        // Two questions about the provider itself come first; the third is the first page.
        let run = try await Self.read(server, ["paging": .text("index"), "page_size": .number(50)]) { number in
            guard number == 3 else { return }
            if change == "come" {
                try server.add(number: 5_000)
            } else {
                try server.delete(userName: "user1@example.com")
            }
        }
        #expect([.partial, .truncated].contains(run.users?.state), "\(run.users?.state.rawValue ?? "")")
        #expect(run.users?.reason != nil)
        #expect(run.identities("scim.user").count >= 128)
    }
}
