import Inventory
import Yams

/// The parts of a policy that are more than a list of texts.
extension PolicyParser {
    /// Keys of a threshold that is a mapping.
    static let thresholdKeys = ["default"] + Privilege.allCases.map(\.rawValue) + ["when"]
    static let intervalRange = 1...36_500

    mutating func cases(_ node: Node, at path: String, _ name: ThresholdName) -> [Threshold.Case] {
        items(node, at: path, "cases").compactMap { item, path in
            var one = Threshold.Case(value: 0)
            var hasValue = false
            let before = problems.count
            let keys = CaseKey.allCases.map(\.rawValue)
            for (key, path, value) in entries(of: item, at: path, CaseKey.init(rawValue:), keys) {
                switch key {
                case .identityClass: one.classes = words(value, at: path)
                case .privilege: one.privileges = words(value, at: path)
                case .environment: one.environments = words(value, at: path)
                case .value:
                    hasValue = true
                    one.value = integer(value, at: path, name.range) ?? 0
                }
            }
            if !hasValue, problems.count == before { fail(item, path, "a value", found: "none") }
            return one
        }
    }

    mutating func readBreakGlass(_ node: Node, at name: String) {
        guard case .mapping = node else {
            texts(node, at: name).map { policy.breakGlass = PatternList($0) }
            return
        }
        let keys = BreakGlassKey.allCases.map(\.rawValue)
        for (key, path, value) in entries(of: node, at: name, BreakGlassKey.init(rawValue:), keys) {
            switch key {
            case .names: texts(value, at: path).map { policy.breakGlass = PatternList($0) }
            case .rotateAfterDays:
                policy.breakGlassRotateAfterDays = integer(value, at: path, ThresholdName.rotateAfterDays.range)
            }
        }
    }

    mutating func readEnvironments(_ node: Node) {
        let keys = EnvironmentKey.allCases.map(\.rawValue)
        for (key, path, value) in entries(of: node, at: "environments", EnvironmentKey.init(rawValue:), keys) {
            guard let list = texts(value, at: path) else { continue }
            switch key {
            case .production: policy.environments.production = list
            case .nonProduction: policy.environments.nonProduction = list
            }
        }
    }

    mutating func readAliases(_ node: Node, at name: String) {
        policy.domainAliases = items(node, at: name, "lists of domains").compactMap { item, path in
            guard let domains = texts(item, at: path) else { return nil }
            if domains.count < 2 { fail(item, path, "at least two domains", found: "\(domains.count)") }
            return domains.map(Address.normalised)
        }
    }

    mutating func readIntervals(_ node: Node, at name: String) {
        guard case .mapping(let mapping) = node, mapping.count <= Self.listLimit else {
            return fail(node, name, "a mapping of at most \(Self.listLimit) names to days")
        }
        for (key, value) in mapping {
            guard let pattern = text(key, at: name),
                let days = integer(value, at: "\(name).\(pattern)", Self.intervalRange)
            else { continue }
            policy.expectedIntervals.append(ExpectedInterval(pattern, days: days))
        }
        // The longest that matches holds, in whatever order they stand.
        policy.expectedIntervals.sort { $0.pattern.utf8.lexicographicallyPrecedes($1.pattern.utf8) }
    }

    mutating func readAllowances(_ node: Node, at name: String) {
        policy.allowances = items(node, at: name, "allowances").compactMap { allowance($0, at: $1) }
    }

    private mutating func allowance(_ node: Node, at path: String) -> Allowance? {
        let before = problems.count
        var texts: [AllowKey: String] = [:]
        var names: [String] = []
        var until: Instant?
        var seen: Set<AllowKey> = []
        for (key, path, value) in entries(
            of: node, at: path, AllowKey.init(rawValue:), AllowKey.allCases.map(\.rawValue))
        {
            seen.insert(key)
            switch key {
            case .names: names = self.texts(value, at: path) ?? []
            case .until: until = day(value, at: path)
            case .rule:
                let rules = Rule.all.map(\.id)
                guard let id = value.scalar?.string, rules.contains(id) else {
                    let near = value.scalar.flatMap { NearestName.nearest(to: $0.string, among: rules) }
                    fail(value, path, "the id of a rule" + (near.map { ", such as \($0)" } ?? ""))
                    continue
                }
                texts[key] = id
            case .reason, .approvedBy: texts[key] = text(value, at: path)
            }
        }
        guard problems.count == before else { return nil }
        for key in AllowKey.allCases where !seen.contains(key) {
            fail(node, "\(path).\(key.rawValue)", "a \(key.rawValue)", found: "none")
        }
        guard let rule = texts[.rule], let reason = texts[.reason], let by = texts[.approvedBy], let until else {
            return nil
        }
        return Allowance(rule: rule, names: PatternList(names), reason: reason, approvedBy: by, until: until)
    }

    /// A day, which ends what it bounds with its first moment in UTC.
    private mutating func day(_ node: Node, at path: String) -> Instant? {
        if let text = node.scalar?.string, text.utf8.count == 10, let day = Instant(text) { return day }
        fail(node, path, "a day such as 2027-03-31")
        return nil
    }

    private mutating func items(_ node: Node, at path: String, _ what: String) -> [(Node, String)] {
        guard case .sequence(let sequence) = node, sequence.count <= Self.listLimit else {
            fail(node, path, "a list of at most \(Self.listLimit) \(what)")
            return []
        }
        return sequence.enumerated().map { ($1, "\(path)[\($0)]") }
    }

    /// One word, or a list of at least one.
    private mutating func words<Word: RawRepresentable & CaseIterable & Hashable>(_ node: Node, at path: String)
        -> Set<Word> where Word.RawValue == String
    {
        let nodes: [Node] = if case .sequence(let sequence) = node { Array(sequence) } else { [node] }
        let found = nodes.compactMap { $0.scalar.flatMap { Word(rawValue: $0.string) } }
        if found.count != nodes.count || nodes.isEmpty || nodes.count > Self.listLimit {
            let known = Word.allCases.map { "\($0.rawValue)" }
            let near = node.scalar.flatMap { NearestName.nearest(to: $0.string, among: known) }
            fail(
                node, path,
                "one of \(known.joined(separator: ", ")), or a list of them"
                    + (near.map { " (did you mean \($0)?)" } ?? ""))
        }
        return Set(found)
    }
}
