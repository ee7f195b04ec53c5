import Inventory
import Ledger
import Testing

@testable import MusterApp

@Suite("Changes told once a thing")
struct RecordChangesTests {
    private func change(_ stream: String, _ change: RecordChange.Change, tenant: String = "t") -> RecordChange {
        RecordChange(
            source: SourceID(connector: "okta", tenant: tenant), sourceName: "okta", stream: stream, change: change,
            cause: .vendor)
    }

    private func user(_ id: String, _ status: AccountStatus) -> Record {
        .identity(Identity(nativeID: NativeID(id), type: "okta.user", name: id, status: status))
    }

    @Test("what moved from one list to another has changed; what is in another source or kind is another thing")
    func moves() async throws {
        let (before, after) = (user("a", .enabled), user("a", .disabled))
        let link = Record.link(AccountLink(subject: .identity("a"), identifier: "1", method: "m"))
        let given = [
            change("deprovisionedUsers", .added(after)), change("users", .retired(before, why: "absent")),
            change("users", .retired(user("b", .enabled), why: "absent")),
            change("deprovisionedUsers", .added(user("b", .disabled)), tenant: "other"),
            change("users", .retired(link, why: "absent")), change("users", .added(user("c", .enabled))),
            change("users", .retired(user("d", .enabled), why: "absent")),
            change("guests", .added(user("d", .enabled))),
        ]
        let ledger = SnapshotLedger(snapshots: [:], recordChanges: given)
        let told = try await ledger.recordChanges(from: 1, to: 2, limit: 100)
        #expect(told.count == 5)
        #expect(told.first == change("deprovisionedUsers", .changed(from: before, to: after)))
        #expect(Array(told.dropFirst()) == Array(given[2..<6]))
    }
}
