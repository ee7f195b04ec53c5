import Crypto
import Foundation
import Inventory
import Transport

/// AWS Signature Version 4, for services other than S3.
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
///
/// libcurl's own signer is not used: it signs queries in the wrong order and encodes `*` wrongly in the versions that
/// Debian ships.
struct AWSSigner {
    var credentials: AWSSessionCredentials
    var region: String
    var service: String

    /// The request with `X-Amz-Date`, `X-Amz-Security-Token` (for session credentials) and `Authorization`.
    func sign(_ request: Request, now: Instant) -> Request {
        var request = request
        let timestamp = Self.timestamp(now)
        request.headers["X-Amz-Date"] = timestamp
        request.headers["X-Amz-Security-Token"] = credentials.sessionToken?.reveal { $0 }
        let components = URLComponents(url: request.url, resolvingAgainstBaseURL: false)
        let canonical = AWSCanonicalRequest(
            method: request.method.rawValue, path: components?.percentEncodedPath ?? "/",
            query: components?.percentEncodedQuery ?? "",
            headers: [("Host", Self.host(of: request.url))] + request.headers.fields.map { ($0.name, $0.value) },
            body: request.body ?? Data())
        request.headers["Authorization"] = authorization(canonical, timestamp: timestamp)
        return request
    }

    /// The value of `Authorization`.
    /// - Parameter timestamp: `YYYYMMDD'T'HHMMSS'Z'`.
    func authorization(_ canonical: AWSCanonicalRequest, timestamp: String) -> String {
        let scope = "\(timestamp.prefix(8))/\(region)/\(service)/aws4_request"
        let signature = Self.hex(
            HMAC<SHA256>.authenticationCode(
                for: Data(stringToSign(canonical, timestamp: timestamp).utf8), using: signingKey(timestamp.prefix(8))))
        return "AWS4-HMAC-SHA256 Credential=\(credentials.accessKeyID)/\(scope), "
            + "SignedHeaders=\(canonical.signedHeaders), Signature=\(signature)"
    }

    func stringToSign(_ canonical: AWSCanonicalRequest, timestamp: String) -> String {
        """
        AWS4-HMAC-SHA256
        \(timestamp)
        \(timestamp.prefix(8))/\(region)/\(service)/aws4_request
        \(Self.hex(SHA256.hash(data: Data(canonical.text.utf8))))
        """
    }

    private func signingKey(_ day: Substring) -> SymmetricKey {
        let start = credentials.secretAccessKey.reveal { SymmetricKey(data: Data("AWS4\($0)".utf8)) }
        return [String(day), region, service, "aws4_request"].reduce(start) { key, part in
            SymmetricKey(data: HMAC<SHA256>.authenticationCode(for: Data(part.utf8), using: key))
        }
    }

    static func timestamp(_ instant: Instant) -> String {
        let text = Instant(seconds: instant.seconds(since: Instant(milliseconds: 0))).description
        return text.filter { $0 != "-" && $0 != ":" }
    }

    /// The `Host` that will be sent: the port only where it is not the scheme's own.
    static func host(of url: URL) -> String {
        guard let origin = Origin(url) else { return url.host(percentEncoded: false) ?? "" }
        let isDefault = origin.port == (origin.scheme == "https" ? 443 : 80)
        let name = origin.host.contains(":") && !origin.host.hasPrefix("[") ? "[\(origin.host)]" : origin.host
        return isDefault ? name : "\(name):\(origin.port)"
    }

    static func hex(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { $0 < 16 ? "0" + String($0, radix: 16) : String($0, radix: 16) }.joined()
    }
}

/// A request in the one form that both sides hash.
struct AWSCanonicalRequest {
    var method: String
    /// As it is sent: already percent-encoded where it must be.
    var path: String
    /// As it is sent, without the question mark.
    var query: String
    /// All that are signed, in the order of sending.
    var headers: [(String, String)]
    var body: Data

    var text: String {
        [
            method, canonicalPath, canonicalQuery, canonicalHeaders, signedHeaders,
            AWSSigner.hex(SHA256.hash(data: body)),
        ].joined(separator: "\n")
    }

    var signedHeaders: String { Set(headers.map { $0.0.lowercased() }).sorted().joined(separator: ";") }

    /// Without `.`, `..` and empty segments, then encoded once more.
    var canonicalPath: String {
        var segments: [Substring] = []
        for segment in path.split(separator: "/") where segment != "." {
            if segment == ".." { _ = segments.popLast() } else { segments.append(segment) }
        }
        let trailing = path.hasSuffix("/") && !segments.isEmpty ? "/" : ""
        return AWSEncoding.encode(("/" + segments.joined(separator: "/") + trailing).utf8, keeping: "/")
    }

    /// Names and values encoded, sorted by name and then value.
    var canonicalQuery: String {
        let pairs = query.split(separator: "&").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (Self.recoded(parts[0]), parts.count > 1 ? Self.recoded(parts[1]) : "")
        }
        return pairs.sorted { $0 < $1 }.map { "\($0.0)=\($0.1)" }.joined(separator: "&")
    }

    /// Sorted by lower-case name; values of one name joined in their order, runs of spaces folded.
    private var canonicalHeaders: String {
        var values: [String: [String]] = [:]
        for (name, value) in headers {
            let folded = value.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            values[name.lowercased(), default: []].append(folded)
        }
        return values.keys.sorted().map { "\($0):\(values[$0, default: []].joined(separator: ","))\n" }.joined()
    }

    private static func recoded(_ text: Substring) -> String {
        AWSEncoding.encode((text.removingPercentEncoding ?? String(text)).utf8)
    }
}
