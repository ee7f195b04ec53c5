import Foundation
import Inventory
import Transport

/// The lists of one vendor at one date: a file of rows each, `<list>.ndjson`, one row a line:
///
///     {"days": [7, 8], "of": "example-org/payments", "where": {"role": "admin"}, "row": {…}}
///
/// `row` is in the vendor's own shape. `days` are the dates on which it is there, all without it; `of` names the thing
/// whose list it is in, where there is a list for each; `where` says what the vendor's filter parameters find it by.
///
/// In a row `"@now-6h"` stands for a time before the date that is served (units d, h, m, s), and `"@epoch-6h"` for the
/// same in seconds since 1970, so that what is used every day is so at every date.
struct SampleRows: Sendable {
    struct Row: Sendable {
        var parent: String?
        var filters: [String: VendorValue]
        var value: VendorValue
        var json: Data
    }

    /// The time that is served.
    let now: Instant
    private let lists: [String: [String?: [Row]]]

    /// - Parameters:
    ///   - folder: of the vendor.
    ///   - day: rows of other days are left out.
    /// - Throws: `RecordingError` naming the line that cannot be read.
    init(folder: URL, day: Int, now: Instant) throws {
        self.now = now
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path) else {
            throw RecordingError(folder.path, "the folder cannot be read", "Name a folder of samples.")
        }
        var lists: [String: [String?: [Row]]] = [:]
        for name in names.sorted() where name.hasSuffix(".ndjson") {
            let rows = try Self.rows(in: folder.appending(path: name), day: day, now: now)
            lists[String(name.dropLast(".ndjson".count))] = Dictionary(grouping: rows, by: \.parent)
        }
        self.lists = lists
    }

    /// The rows of a list, in the file's order.
    /// - Parameter parent: whose list; nil for the one that belongs to nobody.
    func rows(_ list: String, of parent: String? = nil) -> [Row] { lists[list]?[parent] ?? [] }

    /// All rows of the lists of that name, whoever they belong to.
    func allRows(_ list: String) -> [Row] {
        (lists[list] ?? [:]).sorted { ($0.key ?? "") < ($1.key ?? "") }.flatMap(\.value)
    }

    // MARK: - Reading

    private struct Line: Decodable {
        var days: [Int]?
        var of: String?
        var filters: [String: VendorValue]?
        var row: VendorValue

        enum CodingKeys: String, CodingKey {
            case days, of, row
            case filters = "where"
        }
    }

    private static func rows(in file: URL, day: Int, now: Instant) throws -> [Row] {
        guard let data = FileManager.default.contents(atPath: file.path) else {
            throw RecordingError(file.path, "the file cannot be read", "Check its permissions.")
        }
        let decoder = JSONDecoder()
        return try data.split(separator: UInt8(ascii: "\n")).enumerated().compactMap { number, bytes in
            let line: Line
            do { line = try decoder.decode(Line.self, from: Data(bytes)) } catch {
                throw RecordingError(
                    "\(file.path):\(number + 1)", "the line is no row", "Make the samples anew: Scripts/make-sample.")
            }
            if let days = line.days, !days.contains(day) { return nil }
            let value = SampleTime.resolve(line.row, now: now)
            return Row(parent: line.of, filters: line.filters ?? [:], value: value, json: value.json())
        }
    }
}

/// Times that are told from the date that is served.
enum SampleTime {
    static func resolve(_ value: VendorValue, now: Instant) -> VendorValue {
        switch value {
        case .text(let text): resolve(text, now: now) ?? value
        case .list(let values): .list(values.map { resolve($0, now: now) })
        case .object(let values): .object(values.mapValues { resolve($0, now: now) })
        default: value
        }
    }

    /// nil for a text that is no such time.
    static func resolve(_ text: String, now: Instant) -> VendorValue? {
        guard text.hasPrefix("@"), let match = text.wholeMatch(of: /@(now|epoch)(?:([+-])([0-9]{1,9})([dhms]))?/) else {
            return nil
        }
        let unit: Int64 = ["d": 86_400, "h": 3600, "m": 60][match.4 ?? "s"] ?? 1
        let distance = (match.3.flatMap { Int64($0) } ?? 0) * unit
        let instant = now.advanced(bySeconds: match.2 == "-" ? -distance : distance)
        if match.1 == "epoch" { return .number(instant.seconds(since: Instant(milliseconds: 0))) }
        return .text(instant.description)
    }
}
