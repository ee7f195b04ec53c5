import Foundation

/// A SCIM provider played by scim2-server on loopback, with invented people.
final class SCIMServer: Sendable {
    let endpoint: String
    /// Of users, then of groups, in the order in which they were made.
    let userIDs: [String]
    let groupIDs: [String]
    static let token = "invented-scim-token"
    private let process: Process
    /// The server ends when this does.
    private let standardInput = Pipe()

    /// - Parameters:
    ///   - cursors: whether it offers the cursors of RFC 9865.
    ///   - pageSize: the most rows that it gives in one answer.
    init(users: Int, cursors: Bool = true, pageSize: Int = 100) throws {
        guard FileManager.default.isExecutableFile(atPath: MotoAccount.python.path) else {
            throw MotoAccount.NotSetUp(description: "scim2-server is not installed; run Scripts/setup test")
        }
        let folder = FileManager.default.temporaryDirectory.appending(path: "scim-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer {
            // Read at its start; a scratch folder that cannot be removed hurts nobody.
            try? FileManager.default.removeItem(at: folder)
        }
        let configuration = folder.appending(path: "configuration.json")
        try Data(Self.configuration(cursors: cursors, pageSize: pageSize).utf8).write(to: configuration)
        let port = try Self.freePort()
        endpoint = "http://127.0.0.1:\(port)"
        process = Process()
        process.executableURL = MotoAccount.python
        process.arguments = [
            MotoAccount.servers.appending(path: "scim_server.py").path, "--port", "\(port)", "--bearer-token",
            Self.token,
            "--service-provider-config", configuration.path,
        ]
        process.standardInput = standardInput
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        do {
            try Self.waitUntilItAnswers(endpoint)
            let lines = try Self.seed([endpoint, Self.token, "1", "\(users)", "--groups"])
            userIDs = Array(lines.prefix(users))
            groupIDs = Array(lines.dropFirst(users))
        } catch {
            process.terminate()
            throw error
        }
    }

    deinit { process.terminate() }

    /// Makes one more user, or removes one.
    func add(number: Int) throws { _ = try Self.seed([endpoint, Self.token, "\(number)", "1"]) }

    func delete(userName: String) throws {
        _ = try Self.seed([endpoint, Self.token, "0", "0", "--delete", userName])
    }

    private static func configuration(cursors: Bool, pageSize: Int) -> String {
        """
        {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"], "patch": {"supported": true},
         "bulk": {"supported": true, "maxOperations": 100, "maxPayloadSize": 1048576}, "sort": {"supported": true},
         "filter": {"supported": true, "maxResults": \(pageSize)}, "changePassword": {"supported": false},
         "etag": {"supported": true}, "pagination": {"cursor": \(cursors), "index": true,
         "defaultPaginationMethod": "index", "defaultPageSize": \(pageSize), "maxPageSize": \(pageSize)},
         "authenticationSchemes": [{"type": "oauthbearertoken", "name": "Bearer", "description": "A bearer token"}]}
        """
    }

    /// A port that was free a moment ago: the server takes no 0.
    private static func freePort() throws -> Int {
        let text = try run(
            ["-c", "import socket; s = socket.socket(); s.bind(('127.0.0.1', 0)); print(s.getsockname()[1])"])
        guard let port = Int(text.trimmingCharacters(in: .whitespacesAndNewlines)) else {
            throw MotoAccount.NotSetUp(description: "there is no free port: \(text)")
        }
        return port
    }

    private static func waitUntilItAnswers(_ endpoint: String) throws {
        _ = try run([
            "-c",
            """
            import sys, time, urllib.request, urllib.error
            for _ in range(600):
                try: urllib.request.urlopen(sys.argv[1] + "/ServiceProviderConfig"); break
                except urllib.error.HTTPError: break
                except OSError: time.sleep(0.1)
            else: sys.exit("scim2-server did not start")
            """, endpoint,
        ])
    }

    private static func seed(_ arguments: [String]) throws -> [String] {
        try run([MotoAccount.servers.appending(path: "scim_seed.py").path] + arguments)
            .split(separator: "\n").map(String.init)
    }

    private static func run(_ arguments: [String]) throws -> String {
        let process = Process()
        process.executableURL = MotoAccount.python
        process.arguments = arguments
        let (output, errors) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        let complaint = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw MotoAccount.NotSetUp(description: complaint) }
        return text
    }
}
