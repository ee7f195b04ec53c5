import CryptoExtras
import Foundation
import Inventory
import Transport

/// Plays one organisation of GitHub. https://docs.github.com/en/rest
final class GitHubVendor: Vendor {
    private let sample: SampleRows
    private let planned: PlannedAnswers
    private let credentials: SampleCredentials
    private let organization: VendorValue
    private let graph: GitHubGraph
    private let state = Locked(State())

    private struct State {
        /// What is left of the hour, by resource: https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
        var used: [String: Int64] = [:]
        /// Installation tokens that were given out, and when they end.
        var installationTokens: [String: Instant] = [:]
    }

    private enum Caller { case person, app, installation }

    private static let hourlyLimit: Int64 = 5000

    /// - Throws: `RecordingError` where the samples hold no organisation.
    init(sample: SampleRows, planned: PlannedAnswers, credentials: SampleCredentials, place: String) throws {
        guard let organization = sample.rows("organization").first?.value else {
            throw RecordingError(place, "there is no organization.ndjson", "Make the samples anew.")
        }
        self.sample = sample
        self.planned = planned
        self.credentials = credentials
        self.organization = organization
        graph = GitHubGraph(sample: sample)
    }

    func answer(_ request: VendorRequest) -> VendorAnswer {
        let isGraph = request.segments == ["graphql"]
        let resource = isGraph ? "graphql" : "core"
        let (used, isSpent) = state.withLock { state in
            state.used[resource, default: 0] += 1
            let used = state.used[resource] ?? 1
            return (min(used, Self.hourlyLimit), used > Self.hourlyLimit)
        }
        var answer: VendorAnswer
        if isSpent {
            answer = Self.message("API rate limit exceeded for installation.", status: 403)
        } else if request.headers["User-Agent"] == nil {
            answer = Self.message(
                "Request forbidden by administrative rules. Please make sure your request has a User-Agent header.",
                status: 403)
        } else if let caller = caller(request) {
            answer = self.answer(request, caller)
        } else {
            answer = Self.message("Bad credentials", status: 401)
        }
        answer.headers["X-RateLimit-Limit"] = String(Self.hourlyLimit)
        answer.headers["X-RateLimit-Remaining"] = String(Self.hourlyLimit - used)
        answer.headers["X-RateLimit-Used"] = String(used)
        answer.headers["X-RateLimit-Reset"] = SampleTime.resolve("@epoch+1h", now: sample.now)?.text
        answer.headers["X-RateLimit-Resource"] = resource
        answer.headers["X-GitHub-Media-Type"] = "github.v3; format=json"
        return answer
    }

    // MARK: - Who asks

    private func caller(_ request: VendorRequest) -> Caller? {
        guard let header = request.headers["Authorization"],
            let space = header.firstIndex(of: " "), ["bearer", "token"].contains(header[..<space].lowercased())
        else { return nil }
        let token = String(header[header.index(after: space)...])
        if credentials.gitHubToken.reveal({ $0 == token }) { return .person }
        if let end = state.withLock({ $0.installationTokens[token] }) { return end > sample.now ? .installation : nil }
        guard let claims = SampleToken.claims(token, key: credentials.gitHubPublicKey),
            claims["iss"]?.text == SampleCredentials.gitHubAppID, case .number(let end)? = claims["exp"]
        else { return nil }
        // At most ten minutes ahead: https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app
        let left = Instant(seconds: end).seconds(since: sample.now)
        return (1...600).contains(left) ? .app : nil
    }

    // MARK: - What is asked for

    private func answer(_ request: VendorRequest, _ caller: Caller) -> VendorAnswer {
        let segments = request.segments
        if let plan = planned.answer(request.method + " " + request.path) {
            return .json(plan.body, status: plan.status, headers: planned.headers(plan))
        }
        if let login = organization["login"]?.text, segments.count > 1, ["orgs", "repos"].contains(segments[0]),
            segments[1].lowercased() != login.lowercased()
        {
            return Self.notFound
        }
        switch (request.method, segments.first) {
        case ("POST", "graphql"): return graph.answer(request)
        case ("POST", "app"): return caller == .app ? installationToken(request) : Self.notFound
        case ("GET", "app"):
            guard caller == .app else {
                return Self.message("A JSON web token could not be decoded", status: 401)
            }
            return segments.count == 1 ? single("app") : page(request, segments)
        case ("GET", _): break
        default: return Self.notFound
        }
        if caller == .app, segments != ["orgs", organization["login"]?.text ?? "", "installation"] {
            return Self.message("A JSON web token could not be decoded", status: 401)
        }
        if segments.count == 2, segments[0] == "orgs" { return .json(organization) }
        if segments == ["user"] {
            return caller == .person
                ? single("tokenUser") : Self.message("Resource not accessible by integration", status: 403)
        }
        if segments == ["rate_limit"] { return .json(.object(["resources": .object([:])])) }
        // Only an app may list them: https://docs.github.com/en/rest/orgs/personal-access-tokens
        if caller != .installation, segments.count > 2, segments[2].hasPrefix("personal-access-token") {
            return Self.message("Resource not accessible by personal access token", status: 403)
        }
        if segments.count == 4, segments[0] == "orgs", segments[2] == "memberships" {
            return named(sample.rows("memberships", of: segments[3]))
        }
        if segments.count == 3, segments[0] == "orgs", segments[2] == "installation" {
            return single("ownInstallation")
        }
        return page(request, segments)
    }

    private func page(_ request: VendorRequest, _ segments: [String]) -> VendorAnswer {
        for list in Self.lists {
            guard let names = list.pattern.match(segments) else { continue }
            guard let rows = list.found(request, names, in: sample) else { return Self.notFound }
            let size = request.parameter("per_page").flatMap { Int($0) } ?? list.pageSize
            let perPage = min(max(1, size), list.largestPage)
            let number = max(1, request.parameter("page").flatMap { Int($0) } ?? 1)
            let (start, isBeyond) = (number - 1).multipliedReportingOverflow(by: perPage)
            let page = VendorPage(rows, from: isBeyond ? rows.count : start, size: perPage)
            var headers = Headers()
            headers["Link"] = Self.link(request, number: number, pages: (rows.count + perPage - 1) / perPage)
            guard let envelope = list.envelope else { return .json(page.array, headers: headers) }
            let body = Data(#"{"total_count":\#(rows.count),"\#(envelope)":"#.utf8) + page.array + Data("}".utf8)
            return .json(body, headers: headers)
        }
        return Self.notFound
    }

    /// https://docs.github.com/en/rest/using-the-rest-api/using-pagination-in-the-rest-api
    private static func link(_ request: VendorRequest, number: Int, pages: Int) -> String? {
        var links: [String] = []
        func add(_ relation: String, _ page: Int) {
            links.append("<\(request.url(replacing: [("page", String(page))]))>; rel=\"\(relation)\"")
        }
        if number > 1 { add("prev", number - 1) }
        if number < pages {
            add("next", number + 1)
            add("last", pages)
        }
        if number > 1 { add("first", 1) }
        return links.isEmpty ? nil : links.joined(separator: ", ")
    }

    private func single(_ list: String) -> VendorAnswer { named(sample.rows(list)) }

    private func named(_ rows: [SampleRows.Row]) -> VendorAnswer {
        rows.first.map { .json($0.json) } ?? Self.notFound
    }

    private func installationToken(_ request: VendorRequest) -> VendorAnswer {
        let segments = request.segments
        guard segments.count == 4, segments[1] == "installations", segments[3] == "access_tokens",
            segments[2] == SampleCredentials.gitHubInstallationID
        else { return Self.notFound }
        let token = "ghs_" + SampleCredentials.random(36, of: SampleCredentials.alphanumeric)
        let end = sample.now.advanced(bySeconds: 3600)
        state.withLock { $0.installationTokens[token] = end }
        let permissions = sample.rows("ownInstallation").first?.value["permissions"] ?? .object([:])
        return .json(
            .object([
                "token": .text(token), "expires_at": .text(end.description), "permissions": permissions,
                "repository_selection": .text("all"),
            ]), status: 201)
    }

    // MARK: - Refusals

    static let notFound = message("Not Found", status: 404)

    static func message(_ text: String, status: Int) -> VendorAnswer {
        .json(
            .object([
                "message": .text(text), "documentation_url": .text("https://docs.github.com/rest"),
                "status": .text(String(status)),
            ]), status: status)
    }
}
