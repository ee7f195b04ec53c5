import Inventory
import Testing

@testable import Reconciler

@Suite("What to do about Salesforce's things")
struct RemediationSalesforceTests {
    @Test(
        "every type that the connector makes has steps of its own",
        arguments: [
            "oauthToken", "appAccess", "connectedApp", "externalClientApp", "namedApp", "user", "certificate",
            "permissionSetAssignment",
        ])
    func known(_ type: String) throws {
        let steps = try #require(Remediation.salesforce["salesforce." + type])
        #expect(!steps.remove.isEmpty)
        for step in steps.disable + steps.remove + steps.rotate {
            let marks = step.matches(of: /\{[a-zA-Z]*\}/).map { String($0.0) }
            #expect(marks.allSatisfy { $0 == "{id}" || $0 == "{holder}" }, "\(step)")
        }
    }

    @Test("a certificate's id stands in its steps")
    func certificate() {
        let credential = Credential(
            nativeID: "0P1xx0000000001GAA", type: "salesforce.certificate", form: .certificate, holder: nil)
        let steps = Remediation.rotate(credential, holder: "Old SSO")
        #expect(steps.contains { $0.contains("0P1xx0000000001GAA") })
    }
}
