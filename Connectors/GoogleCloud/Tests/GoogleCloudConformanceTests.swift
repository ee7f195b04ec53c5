import ConnectorKit
import ConnectorTesting
import Foundation
import Inventory
import Testing
import Transport

@testable import GoogleCloudConnector

@Suite("Google Cloud: conformance")
struct GoogleCloudConformanceTests {
    /// A recording holds no sign-in.
    private static func connector(_ recording: String) throws -> Connector {
        var connector = try GoogleCloudTests.connector(GoogleCloudTests.settings(recording))
        connector.authorization = .none
        return connector
    }

    @Test(
        "the connector conforms, of an organisation and of a project",
        arguments: GoogleCloudTests.recordings.map(\.name))
    func conforms(_ recording: String) async throws {
        let problems = try await ConnectorConformance(
            connector: try Self.connector(recording), recording: GoogleCloudTests.recording(recording),
            golden: GoogleCloudTests.folder.appending(path: "Golden/\(recording).jsonl"), steering: ["tenant"]
        ).check()
        #expect(problems.isEmpty, "\(problems.joined(separator: "\n"))")
    }

    private struct Run {
        var asked: [Request]
        var coverage: [String: Coverage]
        var tenant: TenantIdentity
    }

    private static func run(_ recording: String) async throws -> Run {
        let asked = Locked<[Request]>([])
        let replay = try Replay(folder: GoogleCloudTests.recording(recording)).transport
        let transport = Transport { request in
            asked.withLock { $0.append(request) }
            return try await replay.send(request)
        }
        let environment = RunEnvironment(transport: transport, time: .impatient(at: GoogleCloudTests.now))
        let runner = StreamRunner(
            source: "google-cloud", connector: try connector(recording), environment: environment)
        let tenant = try await runner.identify()
        let coverage = try await runner.run(tenant, into: MemorySink())
        return Run(asked: asked.withLock { $0 }, coverage: coverage, tenant: tenant)
    }

    private static let descriptions: [(host: String, file: String)] = [
        ("apikeys.googleapis.com", "apikeys_v2"), ("cloudresourcemanager.googleapis.com", "cloudresourcemanager_v3"),
        ("iam.googleapis.com", "iam_v1"), ("policyanalyzer.googleapis.com", "policyanalyzer_v1"),
    ]

    @Test("every request is as Google describes it, at its own host, and every stream makes one")
    func requestsAreDescribed() async throws {
        var operations: Set<String> = []
        for (name, _) in GoogleCloudTests.recordings {
            let run = try await Self.run(name)
            for (stream, coverage) in run.coverage { #expect(coverage.requests > 0 || stream == "collector") }
            for (host, file) in Self.descriptions {
                let description = GoogleCloudTests.fixtures.appending(path: "Specification/\(file).json")
                let check = try SpecificationCheck(try Data(contentsOf: description))
                let own = run.asked.filter { $0.url.host() == host }
                #expect(check.problems(of: own) == [])
                operations.formUnion(own.compactMap(check.operation(of:)))
            }
            #expect(run.asked.allSatisfy { asked in Self.descriptions.contains { $0.host == asked.url.host() } })
            // Google's own words for what reads, though it is a POST.
            for request in run.asked where request.method == .post {
                let verb = request.url.path.split(separator: ":").last
                #expect(verb == "getIamPolicy" || verb == "testIamPermissions")
            }
        }
        #expect(operations.count == 19)
    }

    /// What the recordings hold, and how many requests the README says that they take.
    private static let sizes:
        [(name: String, projects: Int, accounts: Int, pools: Int, folders: Int, organizations: Int, requests: Int)] = [
            ("organization", 2, 4, 1, 1, 1, 34), ("project", 1, 3, 1, 0, 0, 19),
        ]

    @Test("a collection takes as many requests as the README says, and no more than the formula")
    func requests() async throws {
        for size in Self.sizes {
            let count = try await Self.run(size.name).asked.count
            #expect(count == size.requests)
            // What is divided by a page's rows: the projects have two pages here, the roles too, and all others one,
            // which the constant holds.
            let formula =
                size.projects * 7 + size.accounts * 2 + size.pools + size.folders + size.organizations * 2 + 2 + 6
            #expect(count <= formula)
        }
    }

    @Test("an organisation's streams are not a project's")
    func reach() throws {
        let organization = Set(try GoogleCloudTests.connector().streams.map(\.descriptor.id))
        let project = Set(
            try GoogleCloudTests.connector(["project": .text("payments-prod")]).streams.map(\.descriptor.id))
        #expect(organization == Set(GoogleCloudConnector.manifest.streams.map(\.id)))
        #expect(
            organization.subtracting(project) == [
                "organizations", "folders", "organizationRoles", "organizationPolicies", "folderPolicies",
            ])
        #expect(project.isSubset(of: organization))
    }

    @Test("the tenant is the organisation, or the project by its number; the key is known in the list of keys")
    func tenant() async throws {
        let organization = try await Self.run("organization").tenant
        #expect(organization.id == "organizations/123456789012")
        #expect(organization.principal == "muster@payments-prod.iam.gserviceaccount.com")
        #expect(organization.permissions == GoogleCloudConnector.permissions)
        #expect(organization.own?.writes == [])
        #expect(
            organization.own?.nativeID
                == "muster@payments-prod.iam.gserviceaccount.com/keys/4f981fd684a9c58195c38ca76751eaa2576da5bf")
        let project = try await Self.run("project").tenant
        #expect(project.id == "projects/100100100100")
        #expect(project.own?.writes == ["iam.serviceAccounts.actAs"])
        #expect(!project.permissions.contains("iam.serviceAccounts.actAs"))
    }

    @Test("the defaults stay below Google's documented limits")
    func budgets() {
        let limits = ["identity": 6_000.0, "federation": 600, "search": 240, "resourceManager": 600]
        for bucket in GoogleCloudConnector.manifest.buckets {
            #expect((bucket.requestsPerSecond ?? .infinity) * 60 < limits[bucket.id] ?? 240)
        }
        #expect(
            Set(GoogleCloudConnector.manifest.streams.map(\.bucket))
                == Set(GoogleCloudConnector.manifest.buckets.map(\.id)))
    }

    @Test("a recording without people's names is asked for by the same requests, and holds none of them")
    func recordsWithoutNames() async throws {
        for (name, _) in GoogleCloudTests.recordings {
            let folder = FileManager.default.temporaryDirectory.appending(path: "google-cloud-\(UUID().uuidString)")
            defer {
                // A scratch folder that cannot be removed hurts nobody.
                try? FileManager.default.removeItem(at: folder)
            }
            let recorder = try Recorder(
                folder: folder,
                info: RecordingInfo(source: "google-cloud", connector: "google-cloud", recordedAt: GoogleCloudTests.now)
            )
            let exchanges = try GoogleCloudTests.exchanges(in: GoogleCloudTests.recording(name))
            let run = try await ReplayRun.of(
                try Self.connector(name), over: exchanges, at: GoogleCloudTests.now, recorder: recorder)
            let recorded = try GoogleCloudTests.exchanges(in: folder)
            let again = try await ReplayRun.of(try Self.connector(name), over: recorded, at: GoogleCloudTests.now)
            #expect(again.problem == nil && again.unexpected.isEmpty && again.unasked.isEmpty)
            #expect(again.isComplete)
            #expect(again.records.count == run.records.count)
            for person in ["ana.berg", "Ana.Berg", "ana-berg", "ben.cole", "payments-team@"] {
                #expect(!recorded.contains { $0.response.body.contains(person) }, "\(person) is in \(name)")
            }
        }
    }
}
