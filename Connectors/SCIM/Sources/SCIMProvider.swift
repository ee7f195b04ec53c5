import ConnectorKit
import Foundation
import Inventory
import Transport

/// What a provider tells of itself at the beginning of a run (RFC 7644 section 4), and what follows for its lists.
final class SCIMProvider: Sendable {
    private struct State {
        var paths: [SCIMResource: String] = [:]
        var maximumRows: Int?
        var offersCursors = false
        var offersIndex = true
        var schemes: [String] = []
    }

    private let endpoint: SCIMEndpoint
    private let state = Locked(State())

    init(_ endpoint: SCIMEndpoint) { self.endpoint = endpoint }

    /// Ways to sign in that the provider says it takes, in RFC 7643 section 5's words; none where it does not say.
    var schemes: [String] { state.withLock(\.schemes) }

    /// The first request of a list.
    func list(_ resource: SCIMResource) throws -> Request {
        let state = state.withLock { $0 }
        let cursors =
            switch endpoint.paging.method {
            case .cursor: true
            case .index: false
            case .auto: state.offersCursors
            }
        var query: [String] = []
        if cursors {
            query.append("cursor")
        } else if endpoint.paging.pageSize != nil {
            // Some providers list nobody unless both are there, though both are optional.
            query.append("startIndex=1")
        }
        if let size = endpoint.paging.pageSize { query.append("count=\(min(size, state.maximumRows ?? size))") }
        return try endpoint.get(
            state.paths[resource] ?? resource.standardPath, query: query.joined(separator: "&"))
    }

    // MARK: - Learning

    /// - Throws: `SourceProblem` where nothing at the address speaks SCIM.
    func learn(_ ask: @Sendable (Request) async throws -> Response) async throws {
        state.withLock { $0 = State() }
        var isConfigured = false
        // Slack keeps the plural of SCIM 1.1.
        for path in ["/ServiceProviderConfig", "/ServiceProviderConfigs"] where !isConfigured {
            isConfigured = try await tell(path, ask) { try self.learnConfiguration($0) }
        }
        let hasTypes = try await tell("/ResourceTypes", ask) { try self.learnPaths($0) }
        // Both are optional in practice. Where neither is there, the users are asked for: the address may be another's.
        if !isConfigured && !hasTypes { _ = try SCIMList(try await ask(try list(.user))) }
    }

    /// - Returns: false where the provider has no such page, or none that can be read; then the standard holds.
    private func tell(
        _ path: String, _ ask: @Sendable (Request) async throws -> Response, _ read: (Response) throws -> Void
    ) async throws -> Bool {
        do {
            try read(try await ask(try endpoint.get(path)))
            return true
        } catch is SourceProblem {
            // A refused sign-in is remembered by the kit: the question after this one then ends the run.
            return false
        } catch is SCIMProblem { return false } catch is DecodingError { return false }
    }

    private func learnConfiguration(_ response: Response) throws {
        let body = try JSONDecoder().decode(SCIMObject.self, from: response.body)
        let (pagination, filter) = (body.object("pagination"), body.object("filter"))
        let schemes = body.list("authenticationSchemes") ?? []
        guard pagination != nil || filter != nil || !schemes.isEmpty else {
            throw SCIMProblem("it is no configuration of SCIM's")
        }
        let bounds = [filter?.number("maxResults"), pagination?.number("maxPageSize")].compactMap { $0 }
        state.withLock { state in
            // 0 is what providers write who have no bound to name.
            state.maximumRows = bounds.filter { $0 > 0 }.min()
            state.offersCursors = pagination?.flag("cursor") ?? false
            state.schemes = Set(schemes.compactMap { $0.text("type")?.lowercased() })
                .intersection(Self.knownSchemes).sorted()
        }
    }

    /// RFC 7643 section 5: nothing but these words is repeated.
    private static let knownSchemes: Set<String> = ["oauth", "oauth2", "oauthbearertoken", "httpbasic", "httpdigest"]

    private func learnPaths(_ response: Response) throws {
        var paths: [SCIMResource: String] = [:]
        for type in try SCIMList.resourceTypes(response) {
            guard let resource = SCIMResource(schema: type.text("schema")), paths[resource] == nil,
                let path = type.text("endpoint").flatMap({ endpoint.path(of: $0) })
            else { continue }
            paths[resource] = path
        }
        guard !paths.isEmpty else { throw SCIMProblem("it names no resource type that is read") }
        state.withLock { [paths] in $0.paths = paths }
    }
}

/// The two core resources (RFC 7643 section 4).
enum SCIMResource: String, Sendable, CaseIterable {
    case user = "User"
    case group = "Group"

    /// Schema URIs are case-insensitive.
    init?(schema: String?) {
        guard let schema = schema?.lowercased(),
            let found = Self.allCases.first(where: {
                "urn:ietf:params:scim:schemas:core:2.0:\($0.rawValue)".lowercased() == schema
            })
        else { return nil }
        self = found
    }

    /// RFC 7644 section 3.2.
    var standardPath: String { "/\(rawValue)s" }
}
