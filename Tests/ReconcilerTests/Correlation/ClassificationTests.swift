import Inventory
import Testing

@testable import Reconciler

@Suite("What an account is, and what decided it")
struct ClassificationTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var value: IdentityClass
        /// A part of the reason.
        var reason: String
        var build: @Sendable (inout LinkingEstate) -> Void

        init(
            _ value: IdentityClass, _ reason: String, _ name: String,
            _ build: @escaping @Sendable (inout LinkingEstate) -> Void
        ) {
            testDescription = name
            self.value = value
            self.reason = reason
            self.build = build
        }
    }

    static let cases: [Case] = [
        Case(.service, "its name matches service_accounts: svc-*", "a name of the policy's, before any link") {
            $0.account("svc-mail", emails: ["ana.berg@example.com"])
        },
        Case(
            .shared, "info@ is the mailbox of a role", "the mailbox of a role, though the directory has it as a person"
        ) {
            $0.person("00u9", ["info@example.com"], in: LinkingEstate.directory)
            $0.account(emails: ["info@example.com"])
        },
        Case(.human, "address is info@example.com", "a person with an employee id may be called anything") {
            $0.person("9", employee: "9", ["info@example.com"])
            $0.account(emails: ["info@example.com"])
        },
        Case(.shared, "userPurpose is room", "a room") {
            $0.account("blue", emails: ["blue@example.com"], attributes: ["userPurpose": "room"])
        },
        Case(.shared, "recipientTypeDetails is SharedMailbox", "a shared mailbox") {
            $0.account("billing", emails: ["b@example.com"], attributes: ["recipientTypeDetails": "SharedMailbox"])
        },
        Case(.human, "linked to a person: the account's address is ana.berg@example.com", "a link of 0.9 or more") {
            $0.account(emails: ["ana.berg@example.com"])
        },
        Case(.unknown, "too little to call it a person's", "a weaker link") { $0.account("ana.berg@example.com") },
        Case(.unknown, "a guest from partner.example", "a guest from outside") {
            $0.account("kim_partner.example#EXT#@contoso.onmicrosoft.com")
        },
        Case(.unknown, "looks like a person's in other letters", "a look-alike") {
            $0.account(emails: ["\u{430}na.berg@example.com"])
        },
        Case(.unknown, "led to no person", "an address of nobody") { $0.account(emails: ["who@example.com"]) },
        Case(.service, "the tag owner names an owner", "an owner's label") {
            $0.account("x", tags: ["owner": "ana.berg@example.com"])
        },
        Case(.unknown, "its name is a person's", "a user name") { $0.account("ana.berg") },
        Case(.unknown, "nothing says whether a person or a thing uses it", "no mark at all") { $0.account("x") },
        Case(.service, "has access keys, no password and no person", "keys alone") {
            $0.account("x")
            $0.estate.key("AKIAIOSFODNN7EXAMPLE", of: "x")
        },
    ]

    @Test("each step says what decided, and what is not known is nobody's", arguments: cases)
    func steps(_ row: Case) throws {
        var estate = LinkingEstate()
        estate.person("1", employee: "1", name: "Ana Berg", ["ana.berg@example.com"])
        row.build(&estate)
        let dossier = try #require(try estate.dossiers().values.first)
        #expect(dossier.classification.value == row.value)
        #expect(dossier.classification.reason.contains(row.reason), "\(dossier.classification.reason)")
    }
}
