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
              muster init --policy --schema > policy.schema.json
            """)

    @Flag(help: "Print the JSON Schema of the configuration instead; with --policy, that of the policy.")
    var schema = false

    @Flag(help: "Print the standard policy, with every threshold explained, instead.")
    var policy = false

    @OptionGroup var global: GlobalOptions

    func run() throws {
        if schema && policy { return try Terminal.output().appendAndFlush(Policy.schema) }
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
