import ConnectorCatalog
import ConnectorKit
import Foundation
import Inventory

/// An AWS account played by moto on loopback, seeded with invented people and keys whose ages are real.
final class MotoAccount: Sendable {
    let endpoint: String
    let folder: URL
    let truth: [Truth]
    let readers: [String: Reader]
    /// When the account's clock stands.
    static let now = Instant("2026-11-01T00:00:00Z") ?? Instant(seconds: 0)
    static let tenant = "123456789012"
    private let process: Process
    private let standardInput: Pipe

    struct Reader: Decodable, Sendable {
        var accessKeyID: String
        var secretAccessKey: String

        enum CodingKeys: String, CodingKey {
            case accessKeyID = "access_key_id"
            case secretAccessKey = "secret_access_key"
        }
    }

    /// One line of the seeder's truth.
    struct Truth: Decodable, Sendable {
        var kind: String
        var id: String?
        var name: String?
        var user: String?
        var owner: String?
        var created: String
        var lastUsed: String?
        var passwordLastUsed: String?
        var active: Bool?
        var left: Bool?
        var ssh: Bool?
        var labels: [String]
        var keys: [String]?
        var `class`: String?
    }

    struct NotSetUp: Error, CustomStringConvertible {
        let description: String
    }

    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    private static let servers = root.appending(path: "Tests/MusterAppTests/Servers")
    private static let python = root.appending(path: ".venv/bin/python")

    /// Starts and seeds an account.
    /// - Parameter checksPermissions: whether moto then checks signatures and IAM policies as AWS does.
    init(users: Int = 60, seed: Int = 7, checksPermissions: Bool = false) throws {
        guard FileManager.default.isExecutableFile(atPath: Self.python.path) else {
            throw NotSetUp(description: "moto is not installed; run Scripts/setup test")
        }
        process = Process()
        process.executableURL = Self.python
        process.arguments = [Self.servers.appending(path: "moto_clock.py").path, "0"]
        standardInput = Pipe()
        let output = Pipe()
        process.standardInput = standardInput
        process.standardOutput = output
        try process.run()
        var line = ""
        while !line.contains("\n") {
            let bytes = output.fileHandleForReading.availableData
            if bytes.isEmpty { break }
            line += String(decoding: bytes, as: UTF8.self)
        }
        guard
            let port = line.split(separator: " ").last.flatMap({
                Int($0.trimmingCharacters(in: .whitespacesAndNewlines))
            })
        else { throw NotSetUp(description: "moto did not start: \(line)") }
        endpoint = "http://127.0.0.1:\(port)"
        folder = FileManager.default.temporaryDirectory.appending(path: "moto-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        // The reader may do what the manifest asks for, and nothing else.
        let permissions = ConnectorCatalog.connector("aws")?.manifest.streams.flatMap(\.permissions) ?? []
        let policy = folder.appending(path: "permissions.json")
        try JSONEncoder().encode(Set(permissions).sorted()).write(to: policy)
        try Self.run(
            [
                Self.servers.appending(path: "seed.py").path, "--endpoint", endpoint, "--run", folder.path, "--users",
                "\(users)",
                "--seed", "\(seed)", "--policy", policy.path,
            ])
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        truth = try String(contentsOf: folder.appending(path: "truth.jsonl"), encoding: .utf8).split(separator: "\n")
            .map { try decoder.decode(Truth.self, from: Data($0.utf8)) }
        readers = try JSONDecoder().decode(
            [String: Reader].self, from: try Data(contentsOf: folder.appending(path: "collector.json")))
        if checksPermissions { try post("/moto-api/reset-auth", "0") }
    }

    deinit {
        process.terminate()
        // A scratch folder that cannot be removed hurts nobody.
        try? FileManager.default.removeItem(at: folder)
    }

    /// Calls IAM as the account's administrator: `aws("delete_user", ["UserName": "x"])`. Only while permissions are not
    /// checked.
    func change(_ operation: String, _ parameters: [String: String]) throws {
        let arguments = String(decoding: try JSONEncoder().encode(parameters), as: UTF8.self)
        try Self.run([
            "-c",
            """
            import boto3, json, sys
            client = boto3.Session("AKIAIOSFODNN7EXAMPLE", "x", region_name="us-east-1").client("iam", endpoint_url=sys.argv[1])
            getattr(client, sys.argv[2])(**json.loads(sys.argv[3]))
            """, endpoint, operation, arguments,
        ])
    }

    func setClock(_ instant: Instant) throws { try post("/test/clock", String(instant.description.dropLast())) }

    private func post(_ path: String, _ body: String) throws {
        try Self.run([
            "-c",
            "import sys, urllib.request as r; r.urlopen(r.Request(sys.argv[1], sys.argv[2].encode(), {'Content-Type': 'text/plain'})).read()",
            endpoint + path, body,
        ])
    }

    private static func run(_ arguments: [String]) throws {
        let process = Process()
        process.executableURL = python
        process.arguments = arguments
        let errors = Pipe()
        process.standardError = errors
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw NotSetUp(description: text) }
    }
}
