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
        "aws.iam.user": Steps(
            disable: [
                "aws iam delete-login-profile --user-name {holder}",
                "Make each access key inactive: aws iam list-access-keys --user-name {holder}",
            ],
            remove: [
                "Remove its keys, policies and groups, then: aws iam delete-user --user-name {holder}"
            ], rotate: []),
    ]

    private static let byType = amazon.merging(gitHub) { first, _ in first }.merging(okta) { first, _ in first }
        .merging(
            googleCloud
        ) { first, _ in first }

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
        return fill(all, id: plainID(credential), holder: holder)
    }

    static func rotate(_ credential: Credential, holder: String) -> [String] {
        let steps = steps(credential.type)
        let rotate = steps.rotate.isEmpty ? generic.rotate : steps.rotate
        let old = steps.disable.isEmpty || credential.form == .password ? [] : steps.disable + [wait] + steps.remove
        return fill(rotate + old, id: plainID(credential), holder: holder)
    }

    /// The id that the vendor's own calls take: GitHub numbers each kind of thing from 1, so that records carry the kind
    /// before the number (`deployKey/11`).
    private static func plainID(_ credential: Credential) -> String {
        let id = credential.nativeID.string
        guard credential.type.hasPrefix("github.") || credential.type == "google-cloud.serviceAccountKey" else {
            return id
        }
        return id.split(separator: "/").last.map { String($0) } ?? id
    }

    static func retire(_ dossier: Dossier) -> [String] {
        if let credential = dossier.looseCredential?.record { return retire(credential, holder: dossier.name) }
        let steps = steps(dossier.headType ?? "")
        let all = steps.disable.isEmpty ? steps.remove : steps.disable + [wait] + steps.remove
        return fill(
            all, id: dossier.reference.nativeID.string, holder: dossier.name)
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
        case "github.repository":
            return "Name who answers for \(dossier.name) where Muster reads it: the custom property \(key) "
                + "(https://github.com/\(dossier.name)/settings/properties), a team with the role admin, or a register "
                + "of owners."
        case let type where type.hasPrefix("google-cloud.") && nameGoogleCloudOwner(dossier, key: key) != nil:
            return nameGoogleCloudOwner(dossier, key: key) ?? ""
        case let type where !OwnerPlace.hasLabels(type) && (byType[type] != nil):
            return "The vendor keeps no owner of \(dossier.name): write who answers for it into a register of owners."
        default: return "Set the label \(key) of \(dossier.name) to the address of the person who answers for it."
        }
    }

    private static func steps(_ type: String) -> Steps { byType[canonical(type)] ?? generic }

    /// The word of these tables for a connector's type.
    private static func canonical(_ type: String) -> String {
        if let alias = aliases[type] { return alias }
        guard byType[type] == nil else { return type }
        let words = type.hasPrefix("github.") ? gitHubWords : type.hasPrefix("okta.") ? oktaWords : []
        let plain = type.lowercased().filter(\.isLetter)
        return words.first { plain.dropFirst(4).contains($0.part) }?.type ?? type
    }

    /// Fills both marks in one pass, so that a name that looks like a mark stays a name.
    private static func fill(_ steps: [String], id: String, holder: String) -> [String] {
        steps.map { step in
            let isCommand = step.contains("aws ") || step.contains("gh api ") || step.contains("gcloud ")
            let (id, holder) = isCommand ? (quoted(id), quoted(holder)) : (id, holder)
            var text = ""
            var rest = Substring(step)
            while let brace = rest.firstIndex(of: "{") {
                text += rest[..<brace]
                rest = rest[brace...]
                if rest.hasPrefix("{id}") {
                    text += id
                    rest = rest.dropFirst(4)
                } else if rest.hasPrefix("{holder}") {
                    text += holder
                    rest = rest.dropFirst(8)
                } else {
                    text += "{"
                    rest = rest.dropFirst()
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
