import Inventory

/// How much harm a policy allows, and the statement that decides it.
///
/// Always an upper bound: `Deny` statements, permission boundaries, service control policies and conditions can take
/// away what is read here, and none of them is evaluated. The reason says where one of the first or last is known.
struct AWSPrivilege: Hashable {
    var privilege: Privilege
    var reason: String

    init(_ privilege: Privilege, _ reason: String) {
        self.privilege = privilege
        self.reason = reason
    }

    /// The strongest statement decides; among equals the first.
    init(of document: AWSPolicyDocument) {
        let allowed = document.statements.filter(\.allows).map { Self.judge($0) }
        guard var strongest = allowed.first else {
            self.init(.low, "no Allow statement")
            return
        }
        for candidate in allowed.dropFirst() where candidate.privilege.rank > strongest.privilege.rank {
            strongest = candidate
        }
        let denies = document.statements.contains { !$0.allows }
        self.init(
            strongest.privilege,
            strongest.reason + (denies ? "; upper bound: Deny statements are not evaluated" : ""))
    }

    // MARK: - One statement

    /// What a statement's resources leave open.
    private enum Reach {
        case everything
        /// All of a service, or of a type of it.
        case service
        case narrowed

        init(_ statement: AWSPolicyDocument.Statement) {
            let resources = statement.resources
            if !statement.notResources.isEmpty || resources.contains(where: AWSPattern.matchesEverything) {
                self = .everything
            } else {
                self = resources.contains(where: AWSPattern.isServiceWide) ? .service : .narrowed
            }
        }
    }

    private static func judge(_ statement: AWSPolicyDocument.Statement) -> AWSPrivilege {
        let reach = Reach(statement)
        let resource =
            statement.notResources.isEmpty
            ? "Resource \(reach == .everything ? "*" : shown(statement.resources))"
            : "NotResource \(shown(statement.notResources))"
        let found =
            statement.notActions.isEmpty
            ? judge(actions: statement.actions, reach, resource: resource)
            : judge(notActions: statement.notActions, reach, resource: resource)
        if statement.conditions.isEmpty { return found }
        // A condition narrows `*` on `*` in a way that is not evaluated: not known to be an administrator.
        return AWSPrivilege(
            found.privilege == .admin ? .high : found.privilege,
            found.reason + "; upper bound: its conditions are not evaluated")
    }

    private static func judge(actions: [String], _ reach: Reach, resource: String) -> AWSPrivilege {
        var strongest = AWSPrivilege(.low, "no action")
        for (index, action) in actions.enumerated() {
            let privilege = judge(action: action, reach)
            if index == 0 || privilege.rank > strongest.privilege.rank {
                strongest = AWSPrivilege(privilege, "Action \(action.prefix(100)) on \(resource)")
            }
        }
        return strongest
    }

    /// Everything but a few actions: what is not excluded decides.
    private static func judge(notActions: [String], _ reach: Reach, resource: String) -> AWSPrivilege {
        let reason = "NotAction \(shown(notActions)) on \(resource)"
        guard reach == .everything else { return AWSPrivilege(.high, reason) }
        let excludesIdentity = notActions.contains { AWSPattern.covers($0, "iam:*") }
        return excludesIdentity
            ? AWSPrivilege(.high, reason)
            : AWSPrivilege(.admin, reason + ": leaves iam:* allowed")
    }

    private static func judge(action: String, _ reach: Reach) -> Privilege {
        let action = action.lowercased()
        if action == "*" || action == "*:*" { return reach == .everything ? .admin : .high }
        let isWide = reach != .narrowed
        if Self.escalating.contains(where: { AWSPattern.covers(action, $0) }) { return isWide ? .high : .medium }
        let name = action.split(separator: ":", maxSplits: 1).last.map(String.init) ?? action
        if name == "*" { return isWide ? .high : .medium }
        if Self.disclosing.contains(where: { AWSPattern.covers(action, $0) }) { return isWide ? .medium : .low }
        return Self.readingVerbs.contains { name.hasPrefix($0) } ? .low : .medium
    }

    private static func shown(_ values: [String]) -> String {
        let first = String((values.first ?? "nothing").prefix(100))
        return values.count > 1 ? "\(first) and \(values.count - 1) more" : first
    }

    // MARK: - Data

    /// Actions by which an identity can give itself or another more than it has: policies, keys, trust, passing roles.
    /// From IAM's own list of permissions management actions,
    /// https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
    static let escalating: [String] = [
        "iam:addusertogroup", "iam:attachgrouppolicy", "iam:attachrolepolicy", "iam:attachuserpolicy",
        "iam:createaccesskey", "iam:createloginprofile", "iam:createpolicyversion", "iam:deleterolepermissionsboundary",
        "iam:deleteuserpermissionsboundary", "iam:passrole", "iam:putgrouppolicy", "iam:putrolepolicy",
        "iam:putuserpolicy", "iam:setdefaultpolicyversion", "iam:updateassumerolepolicy", "iam:updateloginprofile",
        "sts:assumerole",
    ]

    /// Reading that hands over what is kept: contents and secrets, not descriptions.
    static let disclosing: [String] = [
        "s3:getobject", "secretsmanager:getsecretvalue", "ssm:getparameter", "ssm:getparameters", "kms:decrypt",
        "dynamodb:scan", "dynamodb:query", "dynamodb:getitem", "codecommit:gitpull", "lambda:getfunction",
    ]

    /// How names of actions begin that change nothing.
    static let readingVerbs: [String] = [
        "get", "list", "describe", "batchget", "head", "view", "search", "lookup", "check", "simulate", "query", "scan",
        "select", "read", "preview", "estimate", "validate", "generatecredentialreport",
        "generateservicelastaccesseddetails",
    ]
}

/// `*` and `?` as policies use them. Case does not count in actions.
enum AWSPattern {
    /// Whether every action or name that `target` stands for is matched by `pattern`; `target`'s own stars are taken
    /// as letters, so that `iam:*` covers `iam:*` and `iam:get*` does not.
    static func covers(_ pattern: String, _ target: String) -> Bool {
        let pattern = Array(pattern.lowercased().utf8)
        let target = Array(target.lowercased().utf8)
        // Greedy with one step back: linear in practice, and never exponential.
        var position = 0
        var index = 0
        var star: (index: Int, position: Int)?
        while position < target.count {
            if index < pattern.count, pattern[index] == UInt8(ascii: "*") {
                star = (index, position)
                index += 1
            } else if index < pattern.count, pattern[index] == target[position] || pattern[index] == UInt8(ascii: "?") {
                index += 1
                position += 1
            } else if let last = star {
                index = last.index + 1
                position = last.position + 1
                star = (last.index, position)
            } else {
                return false
            }
        }
        return pattern[index...].allSatisfy { $0 == UInt8(ascii: "*") }
    }

    /// `*`, `arn:*`, `arn:aws:*:*:*:*`: no narrowing at all.
    static func matchesEverything(_ resource: String) -> Bool {
        if resource.allSatisfy({ $0 == "*" }) { return !resource.isEmpty }
        let parts = resource.split(separator: ":", omittingEmptySubsequences: false)
        guard parts[0] == "arn", parts.count > 1, parts.last == "*" else { return false }
        return parts.dropFirst().enumerated().allSatisfy { index, part in
            part == "*" || (index == 0 && part.hasPrefix("aws"))
        }
    }

    /// All things of a service or of one of its types: `arn:aws:s3:::*`, `arn:aws:iam::123456789012:role/*`. For
    /// actions of that service this narrows nothing.
    static func isServiceWide(_ resource: String) -> Bool {
        let parts = resource.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0] == "arn" else { return false }
        if parts[5] == "*" || parts[5] == "*/*" { return true }
        // What stands before the slash is a type, but for S3, where it is a bucket.
        let named = parts[5].split(whereSeparator: { $0 == "/" || $0 == ":" })
        return parts[2] != "s3" && named.count == 2 && named[1] == "*"
            && named[0].allSatisfy { $0.isLetter || $0 == "-" }
    }
}
