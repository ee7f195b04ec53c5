/// What `muster plan` says of a collection before it is made: requests, time and permissions.
public struct PlanReport: Sendable, Hashable {
    public var sources: [Source]
    /// How long one answer is taken to last, in milliseconds.
    public var answerTimeInMilliseconds: Int64

    public init(sources: [Source], answerTimeInMilliseconds: Int64) {
        self.sources = sources
        self.answerTimeInMilliseconds = answerTimeInMilliseconds
    }

    public struct Source: Sendable, Hashable {
        public var name: String
        public var connector: String
        /// The run that the figures are of; nil where only suppositions are.
        public var run: Int64?
        /// What that run took.
        public var requestsOfRun: Int?
        public var lines: [Line]
        /// Requests to sign in and to learn whose data it is.
        public var signIns: Int
        public var buckets: [Bucket]
        public var permissions: [String]
        /// What would have to be known for whole numbers.
        public var unknown: [String]
        /// Those of them without which nothing is known of some list.
        public var unknownParts: [String]
        public var note: String?
        /// What its members take on top; nil where it has none.
        public var members: Members?

        public init(
            name: String, connector: String, run: Int64?, requestsOfRun: Int?, lines: [Line], signIns: Int,
            buckets: [Bucket], permissions: [String], unknown: [String], unknownParts: [String] = [],
            note: String? = nil, members: Members? = nil
        ) {
            self.name = name
            self.connector = connector
            self.run = run
            self.requestsOfRun = requestsOfRun
            self.lines = lines
            self.signIns = signIns
            self.buckets = buckets
            self.permissions = permissions
            self.unknown = unknown
            self.unknownParts = unknownParts
            self.note = note
            self.members = members
        }

        public var requests: Int { lines.reduce(signIns) { $0 + ($1.requests ?? 0) } }
        /// Quotas are used side by side.
        public var leastMilliseconds: Int64 { buckets.map(\.leastMilliseconds).max() ?? 0 }
    }

    /// The members of a source taken together.
    public struct Members: Sendable, Hashable {
        public var count: Int
        /// Those that figures of a run are known of.
        public var known: Int
        public var requests: Int
        /// Whether the number is all, as far as the figures go.
        public var isWhole: Bool
        public var leastMilliseconds: Int64

        public init(count: Int, known: Int, requests: Int, isWhole: Bool, leastMilliseconds: Int64) {
            self.count = count
            self.known = known
            self.requests = requests
            self.isWhole = isWhole
            self.leastMilliseconds = leastMilliseconds
        }

        /// Of members never read nothing is known but that each list takes a request: their number is a lower bound.
        /// - Parameter atOnce: how many are read side by side, each within quotas of its own.
        public init(_ members: [Source], atOnce: Int) {
            let times = members.map(\.leastMilliseconds)
            self.init(
                count: members.count, known: members.count { $0.run != nil },
                requests: members.reduce(0) { $0 + $1.requests },
                isWhole: members.allSatisfy { $0.run != nil && $0.unknown.isEmpty },
                leastMilliseconds: max(times.max() ?? 0, times.reduce(0, +) / Int64(max(1, atOnce))))
        }
    }

    public struct Line: Sendable, Hashable {
        public var stream: String
        public var formula: String
        /// nil where nothing is known.
        public var requests: Int?
        public var isWhole: Bool

        public init(stream: String, formula: String, requests: Int?, isWhole: Bool) {
            self.stream = stream
            self.formula = formula
            self.requests = requests
            self.isWhole = isWhole
        }
    }

    public struct Bucket: Sendable, Hashable {
        public var id: String
        public var requests: Int
        public var isWhole: Bool
        /// What the connector allows itself by the vendor's documentation; nil where that names no rate.
        public var documentedRate: Double?
        /// Requests a second that may be started; nil where only answers tell.
        public var rate: Double?
        public var concurrency: Int
        public var leastMilliseconds: Int64
        /// Where the limit is documented.
        public var source: String

        public init(
            id: String, requests: Int, isWhole: Bool, documentedRate: Double?, rate: Double?, concurrency: Int,
            leastMilliseconds: Int64, source: String
        ) {
            self.id = id
            self.requests = requests
            self.isWhole = isWhole
            self.documentedRate = documentedRate
            self.rate = rate
            self.concurrency = concurrency
            self.leastMilliseconds = leastMilliseconds
            self.source = source
        }
    }
}

// MARK: - For people

extension PlanReport {
    public func text(_ style: PageStyle = PageStyle()) -> String {
        var page = TextPage(style)
        for (index, source) in sources.enumerated() {
            if index > 0 { page.blank() }
            write(source, to: &page)
        }
        return page.text
    }

    private func write(_ source: Source, to page: inout TextPage) {
        let isWhole = source.unknown.isEmpty
        guard source.requests > 0 else {
            page.line("\(source.name)  \(source.connector): no request", .bold)
            page.paragraph("needs \(source.permissions.joined(separator: ", "))", indent: 3, hang: 2)
            return
        }
        page.line(
            "\(source.name)  \(source.connector): \(isWhole ? "about" : "at least") "
                + "\(counted(source.requests, "request")), \(Self.time(source.leastMilliseconds)) or more", .bold)
        var basis = "no run to take figures from"
        if let run = source.run {
            let took = source.requestsOfRun.map { ", which took \(counted($0, "request"))" } ?? ""
            basis = "with the figures of run \(run)\(took)"
        }
        page.line(basis, .faint, indent: 3)
        if let members = source.members, members.count > 0 {
            page.paragraph(members.words, indent: 3, hang: 2)
        }
        if let note = source.note { page.paragraph(note, .faint, indent: 3, hang: 2) }
        page.blank()
        writeLines(source, to: &page)
        page.blank()
        page.line("Quotas, at \(answerTimeInMilliseconds) ms an answer", .bold, indent: 3)
        writeBuckets(source.buckets.filter { $0.requests > 0 || !$0.isWhole }, to: &page)
        page.blank()
        page.line("Permissions", .bold, indent: 3)
        page.paragraph(source.permissions.isEmpty ? "none" : source.permissions.joined(separator: ", "), indent: 5)
        if !isWhole {
            page.blank()
            // The others make pages more; these make lists.
            let names = source.unknownParts.isEmpty ? source.unknown : source.unknownParts
            page.paragraph(
                "for the rest say how many: " + names.map { "--assume \($0)=N" }.joined(separator: " "),
                indent: 3, hang: 2)
        }
    }

    private func writeLines(_ source: Source, to page: inout TextPage) {
        let numbers = source.lines.map { line in
            line.requests.map { (line.isWhole ? "" : "≥ ") + grouped($0) } ?? "unknown"
        }
        let width = numbers.map(\.count).max() ?? 0
        let names = max(7, source.lines.map(\.stream.count).max() ?? 0) + 2
        func write(_ name: String, _ number: String, _ formula: String) {
            let lead = TextWidth.padded(name, to: names) + String(repeating: " ", count: max(0, width - number.count))
            page.line(lead + number + formula, indent: 3)
        }
        if source.signIns > 0 { write("sign in", grouped(source.signIns), "") }
        for (line, number) in zip(source.lines, numbers) {
            write(line.stream, number, Int(line.formula) == nil ? "  = \(line.formula)" : "")
        }
    }

    private func writeBuckets(_ buckets: [Bucket], to page: inout TextPage) {
        let numbers = buckets.map {
            $0.isWhole ? grouped($0.requests) : $0.requests == 0 ? "unknown" : "≥ \(grouped($0.requests))"
        }
        let limits = buckets.map { "\($0.limit), \($0.concurrency) at once" }
        let (names, width) = ((buckets.map(\.id.count).max() ?? 0) + 2, numbers.map(\.count).max() ?? 0)
        let column = (limits.map(\.count).max() ?? 0) + 2
        for ((bucket, number), limit) in zip(zip(buckets, numbers), limits) {
            let lead = TextWidth.padded(bucket.id, to: names) + String(repeating: " ", count: width - number.count)
            let time = bucket.requests == 0 ? "" : "\(Self.time(bucket.leastMilliseconds)) or more"
            page.line(
                lead + number + "  " + (time.isEmpty ? limit : TextWidth.padded(limit, to: column) + time), indent: 5)
        }
        var told: Set<String> = []
        for bucket in buckets where told.insert(bucket.source).inserted {
            page.paragraph(bucket.source, .faint, indent: 5, hang: 2)
        }
    }

    /// Hundredths where there are any, never in a locale's form.
    fileprivate static func number(_ value: Double) -> String { JSONValue.fraction(value).line }

    /// `250 ms`, `4 s`, `6 min`, `2 h 5 min`: rounded down, since it is the least.
    static func time(_ milliseconds: Int64) -> String {
        if milliseconds < 1000 { return "\(milliseconds) ms" }
        let seconds = milliseconds / 1000
        if seconds < 120 { return "\(seconds) s" }
        let minutes = seconds / 60
        if minutes < 120 { return "\(minutes) min" }
        return minutes % 60 == 0 ? "\(minutes / 60) h" : "\(minutes / 60) h \(minutes % 60) min"
    }
}

extension PlanReport.Members {
    fileprivate var words: String {
        let unread = count - known
        return
            "and \(counted(count, "member")): \(isWhole ? "about" : "at least") \(counted(requests, "request")) more, "
            + "\(PlanReport.time(leastMilliseconds)) or more"
            + (unread == 0 ? "" : "; \(grouped(unread)) of them never read, and may take more")
    }
}

extension PlanReport.Bucket {
    /// How fast requests may start.
    fileprivate var limit: String {
        let number = PlanReport.number
        return switch (rate, documentedRate) {
        case (let rate?, let documented?) where rate == documented: "\(number(rate)) a second"
        case (let rate?, let documented?): "\(number(rate)) of \(number(documented)) a second"
        case (let rate?, nil): "\(number(rate)) a second as configured"
        case (nil, _?): "any rate, as configured"
        case (nil, nil): "no stated rate"
        }
    }
}

// MARK: - For programs

extension PlanReport {
    public var json: JSONValue {
        .object([
            .init("answerTimeInMilliseconds", .integer(answerTimeInMilliseconds)),
            .init("sources", .array(sources.map(\.json))),
        ])
    }
}

extension PlanReport.Source {
    fileprivate var json: JSONValue {
        .object([
            .init("source", .text(name)), .init("connector", .text(connector)),
            .init("run", run.map(JSONValue.integer) ?? .null),
            .init("requestsOfRun", requestsOfRun.map { .integer(Int64($0)) } ?? .null),
            .init("requests", .integer(Int64(requests))), .init("isWhole", .flag(unknown.isEmpty)),
            .init("leastMilliseconds", .integer(leastMilliseconds)), .init("signIns", .integer(Int64(signIns))),
            .init(
                "streams",
                .array(
                    lines.map {
                        .object([
                            .init("stream", .text($0.stream)), .init("formula", .text($0.formula)),
                            .init("requests", $0.requests.map { .integer(Int64($0)) } ?? .null),
                            .init("isWhole", .flag($0.isWhole)),
                        ])
                    })),
            .init(
                "buckets",
                .array(
                    buckets.map {
                        .object([
                            .init("bucket", .text($0.id)), .init("requests", .integer(Int64($0.requests))),
                            .init("isWhole", .flag($0.isWhole)),
                            .init("documentedRate", $0.documentedRate.map(JSONValue.fraction) ?? .null),
                            .init("requestsPerSecond", $0.rate.map(JSONValue.fraction) ?? .null),
                            .init("concurrency", .integer(Int64($0.concurrency))),
                            .init("leastMilliseconds", .integer($0.leastMilliseconds)),
                            .init("documentation", .text($0.source)),
                        ])
                    })),
            .init("permissions", .texts(permissions)), .init("unknown", .texts(unknown)),
            .init("note", .optional(note)),
            .init(
                "members",
                members.map { members in
                    .object([
                        .init("count", .integer(Int64(members.count))), .init("known", .integer(Int64(members.known))),
                        .init("requests", .integer(Int64(members.requests))), .init("isWhole", .flag(members.isWhole)),
                        .init("leastMilliseconds", .integer(members.leastMilliseconds)),
                    ])
                } ?? .null),
        ])
    }
}
