import ConnectorKit
import Foundation
import Inventory
import Reports
import Testing

@testable import MusterApp

@Suite("Connector listing")
struct ConnectorListingTests {
    static let definition = ConnectorDefinition(
        manifest: Manifest(
            id: "example", product: "Example Cloud", version: "3", documentation: "https://example.com/api",
            settings: [SettingDescriptor("url", "the address", isRequired: true, example: "https://api.example.com")],
            credentials: [CredentialDescriptor("token", "an API token", isRequired: true)],
            streams: [
                StreamDescriptor(
                    id: "users", title: "Users", operation: "GET /users", yields: [.identity],
                    permissions: ["users.read"]),
                StreamDescriptor(
                    id: "tokens", title: "Tokens of each user", operation: "GET /users/{id}/tokens",
                    yields: [.credential, .usage], permissions: ["tokens.manage", "users.read"],
                    leastAvailableCanWrite: true,
                    partitions: .each(stream: "users", kind: .identity, typePrefix: ""),
                    usageMeaning: "the last request that was accepted, to the day"),
            ], buckets: [], blindSpots: [BlindSpot("Deleted tokens", why: "the API forgets them")],
            requestFormula: "1 + users")
    ) { _ in throw SettingProblem("url", "is not asked for here") }

    @Test("a connector is shown with its operations, permissions, meaning of use and blind spots")
    func text() throws {
        let manifest = try ConnectorListing.manifest("example", in: [Self.definition])
        #expect(
            ConnectorListing.text(manifest) == """
                example: Example Cloud, version 3
                https://example.com/api

                Settings
                   url (required), such as https://api.example.com: the address

                Credentials
                   token (required): an API token

                What it reads
                   requests of a full collection: 1 + users
                   users: Users
                     GET /users, yields identity
                     needs users.read
                   tokens: Tokens of each user
                     GET /users/{id}/tokens, yields credential, usage, once for each of users
                     needs tokens.manage, users.read (the least that the vendor offers; it can
                       write)
                     last used: the last request that was accepted, to the day
                   collector: the credential that Muster signs in with, as far as the vendor
                     tells (built in)
                     no request of its own, yields credential; judged by COL-04

                Permissions, all together
                   tokens.manage, users.read

                What cannot be seen
                   Deleted tokens: the API forgets them

                """)
    }

    @Test("the same for programs")
    func json() throws {
        let line = ConnectorListing.json(Self.definition.manifest).line
        let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        #expect(object["permissions"] as? [String] == ["tokens.manage", "users.read"])
        let streams = try #require(object["streams"] as? [[String: Any]])
        #expect(streams.last?["forEach"] as? String == "users")
        #expect(streams.last?["leastAvailableCanWrite"] as? Bool == true)
        #expect(streams.first?["usageMeaning"] is NSNull)
    }

    @Test("an unknown connector is told, with the nearest name")
    func unknown() throws {
        let problem = try #require(throws: Problem.self) {
            try ConnectorListing.manifest("exampel", in: [Self.definition])
        }
        #expect(problem.description == "there is no connector exampel. Did you mean example?")
        #expect(problem.status == .usage)
    }
}
