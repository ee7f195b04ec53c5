import Inventory

extension Remediation {
    /// Google Cloud: the commands of its command line, which take the ids and full names as they stand in the inventory.
    /// https://cloud.google.com/sdk/gcloud/reference
    static let googleCloud: [String: Steps] = [
        "google-cloud.serviceAccountKey": Steps(
            disable: ["gcloud iam service-accounts keys disable {id} --iam-account={holder}"],
            remove: ["gcloud iam service-accounts keys delete {id} --iam-account={holder}"],
            rotate: [
                "Where the workload can have a token of its own (on Google Cloud, or by workload identity federation), let "
                    + "it use that in place of a key.",
                "Else: gcloud iam service-accounts keys create new-key.json --iam-account={holder}",
                "Put the new key where the old one is used, and see it used.",
            ]),
        "google-cloud.apiKey": Steps(
            disable: [
                "Let it be good for one API only: gcloud services api-keys update {id} --api-target=service=SERVICE"
            ],
            remove: ["gcloud services api-keys delete {id} (for 30 days: gcloud services api-keys undelete {id})"],
            rotate: [
                "gcloud services api-keys create --api-target=service=SERVICE --project=PROJECT, with --allowed-referrers, "
                    + "--allowed-ips or an app beside it.",
                "Put the new key where the old one is used, and see it used.",
            ]),
        "google-cloud.workloadIdentityPoolProvider": Steps(
            disable: ["gcloud iam workload-identity-pools providers update-oidc {id} --disabled"],
            remove: ["gcloud iam workload-identity-pools providers delete {id}"],
            rotate: [
                "It holds no secret: check that issuer and attribute condition of {id} are still the ones that are meant."
            ]),
        "google-cloud.workloadIdentityPool": Steps(
            disable: ["gcloud iam workload-identity-pools update {id} --disabled"],
            remove: ["gcloud iam workload-identity-pools delete {id}"], rotate: []),
        "google-cloud.serviceAccount": Steps(
            disable: ["gcloud iam service-accounts disable {holder}"],
            remove: ["gcloud iam service-accounts delete {holder} (for 30 days it can be undeleted)"], rotate: []),
        "google-cloud.serviceAccountTrust": Steps(
            disable: [],
            remove: [
                "gcloud iam service-accounts remove-iam-policy-binding {holder} --member=MEMBER --role=ROLE --all, with "
                    + "role and member as they stand in {id}"
            ], rotate: []),
        "google-cloud.project": Steps(
            disable: [],
            remove: ["Delete or restrict its API keys: gcloud services api-keys list --project={holder}"], rotate: []),
        "google-cloud.user": binding,
        "google-cloud.group": binding,
        "google-cloud.domain": binding,
        "google-cloud.allUsers": binding,
        "google-cloud.allAuthenticatedUsers": binding,
        "google-cloud.workloadIdentity": binding,
        "google-cloud.workloadIdentitySet": binding,
        "google-cloud.workforceIdentity": binding,
        "google-cloud.workforceIdentitySet": binding,
        "google-cloud.kubernetesServiceAccount": binding,
        "google-cloud.serviceAgent": binding,
    ]

    /// Somebody whom policies name: what can be taken away is the binding.
    private static let binding = Steps(
        disable: [],
        remove: [
            "For each role that it has: gcloud projects remove-iam-policy-binding PROJECT --member={id} --role=ROLE --all "
                + "(gcloud resource-manager folders, gcloud organizations or gcloud iam service-accounts likewise)"
        ], rotate: [])

    /// Service accounts carry no labels: those of their project say who answers for them. A label holds no address.
    static func nameGoogleCloudOwner(_ dossier: Dossier, key: String) -> String? {
        guard let type = dossier.headType else { return nil }
        switch type {
        case "google-cloud.project":
            return
                "gcloud alpha projects update \(quoted(dossier.name)) --update-labels=\(quoted(key))=USERNAME (a label "
                + "holds no @: a user name of the people source, or a team in the label that the policy names)"
        case "google-cloud.serviceAccount", "google-cloud.workloadIdentityPool":
            return
                "Set the label \(key) of the project of \(dossier.name) to the user name of the person who answers for it; "
                + "where the project is somebody else's, write who answers for it into a register of owners."
        default: return nil
        }
    }
}
