import Foundation
import Testing

/// Recording owners over the demonstration's ledger, and what other commands then say.
@Suite("muster owners")
struct OwnersCommandTests {
    @Test("an owner that was recorded is shown with the decision's number, and gone when it is taken back")
    func life() throws {
        try Muster.withFolder { muster in
            let samples = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
                .deletingLastPathComponent().appending(path: "Samples").path
            func run(_ arguments: String...) throws -> Muster.Outcome {
                try muster.run(["--ledger", "muster.sqlite"] + arguments, environment: ["NO_COLOR": "1"])
            }
            #expect(try muster.run(["--ledger", "muster.sqlite", "demo", "--samples", samples]).status == 0)

            let assigned = try run(
                "owners", "assign", "svc-nightly-export", "--owner", "erik.lund@example.com", "--by", "cem", "--reason",
                "agreed")
            #expect(assigned.status == 0, "\(assigned.errors)")
            #expect(assigned.output.hasPrefix("Decision 1: erik.lund@example.com owns identity svc-nightly-export"))
            let claims = try run("owners", "list", "--claims", "--owner", "erik.lund@example.com", "--format", "csv")
            #expect(claims.output.contains("decision 1 by cem"))
            #expect(
                try run("show", "svc-nightly-export").output.contains("Erik Lund, by register (decision 1), 95 % sure"))

            let refused = try run(
                "owners", "attest", "svc-nightly-export", "--owner", "erik.lund@example.com", "--by",
                "fay.moss@example.com")
            #expect(refused.status == 2)
            #expect(refused.errors.contains("nothing was recorded"))
            let attested = try run(
                "owners", "attest", "svc-nightly-export", "--owner", "00048", "--by", "erik.lund@example.com")
            #expect(attested.output.hasPrefix("Decision 2: "))

            try muster.write("name,owner\nsvc-nightly-*,00048\nsvc-report,00048\n", to: "owners.csv")
            let dry = try run("owners", "import", "owners.csv", "--by", "cmdb", "--dry-run")
            #expect(dry.output.contains("2 owners would be recorded, 0 known already"))
            let first = try run("owners", "import", "owners.csv", "--by", "cmdb")
            #expect(first.output.contains("2 owners recorded as decisions 3 to 4, 0 known already"))
            let again = try run("owners", "import", "owners.csv", "--by", "somebody")
            #expect(again.output.contains("0 owners recorded, 2 known already"))

            #expect(try run("owners", "withdraw", "1", "--by", "cem").status == 0)
            #expect(try run("owners", "withdraw", "1", "--by", "cem").status == 2)
            let after = try run("owners", "list", "--claims", "--format", "csv")
            #expect(!after.output.contains("decision 1 by cem"))
            #expect(after.output.contains("decision 2 by erik.lund@example.com"))
        }
    }

    @Test("a leaver comes as a page, as Markdown and as JSON, and ends in 3 where something was not read")
    func leaver() throws {
        try Muster.withFolder { muster in
            let samples = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
                .deletingLastPathComponent().appending(path: "Samples").path
            #expect(try muster.run(["--ledger", "muster.sqlite", "demo", "--samples", samples]).status == 0)
            for (arguments, start) in [
                ([], "Ana Berg <ana.berg@example.com>, leaving 2026-10-30"), (["--markdown"], "# Ana Berg"),
                (["--format", "json"], #"{"person":{"nativeID":"00042""#),
            ] {
                let outcome = try muster.run(["--ledger", "muster.sqlite", "leaver", "00042"] + arguments)
                #expect(outcome.status == 3)
                #expect(outcome.output.hasPrefix(start))
            }
            let nobody = try muster.run(["--ledger", "muster.sqlite", "leaver", "no.one@example.com"])
            #expect(nobody.status == 1)
            #expect(nobody.output.isEmpty)
        }
    }
}
