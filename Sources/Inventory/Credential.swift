/// What proves an identity. Never the secret itself: ids, dates and fingerprints only.
public struct Credential: InventoryRecord, Hashable, Codable {
    public static let kind = RecordKind.credential

    public var nativeID: NativeID
    /// The vendor's own term, `aws.iam.accessKey`.
    public var type: String
    public var form: CredentialForm
    /// The identity or application that it proves; nil for a stored secret that nothing is known to hold.
    public var holder: Reference?
    public var name: String?
    public var status: CredentialStatus
    public var createdAt: Instant?
    public var expiry: Expiry
    public var lastRotatedAt: Instant?
    public var fingerprints: [Fingerprint]
    public var survival: Survival
    public var tags: [String: String]
    public var attributes: [String: String]

    public init(
        nativeID: NativeID, type: String, form: CredentialForm, holder: Reference?, name: String? = nil,
        status: CredentialStatus = .unknown, createdAt: Instant? = nil, expiry: Expiry = .unknown,
        lastRotatedAt: Instant? = nil, fingerprints: [Fingerprint] = [], survival: Survival = .unknown,
        tags: [String: String] = [:], attributes: [String: String] = [:]
    ) {
        self.nativeID = nativeID
        self.type = type
        self.form = form
        self.holder = holder
        self.name = name
        self.status = status
        self.createdAt = createdAt
        self.expiry = expiry
        self.lastRotatedAt = lastRotatedAt
        self.fingerprints = fingerprints
        self.survival = survival
        self.tags = tags
        self.attributes = attributes
    }
}

public enum CredentialForm: String, Sendable, Codable, CaseIterable {
    /// One shared string: access keys, API tokens, client secrets.
    case staticSecret
    case password
    /// A key pair whose public half the vendor holds.
    case asymmetric
    case certificate
    /// No secret at all: trust in another issuer.
    case federated
    /// A secret that the system keeps for others (a secrets manager's entry); it proves nothing in this system.
    case storedSecret
}

public enum CredentialStatus: String, Sendable, Codable, CaseIterable { case active, inactive, unknown }

/// When a credential ends.
public enum Expiry: Hashable, Sendable {
    case at(Instant)
    /// Ends this many seconds after its last use (Okta API tokens: 30 days).
    case sliding(windowInSeconds: Int64)
    /// The kind could expire, and this one is known not to.
    case never
    /// The kind has no expiry at all.
    case unsupported
    case unknown
}

/// A digest of public key material, so that one key under two names is seen.
public struct Fingerprint: Hashable, Comparable, Sendable, Codable {
    /// `sha256-spki`, `sha256-ssh`, `md5-ssh`, `sha1-x509`: only equal algorithms are compared.
    public var algorithm: String
    public var value: String

    public init(algorithm: String, value: String) {
        self.algorithm = algorithm
        self.value = value
    }

    public static func < (left: Fingerprint, right: Fingerprint) -> Bool {
        (left.algorithm, left.value) < (right.algorithm, right.value)
    }
}

/// Whether a credential goes on working when its person's account is disabled or deleted: data per credential
/// kind, from the vendor's documentation.
public struct Survival: Hashable, Sendable, Codable {
    public enum Answer: String, Sendable, Codable, CaseIterable { case yes, no, unknown }

    public var disabling: Answer
    public var deletion: Answer

    public init(disabling: Answer, deletion: Answer) {
        self.disabling = disabling
        self.deletion = deletion
    }

    public static let unknown = Survival(disabling: .unknown, deletion: .unknown)
}
