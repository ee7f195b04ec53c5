import Inventory
import Testing

@testable import Reconciler

@Suite("The register of vendors")
struct VendorRegisterTests {
    private static let register = """
        vendors:
          - name: Notes Ltd
            client_ids: [3F2504E0-4F89-41D3-9A0C-0305E82C3301, Iv1.notes]
            domains: [notes.example.com]
            owner: ana.berg@example.com
            contract_end: 2027-03-31
            tier: important
            allowed_scopes: [Mail.Read, "Calendars.*"]
            tenant_wide: true
          - name: ourselves
            tenants: ["123456789012"]
            own: true
        """

    @Test("a register is read whole")
    func reads() throws {
        let register = try VendorRegister(yaml: Self.register, file: "vendors.yaml")
        let notes = try #require(register.vendors.first)
        #expect(notes.owner == "ana.berg@example.com")
        #expect(notes.contractEnd?.day == "2027-03-31")
        #expect(notes.tier == "important")
        #expect(notes.isTenantWide && notes.isApproved && !notes.isOwn)
        #expect(notes.allows("Calendars.Read") && notes.allows("Mail.Read") && !notes.allows("Mail.ReadWrite"))
        #expect(register.vendors.last?.isOwn == true)
    }

    @Test("client id first, then tenant, then verified domain, whatever the case of letters")
    func matches() throws {
        let register = try VendorRegister(yaml: Self.register, file: "vendors.yaml")
        let byID = register.match(clientIDs: ["x", "3f2504e0-4f89-41d3-9a0c-0305e82c3301"], tenants: ["123456789012"])
        #expect(byID?.vendor.name == "Notes Ltd" && byID?.by == "client id")
        #expect(register.match(clientIDs: ["x"], tenants: ["123456789012"])?.by == "tenant")
        #expect(register.match(clientIDs: ["x"], verifiedDomains: ["Notes.example.com"])?.by == "verified domain")
        #expect(register.match(clientIDs: ["Notes Ltd"], verifiedDomains: ["evil-notes.example.com"]) == nil)
    }

    @Test("the last day of a contract still counts")
    func contractEnd() throws {
        let vendor = try #require(try VendorRegister(yaml: Self.register, file: "v").vendors.first)
        let last = try #require(Instant("2027-03-31T23:59:59Z"))
        #expect(!vendor.hasEnded(last))
        #expect(vendor.hasEnded(last.advanced(bySeconds: 1)))
    }

    struct Mistake: Sendable, CustomTestStringConvertible {
        var yaml: String
        var says: String

        var testDescription: String { says }
    }

    @Test(
        "what is wrong is told with file, line and key, and nothing is judged by the rest",
        arguments: [
            Mistake(yaml: "- a", says: "v.yaml:1:1: vendors: expected a mapping with vendors, found a list"),
            Mistake(
                yaml: "vendor: []", says: "v.yaml:1:1: vendor: expected vendors, found an unknown key"),
            Mistake(
                yaml: "vendors:\n  - name: A",
                says: "v.yaml:2:5: vendors[0]: expected client_ids, tenants or domains: nothing is known by its name, "
                    + "found none of them"),
            Mistake(
                yaml: "vendors:\n  - client_ids: [a]",
                says: "v.yaml:2:5: vendors[0].name: expected the vendor's name, found none"),
            Mistake(
                yaml: "vendors:\n  - name: A\n    client_ids: [a]\n    contract_end: next spring",
                says: "v.yaml:4:19: vendors[0].contract_end: expected a day such as 2027-03-31, found 'next spring'"),
            Mistake(
                yaml: "vendors:\n  - name: A\n    client_ids: [a]\n    approved: maybe",
                says: "v.yaml:4:15: vendors[0].approved: expected true or false, found 'maybe'"),
            Mistake(
                yaml: "vendors:\n  - name: A\n    client_ids: [a]\n  - name: B\n    client_ids: [A]",
                says: "v.yaml:5:17: vendors[1].client_ids: expected ids that no other vendor has, found 'A', which "
                    + "vendors[0].client_ids has too"),
        ])
    func mistakes(_ mistake: Mistake) {
        #expect(VendorRegister.problems(yaml: mistake.yaml, file: "v.yaml").map(\.description) == [mistake.says])
        #expect(throws: PolicyProblem.self) { try VendorRegister(yaml: mistake.yaml, file: "v.yaml") }
    }

    @Test("text that is no YAML is told as such")
    func noYAML() {
        let problems = VendorRegister.problems(yaml: "vendors: [", file: "v.yaml")
        #expect(problems.count == 1)
        #expect(problems.first?.file == "v.yaml")
    }

    @Test("the register is part of the policy's hash, and none leaves it as it was")
    func hash() throws {
        var policy = Policy.standard
        let before = policy.hash
        policy.vendors = try VendorRegister(yaml: Self.register, file: "v")
        let with = policy.hash
        policy.vendors = VendorRegister([])
        #expect(Set([before, with, policy.hash]).count == 3)
        policy.vendors = nil
        #expect(policy.hash == before)
    }
}
