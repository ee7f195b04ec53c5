import Foundation
import Testing

/// Runs the built program, which lies beside the test bundle, in a folder of its own.
struct Muster {
    let folder: URL

    struct Outcome: Sendable {
        var status: Int32
        var output: String
        var errors: String
    }

    /// - Throws: when there is no built program.
    static func withFolder(_ body: (Muster) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "muster-command-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }  // What is left in a temporary folder harms nobody.
        try body(Muster(folder: folder))
    }

    static func program() throws -> URL {
        let bundle = try #require(CommandLine.arguments.first.map { URL(filePath: $0).deletingLastPathComponent() })
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let candidates = [bundle, root.appending(path: ".build/debug"), root.appending(path: ".build/release")]
        return try #require(
            candidates.map { $0.appending(path: "muster") }.first {
                FileManager.default.isExecutableFile(atPath: $0.path)
            }, "build the program first: swift build")
    }

    func run(_ arguments: [String], environment: [String: String] = [:]) throws -> Outcome {
        let process = Process()
        process.executableURL = try Self.program()
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        // Files and not pipes, so that no full pipe can hold the program.
        let (output, errors) = (folder.appending(path: ".output"), folder.appending(path: ".errors"))
        for file in [output, errors] { try Data().write(to: file) }
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: errors)
        try process.run()
        process.waitUntilExit()
        return Outcome(
            status: process.terminationStatus, output: try String(contentsOf: output, encoding: .utf8),
            errors: try String(contentsOf: errors, encoding: .utf8))
    }

    func write(_ text: String, to name: String) throws {
        try Data(text.utf8).write(to: folder.appending(path: name))
    }

    func read(_ name: String) throws -> String {
        try String(contentsOf: folder.appending(path: name), encoding: .utf8)
    }
}
