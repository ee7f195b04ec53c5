import Inventory

/// Judgement: a snapshot, a policy and a clock in, findings out. Pure: nothing else is read.
public enum Reconciler {
    /// Judges every rule over the snapshot. The same three inputs give the same result, in the same order.
    public static func reconcile(_ snapshot: any Snapshot, policy: Policy, asOf: Instant) throws -> Reconciliation {
        Reconciliation(asOf: asOf, policyHash: policy.hash)
    }

    /// Hands over every dossier in order: an identity or application with all that is filed under it.
    public static func forEachDossier(
        in snapshot: any Snapshot, policy: Policy, asOf: Instant, _ body: (Dossier) throws -> Void
    ) throws {}
}

/// The result of one judgement.
public struct Reconciliation: Sendable {
    public var asOf: Instant
    public var policyHash: String
    /// Violations, ordered by severity (highest first), rule, source, subject.
    public var violations: [Finding] = []
    /// What could not be judged, each with its reason; one per source and rule where the cause is common.
    public var indeterminate: [Finding] = []
    /// Fingerprints of single subjects behind `indeterminate`: a stored finding among them stays as it was.
    public var undecided: Set<String> = []
    /// How many subjects each rule looked at.
    public var judged: [String: Int] = [:]
    /// Accounts of unknown class that are linked to no person, hence not judged as a person's.
    public var unlinked: [Subject] = []
}

/// An identity or application with its credentials, grants, entitlements, owners and usage, and the coverage of each.
public struct Dossier: Sendable {}

/// Thresholds and lists, read from YAML.
public struct Policy: Sendable {
    public var hash: String = ""
    public static let standard = Policy()
}
