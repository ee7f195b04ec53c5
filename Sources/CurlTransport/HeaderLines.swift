import Foundation
import Transport

/// The header fields of a request, checked (RFC 9110 section 5) and written as libcurl takes them.
enum HeaderLines {
    /// Fields that frame a message or belong to one connection: libcurl's to write. One of them set by hand could make
    /// two servers see two different requests.
    private static let reserved: Set<String> = [
        "connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade", "expect",
        "proxy-authorization", "http2-settings",
    ]

    static func lines(for request: Request, at origin: Origin) throws(TransportError) -> [String] {
        var lines: [String] = []
        var hasContentType = false
        for field in request.headers.fields {
            guard !field.name.isEmpty, field.name.utf8.allSatisfy(isTokenByte) else {
                throw Exchange.invalid(request.url, "a header field has a name that is none")
            }
            guard field.value.utf8.allSatisfy({ $0 == 0x09 || ($0 >= 0x20 && $0 != 0x7f) }) else {
                throw Exchange.invalid(request.url, "the header field \(field.name) holds a control character")
            }
            let name = field.name.lowercased()
            if name == "host" {
                // A signer adds it; libcurl writes the same.
                guard field.value.lowercased() == origin.authority else {
                    throw Exchange.invalid(request.url, "the Host field is not the URL's host")
                }
                continue
            }
            if name == "content-length" {
                guard field.value == String(request.body?.count ?? 0) else {
                    throw Exchange.invalid(request.url, "the Content-Length field is not the body's length")
                }
                continue
            }
            guard !reserved.contains(name) else {
                throw Exchange.invalid(request.url, "the header field \(field.name) is not a request's to set")
            }
            if name == "content-type" { hasContentType = true }
            // libcurl reads "Name:" as "leave it out" and "Name;" as "send it empty" (CURLOPT_HTTPHEADER).
            lines.append(field.value.allSatisfy { $0 == " " } ? "\(field.name);" : "\(field.name): \(field.value)")
        }
        if request.method == .post {
            // Nothing that nobody stated: no form type, and no wait of a second for "100 Continue".
            lines.append("Expect:")
            if !hasContentType { lines.append("Content-Type:") }
        }
        return lines
    }

    /// RFC 9110 section 5.6.2.
    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}
