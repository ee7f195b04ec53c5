import Inventory

extension Remediation {
    /// Entra: the commands of the Azure CLI, which call Microsoft Graph; `{object}` is `app` for a registration and `sp` for
    /// a service principal. A secret or certificate cannot be switched off and on again, but its service principal can.
    /// https://learn.microsoft.com/cli/azure/ad
    static let entra: [String: Steps] = [
        "entra.passwordCredential": Steps(
            disable: [], remove: ["az ad {object} credential delete --id {holderID} --key-id {id}"],
            rotate: [
                "az ad {object} credential reset --id {holderID} --append --years 1 --display-name NAME",
                "Put the new secret where the old one is used, and see it used; a certificate or a federated "
                    + "credential in its place keeps no shared secret.",
                "az ad {object} credential delete --id {holderID} --key-id {id}",
            ]),
        "entra.keyCredential": Steps(
            disable: [], remove: ["az ad {object} credential delete --id {holderID} --key-id {id} --cert"],
            rotate: [
                "az ad {object} credential reset --id {holderID} --append --cert @new-certificate.pem",
                "Sign with the new key, and see it used.",
                "az ad {object} credential delete --id {holderID} --key-id {id} --cert",
            ]),
        "entra.signingCertificate": Steps(
            disable: ["Make certificate {id} inactive: Enterprise applications > {holder} > Single sign-on."],
            remove: ["Delete certificate {id}, on the same page."],
            rotate: [
                "Make a new certificate and let {holder} trust it before it becomes active: Enterprise applications > "
                    + "{holder} > Single sign-on > SAML Certificates."
            ]),
        "entra.federatedIdentityCredential": Steps(
            disable: [],
            remove: ["az ad app federated-credential delete --id {holderID} --federated-credential-id {id}"],
            rotate: ["It holds no secret: check that issuer and subject of {id} are still the ones that are meant."]),
        "entra.oauth2PermissionGrant": Steps(
            disable: [],
            remove: ["az rest --method DELETE --url https://graph.microsoft.com/v1.0/oauth2PermissionGrants/{id}"],
            rotate: []),
        "entra.application": Steps(
            disable: ["az ad sp update --id {clientID} --set accountEnabled=false"],
            remove: ["az ad app delete --id {id}"], rotate: []),
        "entra.servicePrincipal": principal,
        "entra.managedIdentity": Steps(
            disable: ["az ad sp update --id {id} --set accountEnabled=false"],
            remove: ["Delete it where it lives, with az identity delete or by the Azure resource that it belongs to."],
            rotate: []),
        "entra.agentIdentity": principal,
        "entra.user": Steps(
            disable: [
                "az ad user update --id {id} --account-enabled false",
                "az rest --method POST --url https://graph.microsoft.com/v1.0/users/{id}/revokeSignInSessions",
            ],
            remove: ["az ad user delete --id {id}"], rotate: []),
    ]

    private static let principal = Steps(
        disable: ["az ad sp update --id {id} --set accountEnabled=false"], remove: ["az ad sp delete --id {id}"],
        rotate: [])

    /// What the connector calls these things, by a part of the type in lower case; the first that fits.
    static let entraWords: [(part: String, type: String)] = [
        ("agentidentityblueprint", "entra.application"), ("serviceprincipal", "entra.servicePrincipal"),
        ("principal", "entra.servicePrincipal"), ("microsoftapplication", "entra.servicePrincipal"),
        ("user", "entra.user"),
    ]

    /// Owners of a registration may add secrets to it; only people of whom that is meant should be named.
    static func nameEntraOwner(_ dossier: Dossier) -> String? {
        let id = quoted(dossier.reference.nativeID.string)
        let graph = "https://graph.microsoft.com/v1.0"
        switch canonical(dossier.headType ?? "") {
        case "entra.application": return "az ad app owner add --id \(id) --owner-object-id USER"
        case "entra.servicePrincipal", "entra.managedIdentity":
            let url = quoted("\(graph)/servicePrincipals/\(dossier.reference.nativeID)/owners/$ref")
            return "az rest --method POST --url \(url) --body '{\"@odata.id\": \"\(graph)/directoryObjects/USER\"}'"
        case "entra.agentIdentity":
            return "Name a sponsor of \(dossier.name): Entra admin centre > Agent identities > Owners and sponsors."
        default: return nil
        }
    }
}
