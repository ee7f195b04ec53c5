import Foundation
import Transport

/// What a vendor is asked, already within the server's bounds.
struct VendorRequest: Sendable {
    var method: String
    /// As it was sent, percent-encoded.
    var path: String
    /// As it was sent, without the question mark.
    var query: String
    var headers: Headers
    var body: Data
    /// `http://127.0.0.1:PORT`, the server's own.
    var origin: String

    /// The parameters of the query, decoded; a name without a value has an empty one.
    var parameters: [(name: String, value: String)] { Self.decode(query) }

    func parameter(_ name: String) -> String? { parameters.first { $0.name == name }?.value }

    /// The path's parts, decoded.
    var segments: [String] {
        path.split(separator: "/").map { $0.removingPercentEncoding ?? String($0) }
    }

    /// The fields of a form in the body.
    var form: [(name: String, value: String)] { Self.decode(String(decoding: body, as: UTF8.self)) }

    /// `application/x-www-form-urlencoded` (WHATWG URL section 5.1).
    static func decode(_ text: String) -> [(name: String, value: String)] {
        text.split(separator: "&").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map {
                let spaced = $0.replacing("+", with: " ")
                return spaced.removingPercentEncoding ?? String(spaced)
            }
            return (parts[0], parts.count > 1 ? parts[1] : "")
        }
    }
}

/// What it answers.
struct VendorAnswer: Sendable {
    var status: Int
    var headers: Headers
    var body: Data

    init(status: Int, headers: Headers = [:], body: Data = Data()) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    static func json(_ value: VendorValue, status: Int = 200, headers: Headers = [:]) -> VendorAnswer {
        json(value.json(), status: status, headers: headers)
    }

    static func json(_ body: Data, status: Int = 200, headers: Headers = [:]) -> VendorAnswer {
        var headers = headers
        headers["Content-Type"] = "application/json; charset=utf-8"
        return VendorAnswer(status: status, headers: headers, body: body)
    }
}

/// One vendor: answers each request by itself, whatever is sent to it.
protocol Vendor: Sendable {
    func answer(_ request: VendorRequest) -> VendorAnswer
}
