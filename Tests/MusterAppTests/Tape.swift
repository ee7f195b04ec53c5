import Foundation
import Transport

/// What a real collection was answered, to be answered again: so that many runs cost the played account nothing.
final class Tape: Sendable {
    private let answers = Locked<[Data: Response]>([:])

    var count: Int { answers.withLock { $0.count } }

    func recording(_ transport: Transport) -> Transport {
        transport.answering { request, next in
            let response = try await next.send(request)
            self.answers.withLock { $0[Self.key(request)] = response }
            return response
        }
    }

    /// Answers from the tape; nothing else is asked.
    var transport: Transport {
        Transport { request in
            guard let response = self.answers.withLock({ $0[Self.key(request)] }) else {
                throw TransportError(
                    .notRecorded, place: request.operation, detail: "not on the tape", advice: "Record it.")
            }
            return response
        }
    }

    /// A request by what it asks for; every page of a list is its first.
    static func key(_ request: Request) -> Data {
        let body = String(decoding: request.body ?? Data(), as: UTF8.self)
        let first = body.replacingOccurrences(of: "&Marker=[^&]*", with: "", options: .regularExpression)
        return Data(((request.headers["X-Amz-Target"] ?? "") + first).utf8)
    }
}
