import Foundation
import Testing
import Transport

/// What goes wrong with the answer to one operation.
struct Fault: Sendable, CustomTestStringConvertible {
    let name: String
    let answer: @Sendable (Request, Transport) async throws -> Response
    var testDescription: String { name }

    init(_ name: String, _ answer: @escaping @Sendable (Request, Transport) async throws -> Response) {
        self.name = name
        self.answer = answer
    }

    /// The same answer whatever is asked.
    static func reply(_ name: String, _ status: Int, _ type: String, _ body: String) -> Fault {
        Fault(name) { request, _ in
            Response(status: status, headers: ["Content-Type": type], body: Data(body.utf8), url: request.url)
        }
    }

    /// The vendor's own answer with its body changed.
    /// - Parameter isVain: whether the change may leave the body as it was.
    static func changed(_ name: String, _ change: @escaping @Sendable (String, Int) throws -> String) -> Fault {
        let times = Locked(0)
        return Fault(name) { request, next in
            var response = try await next.send(request)
            let time = times.withLock { value in
                value += 1
                return value
            }
            let body = try change(String(decoding: response.body, as: UTF8.self), time)
            response.body = Data(body.utf8)
            return response
        }
    }

    static func broken(_ code: TransportError.Code) -> Fault {
        Fault("transport: \(code.rawValue)") { _, _ in
            throw TransportError(code, place: "https://iam.example.com/", detail: "broken on purpose", advice: "None.")
        }
    }

    /// An error of the Query API (<https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html>).
    static func code(_ code: String, _ status: Int, _ message: String = "No.") -> Fault {
        reply(
            "\(code) in a \(status)", status, "text/xml",
            "<ErrorResponse><Error><Type>Sender</Type><Code>\(code)</Code><Message>\(message)</Message></Error>"
                + "<RequestId>1</RequestId></ErrorResponse>")
    }
}
