import ConnectorKit
import Foundation

/// How the read-only credential is made: a role with exactly the permissions of the manifest, for a service account.
enum GoogleCloudSetup {
    @Sendable static func guide(_ settings: Settings) throws -> SetupGuide {
        let project = try GoogleCloudAPI(settings).project
        // The words in capitals are the reader's to replace.
        let place = project.map { "--project=\($0)" } ?? "--organization=ORGANIZATION"
        let role = project.map { "projects/\($0)/roles/muster" } ?? "organizations/ORGANIZATION/roles/muster"
        let bind =
            project.map { "gcloud projects add-iam-policy-binding \($0)" }
            ?? "gcloud organizations add-iam-policy-binding ORGANIZATION"
        return SetupGuide(
            steps: [
                "Enable the APIs in the project that Muster's service account will live in: gcloud services enable \(services.joined(separator: " ")) --project=PROJECT",
                "Make the account: gcloud iam service-accounts create muster --project=PROJECT --display-name=Muster",
                "Make a role with what is read and nothing else, from the file below: gcloud iam roles create muster \(place) --file=muster-role.yaml",
                "Give the role to the account: \(bind) --member=serviceAccount:muster@PROJECT.iam.gserviceaccount.com --role=\(role) --condition=None",
                "On Google Cloud, run Muster as that account and leave key out. Elsewhere use workload identity federation (gcloud iam workload-identity-pools create-cred-config), or a key: gcloud iam service-accounts keys create muster-key.json --iam-account=muster@PROJECT.iam.gserviceaccount.com",
                "Keep the file where only Muster can read it, write the place into the configuration below, then run: muster check",
            ],
            files: [
                SetupGuide.File(
                    name: "muster-role.yaml", purpose: "The custom role: the permissions of the manifest.",
                    contents: roleFile(project == nil))
            ], configuration: configuration(project), grant: { grant($0, project) })
    }

    static let services = GoogleCloudAPI.Service.allCases.map { "\($0.rawValue).googleapis.com" }

    /// https://cloud.google.com/iam/docs/creating-custom-roles#creating
    static func roleFile(_ isOrganizations: Bool) -> String {
        let permissions = GoogleCloudConnector.permissions.filter {
            isOrganizations || !GoogleCloudTenant.isOfOrganizations($0)
        }
        return """
            title: Muster
            description: Reads who and what has access. Changes nothing.
            stage: GA
            includedPermissions:

            """ + permissions.map { "- \($0)\n" }.joined()
    }

    private static func configuration(_ project: String?) -> String {
        """
        google-cloud:
          connector: google-cloud
        \(project.map { "  settings: {project: \"\($0)\"}\n" } ?? "")  credentials:
            key: {file: /run/secrets/muster-google-cloud.json}

        """
    }

    /// - Parameter permission: one of IAM's, `service:` with an API that has to be enabled, or `scope:`.
    static func grant(_ permission: String, _ project: String?) -> String {
        if let service = permission.split(separator: ":").last, permission.hasPrefix("service:") {
            return
                "Enable the API in the project of Muster's service account: gcloud services enable \(service) --project=PROJECT"
        }
        if permission.hasPrefix("scope:") {
            return
                "Give the machine or sign-in the scope \(GoogleCloudSignIn.scope): what it may do is decided by its roles."
        }
        if permission == "serviceusage.services.use" {
            return
                "Let the user charge the project that the file names: give roles/serviceusage.serviceUsageConsumer on it, or run gcloud auth application-default set-quota-project."
        }
        let place = project.map { "--project=\($0)" } ?? "--organization=ORGANIZATION"
        return
            "Add \(permission) to Muster's role: gcloud iam roles update muster \(place) --add-permissions=\(permission)"
    }
}
