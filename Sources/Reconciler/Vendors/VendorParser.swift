import Inventory
import Yams

extension VendorRegister {
    /// Reads a register: a mapping with `vendors`, a list.
    /// - Parameter file: its name, for messages.
    /// - Throws: `PolicyProblem`, the first one in the file.
    public init(yaml: String, file: String) throws {
        let (vendors, problems) = Self.parse(yaml: yaml, file: file)
        if let first = problems.first { throw first }
        self.init(vendors)
    }

    /// All that is wrong in a register, in the order of its lines.
    public static func problems(yaml: String, file: String) -> [PolicyProblem] {
        parse(yaml: yaml, file: file).problems
    }

    private static func parse(yaml: String, file: String) -> (vendors: [Vendor], problems: [PolicyProblem]) {
        var parser = VendorParser(file: file)
        do {
            guard let root = try Yams.compose(yaml: yaml) else { return ([], []) }
            return (parser.vendors(root), parser.problems)
        } catch {
            // The policy's parser knows what Yams complains about, and where.
            var reader = PolicyParser(file: file)
            reader.report(error)
            return ([], reader.problems)
        }
    }
}

/// Walks the nodes of a register with their marks.
private struct VendorParser {
    enum Key: String, CaseIterable {
        case name, tenants, domains, owner, tier, approved, own
        case clientIDs = "client_ids"
        case contractEnd = "contract_end"
        case allowedScopes = "allowed_scopes"
        case tenantWide = "tenant_wide"
    }

    let file: String
    var problems: [PolicyProblem] = []
    private var claimed: [String: String] = [:]

    init(file: String) { self.file = file }

    mutating func vendors(_ root: Node) -> [Vendor] {
        guard case .mapping(let mapping) = root else {
            fail(root, "vendors", "a mapping with vendors")
            return []
        }
        var found: [Vendor] = []
        for (key, value) in mapping {
            guard key.scalar?.string == "vendors" else {
                fail(key, key.scalar?.string ?? "?", "vendors", found: "an unknown key")
                continue
            }
            guard case .sequence(let list) = value, list.count <= PolicyParser.listLimit else {
                fail(value, "vendors", "a list of at most \(PolicyParser.listLimit) vendors")
                continue
            }
            for (place, node) in list.enumerated() {
                if let vendor = vendor(node, at: "vendors[\(place)]") { found.append(vendor) }
            }
        }
        return found
    }

    private mutating func vendor(_ node: Node, at path: String) -> Vendor? {
        let keys = Key.allCases.map(\.rawValue).sorted().joined(separator: ", ")
        guard case .mapping(let mapping) = node else {
            fail(node, path, "a mapping with \(keys)")
            return nil
        }
        var vendor = Vendor(name: "")
        for (keyNode, value) in mapping {
            let name = keyNode.scalar?.string ?? "?"
            let full = "\(path).\(name)"
            guard let key = Key(rawValue: name) else {
                fail(keyNode, full, "one of \(keys)", found: "an unknown key")
                continue
            }
            switch key {
            case .name: vendor.name = text(value, at: full) ?? vendor.name
            case .clientIDs: vendor.clientIDs = ids(value, at: full)
            case .tenants: vendor.tenants = ids(value, at: full)
            case .domains: vendor.domains = ids(value, at: full)
            case .owner: vendor.owner = text(value, at: full)
            case .tier: vendor.tier = text(value, at: full)
            case .contractEnd: vendor.contractEnd = day(value, at: full)
            case .allowedScopes: vendor.allowedScopes = texts(value, at: full)
            case .approved: vendor.isApproved = flag(value, at: full) ?? vendor.isApproved
            case .tenantWide: vendor.isTenantWide = flag(value, at: full) ?? vendor.isTenantWide
            case .own: vendor.isOwn = flag(value, at: full) ?? vendor.isOwn
            }
        }
        if vendor.name.isEmpty { fail(node, "\(path).name", "the vendor's name", found: "none") }
        if vendor.clientIDs.isEmpty, vendor.tenants.isEmpty, vendor.domains.isEmpty {
            fail(node, path, "client_ids, tenants or domains: nothing is known by its name", found: "none of them")
        }
        return vendor
    }

    // MARK: - Values

    /// Ids by which an application is known: one that two vendors claim says nothing.
    private mutating func ids(_ node: Node, at path: String) -> [String] {
        let values = texts(node, at: path) ?? []
        for value in values {
            if let other = claimed.updateValue(path, forKey: VendorRegister.key(value)), other != path {
                fail(node, path, "ids that no other vendor has", found: "'\(value.prefix(60))', which \(other) has too")
            }
        }
        return values
    }

    private mutating func text(_ node: Node, at path: String) -> String? {
        guard case .scalar(let scalar) = node, node.tag != Tag(.null), !scalar.string.isEmpty,
            scalar.string.utf8.count <= PolicyParser.textLimit
        else {
            fail(node, path, "a text of at most \(PolicyParser.textLimit) bytes")
            return nil
        }
        return scalar.string
    }

    private mutating func texts(_ node: Node, at path: String) -> [String]? {
        guard case .sequence(let sequence) = node, sequence.count <= PolicyParser.listLimit else {
            fail(node, path, "a list of at most \(PolicyParser.listLimit) texts")
            return nil
        }
        return sequence.enumerated().compactMap { text($1, at: "\(path)[\($0)]") }
    }

    private mutating func flag(_ node: Node, at path: String) -> Bool? {
        switch node.scalar?.string {
        case "true": return true
        case "false": return false
        default:
            fail(node, path, "true or false")
            return nil
        }
    }

    /// A date without a time: the last day of a contract.
    private mutating func day(_ node: Node, at path: String) -> Instant? {
        guard let text = node.scalar?.string, text.utf8.count == 10, let day = Instant("\(text)T00:00:00Z") else {
            fail(node, path, "a day such as 2027-03-31")
            return nil
        }
        return day
    }

    private mutating func fail(_ node: Node, _ path: String, _ expected: String, found: String? = nil) {
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
