import ConnectorKit
import Foundation

/// The settings of a source, checked before anything is asked.
struct AWSSettings: Sendable {
    var endpoints: AWSEndpoints
    /// nil where one account alone is read.
    var organization: AWSOrganization?
    /// IAM Identity Center belongs to an organization, and is asked where one is meant.
    var readsIdentityCenter: Bool

    /// - Throws: `SettingProblem` for the first that cannot be used.
    init(_ settings: Settings) throws {
        let region = try settings.text("region") ?? "us-east-1"
        let identityCenter = try settings.text("identity_center_region")
        endpoints = try AWSEndpoints(
            region: region, identityCenterRegion: identityCenter, configured: try settings.url("endpoint"))
        organization = try AWSOrganization(settings, partition: endpoints.partitionName)
        readsIdentityCenter = organization != nil || identityCenter != nil
    }

    /// Whether streams of this reach are read.
    func reads(_ reach: AWSConnector.Reach) -> Bool {
        switch reach {
        case .account: true
        case .organization: organization != nil
        case .identityCenter: readsIdentityCenter
        }
    }

    /// What narrows the lists: another region holds other secrets and another Identity Center, and proves nothing about
    /// those of this one. The defaults stand for themselves, so that they stay the baseline that they were.
    var narrowing: [String] {
        var result = endpoints.region == "us-east-1" ? [] : ["region \(endpoints.region)"]
        if endpoints.identityCenterRegion != endpoints.region {
            result.append("identity center \(endpoints.identityCenterRegion)")
        }
        return result
    }

    static let descriptors = [
        SettingDescriptor("region", "The region of STS and Secrets Manager.", example: "us-east-1"),
        SettingDescriptor(
            "endpoint", "One URL that serves all services, instead of AWS's own.", example: "http://127.0.0.1:5005"),
        SettingDescriptor("profile", "The profile of ~/.aws/config to sign in with.", example: "audit"),
        SettingDescriptor(
            "member_role",
            "The role to assume in each account of the organization; without it this account alone is read.",
            example: "MusterReader"),
        SettingDescriptor(
            "member_external_id", "The ExternalId that the trust policy of member_role asks for.",
            example: "muster-4f1c"),
        SettingDescriptor(
            "accounts", "Read these accounts of the organization only.", example: "[\"210987654321\"]"),
        SettingDescriptor(
            "exclude_accounts", "Accounts of the organization that are out of scope.", example: "[\"210987654321\"]"),
        SettingDescriptor(
            "identity_center_region", "The region of IAM Identity Center, if it is not region.", example: "eu-west-1"),
    ]
}
