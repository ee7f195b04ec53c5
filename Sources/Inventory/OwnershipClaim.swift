/// Who is said to own something, as one operation tells it. Claims are never merged away: the losing ones are kept
/// with the reason.
public struct OwnershipClaim: InventoryRecord, Hashable, Codable {
    public static let kind = RecordKind.ownership

    public var subject: Reference
    public var holder: Reference?
    /// An address, employee id, login or group name, as the source writes it.
    public var owner: String
    public var evidence: OwnershipEvidence
    public var claimedAt: Instant?

    public init(
        subject: Reference, holder: Reference?, owner: String, evidence: OwnershipEvidence, claimedAt: Instant? = nil
    ) {
        self.subject = subject
        self.holder = holder
        self.owner = owner
        self.evidence = evidence
        self.claimedAt = claimedAt
    }

    public var nativeID: NativeID { NativeID("\(subject)|\(evidence.rawValue)|\(owner)") }
}

/// What a claim rests on, the strongest first.
public enum OwnershipEvidence: String, Sendable, Codable, CaseIterable {
    case attestation, register, nativeOwner, holder, tag, team, codeOwners, installer, creator, usageActor
    case succession, namePattern
}

/// That an account belongs to a person, as a source itself tells (SCIM externalId, SAML NameID).
public struct AccountLink: InventoryRecord, Hashable, Codable {
    public static let kind = RecordKind.link

    /// The account.
    public var subject: Reference
    public var holder: Reference? { subject }
    /// The identifier that the other system knows: employee id, address, immutable id.
    public var identifier: String
    public var method: String

    public init(subject: Reference, identifier: String, method: String) {
        self.subject = subject
        self.identifier = identifier
        self.method = method
    }

    public var nativeID: NativeID { NativeID("\(subject)|\(method)") }
}
