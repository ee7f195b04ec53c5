import Inventory

/// Where the owners of things can be written down: data about vendors, and what was seen of it in a source.
enum OwnerPlace {
    /// Kinds of thing on which the customer can put labels, by the beginning of their type. AWS: tags of users, roles
    /// and secrets; IAM groups and federation providers are told by their parents.
    private static let labelled = ["aws.", "kubernetes.serviceAccount", "kubernetes.namespace"]

    static func hasLabels(_ type: String) -> Bool { labelled.contains { type.hasPrefix($0) } }

    /// Evidence that can make an owner by itself.
    static func makesOwners(_ evidence: OwnershipEvidence) -> Bool {
        OwnerRanking.base(evidence) >= OwnerRanking.threshold && evidence != .holder
    }
}

/// Things of one kind and type, of which some were seen with labels or with owners.
struct OwnedKind: Hashable, Sendable {
    var kind: RecordKind
    /// nil where claims only tell the kind.
    var type: String?

    init(_ kind: RecordKind, _ type: String?) {
        self.kind = kind
        self.type = type
    }
}
