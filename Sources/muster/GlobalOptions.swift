import ArgumentParser
import Inventory
import MusterApp
import Reports

/// The options that every command takes.
struct GlobalOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The configuration to read (default: muster.yaml).", valueName: "file"))
    var config: String?

    @Option(help: ArgumentHelp("The ledger, in place of the configured one.", valueName: "file"))
    var ledger: String?

    @Option(help: ArgumentHelp("The run to look at (default: the newest).", valueName: "run"))
    var at: Int64?

    @Option(
        help: ArgumentHelp(
            "The judging clock, RFC 3339 (default: when the run was published).", valueName: "time"),
        transform: GlobalOptions.instant)
    var asOf: Instant?

    @Option(help: ArgumentHelp("table, json, ndjson or csv.", valueName: "format"))
    var format: ListFormat = .table

    /// For commands whose answer is no list: refused before anything is done.
    func refuseCSV() throws {
        if format == .csv { throw ValidationError("this command has no CSV; use --format table, json or ndjson") }
    }

    static func instant(_ text: String) throws -> Instant {
        guard let instant = Instant(text) else {
            throw ValidationError("expected a time such as 2026-11-01T00:00:00Z, or a day")
        }
        return instant
    }
}

extension Period: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }
}
extension ListFormat: ExpressibleByArgument {}
extension Severity: ExpressibleByArgument {}
extension FindingResult: ExpressibleByArgument {}
