import Inventory

/// What a role comes to, by the permissions in it.
enum GoogleCloudPrivilege {
    /// - Parameter permissions: nil where Google did not tell them.
    static func of(_ permissions: [String]?) -> (privilege: Privilege, reason: String?) {
        guard let permissions else { return (.unknown, nil) }
        for (privilege, isOne) in steps {
            // The first by its bytes, whatever the order in which Google lists them.
            if let found = permissions.filter(isOne).min(by: { NativeID($0) < NativeID($1) }) {
                return (privilege, "includes \(found)")
            }
        }
        return (.low, permissions.isEmpty ? "no permission" : "permissions that only read")
    }

    private static let steps: [(Privilege, @Sendable (String) -> Bool)] = [
        (.admin, { takeover.contains($0) }),
        (.high, { escalating.contains($0) || $0.hasSuffix(".setIamPolicy") }),
        (.medium, { disclosing.contains($0) || !isReading($0) }),
    ]

    /// Who may write the policy of a project, folder or organisation may do all that there is to do in it.
    static let takeover: Set<String> = [
        "resourcemanager.folders.setIamPolicy", "resourcemanager.organizations.setIamPolicy",
        "resourcemanager.projects.setIamPolicy",
    ]

    /// Permissions by which one acts as another or gives itself more, and those that hand over secrets.
    /// https://cloud.google.com/iam/docs/best-practices-for-managing-service-account-keys and
    /// https://cloud.google.com/iam/docs/service-account-permissions
    static let escalating: Set<String> = [
        "apikeys.keys.getKeyString", "cloudbuild.builds.create",
        "deploymentmanager.deployments.create", "iam.roles.create", "iam.roles.update",
        "iam.serviceAccountApiKeyBindings.create", "iam.serviceAccountKeys.create", "iam.serviceAccounts.actAs",
        "iam.serviceAccounts.getAccessToken", "iam.serviceAccounts.getOpenIdToken",
        "iam.serviceAccounts.implicitDelegation", "iam.serviceAccounts.signBlob", "iam.serviceAccounts.signJwt",
        "iam.workloadIdentityPoolProviders.create", "iam.workloadIdentityPoolProviders.update",
        "iam.workforcePoolProviders.create", "iam.workforcePoolProviders.update", "orgpolicy.policy.set",
        "secretmanager.versions.access",
    ]

    /// Reading that hands over what is kept: contents, not descriptions.
    static let disclosing: Set<String> = [
        "bigquery.tables.getData", "cloudkms.cryptoKeyVersions.useToDecrypt", "datastore.entities.get",
        "logging.privateLogEntries.list", "pubsub.subscriptions.consume", "spanner.databases.select",
        "storage.objects.get",
    ]

    /// By the verb at its end: `iam.roles.list`.
    static func isReading(_ permission: String) -> Bool {
        guard let verb = permission.split(separator: ".").last?.lowercased() else { return false }
        return ["get", "list", "search", "view", "query", "read", "check", "analyze", "fetch", "lookup"]
            .contains { verb.hasPrefix($0) }
    }
}
