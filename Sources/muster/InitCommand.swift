import ArgumentParser
import Foundation
import MusterApp
import Reconciler

struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Write a configuration to fill in.",
        discussion: """
            EXAMPLE:
              muster init                        writes muster.yaml
              muster init --policy > policy.yaml
              muster init --schema > muster.schema.json
            """)

    @Flag(help: "Print the JSON Schema of the configuration instead.")
    var schema = false

    @Flag(help: "Print the standard policy, with every threshold explained, instead.")
    var policy = false

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        if schema && policy { throw ValidationError("--schema and --policy exclude each other") }
    }

    func run() throws {
        if schema { return try Terminal.output().appendAndFlush(ConfigurationSchema.text) }
        if policy { return try Terminal.output().appendAndFlush(Policy.template) }
        let path = global.config ?? Configuration.fileDefault
        do {
            try Data(ConfigurationTemplate.text(for: Parts.catalog).utf8).write(
                to: URL(filePath: path), options: .withoutOverwriting)
        } catch let error as CocoaError where error.code == .fileWriteFileExists {
            throw Problem(
                "\(path) exists already", advice: "Name another file with --config, or move it away.", status: .usage)
        } catch {
            throw Problem("\(path) cannot be written", advice: "Check the folder and its permissions.")
        }
        try Terminal.output().appendAndFlush("Wrote \(path). Fill it in, then run: muster check\n")
    }
}
