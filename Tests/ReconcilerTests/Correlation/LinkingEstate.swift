import Inventory

@testable import Reconciler

/// People from several authorities, and one account or more to be linked to them.
struct LinkingEstate {
    static let staff = ExampleEstate.people
    static let directory = SourceID(connector: "okta", tenant: "00o1")
    static let agency = SourceID(connector: "scim", tenant: "agency")

    var estate = ExampleEstate()

    init() {
        for (id, name) in [(Self.directory, "okta"), (Self.agency, "agency")] {
            estate.info.sources.append(
                SourceInfo(
                    id: id, name: name, connectorVersion: "1", authoritativeFor: [.person],
                    firstCompleteAt: ExampleEstate.ago(days: 400), lastRun: 7))
            estate.info.streams.append(ExampleEstate.stream(id, "people", "read", [.person]))
            estate.info.streams.append(ExampleEstate.stream(id, "accounts", "read", [.identity]))
        }
    }

    mutating func person(
        _ id: String, employee: String? = nil, name: String? = nil, _ emails: [String] = [],
        _ status: PersonStatus = .active, ended: Instant? = nil, in source: SourceID = staff
    ) {
        estate.add(
            Person(
                nativeID: NativeID(id), employeeID: employee, name: name, emails: emails, status: status,
                endedAt: ended), "people", source: source)
    }

    mutating func account(
        _ name: String = "account", emails: [String] = [], createdDaysAgo: Int64 = 500, tags: [String: String] = [:],
        attributes: [String: String] = [:], links: [(method: String, identifier: String)] = [],
        type: String = "aws.iam.user"
    ) {
        estate.add(
            Identity(
                nativeID: NativeID(name), type: type, name: name, emails: emails, status: .enabled,
                createdAt: ExampleEstate.ago(days: createdDaysAgo), tags: tags, attributes: attributes), "users")
        for link in links {
            estate.add(
                AccountLink(subject: .identity(name), identifier: link.identifier, method: link.method), "links")
        }
    }

    func dossiers(_ policy: Policy = .standard) throws -> [String: Dossier] {
        var found: [String: Dossier] = [:]
        try Reconciler.forEachDossier(in: estate.snapshot, policy: policy, asOf: ExampleEstate.now) {
            if $0.identity != nil { found[$0.reference.nativeID.string] = $0 }
        }
        return found
    }

    func leavers(_ policy: Policy = .standard) throws -> [String] {
        try Reconciler.reconcile(estate.snapshot, policy: policy, asOf: ExampleEstate.now).violations
            .filter { $0.rule == "ACC-01" }.map(\.subject.nativeID)
    }
}
