import ConnectorKit
import Foundation
import Inventory
import Testing
import Transport

@testable import AWSConnector

/// What the tests of this connector share.
enum AWSTests {
    static let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures")

    static func fixture(_ path: String) throws -> Data { try Data(contentsOf: fixtures.appendingPathComponent(path)) }

    static func configuration(
        settings: [String: Settings.Value] = [:], credentials: [String: CredentialSource]? = nil,
        environment: [String: String] = [:]
    ) -> SourceConfiguration {
        SourceConfiguration(
            name: "prod", settings: Settings(settings),
            credentials: credentials ?? [
                "access_key_id": { Secret("AKIAIOSFODNN7EXAMPLE") },
                "secret_access_key": { Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY") },
            ], environment: environment, baseDirectory: URL(fileURLWithPath: "/"))
    }

    static func connector(_ settings: [String: Settings.Value] = [:]) throws -> Connector {
        try AWSConnector.definition.make(configuration(settings: settings))
    }

    /// With all streams: those of the management account too.
    static func organization(_ settings: [String: Settings.Value] = [:]) throws -> Connector {
        try connector(settings.merging(["member_role": .text("MusterReader")]) { given, _ in given })
    }

    static let settings: AWSSettings = {
        do { return try AWSSettings(Settings(["member_role": .text("MusterReader")])) } catch {
            preconditionFailure("the tests' own settings: \(error)")
        }
    }()

    static func stream(_ id: String) throws -> HTTPStream {
        let stream = try #require(organization().streams.first { $0.descriptor.id == id })
        guard case .http(let source) = stream.source else { throw AWSBodyProblem(reason: "not HTTP") }
        return source
    }

    static func response(_ body: String, status: Int = 200, headers: Headers = [:]) throws -> Response {
        Response(
            status: status, headers: headers, body: Data(body.utf8),
            url: try #require(URL(string: "https://iam.amazonaws.com/")))
    }

    static func decode(_ id: String, _ body: String, _ partition: Partition = .whole, headers: Headers = [:]) throws
        -> DecodedPage
    {
        try stream(id).decode(try response(body, headers: headers), partition)
    }

    static let user = Partition(
        key: "AIDAADAEXAMPLE",
        parent: .identity(
            Identity(nativeID: "AIDAADAEXAMPLE", type: "aws.iam.user", name: "ada.berg", status: .enabled)))

    static func key(createdAt: Instant?) -> Partition {
        Partition(
            key: "AKIAIOSFODNN7EXAMPLE",
            parent: .credential(
                Credential(
                    nativeID: "AKIAIOSFODNN7EXAMPLE", type: "aws.iam.accessKey", form: .staticSecret,
                    holder: .identity("AIDAADAEXAMPLE"), createdAt: createdAt)))
    }

    static func answer(_ operation: String, _ content: String) -> String {
        "<\(operation)Response xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><\(operation)Result>\(content)"
            + "</\(operation)Result></\(operation)Response>"
    }
}
