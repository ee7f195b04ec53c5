import Foundation

/// The reference implementation, where the machine has it: botocore holds AWS's own service models and signer.
enum Python {
    static let hasBotocore: Bool = {
        // Absent or broken alike: the tests that need it are then skipped, and say so.
        (try? run("import botocore", input: Data())) != nil
    }()

    static let hasYAML: Bool = (try? run("import yaml", input: Data())) != nil

    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    static func run(_ script: String, input: Data) throws -> Data {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-c", script]
        let stdin = Pipe()
        let stdout = Pipe()
        process.standardInput = stdin
        process.standardOutput = stdout
        process.standardError = FileHandle.nullDevice
        try process.run()
        try stdin.fileHandleForWriting.write(contentsOf: input)
        try stdin.fileHandleForWriting.close()
        let output = try stdout.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failure(description: "python3 ended with \(process.terminationStatus)")
        }
        return output
    }
}
