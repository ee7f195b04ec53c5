import Crypto
import Foundation

/// What a scope is read with: who reads, with which permissions, narrowed how. The ledger adds the stream's version; any
/// difference makes the next read a new baseline.
func scopeFingerprint(_ tenant: TenantIdentity, narrowing: [String]) -> String {
    var hash = SHA256()
    for part in [tenant.id, tenant.principal] + tenant.permissions.sorted() + ["|"]
        + narrowing.sorted()
    {
        hash.update(data: Data("\(part.utf8.count):\(part)".utf8))
    }
    return hash.finalize().prefix(16).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}
