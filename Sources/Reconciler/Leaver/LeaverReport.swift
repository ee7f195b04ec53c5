import Inventory

/// All that is known of what a person leaves behind, and in which order to deal with it.
public struct LeaverReport: Sendable {
    public var person: PeopleDirectory.Known
    /// The day on which they go.
    public var on: Instant
    public var run: Int64
    /// The clock by which others were judged to be here.
    public var asOf: Instant
    /// Theirs, by a link of 0.9 or more.
    public var accounts: [LeaverItem] = []
    /// Perhaps theirs: to be looked at, never concluded from.
    public var possibleAccounts: [LeaverItem] = []
    /// Credentials of their accounts.
    public var credentials: [LeaverItem] = []
    /// What others may do in their name.
    public var consents: [LeaverItem] = []
    /// Things that they answer for.
    public var owned: [LeaverItem] = []
    /// Things that they made or installed, and may know the secrets of, without answering for them.
    public var created: [LeaverItem] = []
    /// What was not read, hence what this may have missed.
    public var gaps: [LeaverGap] = []
    /// Enabled accounts, by source, that are linked to nobody: one of them may be theirs.
    public var unlinked: [Unlinked] = []
    /// What has to be done, in order.
    public var checklist: [LeaverStep] = []

    public struct Unlinked: Sendable, Hashable {
        public var source: String
        public var count: Int
    }

    /// Every list that the systems offer was read to its end.
    public var isComplete: Bool { !gaps.contains(where: \.isLoss) }
}

/// One thing that a leaver leaves behind.
public struct LeaverItem: Sendable {
    public enum Fate: String, Sendable, CaseIterable {
        /// Ends with the account.
        case ends
        /// Goes on without it.
        case survives
        /// Nothing says whether it does.
        case unknown
        /// Off already.
        case inactive
        /// Is no person's account: it stays, and needs somebody who answers for it.
        case stays
    }

    public var subject: Subject
    public var type: String
    /// What it is filed under, where that is something else.
    public var holder: String?
    public var fate: Fate
    /// Why, in words.
    public var reason: String
    /// How it is theirs: the link or claim that says so.
    public var how: String
    /// Who else owns it and will still be here.
    public var others: [Owner] = []
    public var successors: [RankedClaim] = []
    /// Credentials of an owned thing that work, and whose secret the leaver may have seen.
    public var secrets: [String] = []
    public var privilege: Privilege = .unknown

    /// Nobody else is known to answer for it.
    public var needsSuccessor: Bool { fate == .stays && others.isEmpty }
}

/// A list that was not read to its end.
public struct LeaverGap: Sendable, Hashable {
    public var source: String
    public var stream: String
    public var state: CoverageState
    /// What may be missing because of it.
    public var kinds: [RecordKind]
    public var reason: String?
    public var missingPermissions: [String]

    /// What the system does not offer is told, and is no loss.
    public var isLoss: Bool { state != .unsupported }
}

/// One step of the leaver's day.
public struct LeaverStep: Sendable, Hashable {
    public enum Phase: String, Sendable, CaseIterable {
        case look, disable, endSessions, replace, withdraw, reassign, verify

        public var title: String {
            switch self {
            case .look: "Look first"
            case .disable: "Disable the accounts"
            case .endSessions: "End their sessions"
            case .replace: "Rotate or revoke what survives"
            case .withdraw: "Take back consents"
            case .reassign: "Give things a new owner"
            case .verify: "See that it is done"
            }
        }
    }

    public var phase: Phase
    public var what: String
    /// The vendor's calls, or what to do in words.
    public var how: [String]
}
