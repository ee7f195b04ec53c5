import Inventory

extension Remediation {
    /// How grants are taken back that are no thing of their own in the tables of `Remediation`: with the ids of their
    /// application and user filled in.
    private static let revocations: [String: String] = [
        "entra.appPermission":
            "az rest --method DELETE --url https://graph.microsoft.com/v1.0/servicePrincipals/{holder}/appRoleAssignments/{id}",
        "google-workspace.oauthGrant": "DELETE https://admin.googleapis.com/admin/directory/v1/users/{id}",
        "okta.appGrant": "DELETE /api/v1/apps/{holder}/grants/{id}",
        "okta.userGrant": "DELETE /api/v1/users/{user}/grants/{id}",
        "aws.iam.roleTrust":
            "Take the account out of the trust: aws iam update-assume-role-policy --role-name {name} --policy-document "
            + "file://trust.json",
    ]

    /// Grants that are taken back by themselves; others go with their application.
    private static let single: Set<String> = [
        "entra.oauth2PermissionGrant", "salesforce.oauthToken", "salesforce.appAccess",
    ]

    /// The longest list of single revocations.
    private static let most = 5

    /// How these grants of a holder are taken back: one by one while they are few, else with the application.
    static func revoke(_ grants: [GrantFacts], of dossier: Dossier) -> [String] {
        var steps: [String] = []
        for grant in grants {
            for step in revocation(grant, dossier) where !steps.contains(step) { steps.append(step) }
            if steps.count > most { break }
        }
        return steps.isEmpty || steps.count > most ? retire(dossier) : steps
    }

    private static func revocation(_ grant: GrantFacts, _ dossier: Dossier) -> [String] {
        let (type, user): (String, String) =
            switch grant.record {
            case .grant(let held): (held.record.type, held.record.onBehalfOf?.nativeID.string ?? "")
            case .permission(let held): (held.record.type, "")
            }
        if let text = revocations[type] {
            let marks = [
                "id": grant.id.string, "holder": dossier.reference.nativeID.string, "user": user,
                "name": quoted(dossier.name),
            ]
            return [filled(text, marks)]
        }
        guard single.contains(type), case .grant(let held) = grant.record else { return [] }
        return retire(held.record, holder: dossier.name)
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
