import ConnectorKit
import Crypto
import Foundation
import Inventory

/// A user (RFC 7643 section 4.1) with the enterprise extension (section 4.3).
struct SCIMUser {
    private let row: SCIMObject
    private let enterprise: SCIMObject?
    private let id: String
    private let kinds: SCIMUserTypes

    static let enterpriseSchema = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

    /// - Throws: `SCIMProblem` for a user without id, which nothing can be kept under.
    init(_ row: SCIMObject, kinds: SCIMUserTypes) throws {
        guard let id = row.text("id") else { throw SCIMProblem("a user without id") }
        self.row = row
        self.id = id
        self.kinds = kinds
        enterprise = row.object(Self.enterpriseSchema)
    }

    func records() -> SCIMRecords {
        var records: [Record] = [.identity(identity)]
        // The account of a service is nobody: in a source of people it would be one who never leaves.
        if [.unknown, .human].contains(kind.classification) { records.append(.person(person)) }
        for (method, identifier) in [("employeeNumber", employeeNumber), ("externalId", row.text("externalId"))] {
            guard let identifier else { continue }
            records.append(.link(AccountLink(subject: .identity(id), identifier: identifier, method: method)))
        }
        records += entitlements("roles", type: SCIMType.role) + entitlements("entitlements", type: SCIMType.entitlement)
        records += certificates
        // SCIM has no attribute for it: `meta.lastModified` is when somebody changed the row.
        records.append(
            .usage(
                Usage(subject: .identity(id), holder: .identity(id), lastUse: .unsupported, meaning: .unknown)))
        return SCIMRecords(records: records)
    }

    private var identity: Identity {
        let meta = row.object("meta")
        return Identity(
            nativeID: NativeID(id), type: SCIMType.user, classification: kind.classification,
            classificationReason: kind.reason, name: row.text("userName") ?? row.text("displayName") ?? id,
            emails: emails, status: row.flag("active").map { $0 ? .enabled : .disabled } ?? .unknown,
            createdAt: meta?.instant("created"),
            attributes: SCIMAttributes.of([
                "displayName": row.text("displayName"), "userType": row.text("userType"),
                "title": row.text("title"), "externalId": row.text("externalId"),
                "lastModified": meta?.instant("lastModified")?.description,
                "organization": enterprise?.text("organization"), "division": enterprise?.text("division"),
                "costCenter": enterprise?.text("costCenter"),
            ]))
    }

    private var person: Person {
        Person(
            nativeID: NativeID(id), employeeID: employeeNumber, name: name, emails: emails,
            // Absent is unknown: RFC 7643 leaves to the provider what it then means.
            status: row.flag("active").map { $0 ? .active : .deactivated } ?? .unknown,
            department: enterprise?.text("department"), manager: manager)
    }

    private var kind: (classification: IdentityClass, reason: String?) { kinds.kind(of: row.text("userType")) }

    private var employeeNumber: String? { enterprise?.text("employeeNumber") }

    /// The manager's id as a user; a bare text is what Entra sends for it.
    private var manager: String? {
        enterprise?.object("manager")?.text("value") ?? enterprise?.text("manager")
            ?? enterprise?.object("manager")?.text("displayName")
    }

    private var name: String? {
        let parts = row.object("name")
        let full = [parts?.text("givenName"), parts?.text("familyName")].compactMap { $0 }.joined(separator: " ")
        return parts?.text("formatted") ?? (full.isEmpty ? nil : full) ?? row.text("displayName")
    }

    /// The primary one first, each once; a user name that is an address is one too.
    private var emails: [String] {
        let listed = row.list("emails") ?? []
        let ordered = listed.filter { $0.flag("primary") == true } + listed.filter { $0.flag("primary") != true }
        var seen: Set<String> = []
        return (ordered.map { $0.text("value") } + [row.text("userName")]).compactMap { $0 }
            .filter { $0.contains("@") && seen.insert($0.lowercased()).inserted }
    }

    /// `roles` and `entitlements` (RFC 7643 section 4.1.2): the words are the provider's, with no meaning that all share.
    private func entitlements(_ attribute: String, type: String) -> [Record] {
        var seen: Set<String> = []
        return (row.list(attribute) ?? []).compactMap { element in
            // An element without a value says nothing: some providers keep an empty one for the form's sake.
            guard let value = element.text("value") ?? element.text("display"), seen.insert(value).inserted else {
                return nil
            }
            let name = type.dropFirst(SCIMType.prefix.count)
            return .entitlement(
                Entitlement(
                    nativeID: NativeID("\(id)/\(name)/\(value)"), type: type, holder: .identity(id),
                    target: .permission("\(name)/\(value)"), targetName: element.text("display") ?? value,
                    conditions: element.text("type").map { ["type \($0)"] } ?? []))
        }
    }

    /// `x509Certificates` are what the user is known by (RFC 7643 section 4.1.2), so credentials; of each the digest alone is
    /// kept. Whether a provider lets anyone in by one, and when it ends, SCIM does not tell.
    private var certificates: [Record] {
        var seen: Set<String> = []
        return (row.list("x509Certificates") ?? []).compactMap { element in
            guard
                let data = element.text("value").flatMap({ Data(base64Encoded: $0, options: .ignoreUnknownCharacters) }
                ),
                !data.isEmpty
            else { return nil }
            let digest = SHA256.hash(data: data).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
            guard seen.insert(digest).inserted else { return nil }
            return .credential(
                Credential(
                    nativeID: NativeID("\(id)/certificate/\(digest.prefix(16))"), type: SCIMType.certificate,
                    form: .certificate, holder: .identity(id), name: element.text("display"), status: .unknown,
                    expiry: .unknown, fingerprints: [Fingerprint(algorithm: "sha256-x509", value: digest)]))
        }
    }
}

/// What stands behind a user, by the user's own table: RFC 7643 section 4.1.1 names typical words for `userType`, "but any
/// value may be used", so that no word means the same at every provider.
struct SCIMUserTypes: Sendable {
    /// By the word in lower case: it is not case-exact.
    private let classes: [String: IdentityClass]

    static let allowed: [IdentityClass] = [.human, .service, .bot, .agent, .workload, .shared, .system]

    /// - Throws: `SettingProblem` for a class that is none.
    init(_ settings: Settings) throws {
        var classes: [String: IdentityClass] = [:]
        for (word, name) in try settings.textMap("user_types") {
            guard let found = IdentityClass(rawValue: name), Self.allowed.contains(found) else {
                throw SettingProblem(
                    "user_types", "expected one of \(Self.allowed.map(\.rawValue).joined(separator: ", ")) for \(word)")
            }
            classes[word.lowercased()] = found
        }
        self.classes = classes
    }

    func kind(of userType: String?) -> (classification: IdentityClass, reason: String?) {
        guard let userType, let found = classes[userType.lowercased()] else { return (.unknown, nil) }
        return (found, "userType \(userType) is \(found.rawValue) by user_types")
    }
}

/// The words for types of records.
enum SCIMType {
    static let prefix = "scim."
    static let user = prefix + "user"
    static let group = prefix + "group"
    static let membership = prefix + "groupMembership"
    static let role = prefix + "role"
    static let entitlement = prefix + "entitlement"
    static let certificate = prefix + "x509Certificate"
}

enum SCIMAttributes {
    /// Those that the provider gave.
    static func of(_ values: [String: String?]) -> [String: String] { values.compactMapValues { $0 } }
}
