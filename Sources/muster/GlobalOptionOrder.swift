import ArgumentParser

/// Moves global options that stand before the subcommand behind it, where the parser looks for them:
/// `muster --config x.yaml ledger backup y` becomes `muster ledger backup --config x.yaml y`.
enum GlobalOptionOrder {
    private static let names: Set<String> = ["--config", "--ledger", "--at", "--as-of", "--format"]

    static func reordered(_ arguments: [String]) -> [String] {
        var leading: [String] = []
        var rest = arguments[...]
        while let first = rest.first {
            if names.contains(first), rest.count >= 2 {
                leading += rest.prefix(2)
                rest = rest.dropFirst(2)
            } else if let equals = first.firstIndex(of: "="), names.contains(String(first[..<equals])) {
                leading.append(first)
                rest = rest.dropFirst()
            } else {
                break
            }
        }
        guard !leading.isEmpty else { return arguments }
        var command: [String] = []
        var children = MusterCommand.configuration.subcommands
        while let word = rest.first,
            let child = children.first(where: { $0.configuration.commandName == word })
        {
            command.append(word)
            rest = rest.dropFirst()
            children = child.configuration.subcommands
        }
        // What is left in front of nothing is the root's own: it will say that a command is missing.
        return command + leading + rest
    }
}
