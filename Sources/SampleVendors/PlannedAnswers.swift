import Foundation
import Inventory
import Transport

/// Where a vendor does not answer with a list: `planned.json` beside its lists. Refusals come each time, limits only a
/// few times, so that a collection meets both.
final class PlannedAnswers: Sendable {
    /// One of them.
    struct Plan: Decodable, Sendable {
        /// The dates on which it holds; all without it.
        var days: [Int]?
        /// The operation: `GET /orgs/*/hooks` (`*` is one part of the path), or the AWS action `ListSecrets`.
        var operation: String
        /// Only of this AWS account.
        var account: String?
        /// How many requests of the operation are answered before.
        var after: Int?
        /// How often it comes; each time without it.
        var times: Int?
        var status: Int
        var headers: [String: String]?
        var body: VendorValue
    }

    private let plans: [Plan]
    private let now: Instant
    private let asked: Locked<[Int: Int]>

    /// - Throws: `RecordingError` when there is a file that cannot be read.
    init(folder: URL, day: Int, now: Instant) throws {
        let file = folder.appending(path: "planned.json")
        var plans: [Plan] = []
        if let data = FileManager.default.contents(atPath: file.path) {
            do { plans = try JSONDecoder().decode([Plan].self, from: data) } catch {
                throw RecordingError(file.path, "it is no list of planned answers", "Make the samples anew.")
            }
        }
        self.plans = plans.filter { $0.days?.contains(day) ?? true }
        self.now = now
        asked = Locked([:])
    }

    /// The planned answer to this request, or nil. Counts the request.
    func answer(_ operation: String, account: String? = nil) -> Plan? {
        for (index, plan) in plans.enumerated()
        where Self.matches(plan.operation, operation) && (plan.account == nil || plan.account == account) {
            let number = asked.withLock { counts in
                counts[index, default: 0] += 1
                return counts[index] ?? 1
            }
            let first = (plan.after ?? 0) + 1
            if number >= first, plan.times.map({ number < first + $0 }) ?? true { return plan }
        }
        return nil
    }

    /// The headers of a plan, with its times told from the date that is served.
    func headers(_ plan: Plan) -> Headers {
        var headers = Headers()
        for (name, value) in (plan.headers ?? [:]).sorted(by: { $0.key < $1.key }) {
            headers[name] = SampleTime.resolve(value, now: now)?.text ?? value
        }
        return headers
    }

    static func matches(_ pattern: String, _ operation: String) -> Bool {
        let expected = pattern.split(separator: "/")
        let given = operation.split(separator: "/")
        return expected.count == given.count && zip(expected, given).allSatisfy { $0 == "*" || $0 == $1 }
    }
}
