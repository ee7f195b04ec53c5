import ArgumentParser
@preconcurrency import Glibc
import MusterApp

/// Where the process starts and ends: arguments in, an exit status out, and every error one message.
@main
enum Program {
    static func main() async {
        // A reader that went away (`muster inventory | head`) is seen as a failed write, not as a signal that would
        // also hit the network's sockets.
        signal(SIGPIPE, SIG_IGN)
        exit(await run(Array(CommandLine.arguments.dropFirst())))
    }

    static func run(_ arguments: [String]) async -> Int32 {
        do {
            var command = try MusterCommand.parseAsRoot(GlobalOptionOrder.reordered(arguments))
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
            return ExitStatus.complete.rawValue
        } catch {
            return report(error)
        }
    }

    /// Prints what went wrong and gives the status for it.
    private static func report(_ error: any Error) -> Int32 {
        switch error {
        case is OutputClosed:
            // Who stopped reading has what they wanted.
            return ExitStatus.complete.rawValue
        case let ended as Ended:
            return ended.status.rawValue
        case is NothingCollected:
            Terminal.complain("nothing has been collected yet. Run muster collect.")
            return ExitStatus.failed.rawValue
        case let problem as Problem:
            Terminal.complain(problem.description)
            return problem.status.rawValue
        case let error as ConfigurationError:
            Terminal.complain(error.description, prefix: "")
            return ExitStatus.usage.rawValue
        default: break
        }
        let status = MusterCommand.exitCode(for: error)
        if status == .validationFailure || status.isSuccess {
            return status.isSuccess ? help(error) : usage(error)
        }
        Terminal.complain("\(error)")
        return ExitStatus.failed.rawValue
    }

    /// `--help` and `--version` arrive as errors too.
    private static func help(_ error: any Error) -> Int32 {
        do {
            try Terminal.output().appendAndFlush(MusterCommand.fullMessage(for: error) + "\n")
        } catch is OutputClosed {
            return ExitStatus.complete.rawValue
        } catch {
            return ExitStatus.failed.rawValue
        }
        return ExitStatus.complete.rawValue
    }

    private static func usage(_ error: any Error) -> Int32 {
        Terminal.complain(MusterCommand.fullMessage(for: error), prefix: "")
        return ExitStatus.usage.rawValue
    }
}

/// Ends a command that has said all that there is to say.
struct Ended: Error {
    var status: ExitStatus

    /// - Throws: itself, unless all is well.
    static func with(_ status: ExitStatus) throws {
        if status != .complete { throw Ended(status: status) }
    }
}
