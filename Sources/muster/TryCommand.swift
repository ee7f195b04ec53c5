import ArgumentParser
import Foundation
import MusterApp
import Reports

struct TryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "try", abstract: "Look at one organisation or account without a configuration, and keep nothing.",
        discussion: """
            EXAMPLE:
              muster try github example-org
              muster try aws --profile audit
              muster try okta example.okta.com --people people.csv

            The credential is the one that is there: GITHUB_TOKEN, GH_TOKEN or gh auth token; OKTA_API_TOKEN,
            OKTA_CLIENT_TOKEN or the Okta CLI's; AWS's own environment and profiles. What is read lies in a private
            folder until the page is printed.
            """)

    @Argument(help: "The connector.")
    var connector: String

    @Argument(help: ArgumentHelp("The organisation or domain.", valueName: "organisation"))
    var organisation: String?

    @Option(help: ArgumentHelp("The profile to sign in with, for connectors that know profiles.", valueName: "name"))
    var profile: String?

    @Option(help: ArgumentHelp("A setting of the connector, NAME=VALUE; may be repeated.", valueName: "name=value"))
    var set: [String] = []

    @Option(
        help: ArgumentHelp("Who works here, a CSV or JSON Lines file: links accounts to people.", valueName: "file"))
    var people: String?

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        try global.refuseCSV()
        if global.config != nil || global.ledger != nil || global.at != nil {
            throw ValidationError("try reads no configuration and keeps no ledger; use muster collect")
        }
    }

    func run() async throws {
        let scratch = try ScratchFolder(in: FileManager.default.temporaryDirectory, name: "muster-try")
        defer { scratch.remove() }
        try await Interruption.clearing(scratch.remove) {
            let attempt = try await Try(
                Try.Request(
                    connector: connector, argument: organisation,
                    settings: set + (profile.map { ["profile=\($0)"] } ?? []), people: people.map { URL(filePath: $0) }),
                catalog: Parts.catalog, environment: ProcessInfo.processInfo.environment, scratch: scratch)
            let status = try await Session(global).collect(attempt.configuration, CollectOptions(), keeps: false)
            if status == .failed {
                Terminal.complain(attempt.signIn, prefix: "")
            } else if global.format == .table {
                var page = TextPage(Terminal.pageStyle)
                page.blank()
                page.paragraph(attempt.next)
                try Terminal.output().appendAndFlush(page.text)
            }
            try Ended.with(status)
        }
    }
}

/// Clears up when the process is told to end, and then lets it end as it would have.
enum Interruption {
    static func clearing(_ clear: @escaping @Sendable () -> Void, while body: () async throws -> Void) async rethrows {
        let sources = [SIGINT, SIGTERM, SIGHUP].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                clear()
                signal(number, SIG_DFL)
                kill(getpid(), number)
            }
            source.resume()
            return (number, source)
        }
        defer {
            for (number, source) in sources {
                source.cancel()
                signal(number, SIG_DFL)
            }
        }
        try await body()
    }
}
