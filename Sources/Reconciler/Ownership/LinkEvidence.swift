import Foundation
import Inventory

/// What of an account is read to find its person: the one list of methods, attributes and labels that correlation knows.
///
/// Connectors give evidence in four places: `AccountLink` records, `Identity.emails`, `Identity.name`, and labels
/// (`Identity.tags`) or attributes. Owner labels are none of it: they say whose a thing is, not who it is.
enum LinkEvidence: Sendable, Hashable {
    /// The account is a row of a source that is authoritative for people, under the same id.
    case ownRecord
    /// An `AccountLink` by an id that the vendor keeps for ever.
    case immutableLink(String)
    /// An `AccountLink`, attribute or label that holds the employee id.
    case employeeID(String)
    case email
    /// A label, or an `AccountLink` of the identity provider, that holds the account's address.
    case addressLabel(String)
    case signInName
    case guestHome
    case userName
    /// The name is a person's with the mark of a further account: the mark.
    case furtherAccount(String)
    case displayName

    /// Labels that carry the account's own address.
    static let addressTags = ["email", "Email", "e-mail", "mail"]
    /// Attributes and labels that carry the account's own employee id.
    static let employeeIDTags = ["employee_id", "employeeId", "EmployeeId", "employee-id", "employeeNumber"]
    /// The attribute that carries a name for people to read (Entra, Google Workspace, SCIM, Salesforce, AWS Identity Center).
    static let displayNameAttribute = "displayName"
    /// Attributes that are immutable links in themselves (Entra's directory synchronisation).
    static let immutableAttributes = ["onPremisesImmutableId"]
    /// Attributes that say that a mailbox is no person's (Exchange, Microsoft Graph's `userPurpose`), and the words they use.
    static let mailboxAttributes = ["userPurpose", "recipientTypeDetails", "userType"]
    static let mailboxWords: Set<String> = [
        "room", "roommailbox", "equipment", "equipmentmailbox", "shared", "sharedmailbox", "resource",
    ]

    /// What a vendor's link is worth, by its method:
    /// - `employeeId` (Entra, Salesforce), `employeeNumber` (Okta, SCIM), `externalIds` (Google Workspace): the employee id.
    /// - `samlEmail…`, `scimEmail…` (GitHub): an address that the identity provider sent.
    /// - `samlNameID` (GitHub, GitLab), `scimUserName` (GitHub), `scimExternalID` (GitLab), `externalId` (SCIM),
    ///   `federationIdentifier` (Salesforce), `externUID.PROVIDER` (GitLab) and any other: immutable.
    static func of(link method: String) -> LinkEvidence {
        switch method {
        case "employeeId", "employeeNumber", "externalIds": .employeeID(method)
        default:
            method.hasPrefix("samlEmail") || method.hasPrefix("scimEmail")
                ? .addressLabel(method) : .immutableLink(method)
        }
    }

    /// Numbers of a public provider are no employee ids, though they may look like some.
    static func mayHoldEmployeeID(_ method: String) -> Bool { !method.hasPrefix("externUID.") }

    /// The most that the evidence can be worth. The place in this table is the order in which evidence is tried.
    var ceiling: Double {
        switch self {
        case .ownRecord, .immutableLink: 1
        case .employeeID: 0.97
        case .email, .addressLabel: 0.95
        case .signInName, .guestHome: 0.85
        case .userName: 0.7
        case .furtherAccount: 0.6
        case .displayName: 0.3
        }
    }

    /// An address or a name can pass from one person to another; an id cannot.
    var canBeGivenAnew: Bool {
        switch self {
        case .ownRecord, .immutableLink, .employeeID: false
        case .email, .addressLabel, .signInName, .guestHome, .userName, .furtherAccount, .displayName: true
        }
    }

    /// How the evidence reads in a sentence.
    func text(_ value: String) -> String {
        switch self {
        case .ownRecord: "the account is the person's own record, \(value)"
        case .immutableLink(let method): "\(method) is \(value)"
        case .employeeID(let key): "\(key) is \(value)"
        case .email: "the account's address is \(value)"
        case .addressLabel(let key): "\(key) is \(value)"
        case .signInName: "the account's name is the address \(value)"
        case .guestHome: "the guest's home address is \(value)"
        case .userName: "the account's name is a person's user name, \(value)"
        case .furtherAccount(let mark): "the account's name is \(value) with the mark \(mark) of a further account"
        case .displayName: "the display name is \(value)"
        }
    }
}

/// Names that tell what an account is to whom.
enum AccountName {
    /// Marks of administrators' and test accounts, before or after a person's own user name.
    private static let marks = ["adm", "admin", "a", "priv", "test"]
    private static let separators: [Character] = ["-", ".", "_"]

    /// `adm-ana.berg`, `ana.berg-adm`, `ana.berg.admin`: what is left without the mark, and the mark. A single letter
    /// counts only before a hyphen: `a.berg` is somebody's name.
    static func base(of name: Substring) -> (base: Substring, mark: String)? {
        for mark in marks {
            if name.hasPrefix(mark), let separator = name.dropFirst(mark.count).first, separators.contains(separator),
                mark.utf8.count > 1 || separator == "-"
            {
                let base = name.dropFirst(mark.count + 1)
                if base.utf8.count > 1 { return (base, "\(mark)\(separator)") }
            }
            if mark.utf8.count > 1, name.hasSuffix(mark), let separator = name.dropLast(mark.count).last,
                separators.contains(separator)
            {
                let base = name.dropLast(mark.count + 1)
                if base.utf8.count > 1 { return (base, "\(separator)\(mark)") }
            }
        }
        return nil
    }

    /// `ada_partner.example#EXT#@contoso.onmicrosoft.com` is `ada@partner.example` at home: a host name has no
    /// underscore, so the last one stands for the sign. nil for names that are no guest's.
    /// https://learn.microsoft.com/entra/external-id/user-properties
    static func guestHome(_ name: String) -> String? {
        guard name.utf8.contains(UInt8(ascii: "#")) else { return nil }
        let lowered = Address.normalised(name)
        guard let mark = lowered.range(of: "#ext#@") else { return nil }
        let home = lowered[..<mark.lowerBound]
        guard let underscore = home.lastIndex(of: "_"), underscore != home.startIndex else { return nil }
        return home[..<underscore] + "@" + home[home.index(after: underscore)...]
    }

    /// Mailboxes of a role (RFC 2142), and those that nobody reads.
    private static let roles: Set<String> = [
        "info", "marketing", "sales", "support", "abuse", "noc", "security", "postmaster", "hostmaster", "usenet",
        "news", "webmaster", "www", "uucp", "ftp", "noreply", "no-reply", "donotreply", "do-not-reply",
    ]

    /// Why an account is a shared mailbox, a room or equipment and no person; nil where nothing says so.
    static func mailbox(_ identity: Identity) -> String? {
        for key in LinkEvidence.mailboxAttributes {
            guard let value = identity.attributes[key] else { continue }
            if LinkEvidence.mailboxWords.contains(Address.normalised(value)) { return "\(key) is \(value)" }
        }
        guard let text = identity.emails.first ?? (identity.name.utf8.contains(0x40) ? identity.name : nil),
            let address = Address(text), roles.contains(String(address.localPart))
        else { return nil }
        return "\(address.localPart)@ is the mailbox of a role (RFC 2142)"
    }
}
