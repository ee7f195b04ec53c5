import ConnectorKit
import CurlTransport
import Foundation
import Inventory
import Ledger
import Transport

// Collects the members of one organisation into a new ledger, as a connector would: the subject of collect.sh.
//     collect-members BASE_URL LEDGER      (the token is in the environment as TOKEN)

struct Member: Decodable, Sendable {
    var login: String
    var id: Int64
    var type: String
}

let arguments = CommandLine.arguments
guard arguments.count == 3, let base = URL(string: arguments[1]), let rules = OriginRules(base: base) else {
    print("usage: collect-members BASE_URL LEDGER")
    exit(2)
}
let token = ProcessInfo.processInfo.environment["TOKEN"] ?? ""
let members = StreamDescriptor(
    id: "members", title: "Members", operation: "GET /orgs/{org}/members", yields: [.identity],
    permissions: ["members:read"])
let stream = ConnectorKit.Stream(
    members,
    .json(
        Member.self,
        first: { _ in
            Request(
                .get,
                base.appending(path: "orgs/acme/members").appending(queryItems: [.init(name: "per_page", value: "100")]
                ),
                allowedOrigins: rules)
        }, pagination: .linkHeader(pageParameter: "page"),
        map: { member, _ in
            [
                .identity(
                    Identity(
                        nativeID: NativeID(String(member.id)), type: "github.user",
                        classification: member.type == "Bot" ? .bot : .human, classificationReason: "type",
                        name: member.login,
                        status: .enabled))
            ]
        }))
let connector = Connector(
    manifest: Manifest(
        id: "members", product: "Members", version: "1", documentation: "https://docs.example.com", settings: [],
        credentials: [],
        streams: [members], buckets: [QuotaBucket(requestsPerSecond: nil, concurrency: 8, source: "benchmark")],
        blindSpots: [],
        requestFormula: "members / 100"),
    streams: [stream], tenant: .fixed(TenantIdentity(id: "acme", principal: "benchmark")),
    authorization: .header { Secret(token) })

let curl = try CurlTransport()
let time = Timekeeper.system
let ledger = try await SQLiteLedger.writing(path: arguments[2], command: "collect-members", now: time.now())
let lease = try await ledger.beginRun(RunRequest(sources: ["members"], now: time.now(), programVersion: "benchmark"))
let runner = StreamRunner(
    source: "members", connector: connector, environment: RunEnvironment(transport: curl.transport, time: time))
let tenant = try await runner.identify()
try await ledger.register(
    SourceRegistration(
        name: "members", id: SourceID(connector: "members", tenant: tenant.id), connectorVersion: "1",
        authoritativeFor: [],
        streams: [StreamRegistration(stream: "members", operation: members.operation, version: 1, yields: [.identity])]),
    lease: lease)
let coverage = try await runner.run(tenant, into: try await ledger.sink(for: lease))
_ = try await ledger.publish(lease, at: time.now())
let result = coverage["members"] ?? Coverage(.failed)
print(result.state.rawValue, result.rows)
exit(result.state == .complete ? 0 : 1)
