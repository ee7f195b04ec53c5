import ConnectorKit
import Foundation
import Inventory

/// Wire to records: what there is, and what proves it. Nothing but the row and its parent is read.
enum GoogleCloudMapping {
    // MARK: - Organisation, folders, projects

    static func organization(_ row: GoogleCloudContainerWire) -> [Record] {
        container(row, type: "google-cloud.organization", name: row.displayName)
    }

    static func folder(_ row: GoogleCloudContainerWire) -> [Record] {
        container(row, type: "google-cloud.folder", name: row.displayName)
    }

    /// - Throws: `GoogleCloudProblem` of a row that no project can be asked by.
    static func project(_ row: GoogleCloudContainerWire) throws -> [Record] {
        guard let id = row.projectId else { throw GoogleCloudProblem("a project without its id") }
        return container(row, type: "google-cloud.project", name: id)
    }

    /// What is to be deleted answers nothing any more, and nothing in it works: it is out of scope, and gone.
    private static func container(_ row: GoogleCloudContainerWire, type: String, name: String?) -> [Record] {
        guard row.isActive else { return [] }
        return [
            .resource(
                Resource(
                    nativeID: NativeID(row.name), type: type, name: name ?? row.name,
                    status: row.state == nil ? .unknown : .enabled, createdAt: row.createTime, tags: row.tags,
                    attributes: attributes([
                        "displayName": row.displayName, "parent": row.parent,
                        "directoryCustomerId": row.directoryCustomerId,
                    ])))
        ]
    }

    // MARK: - Service accounts

    /// Google does not tell when an account was made. It carries no labels of its own: those of its project say who
    /// answers for it.
    static func serviceAccount(_ row: GoogleCloudServiceAccountWire, in project: Resource) -> [Record] {
        let member = GoogleCloudMember("serviceAccount:" + row.email)
        return [
            .identity(
                Identity(
                    nativeID: member.nativeID, type: "google-cloud.serviceAccount", classification: .service,
                    classificationReason: "listed as a service account", name: member.value,
                    status: row.disabled == true ? .disabled : .enabled, tags: project.tags,
                    attributes: attributes([
                        "uniqueId": row.uniqueId, "projectId": row.projectId ?? project.name,
                        "clientId": row.oauth2ClientId, "displayName": row.displayName,
                        "description": row.description,
                        "labelsOf": project.tags.isEmpty ? nil : project.nativeID.string,
                        "default": isDefault(member.value) ? "true" : nil,
                    ])))
        ]
    }

    /// Made with a service, the customer's all the same, and often with the role Editor.
    /// https://cloud.google.com/iam/docs/service-account-types#default
    static func isDefault(_ address: String) -> Bool {
        address.hasSuffix("-compute@developer.gserviceaccount.com") || address.hasSuffix("@appspot.gserviceaccount.com")
    }

    /// Works as long as its account does, whoever made it or took it along.
    static let outlivesPeople = Survival(disabling: .yes, deletion: .yes)

    static func keyID(_ address: String, _ key: String) -> NativeID {
        NativeID("\(address.lowercased())/keys/\(key)")
    }

    /// The pairs that Google itself makes, keeps and replaces are nobody's to look after.
    static func key(_ row: GoogleCloudKeyWire, of account: Identity) throws -> [Record] {
        guard row.keyType != "SYSTEM_MANAGED" else { return [] }
        guard let key = row.name.split(separator: "/").last.map(String.init), !key.isEmpty else {
            throw GoogleCloudProblem("a key without its id")
        }
        let statuses = (row.extendedStatus ?? []).compactMap(\.key)
        return [
            .credential(
                Credential(
                    nativeID: keyID(account.name, key), type: "google-cloud.serviceAccountKey", form: .asymmetric,
                    holder: account.holder, status: row.disabled == true ? .inactive : .active,
                    // Of a public key that was uploaded it is the beginning of its certificate.
                    createdAt: row.keyOrigin == "GOOGLE_PROVIDED" ? row.validAfterTime : nil,
                    expiry: expiry(row.validBeforeTime), survival: outlivesPeople,
                    attributes: attributes([
                        "keyOrigin": row.keyOrigin, "keyAlgorithm": row.keyAlgorithm,
                        "validAfterTime": row.validAfterTime?.description, "disableReason": row.disableReason,
                        "extendedStatus": statuses.isEmpty ? nil : statuses.sorted().joined(separator: ","),
                    ])))
        ]
    }

    /// The last day of 9999 is "without end". https://cloud.google.com/iam/docs/service-account-creds#key-types
    static func expiry(_ time: Instant?) -> Expiry {
        guard let time else { return .unknown }
        return time >= endOfTime ? .never : .at(time)
    }

    private static let endOfTime = Instant("9999-12-31T00:00:00Z") ?? Instant(milliseconds: .max)

    // MARK: - API keys

    /// A key without restrictions works from anywhere for every API that its project has enabled. It belongs to its
    /// project, or, where it is bound to a service account, proves that.
    static func apiKey(_ row: GoogleCloudAPIKeyWire, in project: Resource) -> [Record] {
        guard row.deleteTime == nil else { return [] }
        let targets = (row.restrictions?.apiTargets ?? []).compactMap(\.service)
        let applications = row.restrictions?.applications
        let holder = row.serviceAccountEmail.map(GoogleCloudMember.serviceAccount) ?? project.holder
        return [
            .credential(
                Credential(
                    nativeID: NativeID(row.name), type: "google-cloud.apiKey", form: .staticSecret, holder: holder,
                    name: row.displayName, status: .active, createdAt: row.createTime, expiry: .unsupported,
                    survival: outlivesPeople,
                    attributes: attributes([
                        "uid": row.uid, "projectId": project.name, "updateTime": row.updateTime?.description,
                        "apiTargets": targets.isEmpty ? nil : Set(targets).sorted().joined(separator: ","),
                        "applications": applications.map { "\($0.kind): \($0.allowed.joined(separator: ","))" },
                        "unrestricted": targets.isEmpty && applications == nil ? "true" : nil,
                    ]))),
            .usage(
                Usage(
                    subject: Reference(.credential, NativeID(row.name)), holder: holder, lastUse: .unsupported,
                    meaning: .unknown)),
        ]
    }

    // MARK: - Federation

    /// A pool stands for all whom other issuers vouch for.
    static func pool(_ row: GoogleCloudPoolWire, in project: Resource) -> [Record] {
        guard row.state != "DELETED" else { return [] }
        return [
            .application(
                Application(
                    nativeID: NativeID(row.name), type: "google-cloud.workloadIdentityPool",
                    name: row.displayName ?? lastPart(row.name), vendorManaged: row.mode == "SYSTEM_TRUST_DOMAIN",
                    status: row.disabled == true ? .disabled : .enabled, tags: project.tags,
                    attributes: attributes([
                        "projectId": project.name, "description": row.description, "mode": row.mode,
                        "labelsOf": project.tags.isEmpty ? nil : project.nativeID.string,
                    ])))
        ]
    }

    /// Whom a pool trusts: no secret, but another issuer's word.
    static func provider(_ row: GoogleCloudProviderWire, of pool: Application) -> [Record] {
        guard row.state != "DELETED" else { return [] }
        let mapping = (row.attributeMapping ?? [:]).filter {
            $0.key.hasPrefix("google.") || $0.key.hasPrefix("attribute.")
        }
        let isOff = row.disabled == true || pool.status == .disabled
        return [
            .credential(
                Credential(
                    nativeID: NativeID(row.name), type: "google-cloud.workloadIdentityPoolProvider", form: .federated,
                    holder: pool.holder, name: row.displayName ?? lastPart(row.name),
                    status: isOff ? .inactive : .active, expiry: .unsupported, survival: outlivesPeople,
                    attributes: attributes([
                        "issuer": row.issuer, "kind": row.kind,
                        "audiences": row.oidc?.allowedAudiences?.sorted().joined(separator: ","),
                        "attributeCondition": row.attributeCondition,
                        // Without one, whoever the issuer vouches for is taken: any repository of GitHub's.
                        "unconditional": (row.attributeCondition ?? "").isEmpty ? "true" : nil,
                        "attributeMapping": mapping.isEmpty
                            ? nil : mapping.map { "\($0.key)=\($0.value)" }.sorted().joined(separator: "; "),
                    ])))
        ]
    }

    // MARK: - Roles

    static func role(_ row: GoogleCloudRoleWire) -> [Record] {
        let isGoogles = row.name.hasPrefix("roles/")
        let judged = GoogleCloudPrivilege.of(row.includedPermissions)
        return [
            .permission(
                Permission(
                    nativeID: NativeID(row.name), type: isGoogles ? "google-cloud.role" : "google-cloud.customRole",
                    name: row.name, privilege: row.stage == "DISABLED" ? .low : judged.privilege,
                    reason: row.stage == "DISABLED" ? "stage DISABLED" : judged.reason, vendorManaged: isGoogles))
        ]
    }

    // MARK: - Parts

    static func lastPart(_ name: String) -> String { name.split(separator: "/").last.map(String.init) ?? name }

    static func attributes(_ values: [String: String?]) -> [String: String] {
        values.compactMapValues { $0.flatMap { $0.isEmpty ? nil : $0 } }
    }
}

extension GoogleCloudAPIKeyWire.Restrictions {
    /// Which applications may use the key: Google takes one kind of them.
    var applications: (kind: String, allowed: [String])? {
        if let list = browserKeyRestrictions?.allowedReferrers, !list.isEmpty { return ("browser", list.sorted()) }
        if let list = serverKeyRestrictions?.allowedIps, !list.isEmpty { return ("server", list.sorted()) }
        if let list = androidKeyRestrictions?.allowedApplications, !list.isEmpty {
            return ("android", list.compactMap(\.packageName).sorted())
        }
        if let list = iosKeyRestrictions?.allowedBundleIds, !list.isEmpty { return ("ios", list.sorted()) }
        return nil
    }
}

extension GoogleCloudProviderWire {
    var kind: String? { oidc != nil ? "oidc" : aws != nil ? "aws" : saml != nil ? "saml" : x509 != nil ? "x509" : nil }

    var issuer: String? { oidc?.issuerUri ?? aws?.accountId.map { "aws:\($0)" } }
}
