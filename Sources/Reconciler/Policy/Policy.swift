import Crypto
import Foundation
import Inventory

/// Thresholds and lists that the rules judge by. Read from YAML (`Policy(yaml:file:)`), or `standard`.
public struct Policy: Sendable, Hashable {
    public struct OwnershipTags: Sendable, Hashable {
        /// Labels whose value names a person, in order of trust.
        public var person: [String]
        /// Labels whose value names a team.
        public var team: [String]

        public init(person: [String], team: [String]) {
            self.person = person
            self.team = team
        }
    }

    public var thresholds: [ThresholdName: Threshold] = [:]
    /// Names or ids of accounts kept for emergencies: no ownership and no staleness rule looks at them.
    public var breakGlass: PatternList = PatternList([])
    /// Names of identities that a vendor keeps, beside those that connectors know.
    public var vendorManaged: PatternList = Policy.knownVendorManaged
    /// Names of accounts that are things and not people.
    public var serviceAccounts: PatternList = PatternList(["svc-*", "svc_*"])
    public var ownershipTags = OwnershipTags(
        person: ["owner", "owner-email", "Owner", "contact"], team: ["team"])
    /// Domains to complete a bare user name with, and to count as the company's own.
    public var ownerDomains: [String] = []
    /// Domains whose addresses are the same mailboxes: each list is one domain under several names.
    public var domainAliases: [[String]] = []
    public var environmentTag = "env"
    public var environments = EnvironmentWords(
        production: ["production", "prod", "prd", "live"],
        nonProduction: [
            "development", "dev", "develop", "test", "testing", "tst", "qa", "uat", "acceptance", "staging", "stage",
            "stg", "preprod", "nonprod", "sandbox", "demo", "lab", "integration", "ci", "training",
        ])
    /// Things that are used only so often.
    public var expectedIntervals: [ExpectedInterval] = []
    /// Findings that the company bears until a day.
    public var allowances: [Allowance] = []
    /// When credentials of accounts for emergencies are to be renewed; nil for what holds for all.
    public var breakGlassRotateAfterDays: Int?
    /// Names or ids of things that all environments use (logging, a registry): no mixing of environments (ENV-01).
    public var sharedServices: PatternList = PatternList([])
    /// Findings below it are left out and counted.
    public var severityFloor = Severity.info
    /// The vendors that the company deals with; nil where no register is configured.
    public var vendors: VendorRegister?

    public static let standard = Policy()

    /// Roles that AWS and its landing zones make (Control Tower, CloudFormation StackSets, Organizations, CDK).
    public static let knownVendorManaged = PatternList([
        "AWSReservedSSO_*", "AWSControlTower*", "aws-controltower-*", "stacksets-exec-*",
        "OrganizationAccountAccessRole", "cdk-*-role-*",
    ])

    public init() {}

    public subscript(name: ThresholdName) -> Threshold {
        get { thresholds[name] ?? name.standard }
        set { thresholds[name] = newValue }
    }

    /// SHA-256 over the effective values in a canonical form: two files that mean the same have the same hash.
    public var hash: String {
        var text = LengthPrefixed()
        for name in ThresholdName.allCases {
            let threshold = self[name]
            text.append(name.rawValue)
            for privilege in Privilege.allCases {
                text.append(String(name.takesPrivileges ? threshold[privilege] : threshold.value))
            }
        }
        let lists: [(String, [String])] = [
            ("break_glass", breakGlass.patterns), ("vendor_managed", vendorManaged.patterns),
            ("service_accounts", serviceAccounts.patterns), ("ownership_tags.person", ownershipTags.person),
            ("ownership_tags.team", ownershipTags.team), ("owner_domains", ownerDomains),
            ("shared_services", sharedServices.patterns),
        ]
        for (name, values) in lists {
            text.append(name)
            text.append(String(values.count))
            for value in values { text.append(value) }
        }
        text.append(environmentTag)
        text.append(severityFloor.rawValue)
        appendAdditions(to: &text)
        vendors?.append(to: &text)
        return text.sha256
    }

    /// What came later stands in the hash only where a policy says it, so that a policy keeps its hash.
    private func appendAdditions(to text: inout LengthPrefixed) {
        func append(_ name: String, _ values: [String]) {
            guard !values.isEmpty else { return }
            text.append(name)
            text.append(String(values.count))
            for value in values { text.append(value) }
        }
        for name in ThresholdName.allCases where name.takesPrivileges {
            let threshold = self[name]
            if name != .staleAfterDays, name != .rotateAfterDays, !threshold.byPrivilege.isEmpty {
                append("privileges." + name.rawValue, Privilege.allCases.map { String(threshold[$0]) })
            }
            append(
                "when." + name.rawValue,
                threshold.cases.flatMap {
                    [
                        $0.classes.map(\.rawValue).sorted().joined(separator: ","),
                        $0.privileges.map(\.rawValue).sorted().joined(separator: ","),
                        $0.environments.map(\.rawValue).sorted().joined(separator: ","), String($0.value),
                    ]
                })
        }
        for group in domainAliases { append("domain_aliases", group) }
        if environments != Policy.standard.environments {
            append("environments", ["production"] + environments.production)
            append("environments", ["non_production"] + environments.nonProduction)
        }
        append("expected_intervals", expectedIntervals.flatMap { [$0.pattern, String($0.days)] })
        append(
            "allow",
            allowances.flatMap { [$0.rule] + $0.names.patterns + [$0.reason, $0.approvedBy, $0.until.description] })
        append("break_glass.rotate_after_days", breakGlassRotateAfterDays.map { [String($0)] } ?? [])
    }
}

/// Names with `*` for any run of characters, compared byte by byte.
public struct PatternList: Sendable, Hashable {
    public let patterns: [String]
    private let bytes: [[UInt8]]

    public init(_ patterns: [String]) {
        self.patterns = patterns
        bytes = patterns.map { Array($0.utf8) }
    }

    /// The first pattern that matches.
    public func match(_ name: String) -> String? {
        let first = name.utf8.first
        var text: [UInt8]?
        for index in bytes.indices {
            // Most names differ in their first letter already.
            if let lead = bytes[index].first, lead != UInt8(ascii: "*"), lead != first { continue }
            let name = text ?? Array(name.utf8)
            text = name
            if Self.matches(bytes[index][...], name[...]) { return patterns[index] }
        }
        return nil
    }

    /// Backtracks to the last star only, so that no pattern takes more than quadratic time.
    private static func matches(_ pattern: ArraySlice<UInt8>, _ name: ArraySlice<UInt8>) -> Bool {
        var (at, read) = (pattern.startIndex, name.startIndex)
        var star: (pattern: Int, name: Int)?
        while read < name.endIndex {
            if at < pattern.endIndex, pattern[at] == UInt8(ascii: "*") {
                star = (at, read)
                at += 1
            } else if at < pattern.endIndex, pattern[at] == name[read] {
                at += 1
                read += 1
            } else if let last = star {
                star = (last.pattern, last.name + 1)
                at = last.pattern + 1
                read = last.name + 1
            } else {
                return false
            }
        }
        return pattern[at...].allSatisfy { $0 == UInt8(ascii: "*") }
    }
}

/// Text fields that cannot run into each other: each with its length before it.
struct LengthPrefixed {
    private var bytes: [UInt8] = []

    mutating func append(_ field: String) {
        bytes.append(contentsOf: "\(field.utf8.count):".utf8)
        bytes.append(contentsOf: field.utf8)
    }

    /// SHA-256 in hex.
    var sha256: String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        text.reserveCapacity(64)
        for byte in SHA256.hash(data: bytes) {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}
