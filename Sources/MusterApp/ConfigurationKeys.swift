import Inventory

/// The keys of the configuration file. The parser knows no others, and a test holds the published schema against
/// them.
public enum ConfigurationKeys {
    public enum Top: String, CaseIterable { case sources, ledger, policy, vendors, network }

    public enum Source: String, CaseIterable {
        case connector, settings, credentials, pace
        case authoritativeFor = "authoritative_for"
    }

    public enum Pace: String, CaseIterable {
        case share
        case requestsPerSecond = "requests_per_second"
    }

    public enum Network: String, CaseIterable {
        case certificateFile = "ca_file"
        case proxy
        case proxyExceptions = "no_proxy"
    }

    public enum Credential: String, CaseIterable {
        case environment = "env"
        case file, command
    }

    /// What a source can be the authority for.
    public enum Authority: String, CaseIterable {
        case people

        var kind: RecordKind {
            switch self {
            case .people: .person
            }
        }
    }
}
