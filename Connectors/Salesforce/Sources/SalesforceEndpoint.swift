import ConnectorKit
import Foundation
import Transport

/// Where the org answers. Every org has an address of its own (My Domain), under which sign-in and data are the same
/// origin: whatever a sign-in's answer says, the token goes nowhere else.
/// https://help.salesforce.com/s/articleView?id=xcloud.domain_name_overview.htm
struct SalesforceEndpoint: Sendable {
    /// Scheme and host, perhaps a port; without a path.
    let base: String
    let origins: OriginRules

    /// Winter '26, which every org has.
    static let version = "v65.0"
    static let data = "/services/data/\(version)"

    /// - Throws: `SettingProblem` where neither setting names an org, or both do.
    init(_ settings: Settings) throws {
        switch (try settings.text("domain"), try settings.url("base_url")) {
        case (let domain?, nil): try self.init(domain: domain)
        case (nil, let url?): try self.init(url: url, setting: "base_url")
        case (nil, nil): throw SettingProblem("domain", "is required, such as example.my.salesforce.com")
        case (_?, _?): throw SettingProblem("base_url", "goes without domain: give one of the two")
        }
    }

    /// Where orgs are hosted: the world, the United States' military, China.
    static let suffixes = [".my.salesforce.com", ".my.salesforce.mil", ".my.sfcrmproducts.cn"]

    private init(domain: String) throws {
        if domain.hasSuffix(".lightning.force.com") {
            throw SettingProblem(
                "domain", "is the address of pages; expected \(domain.prefix { $0 != "." }).my.salesforce.com")
        }
        guard Self.suffixes.contains(where: { domain.hasSuffix($0) }), let url = URL(string: "https://" + domain) else {
            throw SettingProblem(
                "domain", "expected the org's My Domain without https://, such as example.my.salesforce.com")
        }
        try self.init(url: url, setting: "domain")
    }

    private init(url: URL, setting: String) throws {
        guard let origin = Origin(url), let rules = OriginRules(base: url), ["", "/"].contains(url.path),
            url.query == nil, url.fragment == nil
        else { throw SettingProblem(setting, "expected the org's address without a path") }
        base = origin.description
        origins = rules
    }

    /// A sandbox's and a scratch org's names say so.
    var isTest: Bool { base.contains(".sandbox.my.") || base.contains(".scratch.my.") }

    // MARK: - Requests

    func describe(_ query: SalesforceQuery) throws -> Request {
        try get("\(Self.root(query.interface))/sobjects/\(query.object)/describe")
    }

    func ask(_ query: SalesforceQuery) throws -> Request { try get(try Self.path(query, nil)) }

    func get(_ path: String) throws -> Request {
        guard let url = URL(string: base + path) else { throw SalesforceProblem("the question is no URL") }
        return Request(
            .get, url,
            headers: [
                "Accept": "application/json",
                // The most that one answer holds. https://developer.salesforce.com/docs/platform/api-rest/guide/headers-queryoptions.html
                "Sforce-Query-Options": "batchSize=2000",
            ], allowedOrigins: origins)
    }

    func post(_ path: String, form: [(String, String)]) throws -> Request {
        guard let url = URL(string: base + path) else { throw SalesforceProblem("the sign-in address is no URL") }
        return Request(
            .post, url,
            headers: ["Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"],
            body: Data(FormEncoding.encode(form).utf8), effect: .signIn, allowedOrigins: origins)
    }

    // MARK: - Paths

    private static func root(_ interface: SalesforceQuery.Interface) -> String {
        interface == .tooling ? data + "/tooling" : data
    }

    static func path(_ query: SalesforceQuery, _ described: SalesforceDescription?) throws -> String {
        "\(root(query.interface))/query?q=" + escape(try query.text(described))
    }

    /// What a query string may hold as it is (RFC 3986 section 3.4) stays readable.
    private static func escape(_ soql: String) -> String {
        let readable = ["%20": "+", "%2C": ",", "%28": "(", "%29": ")", "%3D": "=", "%27": "'"]
        return readable.reduce(FormEncoding.escape(soql)) { $0.replacing($1.key, with: $1.value) }
    }
}

/// What was asked, as the URL of the answer tells it.
enum SalesforceAsk: Hashable, Sendable {
    case description(object: String)
    case query(String)
    /// A page further on, whose address is Salesforce's own.
    case more

    init(_ url: URL) {
        let path = url.path.split(separator: "/")
        if path.last == "describe", path.count > 1 {
            self = .description(object: String(path[path.count - 2]))
        } else if let question = URLComponents(url: url, resolvingAgainstBaseURL: true)?.percentEncodedQueryItems?
            .first(where: { $0.name == "q" })?.value
        {
            self = .query(question.replacing("+", with: " ").removingPercentEncoding ?? question)
        } else {
            self = .more
        }
    }
}
