import Inventory

/// Who made how many things: an account that makes many makes them for others, and a pipeline makes them for everybody.
///
/// It grows with the accounts that make things, and no further than `limit`.
struct CreatorBook: Sendable {
    /// More than this many and the creator tells little.
    static let many = 20
    /// What is taken off the confidence of such a claim.
    static let discount = 0.2
    static let limit = 200_000

    private var counts: [SourceID: [String: Int]] = [:]
    private var size = 0

    mutating func note(_ owner: String, in source: SourceID) {
        if let known = counts[source]?[owner] {
            counts[source]?[owner] = known + 1
        } else if size < Self.limit {
            counts[source, default: [:]][owner] = 1
            size += 1
        }
    }

    func count(_ owner: String, in source: SourceID) -> Int { counts[source]?[owner] ?? 0 }
}

extension OwnerRanking {
    /// Why a creator is less of a trace than usual; nil where nothing says so.
    func distantCreator(_ claim: RawClaim, _ resolution: OwnerResolver.Resolution, in source: SourceID) -> String? {
        if case .identity(let key) = resolution,
            resolver.nodes[key.source]?[key.id.string]?.classification.isNonHuman ?? false
        {
            return "made by a pipeline, which makes things for others"
        }
        if policy.serviceAccounts.match(claim.owner) != nil {
            return "made by a pipeline, which makes things for others"
        }
        let made = creators.count(claim.owner, in: source)
        guard made > CreatorBook.many else { return nil }
        return "its creator made \(made) things, most of them for others"
    }
}
