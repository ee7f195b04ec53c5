import ConnectorKit
import ConnectorTesting
import Foundation
import Inventory
import Testing
import Transport

@testable import OktaConnector

/// An org of any size, made as it is asked for: every user in every third group and every fifth app.
struct SyntheticOrg: Sendable {
    var users: Int
    var groups: Int
    var apps: Int
    /// The first so many of the apps are OAuth apps, every second of them a service.
    var oauthApps: Int
    var administrators: Int

    struct Run: Sendable {
        var coverage: [String: Coverage]
        var requests: Int
        var identities: Int
    }

    var members: Int { users / 20 }
    var appMembers: Int { users / 4 }

    /// The manifest's formula with this org's figures: one deactivated user, no integration, no custom role, no consent.
    var requestsByFormula: Int {
        let pages = { (rows: Int, size: Int) in max(1, (rows + size - 1) / size) }
        return 3 + pages(users, 200) + 1 + 1 + groups * pages(members, 200) + groups + 1 + apps * pages(appMembers, 500)
            + apps + oauthApps * 4 + oauthApps / 2 + 1 + 1 + 1 + 1 + administrators
    }

    func run() async throws -> Run {
        let requests = Locked(0)
        let transport = Transport { request in
            requests.withLock { $0 += 1 }
            return answer(request)
        }
        var connector = try OktaTests.connector()
        for index in connector.manifest.buckets.indices { connector.manifest.buckets[index].requestsPerSecond = nil }
        let runner = StreamRunner(
            source: "okta", connector: connector,
            environment: RunEnvironment(
                transport: transport, time: .impatient(at: Instant(seconds: 0))))
        let sink = MemorySink()
        let coverage = try await runner.run(try await runner.identify(), into: sink)
        return Run(
            coverage: coverage, requests: requests.withLock { $0 },
            identities: await sink.allRecords.count { $0.kind == .identity })
    }

    private func answer(_ request: Request) -> Response {
        let path = request.url.path.split(separator: "/").map(String.init)
        let query = URLComponents(url: request.url, resolvingAgainstBaseURL: true)?.queryItems ?? []
        let parameters = Dictionary(query.map { ($0.name, $0.value ?? "") }) { first, _ in first }
        let limit = parameters["limit"].flatMap { Int($0) } ?? Int.max
        let start = parameters["after"].flatMap { Int($0) } ?? 0
        let (rows, key) = rows(path, isFiltered: parameters["filter"] != nil)
        let page = rows.dropFirst(start).prefix(limit)
        var response = Response(
            status: 200, body: Data((key.map { #"{"\#($0)":"# } ?? "").utf8), url: request.url)
        if path == [".well-known", "okta-organization"] || path.last == "me" || path.last == "jwks" {
            response.body = Data((rows.first ?? "{}").utf8)
        } else {
            response.body += Data("[\(page.joined(separator: ","))]\(key == nil ? "" : "}")".utf8)
        }
        if start + page.count < rows.count {
            let next =
                "https://example.okta.com/\(path.joined(separator: "/"))?after=\(start + page.count)&limit=\(limit)"
            response.headers.append("Link", "<\(request.url.absoluteString)>; rel=\"self\"")
            response.headers.append("Link", "<\(next)>; rel=\"next\"")
        }
        return response
    }

    private func rows(_ path: [String], isFiltered: Bool) -> (rows: [String], key: String?) {
        let last = path.last ?? ""
        switch (path.count, last) {
        case (2, "okta-organization"): return ([#"{"id":"00o1"}"#], nil)
        case (4, "me"): return ([user(0)], nil)
        case (3, "users"): return (isFiltered ? [user(users)] : (0..<users).map(user), nil)
        case (3, "groups"): return ((0..<groups).map { #"{"id":"00g\#($0)","profile":{"name":"Group \#($0)"}}"# }, nil)
        case (3, "apps"): return ((0..<apps).map(app), nil)
        case (5, "users") where path[2] == "iam": return ((0..<administrators).map { #"{"id":"00u\#($0)"}"# }, "value")
        case (4, "roles"): return ([], "roles")
        case (5, "users"):
            return ((0..<(path[2] == "groups" ? members : appMembers)).map { #"{"id":"00u\#($0)"}"# }, nil)
        case (6, "jwks"): return ([#"{"jwks":{"keys":[]}}"#], nil)
        case (_, "roles"):
            return (path[2] == "users" ? [#"{"id":"a","type":"READ_ONLY_ADMIN","status":"ACTIVE"}"#] : [], nil)
        default: return ([], nil)
        }
    }

    private func user(_ number: Int) -> String {
        #"{"id":"00u\#(number)","status":"ACTIVE","created":"2024-01-01T08:00:00.000Z","lastLogin":"2026-10-01T08:00:00.000Z","profile":{"firstName":"User","lastName":"\#(number)","login":"user\#(number)@example.com","email":"user\#(number)@example.com","department":"Sales"},"credentials":{"password":{},"provider":{"type":"OKTA","name":"OKTA"}},"_links":{"self":{"href":"https://example.okta.com/api/v1/users/00u\#(number)"}}}"#
    }

    private func app(_ number: Int) -> String {
        guard number < oauthApps else {
            return #"{"id":"0oa\#(number)","label":"App \#(number)","signOnMode":"SAML_2_0"}"#
        }
        let kind = number.isMultiple(of: 2) ? "service" : "web"
        return
            #"{"id":"0oa\#(number)","label":"App \#(number)","signOnMode":"OPENID_CONNECT","credentials":{"oauthClient":{"client_id":"0oa\#(number)"}},"settings":{"oauthClient":{"application_type":"\#(kind)","consent_method":"TRUSTED"}}}"#
    }
}
