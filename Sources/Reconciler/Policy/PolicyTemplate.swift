import Inventory

extension Policy {
    /// A commented policy file that means the same as `standard`.
    public static var template: String {
        var lines = [
            "# Muster policy. Every key may be left out; what is shown is what holds then.",
            "# A number holds for every privilege; a mapping gives one for each (admin, high, medium, low, unknown).",
            "", "thresholds:",
        ]
        for name in ThresholdName.allCases {
            let threshold = name.standard
            lines.append("  # \(name.meaning)")
            if threshold.byPrivilege.isEmpty {
                lines.append("  \(name.rawValue): \(threshold.value)")
            } else {
                let parts = Privilege.allCases.compactMap { privilege in
                    threshold.byPrivilege[privilege].map { "\(privilege.rawValue): \($0)" }
                }
                lines.append("  \(name.rawValue): {default: \(threshold.value), \(parts.joined(separator: ", "))}")
            }
        }
        let standard = Policy.standard
        func list(_ values: [String]) -> String { "[" + values.map { "\"\($0)\"" }.joined(separator: ", ") + "]" }
        lines += [
            "",
            "# Names or ids of accounts kept for emergencies: judged neither as unowned nor as stale. * matches any",
            "# run of characters. An account that owns a whole tenant (AWS root) is always one.",
            "break_glass: []",
            "", "# More identities that a vendor keeps and nobody here has to own, by name.",
            "vendor_managed: []",
            "", "# Accounts with these names are things, not people.",
            "service_accounts: \(list(standard.serviceAccounts.patterns))",
            "", "# Labels that name an owner: a person (0.85) or a team (0.70).",
            "ownership_tags:",
            "  person: \(list(standard.ownershipTags.person))",
            "  team: \(list(standard.ownershipTags.team))",
            "", "# Your own domains: they complete bare user names, and tell a missing colleague from a stranger.",
            "owner_domains: []",
            "", "# The label that says which environment something belongs to.",
            "environment_tag: \(standard.environmentTag)",
            "", "# What all environments use (logging, a registry), by name or id: no mixing of environments (ENV-01).",
            "shared_services: []",
            "", "# Findings below it are left out and counted: info, low, medium, high, critical.",
            "severity_floor: \(standard.severityFloor.rawValue)", "",
        ]
        return lines.joined(separator: "\n")
    }
}

extension Policy {
    /// The JSON Schema of policy files, for editors.
    public static var schema: String { String(decoding: PackageResources.policy_schema_json, as: UTF8.self) }
}
