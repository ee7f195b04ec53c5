import Inventory

/// Fingerprints that stand on more than one credential, and which of them say the same: vendors often print one key by two
/// algorithms, and that is one key.
struct FingerprintBook: Sendable {
    private var seen: Set<Fingerprint> = []
    private var repeated: Set<Fingerprint> = []
    /// By a weaker fingerprint, the stronger one that every credential with it has too; nil where one has none or another.
    private var strongerOf: [Fingerprint: Fingerprint?] = [:]

    mutating func note(_ fingerprints: [Fingerprint]) {
        let strongest = fingerprints.max { Self.strength($0) < Self.strength($1) }
        for fingerprint in fingerprints {
            if !seen.insert(fingerprint).inserted { repeated.insert(fingerprint) }
            let stronger = strongest.flatMap { Self.strength($0) > Self.strength(fingerprint) ? $0 : nil }
            if let known = strongerOf[fingerprint], known != stronger {
                strongerOf[fingerprint] = .some(nil)
            } else {
                strongerOf[fingerprint] = .some(stronger)
            }
        }
    }

    /// Whether the fingerprint is shared, and no stronger one tells of the very same credentials.
    func isShared(_ fingerprint: Fingerprint) -> Bool {
        guard repeated.contains(fingerprint) else { return false }
        if let stronger = strongerOf[fingerprint] ?? nil { return !repeated.contains(stronger) }
        return true
    }

    private static func strength(_ fingerprint: Fingerprint) -> Int {
        if fingerprint.algorithm.hasPrefix("sha256") { return 2 }
        return fingerprint.algorithm.hasPrefix("sha1") ? 1 : 0
    }
}
