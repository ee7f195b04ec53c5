import ConnectorKit
import Foundation
import Inventory

// Rows as Google writes them: only the fields that are read. Google leaves out what is false, empty or not set.

/// An organisation, a folder or a project.
struct GoogleCloudContainerWire: Decodable, Sendable {
    /// `projects/415104041262`: by number, which is never given again.
    var name: String
    /// Of projects alone: what people call it by.
    var projectId: String?
    var displayName: String?
    /// `organizations/123` or `folders/456`; absent of a project without organisation.
    var parent: String?
    /// `ACTIVE`, `DELETE_REQUESTED`.
    var state: String?
    var createTime: Instant?
    var labels: [String: String]?
    /// Of organisations alone: the customer id in Google Workspace.
    var directoryCustomerId: String?

    /// Left out where there is no word: it is then what it is listed as.
    var isActive: Bool { state == nil || state == "ACTIVE" }

    /// Google's labels are in lower case: https://cloud.google.com/resource-manager/docs/labels-overview
    var tags: [String: String] { (labels ?? [:]).filter { $0.key.lowercased() == $0.key } }
}

struct GoogleCloudServiceAccountWire: Decodable, Sendable {
    var email: String
    /// Stays with the account; another account by the same address has another.
    var uniqueId: String?
    var projectId: String?
    var displayName: String?
    var description: String?
    var disabled: Bool?
    var oauth2ClientId: String?
}

struct GoogleCloudKeyWire: Decodable, Sendable {
    /// `projects/{project}/serviceAccounts/{address}/keys/{id}`
    var name: String
    var keyAlgorithm: String?
    /// `GOOGLE_PROVIDED`: Google made the pair; `USER_PROVIDED`: a public key was uploaded.
    var keyOrigin: String?
    var keyType: String?
    var validAfterTime: Instant?
    var validBeforeTime: Instant?
    var disabled: Bool?
    var disableReason: String?
    var extendedStatus: [Status]?

    /// What Google found out about the key: `SERVICE_ACCOUNT_KEY_EXTENDED_STATUS_KEY_EXPOSED`.
    struct Status: Decodable, Sendable {
        var key: String?
        var value: String?
    }
}

struct GoogleCloudAPIKeyWire: Decodable, Sendable {
    /// `projects/{number}/locations/global/keys/{id}`; the key's own text is another method's, and is never asked for.
    var name: String
    var uid: String?
    var displayName: String?
    var createTime: Instant?
    var updateTime: Instant?
    var deleteTime: Instant?
    /// The service account that the key signs in as.
    var serviceAccountEmail: String?
    var restrictions: Restrictions?

    struct Restrictions: Decodable, Sendable {
        var apiTargets: [Target]?
        var browserKeyRestrictions: Browsers?
        var serverKeyRestrictions: Servers?
        var androidKeyRestrictions: Android?
        var iosKeyRestrictions: Apple?
    }

    struct Target: Decodable, Sendable { var service: String? }
    struct Browsers: Decodable, Sendable { var allowedReferrers: [String]? }
    struct Servers: Decodable, Sendable { var allowedIps: [String]? }
    struct Android: Decodable, Sendable { var allowedApplications: [Application]? }
    struct Application: Decodable, Sendable { var packageName: String? }
    struct Apple: Decodable, Sendable { var allowedBundleIds: [String]? }
}

struct GoogleCloudRoleWire: Decodable, Sendable {
    /// `roles/owner`, `projects/{id}/roles/{role}`, `organizations/{number}/roles/{role}`
    var name: String
    var title: String?
    /// Absent of a role that has none, and where it was not asked for.
    var includedPermissions: [String]?
    var stage: String?
}

struct GoogleCloudBindingWire: Decodable, Sendable {
    var role: String
    var members: [String]?
    var condition: Condition?

    struct Condition: Decodable, Sendable {
        var title: String?
        var expression: String?
    }
}

/// A workload identity pool.
struct GoogleCloudPoolWire: Decodable, Sendable {
    /// `projects/{number}/locations/global/workloadIdentityPools/{pool}`
    var name: String
    var displayName: String?
    var description: String?
    var disabled: Bool?
    /// `ACTIVE`, `DELETED`.
    var state: String?
    /// `FEDERATION_ONLY`, `TRUST_DOMAIN`, `SYSTEM_TRUST_DOMAIN`.
    var mode: String?
}

/// An issuer that a pool trusts.
struct GoogleCloudProviderWire: Decodable, Sendable {
    var name: String
    var displayName: String?
    var disabled: Bool?
    var state: String?
    var attributeCondition: String?
    var attributeMapping: [String: String]?
    var oidc: OpenID?
    var aws: Amazon?
    var saml: Empty?
    var x509: Empty?

    struct OpenID: Decodable, Sendable {
        var issuerUri: String?
        var allowedAudiences: [String]?
    }
    struct Amazon: Decodable, Sendable { var accountId: String? }
    /// Only that it is there: what stands in it is long, and not read.
    struct Empty: Decodable, Sendable {}
}

struct GoogleCloudActivityWire: Decodable, Sendable {
    /// `//iam.googleapis.com/projects/{id}/serviceAccounts/{address}`, perhaps with `/keys/{id}`
    var fullResourceName: String
    var observationPeriod: Period
    var activity: Activity?

    struct Period: Decodable, Sendable {
        var startTime: Instant
        var endTime: Instant
    }

    struct Activity: Decodable, Sendable { var lastAuthenticatedTime: Instant? }
}

/// A page of any list: rows under the list's own name, which is left out where there are none.
struct GoogleCloudPage<Wire: Decodable>: DecodableWithConfiguration {
    /// nil where the list is left out.
    var rows: JSONRows<Wire>?
    var next: String?

    /// - Parameter key: the list's name, `accounts`.
    static func read(_ body: Data, key: String) throws -> GoogleCloudPage {
        try JSONDecoder().decode(GoogleCloudPage.self, from: body, configuration: key)
    }

    init(from decoder: any Decoder, configuration key: String) throws {
        let container = try decoder.container(keyedBy: Name.self)
        // An error in the place of a list is none that is empty.
        guard !container.contains(Name("error")) else { throw GoogleCloudProblem("an error instead of a list") }
        // What is there has to be a list: null is nothing that Google sends.
        rows = container.contains(Name(key)) ? try container.decode(JSONRows<Wire>.self, forKey: Name(key)) : nil
        next = try container.decodeIfPresent(String.self, forKey: Name("nextPageToken"))
    }

    private struct Name: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }
        init(_ name: String) { stringValue = name }
        init?(stringValue: String) { self.init(stringValue) }
        init?(intValue: Int) { nil }
    }
}
