import Foundation
import Inventory
import Ledger
import MusterApp
import Reconciler
import Reports

/// What a command works on, out of its global options. Everything is read when it is asked for.
struct Session {
    let options: GlobalOptions

    init(_ options: GlobalOptions) { self.options = options }

    /// - Parameter isOptional: a command that only reads needs no configuration when it is told the ledger.
    /// - Throws: `ConfigurationError`.
    func configuration(isOptional: Bool = true) throws -> Configuration {
        let path = options.config ?? Configuration.fileDefault
        let folder = URL(filePath: FileManager.default.currentDirectoryPath, directoryHint: .isDirectory)
        if isOptional, options.config == nil, options.ledger != nil, !FileManager.default.fileExists(atPath: path) {
            return Configuration(file: "", baseDirectory: folder, ledger: ledgerOption)
        }
        var configuration = try ConfigurationReader.read(
            path: path, catalog: Parts.catalog, environment: ProcessInfo.processInfo.environment)
        if let ledgerOption { configuration.ledger = ledgerOption }
        return configuration
    }

    /// As the shell means it: relative to where the command runs.
    private var ledgerOption: URL? { options.ledger.map { URL(filePath: $0) } }

    /// The ledger to read.
    /// - Throws: `NothingCollected` where there is none yet.
    func ledger(_ configuration: Configuration) async throws -> any Ledger {
        if let ledger = try await Parts.ledgerForReading(configuration.ledger) { return ledger }
        throw NothingCollected()
    }

    /// The policy that a judgement would use here: the standard one where nothing is configured.
    func policyInForce() throws -> Policy {
        let path = options.config ?? Configuration.fileDefault
        guard options.config != nil || FileManager.default.fileExists(atPath: path) else { return .standard }
        return try PolicyFile.read(try configuration())
    }

    /// The snapshot that the options name, judged.
    func judgement() async throws -> (judgement: Judgement, policy: Policy) {
        let configuration = try configuration()
        let policy = try PolicyFile.read(configuration)
        let ledger = try await ledger(configuration)
        guard
            let judgement = try await Judgement.of(ledger, policy: policy, at: options.at, asOf: options.asOf)
        else { throw NothingCollected() }
        return (judgement, policy)
    }

    func reporter<Row>(_ layout: ListLayout<Row>) -> any ListReporter<Row> {
        layout.reporter(options.format, to: Terminal.output(), width: Terminal.width)
    }

    /// Prints a page for people, or an object for programs.
    /// - Throws: `Problem` for CSV, which has no place for either.
    func print(page: (PageStyle) -> String, object: () -> JSONValue) throws {
        switch options.format {
        case .table: try Terminal.output().appendAndFlush(page(Terminal.pageStyle))
        case .json, .ndjson: try Terminal.output().appendAndFlush(object().line + "\n")
        case .csv:
            throw Problem(
                "this command has no CSV", advice: "Use --format table, json or ndjson.", status: .usage)
        }
    }
}

/// There is no published run yet: an empty list to a listing command, a failure to one that was asked for a thing.
struct NothingCollected: Error {
    /// Says so on standard error, and writes the empty list of the format.
    static func isReported<Row>(
        _ layout: ListLayout<Row>, _ session: Session, body: () async throws -> Void
    ) async throws {
        do {
            try await body()
        } catch is NothingCollected {
            Terminal.complain("nothing has been collected yet; run muster collect", prefix: "")
            try session.reporter(layout).finish()
        }
    }
}
