import ConnectorTesting
import Foundation
import Inventory
import Testing
import Transport

@testable import AWSConnector

@Suite("Signature Version 4")
struct AWSSigningTests {
    /// AWS's own suite: the request as sent, and what canonical form, string to sign and header must be.
    static let vectors = [
        "get-vanilla", "get-vanilla-query-order-key-case", "get-vanilla-query-order-encoded",
        "get-vanilla-query-order-value", "get-vanilla-empty-query-key", "get-vanilla-utf8-query",
        "get-vanilla-query-unreserved", "get-unreserved", "get-utf8", "get-header-key-duplicate",
        "get-header-value-order", "get-header-value-trim", "post-vanilla",
        "post-vanilla-query", "post-x-www-form-urlencoded", "post-x-www-form-urlencoded-parameters",
        "post-header-key-sort", "post-header-key-case", "post-header-value-case", "post-sts-header-before",
        "post-sts-header-after", "get-relative", "get-relative-relative", "get-slash", "get-slashes",
        "get-slash-dot-slash", "get-slash-pointless-dot", "get-space", "get-special-character",
    ]

    static let signer = AWSSigner(
        credentials: AWSSessionCredentials(
            accessKeyID: "AKIDEXAMPLE", secretAccessKey: Secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
            sessionToken: nil, expiresAt: nil, origin: "the suite"),
        region: "us-east-1", service: "service")

    static func text(_ name: String, _ suffix: String) throws -> String {
        String(decoding: try AWSTests.fixture("sigv4/\(name).\(suffix)"), as: UTF8.self)
            .replacing("\r\n", with: "\n")
    }

    static func request(_ text: String) throws -> AWSCanonicalRequest {
        let halves = text.components(separatedBy: "\n\n")
        let lines = try #require(halves.first).split(separator: "\n")
        let start = try #require(lines.first)
        // The path may hold a space, so that the first and the last one divide the line.
        let method = try #require(start.split(separator: " ").first)
        let target = start.dropFirst(method.count + 1).dropLast(" HTTP/1.1".count)
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let headers = lines.dropFirst().map { line in
            let pair = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            return (String(pair[0]), pair.count > 1 ? String(pair[1]) : "")
        }
        return AWSCanonicalRequest(
            method: String(method), path: String(parts[0]), query: parts.count > 1 ? String(parts[1]) : "",
            headers: headers, body: Data(halves.dropFirst().joined(separator: "\n\n").utf8))
    }

    @Test("every vector of AWS's suite comes out as it says", arguments: vectors)
    func vector(_ name: String) throws {
        let request = try Self.request(try Self.text(name, "req"))
        #expect(request.text == (try Self.text(name, "creq")))
        #expect(Self.signer.stringToSign(request, timestamp: "20150830T123600Z") == (try Self.text(name, "sts")))
        #expect(Self.signer.authorization(request, timestamp: "20150830T123600Z") == (try Self.text(name, "authz")))
    }

    @Test("a session's token is sent and signed, and the host's port too")
    func sessionToken() throws {
        var signer = Self.signer
        signer.credentials.sessionToken = Secret("session-token")
        let url = try #require(URL(string: "http://127.0.0.1:5005"))
        let rules = try #require(OriginRules(base: url))
        let request = Request(.post, url, headers: ["Content-Type": "text/plain"], allowedOrigins: rules)
        let signed = signer.sign(request, now: try #require(Instant("2026-11-01T10:20:30.987Z")))
        #expect(signed.headers["X-Amz-Date"] == "20261101T102030Z")
        #expect(signed.headers["X-Amz-Security-Token"] == "session-token")
        #expect(
            signed.headers["Authorization"]?.contains(
                "SignedHeaders=content-type;host;x-amz-date;x-amz-security-token") == true)
        #expect(AWSSigner.host(of: url) == "127.0.0.1:5005")
        #expect(AWSSigner.host(of: try #require(URL(string: "https://iam.amazonaws.com/"))) == "iam.amazonaws.com")
        // Signed again, it replaces what stood there.
        #expect(signer.sign(signed, now: .init(seconds: 0)).headers.all("Authorization").count == 1)
    }

    @Test(
        "botocore signs random requests the same way",
        .enabled(if: Python.hasBotocore, "needs python3 with botocore"))
    func botocore() throws {
        var requests: [[String: String]] = []
        for index in 0..<40 {
            let alphabet = Array("aZ09-_.~ %+/=&*é日'()")
            func word(_ count: Int) -> String { String((0..<count).compactMap { _ in alphabet.randomElement() }) }
            requests.append([
                "path": "/" + AWSEncoding.form(word(index % 7)), "body": word(index),
                "query":
                    "\(AWSEncoding.form(word(3)))=\(AWSEncoding.form(word(index % 5)))&b=\(AWSEncoding.form(word(2)))",
                "header": "a" + word(4).filter { $0.isASCII } + "z",
            ])
        }
        let input = try JSONSerialization.data(withJSONObject: requests)
        let expected = try JSONDecoder().decode([String].self, from: try Python.run(Self.script, input: input))
        for (request, expected) in zip(requests, expected) {
            let canonical = AWSCanonicalRequest(
                method: "POST", path: request["path", default: ""], query: request["query", default: ""],
                headers: [
                    ("Host", "example.com"), ("X-Amz-Date", "20150830T123600Z"),
                    ("X-Some", request["header", default: ""]),
                ], body: Data(request["body", default: ""].utf8))
            #expect(Self.signer.authorization(canonical, timestamp: "20150830T123600Z") == expected, "\(request)")
        }
    }

    private static let script = """
        import json, sys
        from botocore.auth import SigV4Auth
        from botocore.awsrequest import AWSRequest
        from botocore.credentials import Credentials
        out = []
        for r in json.load(sys.stdin):
            request = AWSRequest("POST", "https://example.com" + r["path"] + "?" + r["query"], data=r["body"].encode(),
                                 headers={"Host": "example.com", "X-Amz-Date": "20150830T123600Z", "X-Some": r["header"]})
            request.context["timestamp"] = "20150830T123600Z"
            auth = SigV4Auth(Credentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"), "service", "us-east-1")
            text = auth.string_to_sign(request, auth.canonical_request(request))
            headers = auth.signed_headers(auth.headers_to_sign(request))
            out.append("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders="
                       + headers + ", Signature=" + auth.signature(text, request))
        json.dump(out, sys.stdout)
        """
}
