import CurlTransport
import Foundation
import Inventory
import Testing
import Transport

@testable import SampleVendors

@Suite("Played vendors")
struct SampleVendorsTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Samples/organisation", directoryHint: .isDirectory)

    private static func withVendors(_ body: (SampleVendors, Transport) async throws -> Void) async throws {
        let date = try #require(try SampleDate.all(in: folder).first)
        let vendors = try await SampleVendors.start(folder, day: date)
        let transport = try CurlTransport(configuration: .init()).transport
        do { try await body(vendors, transport) } catch {
            await vendors.stop()
            throw error
        }
        await vendors.stop()
    }

    @Test("the dates follow each other, and each has its people")
    func dates() throws {
        let dates = try SampleDate.all(in: Self.folder)
        #expect(dates.map(\.day) == [0, 7, 8])
        #expect(zip(dates, dates.dropFirst()).allSatisfy { $0.at < $1.at })
        for date in dates {
            #expect(FileManager.default.fileExists(atPath: Self.folder.appending(path: date.people).path))
        }
    }

    @Test("rubbish is refused, never a server's error, and the vendor goes on answering")
    func rubbish() throws {
        let date = try #require(try SampleDate.all(in: Self.folder).first)
        let credentials = try SampleCredentials()
        let long = String(repeating: "a", count: 20_000)
        let paths = [
            "", "/", "//", "/%", "/%00", "/%ff%fe/..", "/orgs/example-org/members", "/orgs/%2e%2e/members",
            "/repos/example-org/website/keys", "/api/v1/users", "/api/v1/users/me", "/oauth2/v1/token", "/graphql",
            "/app/installations/4711001/access_tokens", "/" + long,
        ]
        let queries = [
            "", "page=-1&per_page=0", "page=99999999999999999999", "page=9223372036854775807&per_page=100",
            "after=zzzzzzzzzzzzz", "limit=0", "limit=-9223372036854775808", "search=%", "filter=status eq \"",
            "=&&=%%%",
        ]
        let bodies = [
            "", "{", "[]", "null", "{\"query\":1}", "{\"query\":\"{\",\"variables\":{\"first\":-1}}",
            "{\"query\":\"query{\(String(repeating: "a{", count: 5_000))\"}",
            "Action=ListUsers&Version=2010-05-08&MaxItems=0&Marker=%%", "Action=&Version=",
            "Action=AssumeRole&Version=2011-06-15&RoleArn=x", "client_assertion=a.b.c&grant_type=client_credentials",
        ]
        let gitHub = credentials.gitHubToken.reveal { "Bearer \($0)" }
        let okta = credentials.oktaToken.reveal { "SSWS \($0)" }
        let authorizations: [String?] = [
            nil, "", "Bearer", "Bearer ", "Bearer a.b.c", "SSWS ", gitHub, okta,
            "AWS4-HMAC-SHA256 Credential=AKIASAMPLEREADER2345/20261025/us-east-1/iam/aws4_request, SignedHeaders=host, "
                + "Signature=" + String(repeating: "0", count: 64),
        ]
        for name in SampleVendors.Name.allCases {
            let place = Self.folder.appending(path: "vendors/\(name.rawValue)")
            let vendor = try SampleVendors.vendor(
                name, SampleRows(folder: place, day: 0, now: date.at),
                PlannedAnswers(folder: place, day: 0, now: date.at),
                credentials, place: place.path)
            for authorization in authorizations {
                for (index, path) in paths.enumerated() {
                    for query in queries {
                        let body = bodies[(index + query.utf8.count) % bodies.count]
                        var headers: Headers = ["User-Agent": "test", "X-Amz-Date": "20261025T060000Z"]
                        headers["Authorization"] = authorization
                        if index % 2 == 1 { headers["X-Amz-Target"] = "AWSIdentityStore.ListUsers" }
                        for method in ["GET", "POST"] {
                            let answer = vendor.answer(
                                VendorRequest(
                                    method: method, path: path, query: query, headers: headers, body: Data(body.utf8),
                                    origin: "http://127.0.0.1:1"))
                            #expect(answer.status < 500, "\(name) \(method) \(path.prefix(40))?\(query)")
                        }
                    }
                }
            }
        }
    }

    @Test("over HTTP, strangers are refused and more than a request's size is not read")
    func strangers() async throws {
        try await Self.withVendors { vendors, transport in
            for name in SampleVendors.Name.allCases {
                let origin = try #require(vendors.origins[name])
                let rules = try #require(OriginRules(base: origin))
                var request = Request(
                    .get, origin.appending(path: "orgs/example-org/members"), allowedOrigins: rules)
                #expect([401, 403].contains(try await transport.send(request).status), "\(name)")
                request.method = .post
                request.body = Data(repeating: 0x41, count: 2 << 20)
                #expect(try await transport.send(request).status == 413, "\(name)")
            }
        }
    }

    @Test("a port that is taken is an error and no wait")
    func takenPort() async throws {
        try await Self.withVendors { vendors, _ in
            let date = try #require(try SampleDate.all(in: Self.folder).first)
            let port = try #require(vendors.origins[.okta]?.port)
            await #expect(throws: (any Error).self) {
                try await SampleVendors.start(Self.folder, day: date, ports: [.okta: port])
            }
        }
    }

    @Test("a line that is no row is named")
    func brokenRow() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "rows-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        // What is left in a temporary folder harms nobody.
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data("{\"row\":1}\n{\"row\":\n".utf8).write(to: folder.appending(path: "users.ndjson"))
        let error = #expect(throws: RecordingError.self) {
            try SampleRows(folder: folder, day: 0, now: Instant(seconds: 0))
        }
        #expect("\(try #require(error))".contains("users.ndjson:2"))
    }
}
