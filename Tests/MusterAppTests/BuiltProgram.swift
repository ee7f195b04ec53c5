import Foundation
import Glibc
import Testing

/// The built `muster`, run in a folder of its own against a played account.
final class BuiltProgram: Sendable {
    let folder: URL
    private let path: URL

    struct Outcome: Sendable {
        var status: Int32
        /// Ended by a signal, such as SIGKILL.
        var wasKilled: Bool
        var output: String
        var errors: String
    }

    init() throws {
        let bundle = try #require(CommandLine.arguments.first.map { URL(filePath: $0).deletingLastPathComponent() })
        path = try #require(
            [bundle, MotoAccount.root.appending(path: ".build/debug")].map { $0.appending(path: "muster") }.first {
                FileManager.default.isExecutableFile(atPath: $0.path)
            }, "build the program first: swift build")
        folder = FileManager.default.temporaryDirectory.appending(path: "program-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit {
        // A scratch folder that cannot be removed hurts nobody.
        try? FileManager.default.removeItem(at: folder)
    }

    func write(_ text: String, to name: String) throws {
        try Data(text.utf8).write(to: folder.appending(path: name))
    }

    /// A configuration for an account and its people, with the reader's key in the environment.
    func configure(_ account: MotoAccount, people: String? = nil, extra: String = "") throws {
        try write(
            """
            sources:
              people:
                connector: people-file
                settings: {path: "\(people ?? account.folder.appending(path: "people.csv").path)"}
                authoritative_for: [people]
              production:
                connector: aws
                settings: {endpoint: "\(account.endpoint)", region: us-east-1}
                credentials:
                  access_key_id: {env: MUSTER_TEST_ID}
                  secret_access_key: {env: MUSTER_TEST_SECRET}
            \(extra)
            """, to: "muster.yaml")
    }

    /// Starts it, hands the process over once it runs, and waits for its end.
    func run(
        _ arguments: [String], for account: MotoAccount? = nil, environment extra: [String: String] = [:],
        meanwhile: @Sendable (Process) async throws -> Void = { _ in }
    ) async throws -> Outcome {
        let process = Process()
        process.executableURL = path
        process.arguments = arguments
        process.currentDirectoryURL = folder
        var environment = ProcessInfo.processInfo.environment
        if let reader = account?.readers["muster-reader"] {
            environment["MUSTER_TEST_ID"] = reader.accessKeyID
            environment["MUSTER_TEST_SECRET"] = reader.secretAccessKey
        }
        process.environment = environment.merging(extra) { $1 }
        process.standardInput = FileHandle.nullDevice
        // Files and not pipes, so that no full pipe can hold the program.
        let number = UUID().uuidString
        let (output, errors) = (folder.appending(path: ".out-\(number)"), folder.appending(path: ".err-\(number)"))
        for file in [output, errors] { try Data().write(to: file) }
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: errors)
        let (ended, continuation) = AsyncStream<Void>.makeStream()
        process.terminationHandler = { _ in continuation.finish() }
        try process.run()
        try await meanwhile(process)
        for await _ in ended {}
        return Outcome(
            status: process.terminationStatus, wasKilled: process.terminationReason == .uncaughtSignal,
            output: String(decoding: try Data(contentsOf: output), as: UTF8.self),
            errors: String(decoding: try Data(contentsOf: errors), as: UTF8.self))
    }
}
