import Foundation
import Inventory
import Ledger
import Testing

/// An implementation put to the contract: where its ledger lies, and how it is opened. The tests of this folder use
/// the protocol alone; another implementation joins by adding itself to `all`.
struct Subject: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// Makes a place for a new ledger, and a function that opens it for writing.
    let make: @Sendable () throws -> @Sendable () async throws -> any Ledger

    static let all = [Subject.sqlite]

    static let sqlite = Subject(testDescription: "SQLite") {
        let directory = try TemporaryDirectory()
        return {
            try await SQLiteLedger.writing(
                path: directory.file("ledger.sqlite"), command: "test", now: .day(0), wait: .seconds(10))
        }
    }
}

/// Removed with the last reference to it.
final class TemporaryDirectory: Sendable {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "muster-ledger-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        // What is left behind is the system's to clean.
        try? FileManager.default.removeItem(atPath: path)
    }

    func file(_ name: String) -> String { path + "/" + name }
}

extension Instant {
    /// Days after 2026-11-01, at midnight.
    static func day(_ number: Int64) -> Instant { Instant(milliseconds: 1_793_491_200_000).advanced(byDays: number) }

    func minutes(_ minutes: Int64) -> Instant { advanced(bySeconds: minutes * 60) }
}
