import Inventory
import Reconciler
import Reports

/// `muster policy check`: what a policy comes to.
public enum PolicyListing {
    /// A policy file that means the same, under a line with the hash.
    public static func text(_ policy: Policy) -> String {
        let vendors = policy.vendors == nil ? "" : ", register of vendors included"
        return "# valid; hash \(policy.hash)\(vendors)\n" + policy.yaml
    }

    public static func json(_ policy: Policy) -> JSONValue {
        .object([
            .init("policy", .text(policy.hash)),
            .init(
                "thresholds",
                .object(ThresholdName.allCases.map { .init($0.rawValue, threshold(policy[$0])) })),
            .init("breakGlass", .texts(policy.breakGlass.patterns)),
            .init(
                "breakGlassRotateAfterDays",
                policy.breakGlassRotateAfterDays.map { .integer(Int64($0)) } ?? .null),
            .init("vendorManaged", .texts(policy.vendorManaged.patterns)),
            .init("serviceAccounts", .texts(policy.serviceAccounts.patterns)),
            .init(
                "ownershipTags",
                .object([
                    .init("person", .texts(policy.ownershipTags.person)),
                    .init("team", .texts(policy.ownershipTags.team)),
                ])),
            .init("ownerDomains", .texts(policy.ownerDomains)),
            .init("domainAliases", .array(policy.domainAliases.map(JSONValue.texts))),
            .init("environmentTag", .text(policy.environmentTag)),
            .init(
                "environments",
                .object([
                    .init("production", .texts(policy.environments.production)),
                    .init("nonProduction", .texts(policy.environments.nonProduction)),
                ])),
            .init(
                "expectedIntervals",
                .array(
                    policy.expectedIntervals.map {
                        .object([.init("name", .text($0.pattern)), .init("days", .integer(Int64($0.days)))])
                    })),
            .init(
                "allow",
                .array(
                    policy.allowances.map {
                        .object([
                            .init("rule", .text($0.rule)), .init("names", .texts($0.names.patterns)),
                            .init("reason", .text($0.reason)), .init("approvedBy", .text($0.approvedBy)),
                            .init("until", .text($0.until.description)),
                        ])
                    })),
            .init("severityFloor", .text(policy.severityFloor.rawValue)),
        ])
    }

    private static func threshold(_ threshold: Threshold) -> JSONValue {
        var members: [JSONValue.Member] = [.init("default", .integer(Int64(threshold.value)))]
        for privilege in Privilege.allCases {
            if let value = threshold.byPrivilege[privilege] {
                members.append(.init(privilege.rawValue, .integer(Int64(value))))
            }
        }
        if !threshold.cases.isEmpty {
            members.append(
                .init(
                    "when",
                    .array(
                        threshold.cases.map {
                            .object([
                                .init("class", .texts($0.classes.map(\.rawValue).sorted())),
                                .init("privilege", .texts($0.privileges.map(\.rawValue).sorted())),
                                .init("environment", .texts($0.environments.map(\.rawValue).sorted())),
                                .init("value", .integer(Int64($0.value))),
                            ])
                        })))
        }
        return .object(members)
    }
}
