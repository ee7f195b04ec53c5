import Inventory
import Testing

@testable import Reconciler

/// An app registration and its service principal: two records, one application.
@Suite("Registrations and service principals")
struct RegistrationTests {
    private static let entra = SourceID(connector: "entra", tenant: "t")

    /// Invoices as registration `a1` and service principal `s1`, beside a registration that has an owner.
    private func judge(
        status: AccountStatus = .enabled, claims: [(Reference, OwnershipEvidence)] = [], principals: [String] = ["s1"],
        clientID: String? = "client-1", isRead: Bool = true
    ) throws -> [Finding] {
        var estate = ExampleEstate()
        estate.person("00042", "ana.berg@example.com")
        estate.info.sources.append(
            SourceInfo(
                id: Self.entra, name: "entra", connectorVersion: "1", firstCompleteAt: ExampleEstate.ago(days: 400),
                lastRun: 7))
        for (id, kinds) in [
            ("applications", [RecordKind.application]), ("servicePrincipals", [.identity]), ("owners", [.ownership]),
        ] {
            estate.info.streams.append(
                StreamInfo(
                    source: Self.entra, stream: id, operation: id, yields: kinds, coverage: Coverage(.complete),
                    completePartitions: 1, run: 7, readAt: ExampleEstate.now, lastCompleteRun: 7,
                    lastCompleteAt: ExampleEstate.now))
        }
        func application(_ id: String, _ clientID: String?) {
            estate.add(
                Application(
                    nativeID: NativeID(id), type: "entra.application", name: "invoices \(id)", clientID: clientID,
                    status: .enabled, createdAt: ExampleEstate.ago(days: 500)), "applications", source: Self.entra)
        }
        application("a1", clientID)
        application("a9", "client-9")
        for id in principals {
            estate.add(
                Identity(
                    nativeID: NativeID(id), type: "entra.servicePrincipal.application", classification: .service,
                    name: "invoices", status: status, createdAt: ExampleEstate.ago(days: 500),
                    attributes: ["appId": "client-1"]), "servicePrincipals", source: Self.entra)
        }
        for (subject, evidence) in claims + [(.application("a9"), .nativeOwner)] {
            estate.add(
                OwnershipClaim(subject: subject, holder: subject, owner: "ana.berg@example.com", evidence: evidence),
                "owners", source: Self.entra)
        }
        return try Reconciler.reconcile(estate.snapshot, policy: .standard, asOf: ExampleEstate.now).violations
            .filter { $0.rule == "OWN-01" }
    }

    @Test("nobody owns either: one finding, at the service principal, whose privileges weigh")
    func once() throws {
        // That owners are told at all is known from the other registration's.
        let findings = try judge(claims: [(.identity("s1"), .creator)])
        #expect(findings.map(\.subject.nativeID) == ["s1"])
        #expect(findings.map(\.subject.kind) == ["identity"])
    }

    @Test("who owns either owns both", arguments: [Reference.application("a1"), .identity("s1")])
    func owned(_ subject: Reference) throws {
        #expect(try judge(claims: [(subject, .nativeOwner)]).isEmpty)
    }

    @Test("a trace of either is in the evidence once")
    func traces() throws {
        let findings = try judge(claims: [(.application("a1"), .creator), (.identity("s1"), .creator)])
        let evidence = try #require(findings.first?.evidence)
        #expect(evidence.filter { $0.value.contains("ana.berg@example.com") }.count == 1)
    }

    @Test(
        "a registration without a service principal that is judged stands for itself",
        arguments: [AccountStatus.disabled, .deleted, .suspended])
    func disabled(_ status: AccountStatus) throws {
        #expect(try judge(status: status).map(\.subject.nativeID) == ["a1"])
        #expect(try judge(principals: []).map(\.subject.nativeID) == ["a1"])
    }

    @Test("what is not one to one is no pair: nothing is carried over")
    func ambiguous() throws {
        let many = try judge(
            claims: [(.application("a1"), .nativeOwner), (.identity("s1"), .creator)], principals: ["s1", "s2"])
        #expect(many.isEmpty, "nothing is said of owners of service principals, so that nobody is accused")
        #expect(try judge(principals: ["s1"], clientID: nil).map(\.subject.nativeID).contains("a1"))
    }
}
