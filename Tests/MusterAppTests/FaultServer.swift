import Foundation
import Testing

/// `Servers/faults.py` before a played account; it ends with this value.
final class FaultServer: Sendable {
    struct Ports: Decodable, Sendable {
        let http, https, expired: Int
    }

    let ports: Ports
    let folder: URL
    private let process: Process
    private let input: Pipe

    var certificateAuthorityFile: String { folder.appending(path: "ca.pem").path }

    init(before account: MotoAccount) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "faults-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        process = Process()
        process.executableURL = MotoAccount.python
        process.arguments = [
            MotoAccount.servers.appending(path: "faults.py").path, account.endpoint, folder.path,
        ]
        input = Pipe()
        let output = Pipe()
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        var line = Data()
        while !line.contains(UInt8(ascii: "\n")) {
            let more = output.fileHandleForReading.availableData
            if more.isEmpty { throw MotoAccount.NotSetUp(description: "the fault server did not start") }
            line += more
        }
        ports = try JSONDecoder().decode(Ports.self, from: line)
    }

    deinit {
        process.terminate()
        // A scratch folder that cannot be removed hurts nobody.
        try? FileManager.default.removeItem(at: folder)
    }
}
