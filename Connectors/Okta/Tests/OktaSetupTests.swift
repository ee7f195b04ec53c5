import ConnectorKit
import ConnectorTesting
import Foundation
import Testing

@testable import OktaConnector

@Suite("Okta: setup")
struct OktaSetupTests {
    private let guide = Result { try OktaSetup.guide(Settings(["domain": .text("example.oktapreview.com")])) }

    @Test("the steps name every scope and both roles")
    func steps() throws {
        let steps = try guide.get().steps.joined(separator: "\n")
        for scope in OktaConnector.scopes { #expect(steps.contains(scope)) }
        #expect(steps.contains("Read-Only Administrator") && steps.contains("okta.iam.read"))
        #expect(steps.contains("example.oktapreview.com"))
    }

    @Test("every permission that may be missing has a way to be granted", arguments: OktaConnector.manifest.streams)
    func grants(_ stream: StreamDescriptor) throws {
        for permission in stream.permissions {
            let sentence = try guide.get().grant(permission)
            #expect(sentence.hasSuffix("."))
            #expect(sentence.contains(permission) || permission == "READ_ONLY_ADMIN")
        }
    }

    @Test("the custom role reads and nothing else")
    func role() throws {
        struct Role: Decodable { var permissions: [String] }
        let file = try #require(guide.get().files.first)
        let role = try JSONDecoder().decode(Role.self, from: Data(file.contents.utf8))
        #expect(role.permissions == ["okta.iam.read"])
    }

    @Test("the README names the scopes that are asked for")
    func readme() throws {
        let file = OktaTests.folder.deletingLastPathComponent().appending(path: "README.md")
        let text = try String(contentsOf: file, encoding: .utf8)
        for scope in OktaConnector.scopes { #expect(text.contains("`\(scope)`")) }
    }
}
