import ConnectorKit
import Foundation
import Inventory
import Testing
import Transport

@testable import OktaConnector

/// What the tests of this connector share.
enum OktaTests {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()

    static func fixture(_ path: String) throws -> Data {
        try Data(contentsOf: folder.appending(path: "Fixtures/\(path)"))
    }

    static func configuration(
        settings: [String: Settings.Value] = ["domain": .text("example.okta.com")],
        credentials: [String: CredentialSource] = ["token": { Secret("00invented-token") }]
    ) -> SourceConfiguration {
        SourceConfiguration(
            name: "okta", settings: Settings(settings), credentials: credentials,
            baseDirectory: URL(fileURLWithPath: "/"))
    }

    static func connector() throws -> Connector { try OktaConnector.definition.make(configuration()) }

    static func stream(_ id: String) throws -> HTTPStream {
        let stream = try #require(connector().streams.first { $0.descriptor.id == id })
        guard case .http(let source) = stream.source else { throw OktaProblem("not HTTP") }
        return source
    }

    static func decode(_ id: String, _ body: String, _ partition: Partition = .whole) throws -> DecodedPage {
        try stream(id).decode(response(body), partition)
    }

    static func response(
        _ body: String, status: Int = 200, headers: Headers = [:], path: String = "/api/v1/anything"
    ) throws -> Response {
        Response(
            status: status, headers: headers, body: Data(body.utf8),
            url: try #require(URL(string: "https://example.okta.com" + path)))
    }

    static let group = Partition(
        key: "00g1",
        parent: .identity(
            Identity(nativeID: "00g1", type: "okta.group", classification: .group, name: "Platform team")))

    static let user = Partition(
        key: "00u1", parent: .identity(Identity(nativeID: "00u1", type: "okta.user", name: "ada@example.com")))

    static func app(asks: Bool = false, clientID: String? = "client-1") -> Partition {
        Partition(
            key: "0oa1",
            parent: .application(
                Application(
                    nativeID: "0oa1", type: "okta.app.oauth.web", name: "Travel desk", clientID: clientID,
                    attributes: ["consent_method": asks ? "REQUIRED" : "TRUSTED"])))
    }

    static let assignment = Partition(
        key: "0oa1/00u1",
        parent: .entitlement(
            Entitlement(
                nativeID: "0oa1/00u1", type: OktaType.consentingAssignment, holder: .identity("00u1"),
                target: .application("0oa1"), targetName: "Travel desk", resource: "client-1")))

    static let customRole = Partition(
        key: "cr01",
        parent: .permission(
            Permission(nativeID: "cr01", type: OktaRoles.customRole, name: "Password desk", privilege: .unknown)))

    static let administrator = Partition(
        key: "00u1",
        parent: .entitlement(
            Entitlement(
                nativeID: "00u1", type: OktaRoles.administrator, holder: .identity("00u1"),
                target: .permission(OktaRoles.administrator), targetName: "Administrator")))

    /// A partition as each stream's first request needs it.
    static func partition(of stream: String) -> Partition {
        switch stream {
        case "groupMembers", "groupRoles": group
        case "appUsers", "appGroups", "clientSecrets", "clientKeys", "appGrants", "refreshTokens", "clientRoles",
            "apiServiceSecrets":
            app()
        case "userGrants": assignment
        case "userRoles": administrator
        case "customRolePermissions": customRole
        default: .whole
        }
    }
}
