import Inventory

/// What AWS's dates of use mean.
enum AWSLastUse {
    /// "Since IAM began tracking this information on April 22, 2015":
    /// https://docs.aws.amazon.com/IAM/latest/APIReference/API_AccessKeyLastUsed.html
    static let keysTrackedSince = Instant(seconds: 1_429_660_800)

    /// "Since IAM started tracking this information on October 20, 2014":
    /// https://docs.aws.amazon.com/IAM/latest/APIReference/API_User.html
    static let passwordsTrackedSince = Instant(seconds: 1_413_763_200)

    /// "Activity is only reported for the trailing 400 days":
    /// https://docs.aws.amazon.com/IAM/latest/APIReference/API_RoleLastUsed.html
    static let roleWindowInDays: Int64 = 400

    /// Recent activity appears within four hours:
    /// https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_last-accessed.html
    static let roleLagInSeconds: Int64 = 4 * 3600

    /// "When an access key is used more than once in a 15-minute span, only the first use is recorded":
    /// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html
    static let keyGranularityInSeconds: Int64 = 900

    /// "If a password is used more than once in a five-minute span, only the first use is returned" (API_User).
    static let passwordGranularityInSeconds: Int64 = 300

    /// No date means: none since AWS began to look, or since the thing was made if that was later. Where its making is
    /// not told, only AWS's own beginning is sure.
    static func sinceTracking(_ date: Instant?, trackedSince: Instant, createdAt: Instant?) -> LastUse {
        if let date { return .observed(date) }
        return .noneSince(max(trackedSince, createdAt ?? trackedSince))
    }

    static func accessKey(
        _ id: String, holder: Reference?, lastUsed: Instant?, service: String?, region: String?, createdAt: Instant?
    ) -> Usage {
        Usage(
            subject: .credential(id), holder: holder,
            lastUse: sinceTracking(lastUsed, trackedSince: keysTrackedSince, createdAt: createdAt),
            meaning: .success, granularityInSeconds: keyGranularityInSeconds,
            context: lastUsed == nil ? nil : place(service: service, region: region))
    }

    static func password(_ id: String, holder: Reference, lastUsed: Instant?, createdAt: Instant?) -> Usage {
        Usage(
            subject: .credential(id), holder: holder,
            lastUse: sinceTracking(lastUsed, trackedSince: passwordsTrackedSince, createdAt: createdAt),
            meaning: .success, granularityInSeconds: passwordGranularityInSeconds)
    }

    /// Without the time of the answer the start of the window is not known, and neither is whether the role was used.
    static func role(_ role: AWSRoleWire, answeredAt: Instant?) -> Usage {
        let lastUse: LastUse
        if let date = role.lastUsed {
            lastUse = .observed(date)
        } else if let answeredAt {
            let window = startOfNextMonth(after: answeredAt.advanced(byDays: -roleWindowInDays))
            lastUse = .noneSince(max(window, role.principal.createdAt ?? window))
        } else {
            lastUse = .unknown
        }
        return Usage(
            subject: .identity(role.id), holder: .identity(role.id), lastUse: lastUse, meaning: .attempt,
            lagInSeconds: roleLagInSeconds, context: role.lastUsedRegion.map { "in \($0)" })
    }

    /// The window moves with every answer. Rounded up to a month, what it says stays true and does not change daily, so
    /// that an untouched role is an unchanged record.
    static func startOfNextMonth(after instant: Instant) -> Instant {
        let parts = instant.day.split(separator: "-").compactMap { Int($0) }
        guard parts.count == 3 else { return instant }
        let (year, month) = parts[1] == 12 ? (parts[0] + 1, 1) : (parts[0], parts[1] + 1)
        return Instant("\(year)-\(month < 10 ? "0" : "")\(month)-01") ?? instant
    }

    /// `s3 in eu-west-1`; AWS writes `N/A` for what it does not know.
    static func place(service: String?, region: String?) -> String? {
        let known = [service, region].map { $0.flatMap { $0 == "N/A" || $0 == "not_supported" ? nil : $0 } }
        return switch (known[0], known[1]) {
        case (let service?, let region?): "\(service) in \(region)"
        case (let service?, nil): service
        case (nil, let region?): "in \(region)"
        case (nil, nil): nil
        }
    }
}
