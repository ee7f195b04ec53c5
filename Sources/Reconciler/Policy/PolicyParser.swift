import Inventory
import Yams

extension Policy {
    /// Reads a policy file.
    /// - Parameter file: its name, for messages.
    /// - Throws: `PolicyProblem`, the first one in the file.
    public init(yaml: String, file: String) throws {
        let (policy, problems) = Self.parse(yaml: yaml, file: file)
        if let first = problems.first { throw first }
        self = policy
    }

    /// All that is wrong in a policy file, in the order of its lines.
    public static func problems(yaml: String, file: String) -> [PolicyProblem] {
        parse(yaml: yaml, file: file).problems
    }

    private static func parse(yaml: String, file: String) -> (policy: Policy, problems: [PolicyProblem]) {
        var parser = PolicyParser(file: file)
        do {
            guard let root = try Yams.compose(yaml: yaml) else { return (Policy(), []) }
            parser.read(root)
        } catch {
            parser.report(error)
        }
        return (parser.policy, parser.problems)
    }
}

/// Walks the nodes of a policy file with their marks.
struct PolicyParser {
    /// Top-level keys in the order of the template. `Resources/policy.schema.json` has the same.
    enum Key: String, CaseIterable {
        case thresholds
        case breakGlass = "break_glass"
        case vendorManaged = "vendor_managed"
        case serviceAccounts = "service_accounts"
        case ownershipTags = "ownership_tags"
        case ownerDomains = "owner_domains"
        case domainAliases = "domain_aliases"
        case environmentTag = "environment_tag"
        case sharedServices = "shared_services"
        case environments
        case expectedIntervals = "expected_intervals"
        case allow
        case severityFloor = "severity_floor"
    }

    /// Keys of `ownership_tags`.
    enum TagKey: String, CaseIterable { case person, team }

    /// Keys of `break_glass`, where it is a mapping.
    enum BreakGlassKey: String, CaseIterable {
        case names
        case rotateAfterDays = "rotate_after_days"
    }

    /// Keys of `environments`.
    enum EnvironmentKey: String, CaseIterable {
        case production
        case nonProduction = "non_production"
    }

    /// Keys of a threshold's `when`.
    enum CaseKey: String, CaseIterable {
        case identityClass = "class"
        case privilege, environment, value
    }

    /// Keys of an entry of `allow`.
    enum AllowKey: String, CaseIterable {
        case rule, names, reason
        case approvedBy = "approved_by"
        case until
    }

    /// Bounds against hostile or broken files.
    static let listLimit = 10_000
    static let textLimit = 1_024

    let file: String
    var policy = Policy()
    var problems: [PolicyProblem] = []

    init(file: String) { self.file = file }

    mutating func report(_ error: any Error) {
        var problem = PolicyProblem(file: file, key: "", expected: "YAML", found: "text that is none")
        switch error {
        case YamlError.parser(_, let what, let mark, _), YamlError.scanner(_, let what, let mark, _):
            problem.line = mark.line
            problem.column = mark.column
            problem.found = what
        case YamlError.composer(_, let what, let mark, _):
            problem.line = mark.line
            problem.column = mark.column
            problem.found = what
        case YamlError.duplicatedKeysInMapping(let keys, let context):
            problem.line = context.mark.line
            problem.column = context.mark.column
            problem.expected = "each key once"
            problem.found = "twice: " + keys.joined(separator: ", ")
        default: break
        }
        problems.append(problem)
    }

    mutating func read(_ root: Node) {
        if case .scalar(let scalar) = root, scalar.string.isEmpty { return }
        for (key, name, value) in entries(of: root, at: "", Key.init(rawValue:), Key.allCases.map(\.rawValue)) {
            switch key {
            case .thresholds: readThresholds(value)
            case .breakGlass: readBreakGlass(value, at: name)
            case .vendorManaged:
                texts(value, at: name).map {
                    policy.vendorManaged = PatternList(Policy.knownVendorManaged.patterns + $0)
                }
            case .serviceAccounts: texts(value, at: name).map { policy.serviceAccounts = PatternList($0) }
            case .ownershipTags: readTags(value)
            case .ownerDomains: texts(value, at: name).map { policy.ownerDomains = $0.map(Address.normalised) }
            case .domainAliases: readAliases(value, at: name)
            case .environments: readEnvironments(value)
            case .expectedIntervals: readIntervals(value, at: name)
            case .allow: readAllowances(value, at: name)
            case .environmentTag: text(value, at: name).map { policy.environmentTag = $0 }
            case .sharedServices: texts(value, at: name).map { policy.sharedServices = PatternList($0) }
            case .severityFloor: readFloor(value, at: name)
            }
        }
    }

    private mutating func readThresholds(_ node: Node) {
        let names = ThresholdName.allCases.map(\.rawValue)
        for (name, path, value) in entries(of: node, at: "thresholds", ThresholdName.init(rawValue:), names) {
            if name.takesPrivileges, case .mapping = value {
                readByPrivilege(name, value, at: path)
            } else if let number = integer(value, at: path, name) {
                // One number holds for every privilege.
                policy[name] = Threshold(number)
            }
        }
    }

    private mutating func readByPrivilege(_ name: ThresholdName, _ node: Node, at path: String) {
        var threshold = name.standard
        let known = Self.thresholdKeys
        for (key, keyPath, value) in entries(of: node, at: path, { known.contains($0) ? $0 : nil }, known) {
            if key == "when" {
                threshold.cases = cases(value, at: keyPath, name)
                continue
            }
            guard let number = integer(value, at: keyPath, name) else { continue }
            if let privilege = Privilege(rawValue: key) {
                threshold.byPrivilege[privilege] = number
            } else {
                threshold.value = number
            }
        }
        policy[name] = threshold
    }

    private mutating func readTags(_ node: Node) {
        let keys = TagKey.allCases.map(\.rawValue)
        for (key, path, value) in entries(of: node, at: "ownership_tags", TagKey.init(rawValue:), keys) {
            guard let list = texts(value, at: path) else { continue }
            switch key {
            case .person: policy.ownershipTags.person = list
            case .team: policy.ownershipTags.team = list
            }
        }
    }

    private mutating func readFloor(_ node: Node, at path: String) {
        let words = Severity.allCases.map(\.rawValue)
        guard let word = node.scalar?.string, let floor = Severity(rawValue: word) else {
            return fail(node, path, "one of \(words.joined(separator: ", "))")
        }
        policy.severityFloor = floor
    }

    // MARK: - Nodes

    /// The entries of a mapping whose keys are known; the others are problems.
    mutating func entries<K>(
        of node: Node, at path: String, _ make: (String) -> K?, _ known: [String]
    ) -> [(key: K, path: String, value: Node)] {
        guard case .mapping(let mapping) = node else {
            fail(node, path, "a mapping with \(known.joined(separator: ", "))")
            return []
        }
        var found: [(key: K, path: String, value: Node)] = []
        for (keyNode, value) in mapping {
            let name = keyNode.scalar?.string ?? "?"
            let full = path.isEmpty ? name : path + "." + name
            if keyNode.scalar != nil, let key = make(name) {
                found.append((key, full, value))
            } else {
                let near = NearestName.nearest(to: name, among: known).map { " (did you mean \($0)?)" } ?? ""
                fail(keyNode, full, "one of \(known.joined(separator: ", "))", found: "an unknown key" + near)
            }
        }
        return found
    }

    private mutating func integer(_ node: Node, at path: String, _ name: ThresholdName) -> Int? {
        integer(node, at: path, name.range, name.takesPrivileges ? ", or a mapping by privilege" : "")
    }

    mutating func integer(_ node: Node, at path: String, _ range: ClosedRange<Int>, _ other: String = "") -> Int? {
        guard case .scalar(let scalar) = node, scalar.style == .plain || scalar.style == .any,
            let number = Int(scalar.string), range.contains(number)
        else {
            fail(node, path, "a whole number from \(range.lowerBound) to \(range.upperBound)\(other)")
            return nil
        }
        return number
    }

    /// A text, or a whole number that is meant as one: ids of accounts are often written so.
    mutating func text(_ node: Node, at path: String) -> String? {
        guard case .scalar(let scalar) = node, Self.isText(node.tag), !scalar.string.isEmpty,
            scalar.string.unicodeScalars.count <= Self.textLimit
        else {
            fail(
                node, path, "a text of at most \(Self.textLimit) characters, in quotes where it looks like another kind"
            )
            return nil
        }
        return scalar.string
    }

    private static func isText(_ tag: Tag) -> Bool {
        tag == Tag(.str) || tag == Tag(.int) || tag == Tag(.timestamp)
    }

    mutating func texts(_ node: Node, at path: String) -> [String]? {
        guard case .sequence(let sequence) = node, sequence.count <= Self.listLimit else {
            fail(node, path, "a list of at most \(Self.listLimit) texts")
            return nil
        }
        let before = problems.count
        let values = sequence.enumerated().compactMap { text($1, at: "\(path)[\($0)]") }
        return problems.count == before ? values : nil
    }

    mutating func fail(_ node: Node, _ path: String, _ expected: String, found: String? = nil) {
        let what =
            switch node {
            case .scalar(let scalar): scalar.string.isEmpty ? "nothing" : "'\(scalar.string.prefix(60))'"
            case .mapping: "a mapping"
            case .sequence: "a list"
            case .alias: "an alias"
            }
        problems.append(
            PolicyProblem(
                file: file, line: node.mark?.line, column: node.mark?.column, key: path, expected: expected,
                found: found ?? what))
    }
}
