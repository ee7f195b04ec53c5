import Inventory

/// An identity, an application or a resource with all that is filed under it, and the coverage of each part.
///
/// A holder that is known only by reference (its own list could not be read) and a stored secret that nothing is known
/// to hold are dossiers too.
public struct Dossier: Sendable {
    public var source: SourceInfo
    /// What it is about: an identity, an application, a resource, or a credential that nothing holds.
    public var reference: Reference
    public var identity: Filed<Identity>?
    public var application: Filed<Application>?
    public var resource: Filed<Resource>?
    /// In order of their ids.
    public var credentials: [HeldCredential]
    public var grants: [HeldGrant]
    public var entitlements: [HeldEntitlement]
    /// The strongest privilege of all entitlements, direct and through groups: an upper bound.
    public var privilege: EffectivePrivilege
    /// What an application was given by consent, installation or app permission; nil where that is nothing.
    public var access: ApplicationAccess?
    /// Every claim, the strongest first, with the reason why a losing one does not count.
    public var claims: [RankedClaim]
    /// Claims on single credentials and grants of it, ranked alike.
    public var partClaims: [Reference: [RankedClaim]] = [:]
    /// Who might answer for it next, where nobody who answers for it is known to be here: suggestions, never owners.
    public var successors: [RankedClaim] = []
    /// Who in the company answers for the vendor whose application it is.
    public var vendorManager: RankedClaim?
    /// The ownership records that claims rest on, as they were read.
    public var ownershipRecords: [Filed<OwnershipClaim>]
    /// The other record of the same thing, whose claims count too: the service principal of an app registration, or the
    /// other way round.
    public var half: Reference?
    /// Whether OWN-01 is put to the other half, so that one thing without owner is one finding.
    var isJudgedAsItsIdentity = false
    /// The teams that ownership tags name.
    public var teams: [String]
    /// The person whose account it is, by the account's own evidence.
    public var link: PersonLink?
    public var classification: Classification
    /// Use of the identity or application itself: sign-ins, role use.
    public var usage: FoldedUsage
    /// The value of the policy's environment tag.
    public var environment: String?
    /// What `accountChain` explains the link by.
    var correlation: Correlation?
    var links: [Stored<AccountLink>] = []

    /// The claims that count (confidence of at least 0.6), active or not, the strongest first.
    public var owners: [Owner] { claims.filter(\.counts).map(\.owner) }

    /// The name that people know it by; the id where only that is known.
    public var name: String {
        if let identity { return identity.record.name }
        if let application { return application.record.name }
        if let resource { return resource.record.name }
        if let credential = looseCredential { return credential.record.name ?? credential.record.nativeID.string }
        return reference.nativeID.string
    }

    /// The credential itself, where the dossier is about a stored secret that nothing holds.
    public var looseCredential: Filed<Credential>? {
        reference.kind == .credential ? credentials.first?.filed : nil
    }

    /// Nothing of the head itself was read: only rows that point at it.
    public var knownByReferenceOnly: Bool {
        identity == nil && application == nil && resource == nil && looseCredential == nil
    }
}

/// A row with the coverage of the stream that it came from.
public struct Filed<R: InventoryRecord>: Sendable {
    public var stored: Stored<R>
    public var coverage: PartCoverage

    public var record: R { stored.record }
}

/// What a row's stream says about how far the row can be trusted today.
public struct PartCoverage: Sendable, Hashable {
    /// The state of the row's own partition.
    public var state: CoverageState
    /// The moment that the row speaks for.
    public var asOf: Instant
    /// The row was confirmed by the last read of its stream; if not, it stands "as of" an older one.
    public var current: Bool
}

public struct HeldCredential: Sendable {
    public var filed: Filed<Credential>
    public var usage: FoldedUsage

    public var record: Credential { filed.record }

    /// The stream of every source that holds the credential that Muster itself signs in with, and its mark there.
    static let collectorStream = "collector"

    /// Muster signs in with it, whichever streams tell of it.
    var isCollectors: Bool { record.attributes["usedBy"] == "Muster" }
    /// No list of the vendor shows it: all that is known came from signing in. No rule but COL-04 judges by so little.
    var isOnlyCollectors: Bool { filed.stored.stream == Self.collectorStream }
}

public struct HeldGrant: Sendable {
    public var filed: Filed<Grant>
    public var usage: FoldedUsage

    public var record: Grant { filed.record }
}

public struct HeldEntitlement: Sendable {
    public var filed: Filed<Entitlement>
    public var privilege: Privilege
    /// How the privilege is reached: the permission itself, or a group's or role's.
    public var path: PrivilegePath

    public var record: Entitlement { filed.record }
}

/// How an identity comes by a privilege.
public enum PrivilegePath: String, Sendable, Hashable, CaseIterable { case direct, group, role }

/// The strongest privilege found. Boundaries, service control policies and denials may narrow it.
public struct EffectivePrivilege: Sendable, Hashable {
    public var level: Privilege
    /// Index into `entitlements` of the one that decided; nil where there is none.
    public var decidedBy: Int?
    /// Every stream that could hold more of it was read to its end.
    public var complete: Bool
}

/// That an account belongs to a person, and why we think so.
public struct PersonLink: Sendable, Hashable {
    /// The person's id in the source that told of them.
    public var person: String
    public var name: String?
    public var email: String?
    public var method: String
    /// 0 to 1; below 0.9 it never makes a leaver finding.
    public var confidence: Double
    public var reason: String
    public var standing: Standing
    /// The person's entry in the people index.
    var entry = 0
}

/// Whether a person is still of the company, over every source that is authoritative for people.
public struct Standing: Sendable, Hashable {
    public enum State: String, Sendable, Hashable { case active, inactive, unknown }

    public var state: State
    /// The status in the source that decided.
    public var status: PersonStatus
    /// Since when they are gone, where a source tells.
    public var leftAt: Instant?
    /// The sources disagree: what the others say, in words.
    public var conflict: String?
}

/// What an identity is, and what decided it. Unknown is never human.
public struct Classification: Sendable, Hashable {
    public var value: IdentityClass
    public var reason: String
    /// Set where only a gap in coverage kept it unknown: what would have decided.
    var gap: Cause?

    /// A thing and not a person: what rules over non-human identities look at.
    public var isNonHuman: Bool {
        switch value {
        case .service, .role, .bot, .agent, .workload, .shared: true
        case .human, .group, .system, .unknown, .root: false
        }
    }
}

/// One claim of ownership after ranking.
public struct RankedClaim: Sendable, Hashable {
    public var owner: Owner
    /// Whether it makes the thing owned.
    public var counts: Bool
    /// Why it does not count, or why its owner's state is not known.
    public var reason: String?
    /// The stream, tag or link that told of it.
    public var origin: ClaimOrigin
    var doubt: OwnerDoubt?
    /// The person's entry in the people index.
    var entry: Int?
    /// The identity that it names, where that is no person's.
    var node: OwnerResolver.GroupKey?
    /// The group that it names.
    var group: OwnerResolver.GroupKey?
    /// Certainty that the reference means this person.
    public var match: Double
    /// What the owner answers for.
    public var role = OwnerRole.accountable
    /// When it was said, where that is told.
    public var claimedAt: Instant?
    /// Other kinds of evidence that name the same one, and have raised the confidence.
    public var agreeing: [OwnershipEvidence] = []
}

/// Where a claim was read.
public enum ClaimOrigin: Sendable, Hashable {
    case tag(String)
    case claim(OwnershipEvidence)
    case accountHolder
    /// Someone's word in the log of decisions.
    case decision(number: Int64, by: String)
}

/// Why an owner's state is not known.
enum OwnerDoubt: Sendable, Hashable {
    case peopleIncomplete
    case peopleShrank
    case noPeopleSource
    case format
    case external
    case ambiguous
    case teamUnknown
    case notAPerson
    case standingUnknown
}
