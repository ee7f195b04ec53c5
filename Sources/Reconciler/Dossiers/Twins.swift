import Inventory

/// Two streams may tell of one thing, one in a list and one in detail. They are one record of the dossier: the row
/// that stands firmest is the base, and what it leaves open is filled in from the others.
protocol Twin: InventoryRecord {
    mutating func fill(from other: Self)
}

extension Identity: Twin {
    mutating func fill(from other: Identity) {
        if classification == .unknown {
            classification = other.classification
            classificationReason = other.classificationReason
        }
        if emails.isEmpty { emails = other.emails }
        if status == .unknown { status = other.status }
        createdAt = createdAt ?? other.createdAt
        vendorManaged = vendorManaged || other.vendorManaged
        tags.merge(other.tags) { own, _ in own }
        attributes.merge(other.attributes) { own, _ in own }
    }
}

extension Application: Twin {
    mutating func fill(from other: Application) {
        clientID = clientID ?? other.clientID
        publisher = publisher ?? other.publisher
        publisherVerified = publisherVerified ?? other.publisherVerified
        vendorManaged = vendorManaged || other.vendorManaged
        if status == .unknown { status = other.status }
        createdAt = createdAt ?? other.createdAt
        tags.merge(other.tags) { own, _ in own }
        attributes.merge(other.attributes) { own, _ in own }
    }
}

extension Resource: Twin {
    mutating func fill(from other: Resource) {
        if status == .unknown { status = other.status }
        createdAt = createdAt ?? other.createdAt
        tags.merge(other.tags) { own, _ in own }
        attributes.merge(other.attributes) { own, _ in own }
    }
}

extension Credential: Twin {
    mutating func fill(from other: Credential) {
        name = name ?? other.name
        if status == .unknown { status = other.status }
        createdAt = createdAt ?? other.createdAt
        if expiry == .unknown { expiry = other.expiry }
        lastRotatedAt = lastRotatedAt ?? other.lastRotatedAt
        fingerprints = Set(fingerprints).union(other.fingerprints).sorted()
        if survival == .unknown { survival = other.survival }
        tags.merge(other.tags) { own, _ in own }
        attributes.merge(other.attributes) { own, _ in own }
    }
}

extension StreamBook {
    /// Rows of one id as one: those of the last read first, then the youngest.
    func joined<R: Twin>(_ rows: [Stored<R>]) -> Stored<R>? {
        guard rows.count > 1 else { return rows.first }
        let ranked = rows.sorted { left, right in
            // What the vendor lists says more than what signing in tells.
            let (own, others) = (left.isCollectors, right.isCollectors)
            if own != others { return others }
            let (first, second) = (coverage(of: left).current, coverage(of: right).current)
            if first != second { return first }
            if left.run != right.run { return left.run > right.run }
            if left.observedAt != right.observedAt { return left.observedAt > right.observedAt }
            return NativeID(left.stream) < NativeID(right.stream)
        }
        var base = ranked[0]
        for other in ranked.dropFirst() { base.record.fill(from: other.record) }
        return base
    }

    /// Rows in the order of their ids, each id once.
    func joinedByID<R: Twin>(_ rows: [Stored<R>]) -> [Stored<R>] {
        let hasTwins = zip(rows, rows.dropFirst()).contains { $0.record.nativeID == $1.record.nativeID }
        guard hasTwins else { return rows }
        var result: [Stored<R>] = []
        var start = rows.startIndex
        while start < rows.endIndex {
            let id = rows[start].record.nativeID
            let end = rows[start...].firstIndex { $0.record.nativeID != id } ?? rows.endIndex
            if let one = joined(Array(rows[start..<end])) { result.append(one) }
            start = end
        }
        return result
    }
}

extension Stored {
    fileprivate var isCollectors: Bool { stream == HeldCredential.collectorStream }
}
