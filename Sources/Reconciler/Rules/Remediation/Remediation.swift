import Inventory

/// What to do about a thing, by its type: data, with the vendor's ids filled in. Never done by Muster.
///
/// AWS steps follow the IAM user guide's order for retiring a key: make it inactive, watch, then delete.
enum Remediation {
    /// The id of the credential, and the id, name and kind of its holder.
    struct Names {
        var id: String
        var holder: String
    }

    struct Steps: Sendable {
        /// Makes it unusable, and can be undone.
        var disable: [String]
        var remove: [String]
        var rotate: [String]
    }

    /// Days to watch between making something inactive and deleting it.
    private static let wait = "Wait 14 days for anything that still needs it; then:"

    private static let amazon: [String: Steps] = [
        "aws.iam.accessKey": Steps(
            disable: ["aws iam update-access-key --access-key-id {id} --status Inactive --user-name {holder}"],
            remove: ["aws iam delete-access-key --access-key-id {id} --user-name {holder}"],
            rotate: [
                "aws iam create-access-key --user-name {holder}",
                "Put the new key where the old one is used, and see it used.",
            ]),
        "aws.iam.loginProfile": Steps(
            disable: [], remove: ["aws iam delete-login-profile --user-name {holder}"],
            rotate: ["aws iam update-login-profile --user-name {holder} --password-reset-required"]),
        "aws.iam.sshPublicKey": Steps(
            disable: [
                "aws iam update-ssh-public-key --ssh-public-key-id {id} --status Inactive --user-name {holder}"
            ],
            remove: ["aws iam delete-ssh-public-key --ssh-public-key-id {id} --user-name {holder}"],
            rotate: ["aws iam upload-ssh-public-key --user-name {holder} --ssh-public-key-body file://new-key.pub"]),
        "aws.iam.signingCertificate": Steps(
            disable: [
                "aws iam update-signing-certificate --certificate-id {id} --status Inactive --user-name {holder}"
            ],
            remove: ["aws iam delete-signing-certificate --certificate-id {id} --user-name {holder}"], rotate: []),
        "aws.secretsmanager.secret": Steps(
            disable: [], remove: ["aws secretsmanager delete-secret --secret-id {id} --recovery-window-in-days 30"],
            rotate: ["aws secretsmanager rotate-secret --secret-id {id}"]),
        "aws.iam.role": Steps(
            disable: [
                "aws iam update-assume-role-policy --role-name {holder} --policy-document file://deny-all-trust.json"
            ],
            remove: [
                "Detach its policies and instance profiles, then: aws iam delete-role --role-name {holder}"
            ], rotate: []),
        // https://docs.aws.amazon.com/singlesignon/latest/userguide/disableuser.html and manage-user-session.html; there
        // is no call for either.
        "aws.identitycenter.user": Steps(
            disable: [
                "Disable {holder} where the users come from, or: IAM Identity Center > Users > {holder} > Disable user "
                    + "access",
                "End the sessions: IAM Identity Center > Users > {holder} > Active sessions > Delete session (those of "
                    + "roles last until their own end)",
            ],
            remove: ["aws identitystore delete-user --identity-store-id STORE --user-id {id}"], rotate: []),
        "aws.iam.user": Steps(
            disable: [
                "aws iam delete-login-profile --user-name {holder}",
                "Make each access key inactive: aws iam list-access-keys --user-name {holder}",
            ],
            remove: [
                "Remove its keys, policies and groups, then: aws iam delete-user --user-name {holder}"
            ], rotate: []),
    ]

    /// Types begin with their connector's name, so that no two vendors say the same.
    private static let byType = [
        amazon, entra, gitHub, gitLab, googleCloud, googleWorkspace, kubernetes, okta, salesforce, scim, slack,
    ].reduce(into: [:]) { all, vendor in all.merge(vendor) { first, _ in first } }

    /// What connectors may call these things, by a part of the type in lower case; the first that fits.
    private static let words = ["github": gitHubWords, "okta": oktaWords, "entra": entraWords]

    private static let generic = Steps(
        disable: ["Make {id} of {holder} inactive in the vendor's console."],
        remove: ["Delete {id} of {holder}."],
        rotate: ["Issue a new credential for {holder}, put it where {id} is used, and see it used."])

    /// Other words that connectors may have for the same thing.
    private static let aliases = [
        "aws.iam.password": "aws.iam.loginProfile", "aws.iam.sshKey": "aws.iam.sshPublicKey",
        "aws.secretsManager.secret": "aws.secretsmanager.secret", "aws.secret": "aws.secretsmanager.secret",
    ]

    static func retire(_ credential: Credential, holder: String) -> [String] {
        let steps = steps(credential.type)
        let all = steps.disable.isEmpty ? steps.remove : steps.disable + [wait] + steps.remove
        return fill(all, marks(credential, holder: holder))
    }

    static func rotate(_ credential: Credential, holder: String) -> [String] {
        let steps = steps(credential.type)
        let rotate = steps.rotate.isEmpty ? generic.rotate : steps.rotate
        let old = steps.disable.isEmpty || credential.form == .password ? [] : steps.disable + [wait] + steps.remove
        return fill(rotate + old, marks(credential, holder: holder))
    }

    /// The last step alone, for what works no more.
    static func remove(_ credential: Credential, holder: String) -> [String] {
        fill(steps(credential.type).remove, marks(credential, holder: holder))
    }

    /// The same for an identity or application.
    static func remove(_ dossier: Dossier) -> [String] { fill(steps(dossier.headType ?? "").remove, marks(dossier)) }

    /// - Parameter holder: the name of the application or resource that it is filed under.
    static func retire(_ grant: Grant, holder: String) -> [String] {
        let steps = steps(grant.type)
        let all = steps.disable.isEmpty ? steps.remove : steps.disable + [wait] + steps.remove
        return fill(
            all, marks(grant.nativeID, type: grant.type, holder: grant.holder, name: holder, grant.attributes))
    }

    private static func marks(_ credential: Credential, holder: String) -> [String: String] {
        marks(
            credential.nativeID, type: credential.type, holder: credential.holder, name: holder,
            credential.attributes)
    }

    /// What stands for each mark. `{place}` is the vendor's path of the resource that it belongs to (`projects/12`),
    /// `{object}` the Azure CLI's word for the holder.
    private static func marks(
        _ id: NativeID, type: String, holder: Reference?, name: String, _ attributes: [String: String]
    ) -> [String: String] {
        let resource = attributes["resource_id"] ?? holder?.nativeID.string ?? name
        return [
            "id": plainID(id, type), "holder": name,
            "holderID": holder.map { plainID($0.nativeID, type) } ?? name,
            "place": resource.split(separator: "/").count == 2
                ? resource.replacing("/", with: "s/", maxReplacements: 1) : resource,
            "object": holder?.kind == .identity ? "sp" : "app",
        ]
    }

    /// The id that the vendor's own calls take: where things of several kinds share a kind of record, or ids are unique
    /// below their holder only, more stands before it (`deployKey/11`).
    static func plainID(_ nativeID: NativeID, _ type: String) -> String {
        let id = nativeID.string
        let nested = ["github.", "gitlab.", "entra.", "google-cloud.serviceAccountKey"]
        guard nested.contains(where: { type.hasPrefix($0) }) else { return id }
        return id.split(separator: "/").last.map { String($0) } ?? id
    }

    static func retire(_ dossier: Dossier) -> [String] {
        if let credential = dossier.looseCredential?.record { return retire(credential, holder: dossier.name) }
        let type = dossier.headType ?? ""
        let steps = steps(type)
        let all = steps.disable.isEmpty ? steps.remove : steps.disable + [wait] + steps.remove
        return fill(all, marks(dossier))
    }

    private static func marks(_ dossier: Dossier) -> [String: String] {
        // A repository's id is its path.
        let (id, type) = (dossier.reference.nativeID, dossier.headType ?? "")
        return [
            "id": type.hasPrefix("gitlab.") ? plainID(id, type) : id.string, "holder": dossier.name,
            "clientID": dossier.application?.record.clientID ?? id.string,
        ]
    }

    /// How an owner is named where the thing carries labels.
    static func nameOwner(_ dossier: Dossier, _ policy: Policy) -> String {
        let key = policy.ownershipTags.person.first ?? "owner"
        let name = quoted(dossier.name)
        switch canonical(dossier.headType ?? "") {
        case "aws.iam.user": return "aws iam tag-user --user-name \(name) --tags Key=\(key),Value=ADDRESS"
        case "aws.iam.role": return "aws iam tag-role --role-name \(name) --tags Key=\(key),Value=ADDRESS"
        case "aws.secretsmanager.secret":
            let id = quoted(dossier.reference.nativeID.string)
            return "aws secretsmanager tag-resource --secret-id \(id) --tags Key=\(key),Value=ADDRESS"
        case "kubernetes.serviceAccount", "kubernetes.namespace":
            return
                "Set the annotation \(key) to the address of the person who answers for \(dossier.name), on it or on its "
                + "namespace: kubectl annotate \(dossier.headType == "kubernetes.namespace" ? "namespace" : "serviceaccount -n NAMESPACE") NAME \(key)=ADDRESS"
        case "github.repository":
            return "Name who answers for \(dossier.name) where Muster reads it: the custom property \(key) "
                + "(https://github.com/\(dossier.name)/settings/properties), a team with the role admin, or a register "
                + "of owners."
        case "gitlab.project", "gitlab.group", "gitlab.subgroup":
            return
                "Name who answers for \(dossier.name) where Muster reads it: a member with the role Owner and no end date "
                + "(Manage > Members), or a register of owners."
        case let type where type.hasPrefix("entra.") && nameEntraOwner(dossier) != nil:
            return nameEntraOwner(dossier) ?? ""
        case let type where type.hasPrefix("google-cloud.") && nameGoogleCloudOwner(dossier, key: key) != nil:
            return nameGoogleCloudOwner(dossier, key: key) ?? ""
        case let type where !OwnerPlace.hasLabels(type) && (byType[type] != nil):
            return "The vendor keeps no owner of \(dossier.name): write who answers for it into a register of owners."
        default: return "Set the label \(key) of \(dossier.name) to the address of the person who answers for it."
        }
    }

    static func steps(_ type: String) -> Steps { byType[canonical(type)] ?? generic }

    /// The word of these tables for a connector's type.
    static func canonical(_ type: String) -> String {
        if let alias = aliases[type] { return alias }
        guard byType[type] == nil, let vendor = type.split(separator: ".").first else { return type }
        let plain = type.dropFirst(vendor.count).lowercased().filter(\.isLetter)
        return words[String(vendor)]?.first { plain.contains($0.part) }?.type ?? type
    }

    /// Programs whose calls are to be pasted into a shell.
    private static let programs = ["aws ", "gh api ", "glab api ", "az ad ", "az rest ", "gcloud ", "kubectl "]

    /// Fills the marks in one pass, so that a name that looks like a mark stays a name.
    static func fill(_ steps: [String], _ marks: [String: String]) -> [String] {
        steps.map { step in
            let isCommand = programs.contains { step.contains($0) }
            var text = ""
            var rest = Substring(step)
            while let brace = rest.firstIndex(of: "{") {
                text += rest[..<brace]
                rest = rest[brace...].dropFirst()
                if let end = rest.firstIndex(of: "}"), let value = marks[String(rest[..<end])] {
                    text += isCommand ? quoted(value) : value
                    rest = rest[end...].dropFirst()
                } else {
                    text += "{"
                }
            }
            return text + rest
        }
    }

    /// Names come from outside and end in a shell: anything but plain characters is quoted.
    static func quoted(_ text: String) -> String {
        let plain = text.utf8.allSatisfy { byte in
            (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x5A) || (byte >= 0x61 && byte <= 0x7A)
                || "-_./@:+=,".utf8.contains(byte)
        }
        // A name that starts with a dash would be read as an option.
        guard plain, !text.isEmpty, !text.hasPrefix("-") else {
            return "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
        }
        return text
    }
}
