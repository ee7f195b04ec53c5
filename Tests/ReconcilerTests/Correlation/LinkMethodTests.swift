import Inventory
import Testing

@testable import Reconciler

@Suite("How an account finds its person")
struct LinkMethodTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var person: String? = "1"
        var confidence: Double?
        var isLeaver = false
        var build: @Sendable (inout LinkingEstate) -> Void

        /// - Parameter person: the id of the person it is linked to, nil for nobody.
        init(
            _ name: String, _ person: String?, _ confidence: Double?,
            leaver: Bool = false, _ build: @escaping @Sendable (inout LinkingEstate) -> Void
        ) {
            testDescription = name
            self.person = person
            self.confidence = confidence
            isLeaver = leaver
            self.build = build
        }
    }

    static let gone = ExampleEstate.ago(days: 50)

    /// A person who has left, so that each confidence shows whether it makes a finding of it.
    static func leaver(_ estate: inout LinkingEstate, _ emails: [String] = ["ana.berg@example.com", "ana@example.com"])
    {
        estate.person("1", employee: "0042", name: "Ana Berg", emails, .deactivated, ended: gone)
        estate.person("2", employee: "0043", name: "Ben Cruz", ["ben.cruz@example.com"])
    }

    static let methods: [Case] = [
        Case("(1) a SAML name that is the address", "1", 1, leaver: true) {
            leaver(&$0)
            $0.account(links: [("samlNameID", "ana.berg@example.com")])
        },
        Case("(1) a SCIM id that is the employee id", "1", 1, leaver: true) {
            leaver(&$0)
            $0.account(links: [("externalId", "0042")])
        },
        Case("(1) a federation identifier that is the id in the directory", "00u7", 1, leaver: true) {
            $0.person("00u7", ["ana.berg@example.com"], .deactivated, ended: gone, in: LinkingEstate.directory)
            $0.account(links: [("federationIdentifier", "00u7")])
        },
        Case("(1) the directory's immutable id", "1", 1, leaver: true) {
            leaver(&$0)
            $0.account(attributes: ["onPremisesImmutableId": "1"])
        },
        Case("(2) the employee id, by the vendor's link", "1", 0.97, leaver: true) {
            leaver(&$0)
            $0.account(links: [("employeeId", "0042")])
        },
        Case("(2) the employee id, by a label", "1", 0.97, leaver: true) {
            leaver(&$0)
            $0.account(tags: ["employee_id": "0042"])
        },
        Case("(3) the primary address, whatever its case", "1", 0.95, leaver: true) {
            leaver(&$0)
            $0.account(emails: ["Ana.Berg@EXAMPLE.com"])
        },
        Case("(3) the address that the identity provider sent", "1", 0.95, leaver: true) {
            leaver(&$0)
            $0.account(links: [("samlEmail2", "ana.berg@example.com")])
        },
        Case("(4) an alias", "1", 0.9, leaver: true) {
            leaver(&$0)
            $0.account(emails: ["ana@example.com"])
        },
        Case("(5) a sign-in name that is an address", "1", 0.85) {
            leaver(&$0)
            $0.account("ana.berg@example.com")
        },
        Case("(6) a user name", "1", 0.7) {
            leaver(&$0)
            $0.account("ana.berg")
        },
        Case("(7) a display name is nothing by itself", nil, nil) {
            leaver(&$0)
            $0.account("x7", attributes: ["displayName": "Ana Berg"])
        },
        Case("the strongest evidence decides", "2", 0.97) {
            leaver(&$0)
            $0.account(emails: ["ana.berg@example.com"], attributes: ["employeeId": "0043"])
        },
        Case("an id is believed before an address, though the address is a leaver's", "2", 1) {
            leaver(&$0)
            $0.account(emails: ["ana.berg@example.com"], links: [("samlNameID", "ben.cruz@example.com")])
        },
        Case("two people by evidence of one weight are nobody's", "1", 0.3) {
            leaver(&$0)
            $0.account(emails: ["ana.berg@example.com"], tags: ["email": "ben.cruz@example.com"])
        },
        Case("the number of a public provider is no employee id", nil, nil) {
            leaver(&$0)
            $0.account(links: [("externUID.github", "0042")])
        },
        Case("an account that is a row of the directory is that row's", "00u7", 1) {
            $0.person("00u7", name: "Ana Berg", in: LinkingEstate.directory)
            $0.estate.add(
                Identity(nativeID: "00u7", type: "okta.user", name: "account", status: .enabled), "accounts",
                source: LinkingEstate.directory)
        },
    ]

    static let pitfalls: [Case] = [
        Case("an address of two people names neither", "1", 0.3) {
            $0.person("1", employee: "1", name: "Ana Berg", ["shared@example.com"], .deactivated, ended: gone)
            $0.person("2", employee: "2", name: "Ben Cruz", ["shared@example.com"])
            $0.account(emails: ["shared@example.com"])
        },
        Case("an address whose person left before the account was made may be another's", "1", 0.3) {
            leaver(&$0)
            $0.account(emails: ["ana.berg@example.com"], createdDaysAgo: 20)
        },
        Case("an account made on the last day is still theirs", "1", 0.95, leaver: true) {
            $0.person("1", ["ana.berg@example.com"], .deactivated, ended: ExampleEstate.ago(days: 50))
            $0.account(emails: ["ana.berg@example.com"], createdDaysAgo: 51)
        },
        Case(
            "an employee id is not given anew: an account made later is a leaver's all the same", "1", 0.97,
            leaver: true
        ) {
            leaver(&$0)
            $0.account(createdDaysAgo: 20, links: [("employeeId", "0042")])
        },
        Case("who came back with the same address and a new id is here", "9", 0.95) {
            $0.person("1", employee: "1", name: "Ana Berg", ["ana.berg@example.com"], .deactivated, ended: gone)
            $0.person("9", employee: "9", name: "Ana Berg", ["ana.berg@example.com"])
            $0.account(emails: ["ana.berg@example.com"])
        },
        Case("a contractor who was employed is here", "9", 0.95) {
            $0.person(
                "c-1", name: "Ana Berg", ["ana.berg@example.com"], .deactivated, ended: gone, in: LinkingEstate.agency)
            $0.person("9", employee: "9", name: "ana berg", ["ana.berg@example.com"])
            $0.account(emails: ["ana.berg@example.com"])
        },
        Case("a new name at a marriage: the directory has the old address still", "00u1", 0.95) {
            $0.person("1", employee: "1", name: "Ana Holm", ["ana.holm@example.com", "ana.berg@example.com"])
            $0.person("00u1", name: "Ana Berg", ["ana.berg@example.com"], in: LinkingEstate.directory)
            $0.account(emails: ["ana.berg@example.com"])
        },
        Case("an old address that a newcomer got names neither", "00u1", 0.3) {
            $0.person(
                "1", employee: "1", name: "Ana Holm", ["ana.holm@example.com", "ana.berg@example.com"], .deactivated,
                ended: gone)
            $0.person("00u1", name: "Anders Bergman", ["ana.berg@example.com"], in: LinkingEstate.directory)
            $0.account(emails: ["ana.berg@example.com"])
        },
        Case("a sign-in name among the addresses is not mail", "1", 0.85) {
            leaver(&$0)
            $0.account("ana.berg@example.com", emails: ["aberg@elsewhere.example", "ana.berg@example.com"])
        },
        Case("a guest is who they are at home", "1", 0.85) {
            leaver(&$0)
            $0.account("ana.berg_example.com#EXT#@contoso.onmicrosoft.com", type: "entra.user.guest")
        },
        Case("a guest from outside is nobody of ours", nil, nil) {
            leaver(&$0)
            $0.account("kim_partner.example#EXT#@contoso.onmicrosoft.com", emails: ["kim@partner.example"])
        },
        Case("a plus tag in a company's domain is another address", nil, nil) {
            leaver(&$0)
            $0.account(emails: ["ana.berg+build@example.com"])
        },
        Case("a dot in a company's domain is part of the address", nil, nil) {
            leaver(&$0)
            $0.account(emails: ["anaberg@example.com"])
        },
        Case("plus tags and dots at gmail.com are nothing", "1", 0.95, leaver: true) {
            leaver(&$0, ["ana.berg@gmail.com"])
            $0.account(emails: ["A.n.a.Berg+build@googlemail.com"])
        },
        Case("a domain in its own letters and in punycode is one", "1", 0.95, leaver: true) {
            leaver(&$0, ["ana@b\u{FC}cher.example"])
            $0.account(emails: ["ana@xn--bcher-kva.example"])
        },
        Case("letters composed and in parts are one", "1", 0.95, leaver: true) {
            leaver(&$0, ["ren\u{E9}e@example.com"])
            $0.account(emails: ["rene\u{301}e@example.com"])
        },
        Case("letters that only look alike are never folded", nil, nil) {
            leaver(&$0)
            $0.account(emails: ["\u{430}na.berg@example.com"])
        },
        Case("an id that lost its zeros is a hint", "1", 0.85) {
            leaver(&$0)
            $0.account(links: [("employeeNumber", "42")])
        },
        Case("an id that lost its zeros and fits two people is none", "1", 0.3) {
            $0.person("1", employee: "0042", ["a@example.com"], .deactivated, ended: gone)
            $0.person("2", employee: "00042", ["b@example.com"])
            $0.account(links: [("employeeNumber", "42")])
        },
        Case("an id with and without zeros is one where the address is one", "1", 0.95) {
            $0.person("00u1", employee: "42", ["ana.berg@example.com"], .suspended, in: LinkingEstate.directory)
            $0.person("1", employee: "0042", ["ana.berg@example.com"])
            $0.account(emails: ["ana.berg@example.com"])
        },
        Case("words for no id join nobody", "1", 0.95, leaver: true) {
            $0.person("1", employee: "N/A", ["ana.berg@example.com"], .deactivated, ended: gone)
            $0.person("2", employee: "N/A", ["ben.cruz@example.com"])
            $0.account(emails: ["ana.berg@example.com"])
        },
        Case("an administrator's account is linked by its name, and weakly", "1", 0.6) {
            leaver(&$0)
            $0.account("adm-ana.berg")
        },
        Case("the mark may stand behind", "1", 0.6) {
            leaver(&$0)
            $0.account("ana.berg-adm")
        },
        Case("the mark may be a word", "1", 0.6) {
            leaver(&$0)
            $0.account("ana.berg.admin")
        },
        Case("the mark may stand in an address", "1", 0.6) {
            leaver(&$0)
            $0.account("adm-ana.berg@example.com")
        },
        Case("a test user is linked by its name, and weakly", "1", 0.6) {
            leaver(&$0)
            $0.account("test-ana.berg")
        },
        Case("an administrator's account with evidence of its own is theirs", "1", 0.97, leaver: true) {
            leaver(&$0)
            $0.account("adm-ana.berg", attributes: ["employeeId": "0042"])
        },
        Case("an initial before a dot is a name and no mark", nil, nil) {
            leaver(&$0, ["berg@example.com"])
            $0.account("a.berg")
        },
        Case("whose last day is to come is here", "1", 0.95) {
            $0.person("1", ["ana.berg@example.com"], .deactivated, ended: ExampleEstate.ago(days: -9))
            $0.account(emails: ["ana.berg@example.com"])
        },
        Case("who is on leave is here", "1", 0.95) {
            $0.person("1", ["ana.berg@example.com"], .leave)
            $0.account(emails: ["ana.berg@example.com"])
        },
        Case("who is suspended may come back", "1", 0.95) {
            $0.person("1", ["ana.berg@example.com"], .suspended)
            $0.account(emails: ["ana.berg@example.com"])
        },
        Case("a status that is not known is not a leaver's", "1", 0.95) {
            $0.person("1", ["ana.berg@example.com"], .unknown)
            $0.account(emails: ["ana.berg@example.com"])
        },
        Case("active in one source is active", "1", 0.95) {
            $0.person("00u1", employee: "0042", ["ana.berg@example.com"], .deactivated, in: LinkingEstate.directory)
            $0.person("1", employee: "0042", ["ana.berg@example.com"])
            $0.account(emails: ["ana.berg@example.com"])
        },
    ]

    @Test("the order of evidence and what each is worth", arguments: methods)
    func order(_ row: Case) throws { try check(row) }

    @Test("pitfalls", arguments: pitfalls)
    func pitfall(_ row: Case) throws { try check(row) }

    private func check(_ row: Case) throws {
        var estate = LinkingEstate()
        row.build(&estate)
        let dossier = try #require(try estate.dossiers().values.first)
        #expect(dossier.link?.person == row.person, "\(dossier.link?.reason ?? "")")
        #expect(dossier.link?.confidence == row.confidence)
        #expect(try estate.leavers().isEmpty == !row.isLeaver)
        // What is told of the account says the same, and leaves no step without a word.
        let chain = try #require(dossier.accountChain(in: estate.estate.info))
        #expect(chain.person == dossier.link)
        #expect(chain.steps.contains { $0.verdict == "decides" } == (row.confidence ?? 0 > 0.3))
        #expect(!chain.conclusion.isEmpty)
        if row.confidence ?? 0 < 0.9 { #expect(dossier.classification.value != .human) }
    }

    @Test("domains that are one by the policy link as an alias does")
    func domainAliases() throws {
        var policy = Policy.standard
        policy.domainAliases = [["example.com", "Example.org"]]
        var estate = LinkingEstate()
        Self.leaver(&estate)
        estate.account(emails: ["ana.berg@example.org"])
        #expect(try estate.dossiers().values.first?.link == nil)
        let link = try #require(try estate.dossiers(policy).values.first?.link)
        #expect(link.person == "1")
        #expect(link.confidence == 0.9)
        #expect(policy.hash != Policy.standard.hash)
    }

    @Test("many accounts are one person's")
    func manyToOne() throws {
        var estate = LinkingEstate()
        Self.leaver(&estate)
        estate.account("first", emails: ["ana.berg@example.com"])
        estate.account("second", emails: ["ana@example.com"])
        estate.account("adm-ana.berg", links: [("samlNameID", "ana.berg@example.com")])
        #expect(try estate.dossiers().values.allSatisfy { $0.link?.person == "1" })
        #expect(try estate.leavers().sorted() == ["adm-ana.berg", "first", "second"])
    }

    @Test("sources that disagree: active in any is active, and who says otherwise is told")
    func conflict() throws {
        var estate = LinkingEstate()
        estate.person("1", employee: "0042", name: "Ana Berg", ["ana.berg@example.com"])
        estate.person("00u1", employee: "0042", ["ana.berg@example.com"], .deactivated, in: LinkingEstate.directory)
        estate.account(emails: ["ana.berg@example.com"])
        let dossier = try #require(try estate.dossiers().values.first)
        #expect(dossier.link?.standing.state == .active)
        #expect(dossier.link?.standing.conflict == "okta says deactivated")
        let chain = try #require(dossier.accountChain(in: estate.estate.info))
        #expect(Set(chain.standings) == ["staff: active", "okta: deactivated"])
        #expect(chain.conclusion.contains("okta says deactivated"))
    }

    @Test(
        "the last day lasts as long as the grace of the policy, for those who live west of Greenwich",
        arguments: [(hours: Int64(1), false), (23, false), (25, true)])
    func lastDay(hours: Int64, isLeaver: Bool) throws {
        var policy = Policy.standard
        policy[.leaverGraceHours] = Threshold(24)
        let midnight = Instant(
            milliseconds: ExampleEstate.now.milliseconds - ExampleEstate.now.milliseconds % 86_400_000)
        var estate = LinkingEstate()
        estate.person("1", ["ana.berg@example.com"], .deactivated, ended: midnight)
        estate.account(emails: ["ana.berg@example.com"])
        let asOf = midnight.advanced(byDays: 1).advanced(bySeconds: hours * 3_600)
        let found = try Reconciler.reconcile(estate.estate.snapshot, policy: policy, asOf: asOf).violations
        #expect(found.contains { $0.rule == "ACC-01" } == isLeaver)
    }

    @Test("what loses is told with its reason")
    func losers() throws {
        var estate = LinkingEstate()
        Self.leaver(&estate)
        estate.account(
            "ana.berg", emails: ["ben.cruz@example.com", "ana.berg+x@example.com", "\u{430}na.berg@example.com"],
            attributes: ["displayName": "Ana Berg"], links: [("employeeId", "0042")])
        let chain = try #require(try estate.dossiers().values.first?.accountChain(in: estate.estate.info))
        #expect(
            chain.steps.map(\.verdict) == [
                "nobody", "decides", "says otherwise", "nobody", "not followed", "nobody", "not followed", "weaker",
                "not followed",
            ])
        #expect(chain.steps.filter { $0.verdict == "not followed" }.allSatisfy { $0.note != nil })
        #expect(chain.steps.map(\.confidence).compactMap { $0 } == [0.97, 0.95, 0.7])
    }

    @Test("a hostile account gives no more steps than are kept")
    func bounded() throws {
        var estate = LinkingEstate()
        estate.account(emails: (0..<500).map { "x\($0)@example.com" })
        let chain = try #require(try estate.dossiers().values.first?.accountChain(in: estate.estate.info))
        #expect(chain.steps.count == Correlation.stepLimit)
    }
}
