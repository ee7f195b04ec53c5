import ConnectorKit
import Dispatch
import Foundation
import Inventory

enum PeopleFileFormat: Sendable {
    case csv, jsonLines

    /// By the file's extension; anything but JSON Lines is CSV.
    init(path: String) {
        let lower = path.lowercased()
        self = lower.hasSuffix(".jsonl") || lower.hasSuffix(".ndjson") ? .jsonLines : .csv
    }
}

/// Reads the file in chunks, row by row. Of rows that were read only the employee ids are kept, to see one twice.
struct PeopleFileSource: RecordSource {
    var file: URL
    var format: PeopleFileFormat
    var columns: PeopleColumns
    var statusWords: PeopleStatusWords

    static let chunkBytes = 64 << 10
    static let rowsInBatch = 1000
    /// Places of rejected rows that are handed on; the count goes on.
    static let maximumRejections = 1000

    /// Complete only when the file was read to its end and every row was understood.
    /// - Throws: `PeopleFileProblem` when the file cannot be read at all or lacks a column.
    func read(_ partition: Partition, emit: @Sendable (DecodedPage) async throws -> Void) async throws -> Coverage {
        let chunks = try PeopleFileChunks(file)
        defer { chunks.close() }
        var rows = PeopleRows(format: format, columns: columns, statusWords: statusWords)
        var coverage = Coverage(.complete, requests: 0)
        while let chunk = try await chunks.next() {
            try rows.feed(chunk)
            while let page = rows.page(atLeast: Self.rowsInBatch) { try await hand(page, to: emit, &coverage) }
        }
        try rows.finish()
        while let page = rows.page(atLeast: 1) { try await hand(page, to: emit, &coverage) }
        if coverage.rejected > 0 {
            coverage.state = .partial
            coverage.reason = "\(coverage.rejected) rows were not understood"
        }
        return coverage
    }

    private func hand(
        _ page: DecodedPage, to emit: @Sendable (DecodedPage) async throws -> Void, _ coverage: inout Coverage
    ) async throws {
        var page = page
        let room = max(0, Self.maximumRejections - coverage.rejected)
        coverage.pages += 1
        coverage.rows += page.records.count
        coverage.rejected += page.rejected.count
        page.rejected = Array(page.rejected.prefix(room))
        try await emit(page)
    }
}

/// The bytes of a file, read on a thread of their own: a slow disk must not hold one of the few threads of tasks.
final class PeopleFileChunks: Sendable {
    private let handle: FileHandle
    private let path: String
    private let queue = DispatchQueue(label: "people-file")

    /// - Throws: `PeopleFileProblem` when it is not there, is a folder, or may not be read.
    init(_ file: URL) throws {
        path = file.path
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw PeopleFileProblem("\(path) does not exist. Check the setting path")
        }
        guard !isFolder.boolValue else { throw PeopleFileProblem("\(path) is a folder. Check the setting path") }
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw PeopleFileProblem("\(path) cannot be opened. Check its permissions")
        }
        self.handle = handle
    }

    func next() async throws -> Data? {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { [handle, path] in
                do {
                    let data = try handle.read(upToCount: PeopleFileSource.chunkBytes)
                    continuation.resume(returning: data.flatMap { $0.isEmpty ? nil : $0 })
                } catch {
                    continuation.resume(throwing: PeopleFileProblem("\(path) could not be read to its end"))
                }
            }
        }
    }

    /// Nothing was written, so that a failure to close loses nothing.
    func close() { try? handle.close() }
}
