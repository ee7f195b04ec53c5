import Foundation
import Inventory
import Transport

/// What a connector says about itself before anything runs: documentation, permissions and plans are derived from it.
public struct Manifest: Sendable {
    /// Lower case, stable for ever: it is part of every record's identity. `aws`.
    public var id: String
    /// The product in its vendor's words.
    public var product: String
    /// Raised with every change that a user can see.
    public var version: String
    /// The vendor's API documentation.
    public var documentation: String
    public var settings: [SettingDescriptor]
    public var credentials: [CredentialDescriptor]
    public var streams: [StreamDescriptor]
    public var buckets: [QuotaBucket]
    /// What no API of the vendor shows, and why: printed beside every answer that could be mistaken for complete.
    public var blindSpots: [BlindSpot]
    /// The number of requests of a full collection, `users × 3 + keys`.
    public var requestFormula: String

    /// - Parameter requestFormula: nil has it worked out from the streams, as `RequestPlan` counts.
    public init(
        id: String, product: String, version: String, documentation: String, settings: [SettingDescriptor],
        credentials: [CredentialDescriptor], streams: [StreamDescriptor], buckets: [QuotaBucket],
        blindSpots: [BlindSpot], requestFormula: String? = nil
    ) {
        self.id = id
        self.product = product
        self.version = version
        self.documentation = documentation
        self.settings = settings
        self.credentials = credentials
        self.streams = streams
        self.buckets = buckets
        self.blindSpots = blindSpots
        self.requestFormula = requestFormula ?? RequestPlan.formula(streams)
    }
}

/// One stream, as data.
public struct StreamDescriptor: Sendable, Hashable {
    /// Lower camel case, stable: part of scopes and coverage. `accessKeys`.
    public var id: String
    public var title: String
    /// The operation in the vendor's words, `iam:ListAccessKeys`.
    public var operation: String
    public var yields: [RecordKind]
    /// The least permissions that it needs, in the vendor's words.
    public var permissions: [String]
    /// Whether those permissions also allow changes because the vendor offers nothing less.
    public var leastAvailableCanWrite: Bool
    public var partitions: PartitionPlan
    /// What "last used" means in this stream; nil where it tells no use.
    public var usageMeaning: String?
    public var bucket: String
    /// Rows that one answer holds at most; nil where a partition is one request, however much it holds.
    public var pageSize: Int?
    /// Raised whenever wire or mapping change what comes out.
    public var version: Int

    public init(
        id: String, title: String, operation: String, yields: [RecordKind], permissions: [String],
        leastAvailableCanWrite: Bool = false, partitions: PartitionPlan = .whole, usageMeaning: String? = nil,
        bucket: String = "default", pageSize: Int? = nil, version: Int = 1
    ) {
        self.id = id
        self.title = title
        self.operation = operation
        self.yields = yields
        self.permissions = permissions
        self.leastAvailableCanWrite = leastAvailableCanWrite
        self.partitions = partitions
        self.usageMeaning = usageMeaning
        self.bucket = bucket
        self.pageSize = pageSize
        self.version = version
    }
}

/// How a stream is cut into scopes.
public enum PartitionPlan: Sendable, Hashable {
    case whole
    /// Once for each record of `kind` that another stream holds (the keys of each user). `typePrefix` narrows it to
    /// records whose type begins so; empty takes all.
    case each(stream: String, kind: RecordKind, typePrefix: String)
}

/// A part of a stream while it is read.
public struct Partition: Sendable {
    /// Empty for a stream that is read whole; else the parent's native id.
    public var key: String
    public var parent: Record?

    public init(key: String = "", parent: Record? = nil) {
        self.key = key
        self.parent = parent
    }

    public static let whole = Partition()
}

/// A quota that requests share. The defaults stay below the vendor's documented limits.
public struct QuotaBucket: Sendable, Hashable {
    public var id: String
    /// The steady rate; nil where the vendor names none and only answers tell.
    public var requestsPerSecond: Double?
    /// Requests under way at once.
    public var concurrency: Int
    /// How answers tell what is left of the quota; nil where they do not.
    public var headers: QuotaHeaders?
    /// Where the limit is documented.
    public var source: String

    public init(
        id: String = "default", requestsPerSecond: Double?, concurrency: Int, headers: QuotaHeaders? = nil,
        source: String
    ) {
        self.id = id
        self.requestsPerSecond = requestsPerSecond
        self.concurrency = concurrency
        self.headers = headers
        self.source = source
    }
}

/// The response headers in which a vendor tells what is left of a quota: with them Muster stops before the limit, not
/// at it.
public struct QuotaHeaders: Sendable, Hashable {
    /// Requests in a window, `X-RateLimit-Limit`.
    public var limit: String
    /// Requests left in the window.
    public var remaining: String
    /// When the window ends, in seconds since 1970.
    public var reset: String
    private var usage: Usage?

    /// One header that tells what was used of how much, and no end of the window.
    private struct Usage: Sendable, Hashable {
        var key: String
        var keptShare: Double
        var waitInSeconds: Int64
    }

    public init(limit: String, remaining: String, reset: String) {
        self.limit = limit
        self.remaining = remaining
        self.reset = reset
    }

    /// For vendors that tell use and limit of a window that slides, `Sforce-Limit-Info: api-usage=18/5000`.
    /// - Parameters:
    ///   - usage: the header.
    ///   - key: what stands before the numbers; entries of other keys are passed over.
    ///   - keptShare: the part of the limit that stays for others, 0 <= share < 1.
    ///   - waitInSeconds: how long to wait once the rest is used.
    public init(usage header: String, key: String, keeping keptShare: Double, waitInSeconds: Int64) {
        self.init(limit: header, remaining: header, reset: header)
        usage = Usage(key: key, keptShare: keptShare, waitInSeconds: waitInSeconds)
    }

    /// What an answer tells; nil when it does not, or not in numbers.
    func reading(_ headers: Headers, now: Instant) -> QuotaReading? {
        if let usage { return headers[limit].flatMap { Self.reading($0, usage, now: now) } }
        guard let remaining = headers[remaining].flatMap({ Int($0) }), remaining >= 0,
            let reset = headers[reset].flatMap({ Int64($0) }), reset > 0, reset < 1 << 40
        else { return nil }
        return QuotaReading(
            limit: headers[limit].flatMap { Int($0) }, remaining: remaining,
            resetsAt: Instant(milliseconds: reset * 1000))
    }

    /// `api-usage=18/5000`, perhaps among others with commas or semicolons between them.
    private static func reading(_ text: String, _ usage: Usage, now: Instant) -> QuotaReading? {
        let entries = text.split { $0 == "," || $0 == ";" }.map { $0.trimmingCharacters(in: .whitespaces) }
        guard let entry = entries.first(where: { $0.hasPrefix(usage.key + "=") }) else { return nil }
        let numbers = entry.dropFirst(usage.key.count + 1).split(separator: "/").map { Int($0) }
        guard numbers.count == 2, let used = numbers[0], let limit = numbers[1], used >= 0, limit > 0,
            limit < 1 << 40
        else { return nil }
        let kept = Int(Double(limit) * usage.keptShare)
        return QuotaReading(
            limit: limit, remaining: max(0, limit - kept - used),
            resetsAt: now.advanced(bySeconds: usage.waitInSeconds))
    }
}

/// What one answer tells of a quota.
struct QuotaReading: Sendable, Hashable {
    var limit: Int?
    var remaining: Int
    var resetsAt: Instant
}

public struct SettingDescriptor: Sendable, Hashable {
    public var name: String
    public var meaning: String
    public var isRequired: Bool
    /// As it stands in a configuration: a list in brackets, `["eu-west-1"]`.
    public var example: String

    /// Whether it holds several values.
    public var isList: Bool { example.hasPrefix("[") }

    public init(_ name: String, _ meaning: String, isRequired: Bool = false, example: String) {
        self.name = name
        self.meaning = meaning
        self.isRequired = isRequired
        self.example = example
    }
}

public struct CredentialDescriptor: Sendable, Hashable {
    public var name: String
    public var meaning: String
    public var isRequired: Bool

    public init(_ name: String, _ meaning: String, isRequired: Bool = false) {
        self.name = name
        self.meaning = meaning
        self.isRequired = isRequired
    }
}

public struct BlindSpot: Sendable, Hashable {
    public var what: String
    public var why: String

    public init(_ what: String, why: String) {
        self.what = what
        self.why = why
    }
}
