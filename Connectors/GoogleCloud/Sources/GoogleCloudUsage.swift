import ConnectorKit
import Foundation
import Inventory
import Transport

/// When service accounts and keys last authenticated, by Activity Analyzer.
/// https://cloud.google.com/policy-intelligence/docs/activity-analyzer-service-account-authentication
enum GoogleCloudUsage {
    /// The row tells the span that was looked at. Where it tells no last time, there was none in it.
    /// - Throws: `GoogleCloudProblem` for a name that is neither an account's nor a key's.
    static func record(_ row: GoogleCloudActivityWire) throws -> [Record] {
        let parts = row.fullResourceName.split(separator: "/").map(String.init)
        guard let start = parts.firstIndex(of: "serviceAccounts"), parts.count > start + 1,
            parts[start + 1].contains("@")
        else { throw GoogleCloudProblem("activity of something else") }
        let address = parts[start + 1]
        let holder = GoogleCloudMember.serviceAccount(address)
        var subject = holder
        if parts.count > start + 3, parts[start + 2] == "keys" {
            subject = Reference(.credential, GoogleCloudMapping.keyID(address, parts[start + 3]))
        }
        return [
            .usage(
                Usage(
                    subject: subject, holder: holder,
                    lastUse: row.activity?.lastAuthenticatedTime.map { .observed($0) }
                        ?? .noneSince(row.observationPeriod.startTime),
                    // Calls that were refused count, and so does looking a key up.
                    meaning: .attempt, granularityInSeconds: 86_400))
        ]
    }

    /// What is told is as old as the end of the span, which lies a day or two back; of several, the earliest.
    static func asOf(_ rows: [GoogleCloudActivityWire]) -> Instant? {
        rows.map(\.observationPeriod.endTime).min()
    }
}
