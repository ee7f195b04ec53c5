import CryptoExtras
import Foundation
import Inventory
import Transport

/// Plays one organisation of Okta. https://developer.okta.com/docs/api/
final class OktaVendor: Vendor {
    private let sample: SampleRows
    private let planned: PlannedAnswers
    private let credentials: SampleCredentials
    private let organization: VendorValue
    private let state = Locked(State())

    private struct State {
        /// Requests of the minute, by the first parts of the path.
        var used: [String: Int64] = [:]
        /// Access tokens that were given out, and when they end.
        var accessTokens: [String: Instant] = [:]
    }

    /// Okta's own limits differ by endpoint; this is the smallest of a usual plan.
    private static let minuteLimit: Int64 = 600

    /// - Throws: `RecordingError` where the samples hold no organisation.
    init(sample: SampleRows, planned: PlannedAnswers, credentials: SampleCredentials, place: String) throws {
        guard let organization = sample.rows("organization").first?.value else {
            throw RecordingError(place, "there is no organization.ndjson", "Make the samples anew.")
        }
        self.sample = sample
        self.planned = planned
        self.credentials = credentials
        self.organization = organization
    }

    func answer(_ request: VendorRequest) -> VendorAnswer {
        let segments = request.segments
        let bucket = segments.prefix(3).joined(separator: "/")
        let used = state.withLock { state in
            state.used[bucket, default: 0] += 1
            return state.used[bucket] ?? 1
        }
        var answer: VendorAnswer
        if used > Self.minuteLimit {
            answer = Self.problem("E0000047", "API call exceeded rate limit due to too many requests.", status: 429)
        } else if segments == ["oauth2", "v1", "token"] {
            answer = request.method == "POST" ? accessToken(request) : Self.notFound
        } else if segments == [".well-known", "okta-organization"] {
            answer = .json(organization)
        } else if isSignedIn(request) {
            answer = self.answer(request, segments)
        } else {
            answer = Self.problem("E0000011", "Invalid token provided", status: 401)
        }
        answer.headers["X-Rate-Limit-Limit"] = answer.headers["X-Rate-Limit-Limit"] ?? String(Self.minuteLimit)
        answer.headers["X-Rate-Limit-Remaining"] =
            answer.headers["X-Rate-Limit-Remaining"] ?? String(max(0, Self.minuteLimit - used))
        answer.headers["X-Rate-Limit-Reset"] =
            answer.headers["X-Rate-Limit-Reset"] ?? SampleTime.resolve("@epoch+60s", now: sample.now)?.text
        answer.headers["X-Okta-Request-Id"] = "sample"
        return answer
    }

    // MARK: - Who asks

    private func isSignedIn(_ request: VendorRequest) -> Bool {
        guard let header = request.headers["Authorization"] else { return false }
        if header.hasPrefix("SSWS ") { return credentials.oktaToken.reveal { header == "SSWS " + $0 } }
        guard header.hasPrefix("Bearer ") else { return false }
        return state.withLock { $0.accessTokens[String(header.dropFirst(7))] }.map { $0 > sample.now } ?? false
    }

    /// https://developer.okta.com/docs/guides/implement-oauth-for-okta-serviceapp/main/
    private func accessToken(_ request: VendorRequest) -> VendorAnswer {
        let form = Dictionary(request.form.map { ($0.name, $0.value) }) { first, _ in first }
        guard form["grant_type"] == "client_credentials",
            form["client_assertion_type"] == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
        else { return Self.refusal("invalid_request", "The client_assertion_type or grant_type is not supported.") }
        guard let claims = SampleToken.claims(form["client_assertion"] ?? "", key: credentials.oktaPublicKey),
            claims["iss"]?.text == SampleCredentials.oktaClientID, claims["sub"] == claims["iss"],
            claims["aud"]?.text == request.origin + "/oauth2/v1/token", case .number(let end)? = claims["exp"],
            (1...3600).contains(Instant(seconds: end).seconds(since: sample.now))
        else { return Self.refusal("invalid_client", "The client_assertion token is not valid.", status: 401) }
        let asked = (form["scope"] ?? "").split(separator: " ").map(String.init)
        let granted = Set((organization["grantedScopes"]?.elements ?? []).compactMap(\.text))
        guard !asked.isEmpty, granted.isEmpty || asked.allSatisfy(granted.contains) else {
            return Self.refusal(
                "invalid_scope", "One or more scopes are not configured for the authorization server resource.")
        }
        let token = "eyJ" + SampleCredentials.random(60, of: SampleCredentials.alphanumeric)
        state.withLock { $0.accessTokens[token] = sample.now.advanced(bySeconds: 3600) }
        return .json(
            .object([
                "token_type": .text("Bearer"), "expires_in": .number(3600), "access_token": .text(token),
                "scope": .text(asked.joined(separator: " ")),
            ]))
    }

    // MARK: - What is asked for

    private func answer(_ request: VendorRequest, _ segments: [String]) -> VendorAnswer {
        if let plan = planned.answer(request.method + " " + request.path) {
            return .json(plan.body, status: plan.status, headers: planned.headers(plan))
        }
        guard request.method == "GET" else {
            return Self.problem("E0000022", "The endpoint does not support the provided HTTP method", status: 405)
        }
        if segments == ["api", "v1", "org"] { return .json(organization) }
        for list in Self.lists {
            guard let names = list.pattern.match(segments) else { continue }
            guard let rows = list.found(request, names, in: sample) else { return Self.notFound }
            return page(request, list, rows)
        }
        if segments.count == 4, segments[0] == "api" {
            let id = segments[3] == "me" ? "me" : segments[3]
            if let row = sample.rows(segments[2]).first(where: {
                $0.value["id"]?.text == id || $0.filters["id"]?.text == id
            }) {
                return .json(row.json)
            }
        }
        return Self.notFound
    }

    private func page(_ request: VendorRequest, _ list: RESTList, _ all: [SampleRows.Row]) -> VendorAnswer {
        var rows = all
        if let text = request.parameter("search") ?? request.parameter("filter") {
            guard let expression = OktaFilter(text) else {
                return Self.problem("E0000031", "Invalid search criteria.", status: 400)
            }
            rows = rows.filter { expression.accepts($0.value) }
        } else if list.rows == "users" {
            // https://developer.okta.com/docs/api/openapi/okta-management/management/tag/User/#tag/User/operation/listUsers
            rows = rows.filter { $0.value["status"]?.text != "DEPROVISIONED" }
        }
        let size = request.parameter("limit").flatMap { Int($0) } ?? list.pageSize
        guard size > 0 else { return Self.problem("E0000001", "Api validation failed: limit", status: 400) }
        let start = request.parameter("after").map { Int($0, radix: 36) ?? rows.count } ?? 0
        let page = VendorPage(rows, from: start, size: min(size, list.largestPage))
        var headers = Headers()
        // As Okta does: each relation on a line of its own.
        headers.append("Link", "<\(request.url(replacing: []))>; rel=\"self\"")
        if let next = page.next {
            let url = request.url(replacing: [("after", String(next, radix: 36))])
            guard let envelope = list.envelope else {
                headers.append("Link", "<\(url)>; rel=\"next\"")
                return .json(page.array, headers: headers)
            }
            let links = VendorValue.object(["next": .object(["href": .text(url)])]).json()
            return .json(
                Data(#"{"\#(envelope)":"#.utf8) + page.array + Data(#","_links":"#.utf8) + links + Data("}".utf8))
        }
        guard let envelope = list.envelope else { return .json(page.array, headers: headers) }
        let object = Data(#"{"\#(envelope)":"#.utf8) + page.array
        guard let within = list.within else { return .json(object + Data(#","_links":{}}"#.utf8)) }
        return .json(Data(#"{"\#(within)":"#.utf8) + object + Data("}}".utf8))
    }

    // MARK: - Refusals

    static let notFound = problem("E0000007", "Not found: Resource not found", status: 404)

    static func problem(_ code: String, _ summary: String, status: Int) -> VendorAnswer {
        .json(
            .object([
                "errorCode": .text(code), "errorSummary": .text(summary), "errorLink": .text(code),
                "errorId": .text("sample"), "errorCauses": .list([]),
            ]), status: status)
    }

    private static func refusal(_ code: String, _ description: String, status: Int = 400) -> VendorAnswer {
        .json(.object(["error": .text(code), "error_description": .text(description)]), status: status)
    }
}

/// The part of Okta's filter language that looks for one value of a field: `status eq "DEPROVISIONED"`, more of them
/// joined by `or`. https://developer.okta.com/docs/api/#filter
struct OktaFilter {
    private var terms: [(path: [String], value: String)] = []

    /// nil for what is not of this form.
    init?(_ text: String) {
        for term in text.components(separatedBy: " or ") {
            guard let match = term.wholeMatch(of: /\s*\(?([A-Za-z.]{1,80}) eq "([^"]{0,200})"\)?\s*/) else {
                return nil
            }
            terms.append((match.1.split(separator: ".").map(String.init), String(match.2)))
        }
    }

    func accepts(_ row: VendorValue) -> Bool {
        terms.contains { term in
            term.path.reduce(row as VendorValue?) { $0?[$1] }?.text == term.value
        }
    }
}
