import Inventory
import Testing

@testable import Reconciler

@Suite("What always holds of links")
struct LinkPropertyTests {
    /// Few names, addresses and ids, so that rows meet in every way.
    struct Rows {
        var people: [(person: Person, source: SourceID)] = []
        var accounts: [(identity: Identity, link: AccountLink?)] = []

        init(seed: UInt64) {
            var random = SeededGenerator(state: seed)
            func pick<T>(_ values: [T]) -> T { values[Int.random(in: 0..<values.count, using: &random)] }
            let addresses = ["a@example.com", "b@example.com", "c@example.com", "d@example.com", "e@example.com"]
            let ids: [String?] = [nil, nil, "1", "01", "2", "3", "n/a"]
            let names: [String?] = [nil, "Ana Berg", "Ana Holm", "Ben Cruz"]
            let states: [PersonStatus] = [.active, .deactivated, .suspended, .unknown]
            for index in 0..<12 {
                people.append(
                    (
                        Person(
                            nativeID: NativeID("p\(index)"), employeeID: pick(ids), name: pick(names),
                            emails: (0..<pick([1, 1, 2])).map { _ in pick(addresses) }, status: pick(states),
                            endedAt: pick([nil, ExampleEstate.ago(days: 30)])),
                        pick([LinkingEstate.staff, LinkingEstate.directory, LinkingEstate.agency])
                    ))
            }
            for index in 0..<20 {
                let name = pick(["x\(index)", "a", "adm-b", "c@example.com"])
                let id = NativeID("i\(index)")
                let identity = Identity(
                    nativeID: id, type: "t", name: name, emails: pick([[], [pick(addresses)]]), status: .enabled,
                    createdAt: ExampleEstate.ago(days: pick([10, 500])))
                let link = AccountLink(
                    subject: Reference(.identity, id), identifier: pick(["1", "2", "1", "a@example.com", "p3"]),
                    method: pick(["samlNameID", "employeeId"]))
                accounts.append((identity, pick([nil, nil, link])))
            }
        }

        func links(people: [(person: Person, source: SourceID)]? = nil) throws -> [String: PersonLink] {
            var estate = LinkingEstate()
            for row in people ?? self.people { estate.estate.add(row.person, "people", source: row.source) }
            for row in accounts {
                estate.estate.add(row.identity, "users")
                if let link = row.link { estate.estate.add(link, "links") }
            }
            // Where the person stands among all is no part of who they are.
            return try estate.dossiers().compactMapValues { dossier in
                var link = dossier.link
                link?.entry = 0
                return link
            }
        }
    }

    @Test("the order of rows changes no link", arguments: UInt64(1)...20)
    func rows(_ seed: UInt64) throws {
        var rows = Rows(seed: seed)
        let first = try rows.links()
        var random = SeededGenerator(state: seed &* 7)
        rows.people.shuffle(using: &random)
        rows.accounts.shuffle(using: &random)
        #expect(try rows.links() == first)
        #expect(!first.isEmpty)
    }

    @Test("which of the sources comes first changes neither who nor how sure", arguments: UInt64(1)...20)
    func sources(_ seed: UInt64) throws {
        let rows = Rows(seed: seed)
        let first = try rows.links()
        let turned: [SourceID: SourceID] = [
            LinkingEstate.staff: LinkingEstate.agency, LinkingEstate.agency: LinkingEstate.directory,
            LinkingEstate.directory: LinkingEstate.staff,
        ]
        let second = try rows.links(people: rows.people.map { ($0.person, turned[$0.source] ?? $0.source) })
        #expect(first.mapValues(\.confidence) == second.mapValues(\.confidence))
        // Which of several people stands for an ambiguous link says nothing.
        let (sure, again) = (first.filter { $0.value.confidence > 0.3 }, second.filter { $0.value.confidence > 0.3 })
        #expect(sure.mapValues(\.standing.state) == again.mapValues(\.standing.state))
    }

    @Test("a person who has nothing to do with it raises no confidence", arguments: UInt64(1)...20)
    func unrelated(_ seed: UInt64) throws {
        let rows = Rows(seed: seed)
        let first = try rows.links()
        let stranger = Person(
            nativeID: "stranger", employeeID: "77", name: "Kim Noor", emails: ["kim@elsewhere.example"],
            status: .active)
        for source in [LinkingEstate.staff, LinkingEstate.agency] {
            #expect(try rows.links(people: rows.people + [(stranger, source)]) == first)
        }
    }
}
