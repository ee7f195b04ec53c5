import Crypto
import Foundation
import Inventory

/// One digest for the same role in many accounts of an organization: by it a role that a StackSet made a hundred times
/// is one finding with a hundred members.
///
/// Same means: name, path, trust policy, attached and inline policies and boundary, each with the account's own number
/// left out.
enum AWSRoleTemplate {
    /// - Parameter organization: the number of the management account, of which there is one an organization.
    static func digest(_ role: AWSRoleWire, organization: String) -> String {
        let account = AWSArn.account(role.principal.arn) ?? ""
        let neutral = { (text: String) in AWSRoleTemplate.neutral(text, account: account) }
        let attached = role.principal.attachedPolicies.map { neutral($0.arn) }.sorted()
        let inline = role.principal.inlinePolicies.map {
            "\($0.name)=\(canonical($0.document ?? "", account: account))"
        }
        .sorted()
        let parts =
            [organization, role.name, role.principal.path, canonical(role.trust, account: account)]
            + [neutral(role.principal.boundary ?? ""), "\(attached.count)"] + attached + ["\(inline.count)"] + inline
        // Each part behind its length, so that no two lists of parts read alike.
        var hash = SHA256()
        for part in parts { hash.update(data: Data("\(part.utf8.count):\(part)".utf8)) }
        return AWSSigner.hex(hash.finalize().prefix(10))
    }

    /// The document with sorted keys and without white space; as it is, where it is none.
    private static func canonical(_ document: String, account: String) -> String {
        let trimmed = document.trimmingCharacters(in: .whitespacesAndNewlines)
        let plain = trimmed.hasPrefix("{") ? trimmed : trimmed.removingPercentEncoding ?? trimmed
        guard let object = try? JSONSerialization.jsonObject(with: Data(plain.utf8)),
            let data = try? JSONSerialization.data(
                withJSONObject: object, options: [.sortedKeys, .withoutEscapingSlashes])
        else { return neutral(plain, account: account) }  // Not JSON: two that are alike are still alike.
        return neutral(String(decoding: data, as: UTF8.self), account: account)
    }

    private static func neutral(_ text: String, account: String) -> String {
        account.count == 12 ? text.replacing(account, with: "ACCOUNT") : text
    }
}
