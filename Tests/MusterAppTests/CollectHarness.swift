import ConnectorCatalog
import ConnectorKit
import CurlTransport
import Foundation
import Inventory
import Ledger
import MusterApp
import Reconciler
import Testing
import Transport

/// Collects from a played account into a ledger in a scratch folder, at the account's own time.
final class CollectHarness: Sendable {
    let folder: URL
    let account: MotoAccount
    let transport: Transport
    var ledgerPath: String { folder.appending(path: "muster.sqlite").path }

    /// - Parameters:
    ///   - ledger: a ledger to start from; it is copied. nil starts with none.
    ///   - certificateAuthorityFile: PEM certificates to trust beside the system's.
    init(_ account: MotoAccount, startingFrom ledger: URL? = nil, certificateAuthorityFile: String? = nil) throws {
        self.account = account
        folder = FileManager.default.temporaryDirectory.appending(path: "collect-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        transport = try CurlTransport(configuration: .init(certificateAuthorityFile: certificateAuthorityFile))
            .transport
        if let ledger { try FileManager.default.copyItem(at: ledger, to: URL(filePath: ledgerPath)) }
    }

    deinit {
        // A scratch folder that cannot be removed hurts nobody.
        try? FileManager.default.removeItem(at: folder)
    }

    func configuration(reader: String = "muster-reader", secret: String? = nil, endpoint: String? = nil) throws
        -> Configuration
    {
        let key = try #require(account.readers[reader])
        try Data(key.accessKeyID.utf8).write(to: folder.appending(path: "id"))
        try Data((secret ?? key.secretAccessKey).utf8).write(to: folder.appending(path: "secret"))
        for name in ["id", "secret"] {
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o600], ofItemAtPath: folder.appending(path: name).path)
        }
        let aws = try #require(ConnectorCatalog.connector("aws"))
        let people = try #require(ConnectorCatalog.connector("people-file"))
        return Configuration(
            file: "muster.yaml", baseDirectory: folder,
            sources: [
                .init(
                    name: "people", definition: people,
                    settings: Settings(["path": .text(account.folder.appending(path: "people.csv").path)]),
                    credentials: [:],
                    authoritativeFor: [.person], line: 9),
                .init(
                    name: "production", definition: aws,
                    settings: Settings(["endpoint": .text(endpoint ?? account.endpoint), "region": .text("us-east-1")]),
                    credentials: [
                        "access_key_id": .file(folder.appending(path: "id")),
                        "secret_access_key": .file(folder.appending(path: "secret")),
                    ], authoritativeFor: [], line: 3),
            ])
    }

    func openLedger(wait: Duration? = nil) async throws -> SQLiteLedger {
        try await SQLiteLedger.writing(path: ledgerPath, command: "test", now: MotoAccount.now, wait: wait)
    }

    @discardableResult
    func collect(
        _ configuration: Configuration? = nil, at now: Instant = MotoAccount.now,
        options: CollectOptions = CollectOptions(),
        through transport: Transport? = nil, policy: Policy = .standard
    ) async throws -> CollectSummary {
        try await Collect(
            configuration: try configuration ?? self.configuration(), transport: transport ?? self.transport,
            ledger: try await openLedger(wait: .seconds(5)), policy: policy, time: .leaping(at: now), environment: [:]
        ).run(options)
    }

    /// The newest snapshot, judged at a time.
    func judge(at now: Instant = MotoAccount.now, policy: Policy = .standard) async throws -> (
        any Snapshot, Reconciliation
    ) {
        let ledger = try await SQLiteLedger.reading(path: ledgerPath)
        let snapshot = try #require(try await ledger.snapshot(at: nil))
        return (snapshot, try Reconciler.reconcile(snapshot, policy: policy, asOf: now))
    }
}

extension Timekeeper {
    /// Waits by moving its own clock on, so that the patience that faults ask for takes no time.
    static func leaping(at now: Instant) -> Timekeeper {
        let leapt = Locked(Duration.zero)
        var time = Timekeeper.system
        let elapsed = time.elapsed
        time.now = { now }
        time.elapsed = { elapsed() + leapt.withLock { $0 } }
        time.sleep = { wait in
            try Task.checkCancellation()
            leapt.withLock { $0 += wait }
        }
        return time
    }
}

extension Snapshot {
    /// All rows of a kind, for accounts that fit a test.
    func rows<R: InventoryRecord>(_ kind: R.Type) throws -> [Stored<R>] {
        let cursor = try cursor(kind)
        var rows: [Stored<R>] = []
        while let row = try cursor.next() { rows.append(row) }
        return rows
    }

    /// Everything that the vendor told, without when and in which run it was read, and without which credential asked.
    var contents: Set<Record> {
        get throws {
            var all: Set<Record> = []
            all.formUnion(try rows(Person.self).map { .person($0.record) })
            all.formUnion(try rows(Identity.self).map { .identity($0.record) })
            all.formUnion(try rows(Application.self).map { .application($0.record) })
            let credentials = try rows(Credential.self).filter { $0.stream != CollectorStream.id }
            all.formUnion(credentials.map { .credential($0.record) })
            all.formUnion(try rows(Grant.self).map { .grant($0.record) })
            all.formUnion(try rows(Entitlement.self).map { .entitlement($0.record) })
            all.formUnion(try rows(Permission.self).map { .permission($0.record) })
            all.formUnion(try rows(Resource.self).map { .resource($0.record) })
            all.formUnion(try rows(Usage.self).map { .usage($0.record) })
            return all
        }
    }
}

extension CollectSummary {
    func stream(_ name: String, of source: String = "production") -> Coverage? {
        sources.first { $0.name == source }?.streams.first { $0.stream == name }?.coverage
    }

    /// Streams that are neither complete nor beyond the system.
    var gaps: [String] {
        sources.flatMap { source in
            source.streams.filter { ![.complete, .unchanged, .unsupported].contains($0.coverage.state) }
                .map { "\(source.name)/\($0.stream): \($0.coverage.state) \($0.coverage.reason ?? "")" }
        }
    }
}
