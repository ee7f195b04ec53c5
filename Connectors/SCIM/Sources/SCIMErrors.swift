import ConnectorKit
import Foundation
import Inventory
import Transport

/// How providers say no (RFC 7644 section 3.12): `status` is a text there, a number at many, and `scimType` decides among the
/// 400s. The provider's own sentence (`detail`) is not repeated: it quotes what it was sent.
struct SCIMErrors: Sendable {
    let provider: SCIMProvider

    /// nil leaves it to HTTP's general reading.
    func classify(_ response: Response) -> Outcome? {
        // What is no JSON has no words of SCIM's, and is judged by its status.
        let body = try? JSONDecoder().decode(SCIMObject.self, from: response.body)
        let isError = body?.texts("schemas").contains { $0.lowercased() == Self.schema } ?? false
        // An error in a 200 is an error: its list would else be an empty one.
        let told = isError ? body?.number("status") : nil
        let status = (200..<300).contains(response.status) ? told ?? (isError ? 500 : response.status) : response.status
        switch status {
        case 400: return badRequest(body?.text("scimType"), response)
        case 401: return refused("HTTP 401")
        case 403:
            if told == 401 || Self.isTokenRefused(response) { return refused("HTTP 403 that means 401") }
            return .denied(
                reason: "HTTP 403: the credential may not see it, or is not accepted (some providers say 403 for both)")
        case 500 where Self.asksForCount(response.url):
            return .retry(
                reason: "HTTP 500 to a request with count (if it lasts, set page_size: none or a smaller one)")
        case 200..<300: return nil
        default:
            guard status != response.status else { return nil }
            return .general(Response(status: status, url: response.url), now: Instant(seconds: 0))
        }
    }

    static let schema = "urn:ietf:params:scim:api:messages:2.0:error"

    private func refused(_ what: String) -> Outcome {
        let schemes = provider.schemes
        let taken = schemes.isEmpty ? "" : "; it says that it takes \(schemes.joined(separator: ", "))"
        return .signInRefused(reason: "\(what): the credential is wrong or expired\(taken)")
    }

    /// RFC 6750 section 3.1 has this word for 401 alone; some send it with 403.
    private static func isTokenRefused(_ response: Response) -> Bool {
        response.headers["WWW-Authenticate"]?.contains("invalid_token") ?? false
    }

    /// RFC 9865 section 2.1 for cursors and counts, RFC 7644 section 3.12 for the others.
    private func badRequest(_ type: String?, _ response: Response) -> Outcome {
        switch type {
        case "expiredCursor":
            .failed(reason: "HTTP 400 (expiredCursor): the list took longer than its cursor lives; ask again")
        case "invalidCursor":
            .failed(
                reason:
                    "HTTP 400 (invalidCursor): the provider does not take its cursor; if it lasts, set paging: index")
        case "invalidCount":
            .failed(reason: "HTTP 400 (invalidCount): set a smaller page_size")
        case "tooMany":
            .failed(reason: "HTTP 400 (tooMany): the provider gives no more of so long a list; set a smaller page_size")
        default:
            .failed(
                reason: Self.asksForCount(response.url)
                    ? "HTTP 400 to a request with count: set page_size: none or a smaller one, or paging: index"
                    : "HTTP 400")
        }
    }

    private static func asksForCount(_ url: URL) -> Bool { url.query()?.contains("count=") ?? false }
}
