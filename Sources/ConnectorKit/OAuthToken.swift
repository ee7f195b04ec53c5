import Foundation
import Inventory
import Transport

/// What a token endpoint answers (RFC 6749 sections 5.1 and 5.2): an access token and its end, or a refusal in words that a
/// person can act on and that hold nothing of key or token.
public struct OAuthToken: Sendable {
    public var value: Secret
    /// Absent where the vendor does not say: RFC 6749 only recommends `expires_in`.
    public var expiresAt: Instant?
    /// `scope`, sorted; absent where the vendor does not say what was granted.
    public var scopes: [String]?
    /// Members that vendors add to the answer, such as Salesforce's `instance_url`; texts only, none of them secret.
    public var others: [String: String]

    /// `error` of a refusal with what it means at this vendor and what to do: their own descriptions are not repeated, for
    /// they quote what they were sent.
    public typealias Explanations = [String: (detail: String, advice: String)]

    /// - Parameters:
    ///   - keeping: names of the vendor's own members of the answer that are wanted, none of them secret.
    ///   - explanations: by `error` (RFC 6749 section 5.2).
    /// - Throws: `TransportError` for a fault of the moment (429, 5xx), which is tried again; else `CredentialProblem`.
    public init(
        _ response: Response, now: Instant, keeping: [String] = [], explanations: Explanations = [:]
    ) throws {
        guard response.status == 200 else { throw Self.refusal(response, explanations) }
        // A page of a proxy's is no token; what the decoder says of it helps nobody.
        guard let answer = try? JSONDecoder().decode([String: Member].self, from: response.body),
            let token = answer["access_token"]?.text, !token.isEmpty,
            (answer["token_type"]?.text ?? "Bearer").lowercased() == "bearer"
        else {
            throw CredentialProblem(
                "sign-in", "the answer of \(Self.place(response)) is no token endpoint's",
                advice: "Check the address, and proxies on the way.")
        }
        value = Secret(token)
        expiresAt = answer["expires_in"]?.seconds.map { now.advanced(bySeconds: $0) }
        scopes = answer["scope"]?.text.map { $0.split(separator: " ").map(String.init).sorted() }
        others = Dictionary(
            uniqueKeysWithValues: Set(keeping).compactMap { name in answer[name]?.text.map { (name, $0) } })
    }

    /// `urn:ietf:params:oauth:grant-type:jwt-bearer`, RFC 7523 section 2.1.
    public static let assertionGrant = "urn:ietf:params:oauth:grant-type:jwt-bearer"
    /// RFC 7523 section 2.2.
    public static let clientAssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

    /// `error` of a refusal, one of RFC 6749's words or the vendor's; empty where the answer has none.
    public static func code(_ response: Response) -> String {
        // What is no JSON has no code, and is judged by its status.
        (try? JSONDecoder().decode([String: Member].self, from: response.body))?["error"]?.text ?? ""
    }

    private static func refusal(_ response: Response, _ explanations: Explanations) -> any Error {
        let code = code(response)
        if let (detail, advice) = explanations[code] {
            return CredentialProblem("sign-in", detail, advice: advice)
        }
        if response.status == 429 || response.status >= 500 {
            return TransportError(
                .connectionFailed, place: place(response),
                detail: "the token endpoint answered HTTP \(response.status)",
                advice: "It is tried again.")
        }
        // Only a word of RFC 6749's form is repeated: anything else may be what was sent.
        let isWord =
            !code.isEmpty && code.utf8.count <= 60 && code.allSatisfy { $0.isASCII && ($0.isLetter || $0 == "_") }
        return CredentialProblem(
            "sign-in", "\(place(response)) answered HTTP \(response.status)" + (isWord ? " (\(code))" : ""),
            advice: "Check client, key and what the administrator granted.")
    }

    private static func place(_ response: Response) -> String { response.url.host() ?? "the token endpoint" }

    /// One member of the answer: text, a number (`expires_in`, which some send as text), or anything else, which is left.
    private struct Member: Decodable {
        var text: String?
        var seconds: Int64?

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            // Neither text nor number: a member that is not ours.
            text = try? container.decode(String.self)
            seconds = (try? container.decode(Int64.self)) ?? text.flatMap(Int64.init)
            if let value = seconds, !(0...31_536_000).contains(value) { seconds = nil }
        }
    }
}
