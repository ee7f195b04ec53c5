import Inventory

/// Who may assume a role: one grant for each principal of each Allow statement of its trust policy.
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
enum AWSRoleTrust {
    /// - Throws: `AWSFieldProblem` when the trust policy cannot be read: a role whose trust is unknown would look like
    ///   one that nobody may assume.
    static func grants(_ role: AWSRoleWire) throws -> [Grant] {
        let document: AWSPolicyDocument
        do {
            document = try AWSPolicyDocument(role.trust)
        } catch let problem as AWSFieldProblem {
            throw AWSFieldProblem(field: "AssumeRolePolicyDocument", reason: problem.reason)
        }
        let denies = document.statements.contains { !$0.allows }
        var seen: [String: Int] = [:]
        return document.statements.filter(\.allows).flatMap { statement in
            statement.trusted.map { principal, isExcluded in
                let key = "\(isExcluded ? "not " : "")\(principal.type):\(principal.value)"
                seen[key, default: 0] += 1
                let ordinal = seen[key, default: 1]
                return Grant(
                    nativeID: NativeID("\(role.id)/trust/\(key)" + (ordinal > 1 ? "#\(ordinal)" : "")),
                    type: "aws.iam.roleTrust", holder: .identity(role.id),
                    grantee: isExcluded ? "everyone but \(principal.value)" : principal.value, consent: .trust,
                    scopes: statement.actions.sorted(),
                    conditions: statement.conditions.map(\.description)
                        + (denies ? ["a Deny statement stands beside it (not evaluated)"] : []),
                    grantedAt: nil, expiry: .unsupported, survival: .unknown,
                    attributes: attributes(principal, isExcluded: isExcluded, role: role))
            }
        }
    }

    /// `relation`: `anyone`, `sameAccount`, `otherAccount`, `service`, `federated`, or `deletedPrincipal`. AWS replaces
    /// the ARN of a principal that was deleted by its unique id, which nobody can assume with again.
    private static func attributes(
        _ principal: AWSPolicyDocument.Principal, isExcluded: Bool, role: AWSRoleWire
    ) -> [String: String] {
        var result = ["principalType": principal.type]
        let own = AWSArn.account(role.principal.arn)
        // A bare account number stands for the whole account.
        let isNumber = principal.value.count == 12 && principal.value.allSatisfy(\.isNumber)
        let account = isNumber ? principal.value : AWSArn.account(principal.value)
        result["account"] = principal.type == "AWS" ? account : nil
        result["relation"] =
            switch principal.type {
            case _ where isExcluded: "anyone"
            case "Service": "service"
            case "Federated": "federated"
            case _ where principal.value == "*": "anyone"
            case _ where ["AIDA", "AROA", "AGPA"].contains { principal.value.hasPrefix($0) }: "deletedPrincipal"
            case _ where account != nil: account == own ? "sameAccount" : "otherAccount"
            default: "unknown"
            }
        return result
    }
}

extension AWSPolicyDocument.Statement {
    /// The principals it speaks of; those that it leaves out (`NotPrincipal`) are marked.
    fileprivate var trusted: [(AWSPolicyDocument.Principal, isExcluded: Bool)] {
        principals.map { ($0, false) } + notPrincipals.map { ($0, true) }
    }
}
