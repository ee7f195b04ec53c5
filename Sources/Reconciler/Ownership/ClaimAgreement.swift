import Inventory

extension OwnerRanking {
    /// The most that agreeing claims reach together; only a single claim goes beyond.
    static let combinedLimit = 0.97

    /// Raises the confidence of a claim that counts by what other kinds of evidence say of the same person or group:
    /// 1 - (1 - a)(1 - b). Two claims of one kind are no two witnesses, candidates make no owner together, and a
    /// reference that only resembles somebody's name says nothing more about them.
    func combine(_ ranked: inout [RankedClaim]) {
        var isRaised = false
        for index in ranked.indices where ranked[index].counts {
            let leader = ranked[index]
            guard leader.match >= 0.9, leader.entry != nil || leader.group != nil else { continue }
            var doubt = 1 - leader.owner.confidence
            var kinds = [leader.owner.evidence]
            for other in ranked where other.match >= 0.9 && other.names(sameAs: leader) {
                guard !kinds.contains(other.owner.evidence) else { continue }
                kinds.append(other.owner.evidence)
                doubt *= 1 - other.owner.confidence
            }
            let together = min(Self.combinedLimit, 1 - doubt)
            guard kinds.count > 1 else { continue }
            ranked[index].agreeing = Array(kinds.dropFirst())
            guard together > leader.owner.confidence else { continue }
            ranked[index].owner.confidence = together
            isRaised = true
        }
        if isRaised { ranked.sort(by: Self.precedes) }
    }

    /// Why a claim alone makes no owner.
    static func weakness(_ evidence: OwnershipEvidence, _ claimedAt: Instant?, _ cadence: Int) -> String {
        switch evidence {
        case .attestation:
            "confirmed \(claimedAt.map { "on \($0.day)" } ?? "long ago"), and due again every \(cadence) days"
        case .succession, .namePattern: "\(evidence.rawValue) is a suggestion, not an owner"
        default: "\(evidence.rawValue) makes a candidate, not an owner"
        }
    }
}

extension RankedClaim {
    fileprivate func names(sameAs other: RankedClaim) -> Bool {
        if let entry { return entry == other.entry }
        return group != nil && group == other.group
    }
}

/// How far a thing is owned, the surest first.
public enum OwnershipLevel: String, Sendable, Hashable, CaseIterable {
    /// By the owner's own word, a register or the vendor's own owner field.
    case named
    /// By a label, a team, code owners, or because it is the holder's own.
    case owned
    /// Somebody installed, made or used it, and nobody answers for it.
    case candidate
    /// There is no more than a guess.
    case suggestion
    case nobody
}

extension RankedClaim {
    public var level: OwnershipLevel {
        if owner.confidence == 0 { return .nobody }
        switch owner.evidence {
        case .succession, .namePattern: return .suggestion
        case .attestation, .register, .nativeOwner: return counts ? .named : .candidate
        case .holder, .tag, .team, .codeOwners: return counts ? .owned : .candidate
        case .installer, .creator, .usageActor: return .candidate
        }
    }
}

extension Dossier {
    /// The surest of its claims.
    public var level: OwnershipLevel { Self.level(of: claims, successors) }

    static func level(of claims: [RankedClaim], _ successors: [RankedClaim]) -> OwnershipLevel {
        let found = Set((claims + successors).map(\.level))
        return OwnershipLevel.allCases.first { found.contains($0) } ?? .nobody
    }

    /// The claims on a credential or grant of the dossier. Its own, where one counts; else also those on what it is filed
    /// under. For a vendor's application whoever manages the vendor answers for what it was granted.
    public func claims(of part: Reference) -> [RankedClaim] {
        var found = partClaims[part] ?? []
        if part.kind == .grant, let vendorManager, access?.facts.mayBeThirdParty ?? false {
            found.append(vendorManager)
        }
        return found.contains(where: \.counts) ? found : found + claims
    }

    public func owners(of part: Reference) -> [Owner] {
        if partClaims.isEmpty && vendorManager == nil { return owners }
        return claims(of: part).filter(\.counts).map(\.owner)
    }

    /// Whether somebody should answer for it: a thing and no person's account, not the vendor's own, and counted once
    /// where it is two records.
    public func needsOwner(_ policy: Policy) -> Bool {
        guard !isVendorManaged(policy), !isBreakGlass(policy), !isJudgedAsItsIdentity else { return false }
        if resource != nil { return credentials.contains { $0.record.form != .storedSecret && !$0.isOnlyCollectors } }
        if identity != nil || knownByReferenceOnly { return classification.isNonHuman }
        return true
    }

    /// Its key in decisions.
    public var key: SubjectKey { SubjectKey(source.id, reference) }
    /// The vendor's own term for what it is.
    public var type: String { headType ?? "" }
}
