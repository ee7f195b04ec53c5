import Inventory

extension Policy {
    /// A commented policy file that means the same as `standard`.
    public static var template: String { standard.yaml }

    /// A commented policy file that means the same as this policy, but for its register of vendors.
    public var yaml: String {
        var lines = [
            "# Muster policy. Every key may be left out; what is shown is what holds then.",
            "# A number holds for all; a mapping gives one for each privilege (admin, high, medium, low, unknown), and",
            "# under when for cases, of which the first that matches decides before the privilege does:",
            "#   when: [{class: service, environment: production, privilege: [admin, high], value: 30}]", "",
            "thresholds:",
        ]
        for name in ThresholdName.allCases {
            lines.append("  # \(name.meaning)")
            lines.append("  \(name.rawValue): \(Self.words(self[name]))")
        }
        func list(_ values: [String]) -> String { "[" + values.map(Self.quoted).joined(separator: ", ") + "]" }
        func block(_ key: String, _ items: [String], empty: String) -> [String] {
            items.isEmpty ? ["\(key): \(empty)"] : ["\(key):"] + items.map { "  " + $0 }
        }
        let known = Self.knownVendorManaged.patterns
        let vendors = Array(
            vendorManaged.patterns.dropFirst(vendorManaged.patterns.starts(with: known) ? known.count : 0))
        lines += [
            "",
            "# Names or ids of accounts kept for emergencies: judged neither as unowned nor as stale. * matches any",
            "# run of characters. An account that owns a whole tenant (AWS root) is always one. With a rotation of their",
            "# own: {names: [...], rotate_after_days: 365}",
        ]
        if let days = breakGlassRotateAfterDays {
            lines.append("break_glass: {names: \(list(breakGlass.patterns)), rotate_after_days: \(days)}")
        } else {
            lines.append("break_glass: \(list(breakGlass.patterns))")
        }
        lines += [
            "", "# More identities that a vendor keeps and nobody here has to own, by name.",
            "vendor_managed: \(list(vendors))",
            "", "# Accounts with these names are things, not people.",
            "service_accounts: \(list(serviceAccounts.patterns))",
            "", "# Labels that name an owner: a person (0.85) or a team (0.70).",
            "ownership_tags:",
            "  person: \(list(ownershipTags.person))",
            "  team: \(list(ownershipTags.team))",
            "", "# Your own domains: they complete bare user names, and tell a missing colleague from a stranger.",
            "owner_domains: \(list(ownerDomains))",
            "", "# Lists of domains that mean the same people: [[example.com, example.org]]",
        ]
        lines += block("domain_aliases", domainAliases.map { "- " + list($0) }, empty: "[]")
        lines += [
            "", "# The label that says which environment something belongs to, and what its values mean.",
            "environment_tag: \(Self.quoted(environmentTag))",
            "environments:",
            "  production: \(list(environments.production))",
            "  non_production: \(list(environments.nonProduction))",
            "", "# What all environments use (logging, a registry), by name or id: no mixing of environments (ENV-01).",
            "shared_services: \(list(sharedServices.patterns))",
            "", "# What is used only so often, by name or id: not idle before so many days. {\"quarterly-*\": 100}",
        ]
        lines += block(
            "expected_intervals", expectedIntervals.map { "\(Self.quoted($0.pattern)): \($0.days)" }, empty: "{}")
        lines += [
            "", "# Findings that are borne until a day, shown as exempt:",
            "# - {rule: CRD-02, names: [legacy-*], reason: replaced in spring, approved_by: nora.ek@example.com,",
            "#    until: 2027-03-31}",
        ]
        lines += block(
            "allow",
            allowances.map {
                "- {rule: \(Self.quoted($0.rule)), names: \(list($0.names.patterns)), reason: \(Self.quoted($0.reason)), "
                    + "approved_by: \(Self.quoted($0.approvedBy)), until: \(Self.quoted($0.until.day))}"
            }, empty: "[]")
        lines += [
            "", "# Findings below it are left out and counted: info, low, medium, high, critical.",
            "severity_floor: \(severityFloor.rawValue)", "",
        ]
        return lines.joined(separator: "\n")
    }

    /// A threshold as YAML on one line.
    static func words(_ threshold: Threshold) -> String {
        guard !threshold.byPrivilege.isEmpty || !threshold.cases.isEmpty else { return "\(threshold.value)" }
        var parts = ["default: \(threshold.value)"]
        parts += Privilege.allCases.compactMap { privilege in
            threshold.byPrivilege[privilege].map { "\(privilege.rawValue): \($0)" }
        }
        if !threshold.cases.isEmpty {
            parts.append("when: [\(threshold.cases.map(words).joined(separator: ", "))]")
        }
        return "{" + parts.joined(separator: ", ") + "}"
    }

    private static func words(_ one: Threshold.Case) -> String {
        func list<Word: RawRepresentable>(_ key: String, _ words: Set<Word>) -> [String] where Word.RawValue == String {
            words.isEmpty ? [] : ["\(key): [\(words.map(\.rawValue).sorted().joined(separator: ", "))]"]
        }
        let parts =
            list("class", one.classes) + list("privilege", one.privileges) + list("environment", one.environments)
        return "{" + (parts + ["value: \(one.value)"]).joined(separator: ", ") + "}"
    }

    /// YAML's double-quoted form (YAML 1.2, section 7.3.1).
    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case _ where scalar.value < 0x20 || (0x7F...0xA0).contains(scalar.value) || scalar.value > 0x2000:
                let digits = String(scalar.value, radix: 16)
                result += "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}

extension Policy {
    /// The JSON Schema of policy files, for editors. The ids of rules are those that this program has.
    public static var schema: String {
        let ids = Rule.all.map { "\"\($0.id)\"" }.joined(separator: ", ")
        return String(decoding: PackageResources.policy_schema_json, as: UTF8.self)
            .replacing("\"enum\": []", with: "\"enum\": [\(ids)]")
    }
}
