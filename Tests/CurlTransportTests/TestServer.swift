import CurlTransport
import Foundation
import Testing
import Transport

/// The servers of `Servers/server.py`, one process for the whole suite; it ends when its standard input closes, with
/// this process at the latest.
struct TestServer: Sendable {
    struct Ports: Decodable, Sendable {
        let http, good, expired, wrong, mutual, mute, proxy, blackHole, closed: Int
        /// nil where nginx is not installed.
        let nginx: Int?
    }

    let ports: Ports
    let directory: URL
    /// Held open for the life of the process.
    private let input: FileHandle

    static let shared = Result { try TestServer() }
    static var hasNginx: Bool { (try? shared.get().ports.nginx) != nil }  // A server that fails fails every test.

    private init() throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "muster-curl-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Servers/server.py")
        let process = Process()
        let inputPipe = Pipe()
        let outputPipe = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", script.path, directory.path]
        process.standardInput = inputPipe
        process.standardOutput = outputPipe
        try process.run()
        input = inputPipe.fileHandleForWriting
        var line = Data()
        while !line.contains(0x0a) {
            let more = outputPipe.fileHandleForReading.availableData
            guard !more.isEmpty else { throw CocoaError(.fileReadUnknown) }
            line.append(more)
        }
        ports = try JSONDecoder().decode(Ports.self, from: line)
    }

    var certificateAuthorityFile: String { directory.appending(path: "ca.pem").path }

    func url(_ path: String, port: KeyPath<Ports, Int> = \.http, scheme: String = "http", host: String = "127.0.0.1")
        throws -> URL
    {
        try #require(URL(string: "\(scheme)://\(host):\(ports[keyPath: port])\(path)"))
    }
}

extension Request {
    /// A request that may go to its own origin, private or not.
    static func own(
        _ url: URL, _ method: HTTPMethod = .get, headers: Headers = [:], body: Data? = nil,
        limits: TransferLimits = .standard
    ) throws -> Request {
        let origin = try #require(Origin(url))
        let rules = OriginRules(origins: [origin], privateAddressesAllowed: true)
        return Request(method, url, headers: headers, body: body, limits: limits, allowedOrigins: rules)
    }
}

/// What `/echo` tells of the request that reached it.
struct Echo: Decodable {
    let method: String
    let target: String
    let fields: [[String]]
    let body: Data
    let connection: Int
    let scheme: String

    init(_ response: Response) throws { self = try JSONDecoder().decode(Echo.self, from: response.body) }

    func value(_ name: String) -> String? { fields.first { $0[0].lowercased() == name.lowercased() }?[1] }
    func has(_ name: String) -> Bool { value(name) != nil }
}

extension Transport {
    /// The error of a request that must fail.
    func error(of request: Request, sourceLocation: SourceLocation = #_sourceLocation) async throws -> TransportError {
        try await #require(throws: TransportError.self, sourceLocation: sourceLocation) { try await send(request) }
    }
}

func makeTransport(_ configuration: CurlTransport.Configuration = .init()) throws -> Transport {
    try CurlTransport(configuration: configuration).transport
}
