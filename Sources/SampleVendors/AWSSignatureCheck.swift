import Crypto
import Foundation
import Inventory
import Transport

/// Checks AWS Signature Version 4 as AWS does: the signature is made again with the caller's secret and compared.
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
struct AWSSignatureCheck {
    /// What AWS answers to a signature that it does not take.
    struct Refusal: Error {
        var code: String
        var message: String

        init(_ code: String, _ message: String) {
            self.code = code
            self.message = message
        }
    }

    /// The parts of `Authorization`.
    struct Header {
        var accessKeyID: String
        /// `20261101/us-east-1/iam/aws4_request`.
        var scope: [String]
        var signedHeaders: [String]
        var signature: String

        /// - Throws: `Refusal` for what is none.
        init(_ text: String?) throws {
            guard let text else {
                throw Refusal("MissingAuthenticationToken", "Request is missing Authentication Token")
            }
            guard
                let match = text.wholeMatch(
                    of:
                        /AWS4-HMAC-SHA256 Credential=([A-Z0-9]{16,128})\/([a-z0-9\/_-]{1,200}), ?SignedHeaders=([a-z0-9;-]{1,2000}), ?Signature=([0-9a-f]{64})/
                )
            else { throw Refusal("IncompleteSignature", "Authorization header is not complete.") }
            accessKeyID = String(match.1)
            scope = match.2.split(separator: "/").map(String.init)
            signedHeaders = match.3.split(separator: ";").map(String.init)
            signature = String(match.4)
            guard scope.count == 4, scope[3] == "aws4_request" else {
                throw Refusal("IncompleteSignature", "Credential must have exactly 5 slash-delimited elements.")
            }
        }
    }

    /// - Parameter now: a request may be signed five minutes before or after.
    /// - Throws: `Refusal`.
    static func check(_ request: VendorRequest, _ header: Header, secret: Secret, now: Instant) throws {
        guard let date = request.headers["X-Amz-Date"], date.hasPrefix(header.scope[0] + "T"), date.utf8.count == 16
        else { throw Refusal("IncompleteSignature", "Date in Credential scope does not match the request's date.") }
        let digits = Array(date)
        let text =
            "\(String(digits[0..<4]))-\(String(digits[4..<6]))-\(String(digits[6..<11])):\(String(digits[11..<13])):\(String(digits[13...]))"
        guard let signedAt = Instant(text), abs(signedAt.seconds(since: now)) <= 300 else {
            throw Refusal("SignatureDoesNotMatch", "Signature expired")
        }
        let day = header.scope[0]
        let canonical = canonicalRequest(request, header)
        let stringToSign =
            "AWS4-HMAC-SHA256\n\(date)\n\(header.scope.joined(separator: "/"))\n"
            + hex(SHA256.hash(data: Data(canonical.utf8)))
        let start = secret.reveal { SymmetricKey(data: Data("AWS4\($0)".utf8)) }
        let key = [day, header.scope[1], header.scope[2], "aws4_request"].reduce(start) { key, part in
            SymmetricKey(data: HMAC<SHA256>.authenticationCode(for: Data(part.utf8), using: key))
        }
        guard hex(HMAC<SHA256>.authenticationCode(for: Data(stringToSign.utf8), using: key)) == header.signature else {
            throw Refusal(
                "SignatureDoesNotMatch",
                "The request signature we calculated does not match the signature you provided.")
        }
    }

    private static func canonicalRequest(_ request: VendorRequest, _ header: Header) -> String {
        let query = request.parameters.map { VendorRequest.encode($0.name) + "=" + VendorRequest.encode($0.value) }
            .sorted()
        let headers = header.signedHeaders.map { name in
            let values = request.headers.all(name).map {
                $0.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
            }
            return "\(name):\(values.joined(separator: ","))\n"
        }
        return [
            request.method, request.path.isEmpty ? "/" : request.path, query.joined(separator: "&"), headers.joined(),
            header.signedHeaders.joined(separator: ";"), hex(SHA256.hash(data: request.body)),
        ].joined(separator: "\n")
    }

    private static func hex(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { $0 < 16 ? "0" + String($0, radix: 16) : String($0, radix: 16) }.joined()
    }
}
