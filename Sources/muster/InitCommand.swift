import ArgumentParser
import Foundation
import MusterApp

struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Write a configuration to fill in.",
        discussion: """
            EXAMPLE:
              muster init                        writes muster.yaml
              muster init --schema > muster.schema.json
            """)

    @Flag(help: "Print the JSON Schema of the configuration instead.")
    var schema = false

    @OptionGroup var global: GlobalOptions

    func run() throws {
        if schema { return try Terminal.output().appendAndFlush(ConfigurationSchema.text) }
        let path = global.config ?? Configuration.fileDefault
        do {
            try Data(ConfigurationTemplate.text.utf8).write(to: URL(filePath: path), options: .withoutOverwriting)
        } catch let error as CocoaError where error.code == .fileWriteFileExists {
            throw Problem(
                "\(path) exists already", advice: "Name another file with --config, or move it away.", status: .usage)
        } catch {
            throw Problem("\(path) cannot be written", advice: "Check the folder and its permissions.")
        }
        try Terminal.output().appendAndFlush("Wrote \(path). Fill it in, then run: muster collect\n")
    }
}
