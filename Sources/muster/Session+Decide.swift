import Inventory
import Ledger
import MusterApp

extension Session {
    /// Makes a decision out of the judged snapshot and adds it to the log.
    /// - Parameters:
    ///   - command: what holds the ledger meanwhile, for others who wait.
    ///   - make: the decision, and what is told of it. The clock is `--as-of` where it is given, for days to come; the log
    ///     always keeps the time on the wall.
    /// - Throws: `Problem` where nothing has been collected yet, and what `make` throws.
    func decide<Told>(
        _ command: String, _ make: (Judgement, Instant) throws -> (DecisionDraft, Told)
    ) async throws -> (Decision, Told) {
        let judged: Judgement
        do {
            judged = try await judgement().judgement
        } catch is NothingCollected {
            throw Problem("nothing has been collected yet", advice: "Run muster collect first.", status: .usage)
        }
        let (draft, told) = try make(judged, options.asOf ?? Parts.now())
        let ledger = try await Parts.ledgerForWriting(try configuration().ledger, command: command, waits: false)
        guard let decision = try await ledger.append([draft], at: Parts.now()).first else {
            throw Problem("the decision was not kept", advice: "Try again.")
        }
        return (decision, told)
    }
}
