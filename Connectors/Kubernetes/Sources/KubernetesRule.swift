import Inventory

/// One rule of a role: every verb on every resource of every group that it names.
/// https://kubernetes.io/docs/reference/access-authn-authz/rbac/#role-and-clusterrole
struct KubernetesRule: Decodable, Sendable {
    var verbs: [String]
    var groups: [String]
    var resources: [String]
    /// Only these objects; empty for all.
    var names: [String]
    var urls: [String]

    private enum CodingKeys: String, CodingKey {
        case verbs, resources
        case groups = "apiGroups"
        case names = "resourceNames"
        case urls = "nonResourceURLs"
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        verbs = try container.decode([String].self, forKey: .verbs)
        groups = try container.decodeIfPresent([String].self, forKey: .groups) ?? []
        resources = try container.decodeIfPresent([String].self, forKey: .resources) ?? []
        names = try container.decodeIfPresent([String].self, forKey: .names) ?? []
        urls = try container.decodeIfPresent([String].self, forKey: .urls) ?? []
    }

    private static let reading: Set<String> = ["get", "list", "watch"]

    /// Whether it allows nothing but looking.
    var isReading: Bool { verbs.allSatisfy { Self.reading.contains($0) } }

    /// Those of the verbs that it allows, by its own word where that is `*`.
    func allowed(_ wanted: [String]) -> [String] {
        verbs.contains("*") ? ["*"] : wanted.filter { verbs.contains($0) }
    }

    func concerns(_ resource: String, of group: String) -> Bool {
        guard groups.contains(group) || groups.contains("*") else { return false }
        if resources.contains(resource) || resources.contains("*") { return true }
        // `*/exec` is exec of everything.
        return resource.split(separator: "/").last.map { resource.contains("/") && resources.contains("*/\($0)") }
            ?? false
    }

    /// `list pods`, `create deployments.apps`, `get configmaps/NAME`: each permission as `kubectl auth can-i` takes it.
    var permissions: [String] {
        let places = resources.flatMap { resource in
            groups.flatMap { group -> [String] in
                let place = group.isEmpty ? resource : "\(resource).\(group)"
                return names.isEmpty ? [place] : names.map { "\(place)/\($0)" }
            }
        }
        return verbs.flatMap { verb in (places + urls).map { "\(verb) \($0)" } }
    }
}

/// How much harm a role's rules allow. https://kubernetes.io/docs/concepts/security/rbac-good-practices/
enum KubernetesPrivilege {
    /// Where a role holds: a role that may do everything rules a cluster, or one namespace.
    enum Reach: Sendable {
        case cluster, namespace
    }

    private struct Danger: Sendable {
        var verbs: [String]
        var resources: [String]
        var group: String
        var privilege: Privilege

        init(_ verbs: [String], _ resources: [String], _ group: String = "", _ privilege: Privilege = .high) {
            self.verbs = verbs
            self.resources = resources
            self.group = group
            self.privilege = privilege
        }
    }

    private static let rbac = "rbac.authorization.k8s.io"
    private static let writing = ["create", "update", "patch"]

    /// The strongest first.
    private static let dangers = [
        // Gives itself more than it has.
        Danger(["escalate", "bind"], ["clusterroles", "roles"], rbac, .admin),
        Danger(["impersonate"], ["users", "groups", "serviceaccounts"], "", .admin),
        Danger(["impersonate"], ["userextras", "uids"], "authentication.k8s.io"),
        Danger(["create"], ["serviceaccounts/token"]),
        Danger(["get", "list", "watch"], ["secrets"]),
        Danger(["create", "get"], ["pods/exec", "pods/attach", "nodes/proxy"]),
        Danger(writing, ["pods", "pods/ephemeralcontainers", "replicationcontrollers", "persistentvolumes"]),
        Danger(writing, ["deployments", "daemonsets", "statefulsets", "replicasets"], "apps"),
        Danger(writing, ["jobs", "cronjobs"], "batch"),
        Danger(writing, ["clusterrolebindings", "rolebindings", "clusterroles", "roles"], rbac),
        Danger(["update", "patch"], ["certificatesigningrequests/approval"], "certificates.k8s.io"),
        Danger(["approve", "sign"], ["signers"], "certificates.k8s.io"),
        Danger(
            writing, ["mutatingwebhookconfigurations", "validatingwebhookconfigurations"],
            "admissionregistration.k8s.io"),
    ]

    /// Reviews answer a question and change nothing.
    private static let reviews: Set<String> = [
        "selfsubjectreviews", "selfsubjectaccessreviews", "selfsubjectrulesreviews", "subjectaccessreviews",
        "localsubjectaccessreviews", "tokenreviews",
    ]

    static func of(_ rules: [KubernetesRule], reach: Reach) -> (privilege: Privilege, reason: String) {
        var best: (privilege: Privilege, reason: String) = (.low, "reads only")
        func consider(_ privilege: Privilege, _ reason: @autoclosure () -> String, _ rule: KubernetesRule) {
            var privilege = rule.names.isEmpty ? privilege : lowered(privilege)
            if reach == .namespace { privilege = lowered(privilege) }
            guard privilege.rank > best.privilege.rank else { return }
            best = (privilege, reason() + (rule.names.isEmpty ? "" : " of certain names"))
        }
        for rule in rules {
            if rule.verbs.contains("*"), rule.resources.contains("*"), rule.groups.contains("*") {
                consider(.admin, "* on all resources", rule)
            }
            for danger in dangers {
                guard let verb = rule.allowed(danger.verbs).first,
                    let resource = danger.resources.first(where: { rule.concerns($0, of: danger.group) })
                else { continue }
                consider(
                    danger.privilege, "\(verb) \(resource)" + (danger.group.isEmpty ? "" : ".\(danger.group)"), rule)
            }
            if !rule.isReading, !rule.resources.isEmpty, !rule.resources.allSatisfy(reviews.contains),
                let verb = rule.verbs.first(where: { !["get", "list", "watch"].contains($0) })
            {
                // Changing anything is medium in a namespace too: nothing below it is left but reading.
                let reason = "\(verb) \(rule.resources.first ?? "")"
                if best.privilege.rank < Privilege.medium.rank { best = (.medium, reason) }
            }
        }
        if rules.isEmpty { best.reason = "no rules" }
        return best
    }

    private static func lowered(_ privilege: Privilege) -> Privilege {
        switch privilege {
        case .admin: .high
        case .high: .medium
        case .medium, .low, .unknown: privilege
        }
    }

    // MARK: - Muster's own

    /// What every signed-in user may do: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#discovery-roles
    private static func isEverybodys(_ permission: String) -> Bool {
        guard let place = permission.split(separator: " ").last else { return true }
        if place.hasPrefix("/") { return permission.hasPrefix("get ") }
        return reviews.contains { place == $0 || place.hasPrefix("\($0).") } && permission.hasPrefix("create ")
    }

    /// The permissions beyond those that are asked for, and those of them that allow changes.
    static func excess(_ rules: [KubernetesRule], beyond needed: Set<String>) -> (all: [String], writes: [String]) {
        let all = Set(rules.flatMap(\.permissions)).filter { !needed.contains($0) && !isEverybodys($0) }.sorted()
        let writes = all.filter { permission in
            !["get ", "list ", "watch "].contains { permission.hasPrefix($0) }
        }
        // A list of thousands tells a reader no more than its beginning.
        return (Array(all.prefix(100)), Array(writes.prefix(100)))
    }
}
