import Inventory

extension Remediation {
    /// How one grant is taken back, by its type: the vendor's own call or page, with the ids filled in.
    private static let revocations: [String: String] = [
        "entra.oauth2PermissionGrant": "DELETE https://graph.microsoft.com/v1.0/oauth2PermissionGrants/{id}",
        "entra.appPermission":
            "DELETE https://graph.microsoft.com/v1.0/servicePrincipals/{holder}/appRoleAssignments/{id}",
        "google-workspace.oauthGrant": "DELETE https://admin.googleapis.com/admin/directory/v1/users/{id}",
        "okta.appGrant": "DELETE /api/v1/apps/{holder}/grants/{id}",
        "okta.userGrant": "DELETE /api/v1/users/{user}/grants/{id}",
        "slack.installation": "Remove {holder}: Slack > Administration > Manage apps, or apps.uninstall.",
        "slack.botInstallation": "Remove {holder}: Slack > Administration > Manage apps, or apps.uninstall.",
        "slack.service": "Remove {holder}: Slack > Administration > Manage apps > Custom Integrations.",
        "salesforce.oauthToken":
            "Revoke {id}: Setup > Connected Apps OAuth Usage, the app's number of users, Revoke (Block ends all of them).",
        "salesforce.appAccess": "Take {holder} out of the permission set or profile: Setup > {holder} > Manage.",
        "aws.iam.roleTrust":
            "Take the account out of the trust: aws iam update-assume-role-policy --role-name {name} --policy-document "
            + "file://trust.json",
    ]

    /// The longest list of single revocations.
    private static let most = 5

    /// How these grants of a holder are taken back: one by one while they are few, else with the application.
    static func revoke(_ grants: [GrantFacts], of dossier: Dossier) -> [String] {
        var steps: [String] = []
        for grant in grants {
            let step = revocation(grant, dossier)
            guard let step, !steps.contains(step) else { continue }
            steps.append(step)
            if steps.count > most { break }
        }
        guard !steps.isEmpty, steps.count <= most else { return wholeApplication(grants.count, dossier) }
        return steps
    }

    private static func wholeApplication(_ count: Int, _ dossier: Dossier) -> [String] {
        switch dossier.source.id.connector {
        case "google-workspace":
            [
                "Block \(dossier.name) for everybody: admin.google.com > Security > API controls > Manage app access, client "
                    + "\(dossier.reference.nativeID)."
            ]
        case "entra":
            [
                "PATCH https://graph.microsoft.com/v1.0/servicePrincipals/\(dossier.reference.nativeID) "
                    + "{\"accountEnabled\": false}, wait 14 days, then delete its \(count) grants."
            ]
        default: retire(dossier)
        }
    }

    private static func revocation(_ grant: GrantFacts, _ dossier: Dossier) -> String? {
        let (type, user): (String, String) =
            switch grant.record {
            case .grant(let held): (held.record.type, held.record.onBehalfOf?.nativeID.string ?? "")
            case .permission(let held): (held.record.type, "")
            }
        guard let text = revocations[type] else { return nil }
        let holder = dossier.reference.nativeID.string
        let isPage = !text.contains("/{")
        return filled(
            text,
            [
                "id": grant.id.string, "holder": isPage ? dossier.name : holder, "user": user,
                "name": quoted(dossier.name),
            ])
    }

    /// One pass, so that a name that looks like a mark stays a name.
    private static func filled(_ step: String, _ marks: [String: String]) -> String {
        var text = ""
        var rest = Substring(step)
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            text += rest[..<open]
            let mark = String(rest[rest.index(after: open)..<close])
            text += marks[mark] ?? "{\(mark)}"
            rest = rest[rest.index(after: close)...]
        }
        return text + rest
    }
}
