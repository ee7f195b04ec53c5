import ArgumentParser
import Foundation
import Inventory
import MusterApp
import Reports

struct CollectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "collect", abstract: "Read the sources into the ledger and show what to fix.",
        discussion: """
            EXAMPLE:
              muster collect
              muster collect --source production --fail-on high --format json
              muster collect --source corp/210987654321    one account of an organisation
              muster collect --record recordings/    keep the exchanges, without secrets

            Ends in 0 complete, 1 failed, 2 usage or configuration, 3 coverage lost, 4 findings at or above --fail-on.
            """)

    @Option(help: ArgumentHelp("Read this source only; may be repeated.", valueName: "name"))
    var source: [String] = []

    @Option(help: ArgumentHelp("Record the exchanges into a folder, without secrets.", valueName: "dir"))
    var record: String?

    @Flag(help: "Keep names and addresses in the recording: for invented data only.")
    var recordPeople = false

    @Option(help: ArgumentHelp("Answer from a recording instead of the network.", valueName: "dir"))
    var replay: String?

    @Option(
        help: ArgumentHelp(
            "Leave what is not read after this time to the next run, which goes on with it: 50m, 2h.",
            valueName: "time"))
    var deadline: Period?

    @Flag(help: "Wait for another collection into this ledger to end.")
    var wait = false

    @Option(help: ArgumentHelp("End in 4 when findings of this severity or above stand.", valueName: "level"))
    var failOn: Severity?

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        if record != nil && replay != nil { throw ValidationError("--record and --replay exclude each other") }
        try global.refuseCSV()
        if global.at != nil { throw ValidationError("--at names a run that is there; collect makes a new one") }
    }

    func run() async throws {
        let session = Session(global)
        let configuration = try session.configuration(isOptional: false)
        _ = try configuration.selections(named: source)
        let options = CollectOptions(
            sources: source, recordDirectory: record.map { URL(filePath: $0) }, recordsPeople: recordPeople,
            replayDirectory: replay.map { URL(filePath: $0) }, deadline: deadline?.duration, waits: wait, failOn: failOn
        )
        try Ended.with(try await session.collect(configuration, options))
    }
}
