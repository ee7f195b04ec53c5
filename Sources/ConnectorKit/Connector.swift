import Inventory
import Transport

/// A connector before it is configured: what the catalog lists.
public struct ConnectorDefinition: Sendable {
    public var manifest: Manifest
    /// Makes the connector for one source.
    /// - Throws: `SettingProblem` for a missing or unusable setting.
    public var make: @Sendable (SourceConfiguration) throws -> Connector

    public init(manifest: Manifest, make: @escaping @Sendable (SourceConfiguration) throws -> Connector) {
        self.manifest = manifest
        self.make = make
    }
}

/// A configured connector: a manifest, a way to sign in, and a list of streams. A value; nothing has run yet.
public struct Connector: Sendable {
    public var manifest: Manifest
    /// Parents stand before the streams that fan out over them.
    public var streams: [Stream]
    public var tenant: TenantProbe
    public var authorization: Authorization
    /// Settings that narrow what is read (a list of regions): part of every scope's fingerprint.
    public var narrowing: [String]
    /// The vendor's own reading of its answers, asked before the general one; nil leaves it to that.
    public var classify: @Sendable (Response) -> Outcome?

    public init(
        manifest: Manifest, streams: [Stream], tenant: TenantProbe, authorization: Authorization = .none,
        narrowing: [String] = [], classify: @escaping @Sendable (Response) -> Outcome? = { _ in nil }
    ) {
        self.manifest = manifest
        self.streams = streams
        self.tenant = tenant
        self.authorization = authorization
        self.narrowing = narrowing
        self.classify = classify
    }
}

/// How a source tells whose data it holds: asked first in every run.
public enum TenantProbe: Sendable {
    /// Known without asking (a file).
    case fixed(TenantIdentity)
    /// The rules say what of the answer a recording may keep.
    case http(
        Request, redaction: RedactionRules = RedactionRules(), decode: @Sendable (Response) throws -> TenantIdentity)
}

/// Whose data a source holds and who reads it.
public struct TenantIdentity: Sendable, Hashable {
    /// The tenant's immutable id.
    public var id: String
    /// Who signed in, in the vendor's words, without session parts; another principal is another baseline.
    public var principal: String
    /// Permissions, where the vendor tells them.
    public var permissions: [String]

    public init(id: String, principal: String, permissions: [String] = []) {
        self.id = id
        self.principal = principal
        self.permissions = permissions
    }
}

/// Puts the credential on a request, at the last moment before it is sent.
public struct Authorization: Sendable {
    /// The transport is for token exchanges; `now` for signatures and expiries.
    public var authorize: @Sendable (Request, Transport, Instant) async throws -> Request

    public init(authorize: @escaping @Sendable (Request, Transport, Instant) async throws -> Request) {
        self.authorize = authorize
    }

    public static let none = Authorization { request, _, _ in request }

    /// `Authorization: <prefix><secret>` (RFC 6750 for `Bearer `).
    public static func header(prefix: String = "Bearer ", _ credential: @escaping CredentialSource) -> Authorization {
        Authorization { request, _, _ in
            var request = request
            request.headers["Authorization"] = try await credential().reveal { prefix + $0 }
            return request
        }
    }
}
