import Foundation

/// Where requests of a source may go: origins from its configuration and declared suffixes, https only but for
/// loopback hosts.
public struct OriginRules: Sendable, Hashable {
    public var origins: Set<Origin>
    /// Suffixes of hosts, `.my.salesforce.example`, each reached by https on port 443 only. A missing first dot is
    /// read as there: a suffix never matches the end of another company's name.
    public var hostSuffixes: [String]
    /// Whether the configured hosts may resolve to private or loopback addresses. Link-local and metadata addresses
    /// are refused whatever stands here.
    public var privateAddressesAllowed: Bool
    /// Set by `machineCredentialService(_:)` alone; nothing else is then allowed.
    public private(set) var machineCredentialService: MachineCredentialService?

    public init(origins: Set<Origin>, hostSuffixes: [String] = [], privateAddressesAllowed: Bool = false) {
        self.origins = origins
        self.hostSuffixes = hostSuffixes
        self.privateAddressesAllowed = privateAddressesAllowed
    }

    /// The rules for one configured base URL. A loopback or private literal address declares itself.
    public init?(base url: URL) {
        guard let origin = Origin(url) else { return nil }
        let isPrivate = origin.isLoopback || origin.address?.reach == .privateNetwork
        self.init(origins: [origin], privateAddressesAllowed: isPrivate)
    }

    /// The narrow door for the credentials of the machine that Muster runs on: one fixed address over plain http,
    /// and nothing else. It stands in code only, at the provider that reads those credentials; no configuration,
    /// link or redirect leads to it.
    public static func machineCredentialService(_ service: MachineCredentialService) -> OriginRules {
        var rules = OriginRules(origins: [])
        rules.machineCredentialService = service
        return rules
    }

    /// Why a URL may not be asked; nil if it may.
    public func refusal(of url: URL) -> String? {
        guard let origin = Origin(url) else { return "it is not an http or https URL with a plain host" }
        return refusal(of: origin)
    }

    /// Why an origin may not be asked; nil if it may.
    public func refusal(of origin: Origin) -> String? {
        if let machineCredentialService {
            let allowed = machineCredentialService.allows(origin)
            return allowed ? nil : "\(origin) is not the \(machineCredentialService.title)"
        }
        if origin.scheme == "http" && !origin.isLoopback { return "plain http is accepted for loopback addresses only" }
        if origins.contains(origin) { return nil }
        if matchesSuffix(origin) { return nil }
        return "\(origin) is not an origin of this source"
    }

    private func matchesSuffix(_ origin: Origin) -> Bool {
        guard !hostSuffixes.isEmpty, origin.scheme == "https", origin.port == 443, origin.address == nil else {
            return false
        }
        return hostSuffixes.contains { written in
            let suffix = (written.hasPrefix(".") ? written : "." + written).lowercased()
            return suffix.utf8.count > 1 && origin.host.hasSuffix(suffix) && origin.host.utf8.count > suffix.utf8.count
        }
    }

    /// Why an address may not be connected to; nil if it may. To be asked after the name is resolved and before the
    /// connection is used: what a name resolves to is the business of whoever owns the name.
    public func refusal(of address: IPAddress) -> String? {
        if let machineCredentialService {
            let allowed = machineCredentialService.address == address
            return allowed ? nil : "\(address) is not the \(machineCredentialService.title)"
        }
        switch address.reach {
        case .global: return nil
        case .privateNetwork:
            return privateAddressesAllowed ? nil : "\(address) is a private address"
        case .loopback:
            return privateAddressesAllowed ? nil : "\(address) is a loopback address"
        case .linkLocal: return "\(address) is a link-local address"
        case .metadata: return "\(address) is a cloud's metadata service"
        case .unroutable: return "\(address) is not an address of a server"
        }
    }

    /// Why the host of an origin may not be connected to as far as its text tells: a literal address or a name by
    /// which clouds serve metadata. All that can be checked here when a proxy resolves the name.
    public func refusalAsWritten(of origin: Origin) -> String? {
        if let address = origin.address { return refusal(of: address) }
        if origin.host == "localhost" || origin.host.hasSuffix(".localhost") {
            return privateAddressesAllowed ? nil : "\(origin.host) is this machine"
        }
        return Self.metadataNames.contains(origin.host) ? "\(origin.host) is a cloud's metadata service" : nil
    }

    /// Google: `metadata.google.internal` and its short forms. AWS: `instance-data`.
    static let metadataNames: Set<String> = [
        "metadata.google.internal", "metadata.goog", "metadata", "instance-data", "instance-data.ec2.internal",
    ]
}
