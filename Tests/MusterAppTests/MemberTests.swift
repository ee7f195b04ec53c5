import Foundation
import Inventory
import Ledger
import MusterApp
import Reconciler
import Reports
import Testing
import Transport

/// Members of an organisation: which are read, tried and counted, and which wait for the next run.
@Suite("Members of a source")
struct MemberTests {
    private func folder() throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appending(path: "members-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }

    private func collect(_ corp: PlayedCorporation, into path: String, _ options: CollectOptions) async throws
        -> CollectSummary
    {
        let ledger = try await SQLiteLedger.writing(path: path, command: "test", now: corp.now, wait: .seconds(5))
        return try await Collect(
            configuration: try corp.configuration(), transport: corp.transport, ledger: ledger, policy: .standard,
            time: corp.time, environment: [:]
        ).run(options)
    }

    @Test("members that a short run does not come to are postponed, and the next run begins with them")
    func postponed() async throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(at: folder) }  // The system cleans what is left behind.
        let path = folder.appending(path: "muster.sqlite").path
        let corp = PlayedCorporation(members: 12)

        // Ten seconds a request: the list, then some five members of two requests each.
        let first = try await collect(corp, into: path, CollectOptions(deadline: .seconds(105)))
        #expect(first.sources.filter { $0.failure != nil }.map(\.name) == [])
        let read = Set(first.sources.filter(\.wasRead).map(\.name))
        let waiting = first.sources.filter { $0.postponed != nil }
        #expect(read.contains("corp") && read.count > 2 && !waiting.isEmpty)
        #expect(waiting.allSatisfy { $0.postponed?.contains("the run's time is over") == true })
        #expect(read.count + waiting.count == 13)
        #expect(first.exitStatus(failOn: nil) == .coverageLost)
        #expect(first.json(failOn: nil).line.contains(#""postponed":"the run's time is over""#))

        corp.nextHour()
        let second = try await collect(corp, into: path, CollectOptions(deadline: .seconds(105)))
        let again = Set(second.sources.filter(\.wasRead).map(\.name)).subtracting(["corp"])
        #expect(again.isDisjoint(with: read), "what was read whole waits until all were read")
        #expect(again.count > 2)
        corp.nextHour()
        let third = try await collect(corp, into: path, CollectOptions(deadline: .seconds(105)))
        let all = read.union(again).union(third.sources.filter(\.wasRead).map(\.name))
        #expect(all.count == 13)
    }

    @Test("one member can be read alone: of its source the list of members is read and nothing kept")
    func single() async throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(at: folder) }  // The system cleans what is left behind.
        let path = folder.appending(path: "muster.sqlite").path
        let corp = PlayedCorporation(members: 3)
        let summary = try await collect(corp, into: path, CollectOptions(sources: ["corp/m02"]))
        #expect(summary.sources.map(\.name) == ["corp/m02"])
        #expect(summary.exitStatus(failOn: nil) == .complete)
        let snapshot = try #require(try await SQLiteLedger.reading(path: path).snapshot(at: nil))
        #expect(snapshot.info.sources.map(\.name) == ["corp/m02"])
        #expect(corp.asked.keys.sorted() == ["/members", "/tenants/m02", "/users/m02"])

        // Beside the whole it is not read twice.
        let both = try await collect(corp, into: path, CollectOptions(sources: ["corp", "corp/m02"]))
        #expect(both.sources.map(\.name) == ["corp", "corp/m01", "corp/m02", "corp/m03"])
    }

    @Test("a member that is none, or not to be read, is told and fails nothing else")
    func strangers() async throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(at: folder) }  // The system cleans what is left behind.
        let corp = PlayedCorporation(members: 3, closed: ["m03"])
        let summary = try await collect(
            corp, into: folder.appending(path: "muster.sqlite").path,
            CollectOptions(sources: ["corp/m01", "corp/m03", "corp/m09"]))
        #expect(summary.sources.map(\.wasRead) == [true, false, false])
        #expect(summary.sources[1].failure == "out of scope: it is closed")
        #expect(summary.sources[2].failure == "corp lists no such member")
        await #expect(throws: Problem.self) {
            try await collect(
                corp, into: folder.appending(path: "other.sqlite").path, CollectOptions(sources: ["else/m01"]))
        }
    }

    @Test("check tries each member, and says which cannot be tried and why")
    func check() async throws {
        let corp = PlayedCorporation(members: 6, closed: ["m05"], locked: ["m04"])
        let check = Check(
            configuration: try corp.configuration(), transport: corp.transport, time: corp.time, environment: [:])
        let report = try await check.run()
        #expect(
            report.sources.map(\.name) == ["corp", "corp/m01", "corp/m02", "corp/m03", "corp/m04", "corp/m06"])
        #expect(report.sources.filter { $0.failure != nil }.map(\.name) == ["corp/m04"])
        #expect(report.sources[1].streams.map(\.stream) == ["users"])
        #expect(report.text().contains("5 members tried, below; 1 member out of scope"))
        #expect(report.didFail)

        let one = try await check.run(["corp/m02"])
        #expect(one.sources.map(\.name) == ["corp/m02"])
        #expect(!one.didFail)
    }

    @Test("check leaves members that would take too long, and says how many")
    func checkTakesNoHours() async throws {
        let corp = PlayedCorporation(members: 40)
        let report = try await Check(
            configuration: try corp.configuration(), transport: corp.transport, time: corp.time, environment: [:]
        ).run()
        let tried = report.sources.count - 1
        #expect(tried > 3 && tried < 40)
        #expect(report.text().contains("\(40 - tried) members not tried for want of time"))
    }

    @Test("plan counts the members: by the figures of the last run, and those never read as at least")
    func plan() async throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(at: folder) }  // The system cleans what is left behind.
        let path = folder.appending(path: "muster.sqlite").path
        let corp = PlayedCorporation(members: 5, locked: ["m05"])
        let plan = Plan(configuration: try corp.configuration(), environment: [:])
        #expect(try plan.report(.init(), figures: nil).sources.first?.members?.count == 0)

        _ = try await collect(corp, into: path, CollectOptions())
        let snapshot = try #require(try await SQLiteLedger.reading(path: path).snapshot(at: nil))
        let report = try plan.report(.init(), figures: snapshot.info) { try Plan.listed(by: $0, of: $1, in: snapshot) }
        let members = try #require(report.sources.first?.members)
        #expect(report.sources.count == 1)
        #expect((members.count, members.known, members.requests) == (5, 4, 10))
        #expect(!members.isWhole)
        let words = report.text().split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(words.contains("and 5 members: at least 10 requests more"))
        #expect(words.contains("1 of them never read"))

        let one = try plan.report(.init(sources: ["corp/m02"]), figures: snapshot.info)
        #expect(one.sources.map(\.name) == ["corp/m02"])
        #expect(one.sources.first?.run == snapshot.info.run)
        #expect(one.sources.first?.requests == 2)
    }
}
