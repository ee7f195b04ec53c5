/// A service that hands a workload the credentials of its own machine, at an address the vendor has fixed.
///
/// Not to be decoded from text: a configuration cannot name one.
public enum MachineCredentialService: Sendable, Hashable, CaseIterable {
    /// EC2 instance metadata, `http://169.254.169.254`
    /// (AWS, "Access instance metadata for an EC2 instance"); Azure and Google serve theirs at the same address.
    case instanceMetadata
    /// The same over IPv6, `http://[fd00:ec2::254]`.
    case instanceMetadataIPv6
    /// ECS task roles, `http://169.254.170.2` (AWS, "Task IAM role").
    case containerCredentials
    /// EKS Pod Identity, `http://169.254.170.23` (AWS SDK reference, "Container credential provider").
    case podIdentity
    /// The same over IPv6, `http://[fd00:ec2::23]`.
    case podIdentityIPv6

    /// The literal address; the service has no name.
    public var host: String {
        switch self {
        case .instanceMetadata: "169.254.169.254"
        case .instanceMetadataIPv6: "fd00:ec2::254"
        case .containerCredentials: "169.254.170.2"
        case .podIdentity: "169.254.170.23"
        case .podIdentityIPv6: "fd00:ec2::23"
        }
    }

    /// What a message calls it.
    public var title: String {
        switch self {
        case .instanceMetadata, .instanceMetadataIPv6: "instance metadata service"
        case .containerCredentials: "container credential service"
        case .podIdentity, .podIdentityIPv6: "pod identity service"
        }
    }

    var address: IPAddress? { IPAddress(host) }

    /// Plain http on port 80 of the one address.
    func allows(_ origin: Origin) -> Bool { origin.scheme == "http" && origin.port == 80 && origin.host == host }
}
