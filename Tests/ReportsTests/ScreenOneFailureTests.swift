import Inventory
import Reports
import Testing

@Suite("Screen one: what was not read")
struct ScreenOneFailureTests {
    @Test("a source that could not be read stands first, and an old read is not called today's")
    func failures() {
        let id = SourceID(connector: "aws", tenant: "123456789012")
        let day = Instant(seconds: 1_790_000_000)
        let info = SnapshotInfo(
            run: 7, publishedAt: day,
            sources: [SourceInfo(id: id, name: "production", connectorVersion: "1", lastRun: 5)],
            streams: [
                StreamInfo(
                    source: id, stream: "users", operation: "iam:ListUsers", yields: [.identity],
                    coverage: Coverage(.complete),
                    run: 5, readAt: day)
            ])
        let screen = ScreenOne(
            info: info, asOf: day, violations: [], indeterminate: [], unlinked: [], unlinkedCount: 0, changes: nil,
            failures: [.init(source: "production", reason: "sign-in was refused: InvalidClientTokenId")])
        let text = screen.text()
        #expect(text.contains("not read: production: sign-in was refused: InvalidClientTokenId"))
        #expect(text.contains("complete, 0 records, as of run 5"))
    }
}
