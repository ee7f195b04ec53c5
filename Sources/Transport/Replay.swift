import Foundation
import Inventory

/// Plays a recording back: the same request gets the same answer, asked a second time the second answer, and nothing
/// that was not recorded is answered.
public final class Replay: Sendable {
    public let info: RecordingInfo
    private let state: Locked<State>

    private struct State {
        var answers: [RecordedExchange.Ask: [RecordedExchange.Answer]]
        var unexpected: [String] = []
    }

    /// - Throws: `RecordingError` for a folder that is no recording, or one of a later version.
    public convenience init(folder: URL) throws {
        let infoURL = folder.appendingPathComponent("recording.json")
        guard let data = FileManager.default.contents(atPath: infoURL.path) else {
            throw RecordingError(folder.path, "there is no recording.json", "Name a folder made by collect --record.")
        }
        let info: RecordingInfo
        do { info = try JSONDecoder().decode(RecordingInfo.self, from: data) } catch {
            throw RecordingError(infoURL.path, "it cannot be read as a recording", "Record it again.")
        }
        guard info.version <= RecordingInfo.currentVersion else {
            throw RecordingError(infoURL.path, "it was written by a later version", "Replay it with that version.")
        }
        var exchanges: [RecordedExchange] = []
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        where name.hasSuffix(".ndjson") {
            exchanges += try Self.exchanges(in: folder.appendingPathComponent(name))
        }
        self.init(info: info, exchanges: exchanges)
    }

    public init(info: RecordingInfo, exchanges: [RecordedExchange]) {
        self.info = info
        var answers: [RecordedExchange.Ask: [RecordedExchange.Answer]] = [:]
        for exchange in exchanges { answers[exchange.request, default: []].append(exchange.response) }
        state = Locked(State(answers: answers))
    }

    /// Reads a file of exchanges, one a line.
    /// - Throws: `RecordingError` naming the line that is none.
    public static func exchanges(in file: URL) throws -> [RecordedExchange] {
        let text = try String(contentsOf: file, encoding: .utf8)
        return try text.split(separator: "\n").enumerated().map { number, line in
            do { return try JSONDecoder().decode(RecordedExchange.self, from: Data(line.utf8)) } catch {
                throw RecordingError("\(file.path):\(number + 1)", "the line is no exchange", "Record it again.")
            }
        }
    }

    public var transport: Transport {
        Transport { request in try self.answer(request) }
    }

    /// The requests that were recorded and not asked for.
    public var unasked: [String] {
        state.withLock { $0.answers.filter { !$0.value.isEmpty }.map { Self.describe($0.key) }.sorted() }
    }

    /// The requests that were asked for and not recorded.
    public var unexpected: [String] { state.withLock(\.unexpected) }

    private func answer(_ request: Request) throws -> Response {
        var ask = RecordedExchange.Ask(
            method: request.method.rawValue, url: request.url.absoluteString,
            body: request.body.map { String(decoding: $0, as: UTF8.self) }, target: request.headers["X-Amz-Target"])
        return try state.withLock { state in
            // Earlier recordings did not keep it.
            if state.answers[ask] == nil { ask.target = nil }
            guard var answers = state.answers[ask], !answers.isEmpty else {
                state.unexpected.append(Self.describe(ask))
                throw TransportError(
                    .notRecorded, place: Self.describe(ask), detail: "the recording holds no answer to this request",
                    advice: "Record again with this version, or replay with the version that recorded.")
            }
            let answer = answers.removeFirst()
            state.answers[ask] = answers
            var headers = Headers()
            for (name, values) in answer.headers.sorted(by: { $0.key < $1.key }) {
                for value in values { headers.append(name, value) }
            }
            return Response(status: answer.status, headers: headers, body: Data(answer.body.utf8), url: request.url)
        }
    }

    private static func describe(_ ask: RecordedExchange.Ask) -> String {
        "\(ask.method) \(ask.url)" + (ask.target.map { " \($0)" } ?? "") + (ask.body.map { " " + $0.prefix(200) } ?? "")
    }
}
