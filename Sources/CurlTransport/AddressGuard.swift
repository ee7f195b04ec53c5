import CCurl
import Foundation
import Transport

/// Holds the addresses that one exchange may connect to (CURLOPT_OPENSOCKETFUNCTION, after name resolution) and whose
/// connections it may use (CURLOPT_PREREQFUNCTION, also for a connection that an earlier request opened under other
/// rules).
struct AddressGuard {
    enum Verdict { case allowed, refused, unknown }

    /// The last refusal, for the error if nothing else can be reached.
    private(set) var refusal: String?
    private var rules: OriginRules?
    /// Through a proxy, the only peer is the proxy.
    private var isProxied = false
    private var isPlain = false

    init() {}

    init(_ exchange: Exchange) {
        rules = exchange.rules
        isProxied = exchange.proxy != nil
        isPlain = exchange.origin.scheme == "http"
    }

    mutating func mayConnect(to address: IPAddress?) -> Bool {
        guard let rules else { return false }
        if isProxied { return true }
        guard let address else {
            refusal = "the address is neither IPv4 nor IPv6"
            return false
        }
        refusal = rules.refusal(of: address)
        // Plain http does not leave the machine, whatever the name `localhost` is made to resolve to.
        if refusal == nil, isPlain, rules.machineCredentialService == nil, address.reach != .loopback {
            refusal = "plain http is accepted for loopback addresses only, and \(address) is none"
        }
        return refusal == nil
    }

    mutating func judge(peer: UnsafePointer<CChar>?) -> Verdict {
        if isProxied { return .allowed }
        guard let peer, peer.pointee != 0 else { return .unknown }
        return mayConnect(to: IPAddress(String(cString: peer))) ? .allowed : .refused
    }
}

extension IPAddress {
    /// nil for a family other than IPv4 and IPv6.
    init?(of address: UnsafePointer<curl_sockaddr>) {
        var octets = [UInt8](repeating: 0, count: 16)
        switch ccurl_address(address, &octets) {
        case 4: self = .v4(IPv4Address(octets: Array(octets[..<4])))
        case 16: self = .v6(IPv6Address(octets: octets))
        default: return nil
        }
    }
}
