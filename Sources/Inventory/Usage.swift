/// When something was last used, as one operation tells it. What each vendor's "last used" means is data of the
/// stream that read it.
public struct Usage: InventoryRecord, Hashable, Codable {
    public static let kind = RecordKind.usage

    /// What was used: a credential, an identity or a grant.
    public var subject: Reference
    /// The identity or application under which it is filed.
    public var holder: Reference?
    public var lastUse: LastUse
    public var meaning: UseMeaning
    /// Use may be reported this late, in seconds: AWS role use about 4 hours.
    public var lagInSeconds: Int64
    /// The step of the vendor's clock, in seconds: 900 where uses within 15 minutes are one.
    public var granularityInSeconds: Int64
    /// Where it was used, for people to read (`s3 in eu-west-1`).
    public var context: String?

    public init(
        subject: Reference, holder: Reference?, lastUse: LastUse, meaning: UseMeaning, lagInSeconds: Int64 = 0,
        granularityInSeconds: Int64 = 1, context: String? = nil
    ) {
        self.subject = subject
        self.holder = holder
        self.lastUse = lastUse
        self.meaning = meaning
        self.lagInSeconds = lagInSeconds
        self.granularityInSeconds = granularityInSeconds
        self.context = context
    }

    /// One usage record a subject and stream.
    public var nativeID: NativeID { NativeID(subject.description) }
}

/// The answer to "when was it last used?". No rule fires on `unknown` or `unsupported`.
public enum LastUse: Hashable, Sendable {
    case observed(Instant)
    /// Not used since this instant, from which on the vendor keeps track.
    case noneSince(Instant)
    /// No API of the vendor tells.
    case unsupported
    case unknown
}

/// What counts as a use.
public enum UseMeaning: String, Sendable, Codable, CaseIterable {
    case success
    /// Refused attempts count too.
    case attempt
    /// Concluded from another field.
    case derived
    case unknown
}
