import Inventory
import Transport

/// A connector before it is configured: what the catalog lists.
public struct ConnectorDefinition: Sendable {
    public var manifest: Manifest
    /// Where the vendor's own tools keep their credentials: `muster try`.
    public var conventions: VendorConventions
    /// How to make the read-only credential: `muster connectors setup`.
    public var setup: @Sendable (Settings) throws -> SetupGuide
    /// Makes the connector for one source.
    /// - Throws: `SettingProblem` for a missing or unusable setting.
    public var make: @Sendable (SourceConfiguration) throws -> Connector

    public init(
        manifest: Manifest, conventions: VendorConventions = VendorConventions(),
        setup: @escaping @Sendable (Settings) throws -> SetupGuide = { _ in SetupGuide() },
        make: @escaping @Sendable (SourceConfiguration) throws -> Connector
    ) {
        self.manifest = manifest
        self.conventions = conventions
        self.setup = setup
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
    /// Further tenants that are reached through this one, each with a credential of its own.
    public var members: MemberSources?
    /// Settings that narrow what is read (a list of regions): part of every scope's fingerprint.
    public var narrowing: [String]
    /// The vendor's own reading of its answers, asked before the general one; nil leaves it to that.
    public var classify: @Sendable (Response) -> Outcome?

    public init(
        manifest: Manifest, streams: [Stream], tenant: TenantProbe, authorization: Authorization = .none,
        members: MemberSources? = nil, narrowing: [String] = [],
        classify: @escaping @Sendable (Response) -> Outcome? = { _ in nil }
    ) {
        self.manifest = manifest
        self.streams = streams
        self.tenant = tenant
        self.authorization = authorization
        self.members = members
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
    /// Takes more than one question: the closure is given the way to ask, which throws `SourceProblem` for every
    /// answer that is not a success.
    case conversation(
        redaction: RedactionRules,
        @Sendable (_ ask: @Sendable (Request) async throws -> Response) async throws -> TenantIdentity)
}

/// Whose data a source holds and who reads it.
public struct TenantIdentity: Sendable, Hashable {
    /// The tenant's immutable id.
    public var id: String
    /// Who signed in, in the vendor's words, without session parts; another principal is another baseline.
    public var principal: String
    /// Permissions, where the vendor tells them.
    public var permissions: [String]
    /// The credential that Muster itself signs in with, as far as the vendor tells.
    public var own: OwnCredential?

    public init(id: String, principal: String, permissions: [String] = [], own: OwnCredential? = nil) {
        self.id = id
        self.principal = principal
        self.permissions = permissions
        self.own = own
    }
}

/// The credential that a source is read with: it stands in the inventory like any other, and COL-04 judges it.
public struct OwnCredential: Sendable, Hashable {
    /// Its id in the vendor's own lists, where one stream yields it too; nil where the vendor does not tell.
    public var nativeID: NativeID?
    /// The identity or application of the inventory that it signs in as.
    public var holder: Reference?
    public var form: CredentialForm
    public var expiry: Expiry
    /// Permissions that it has beyond what the manifest asks for, in the vendor's words; nil where the vendor does not
    /// tell what it has.
    public var excess: [String]?
    /// Those of its permissions that allow changes, without those that the manifest calls least available.
    public var writes: [String]?

    public init(
        nativeID: NativeID? = nil, holder: Reference? = nil, form: CredentialForm, expiry: Expiry = .unknown,
        excess: [String]? = nil, writes: [String]? = nil
    ) {
        self.nativeID = nativeID
        self.holder = holder
        self.form = form
        self.expiry = expiry
        self.excess = excess
        self.writes = writes
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
