/// How many requests a full collection makes, worked out from the descriptors of the streams: nothing is asked.
///
/// A stream that is read whole takes one request, or one for each page of its rows. One that is read once for each
/// thing of another takes one for each of them, and one more for each page that a part fills. Both are upper bounds of
/// what a reader that is not limited sends, and neither counts what is asked again.
public struct RequestPlan: Sendable, Hashable {
    /// What is known of how much there is.
    public struct Figures: Sendable, Hashable {
        /// Rows of a stream by its id, or things that a stream is read for by their noun (`RequestPlan.nouns`): what the
        /// user supposes. It goes before what was seen.
        public var assumed: [String: Int]
        /// What the last run saw, by the stream's id.
        public var seen: [String: Seen]

        public struct Seen: Sendable, Hashable {
            public var rows: Int
            /// The parts that it was read in.
            public var partitions: Int

            public init(rows: Int, partitions: Int) {
                self.rows = rows
                self.partitions = partitions
            }
        }

        public init(assumed: [String: Int] = [:], seen: [String: Seen] = [:]) {
            self.assumed = assumed
            self.seen = seen
        }
    }

    public struct Line: Sendable, Hashable {
        public var stream: StreamDescriptor
        /// `users ÷ 200`, in the words that figures are given by.
        public var formula: String
        /// nil where nothing is known of what it is read for.
        public var requests: Int?
        /// What would have to be known for the number to be whole; it is a lower bound until then.
        public var unknown: [String]
    }

    /// In the order of the streams.
    public var lines: [Line]

    /// - Parameters:
    ///   - streams: parents before children, as connectors declare them.
    ///   - prepared: the ids of streams whose report is asked for before it is fetched: one request more, at least.
    public init(_ streams: [StreamDescriptor], prepared: Set<String> = [], figures: Figures = Figures()) {
        let counting = Counting(streams, figures)
        lines = streams.map { stream in
            counting.line(stream, isPrepared: prepared.contains(stream.id))
        }
    }

    /// The requests of the streams that share a quota; those that nothing is known of count as none.
    public func requests(in bucket: String) -> Int {
        lines.filter { $0.stream.bucket == bucket }.reduce(0) { $0 + ($1.requests ?? 0) }
    }

    public var requests: Int { lines.reduce(0) { $0 + ($1.requests ?? 0) } }

    /// What is not known, each once: first what streams are read for, without which nothing is known of them, then what
    /// only pages hang on. Empty where every number is whole.
    public var unknown: [String] {
        var names = unknownParts
        for name in lines.flatMap(\.unknown) where !names.contains(name) { names.append(name) }
        return names
    }

    /// What streams are read for and nobody knows the number of.
    public var unknownParts: [String] {
        var names: [String] = []
        for name in lines.filter({ $0.requests == nil }).compactMap(\.unknown.first) where !names.contains(name) {
            names.append(name)
        }
        return names
    }

    /// The least time that so many requests of a bucket take.
    /// - Parameter answerTime: how long one answer takes.
    public static func leastTime(_ requests: Int, in bucket: QuotaBucket, pace: Pace, answerTime: Duration) -> Duration
    {
        let byAnswers = answerTime * requests / max(1, bucket.concurrency)
        guard let rate = pace.requestsPerSecond(bucket), rate > 0 else { return byAnswers }
        return max(byAnswers, .milliseconds(Int64(Double(requests) / rate * 1000)))
    }

    // MARK: - Words

    /// What each stream that fans out is read once for, by the stream's id: the stream that lists the parents, or, where
    /// it is narrowed to a type of them, `apps.oauth` for apps of a type and else the plural of the type.
    public static func nouns(_ streams: [StreamDescriptor]) -> [String: String] {
        let ids = Set(streams.map(\.id))
        var parents: [String: Set<String>] = [:]
        var narrowed: [String: String] = [:]
        for stream in streams {
            guard case .each(let parent, _, let typePrefix) = stream.partitions,
                let noun = noun(of: typePrefix, in: parent)
            else { continue }
            narrowed[stream.id] = noun
            parents[noun.lowercased(), default: []].insert(parent)
        }
        var result: [String: String] = [:]
        for stream in streams {
            guard case .each(let parent, _, _) = stream.partitions else { continue }
            result[stream.id] = parent
            // A word that also means something else says less than the parents' own.
            if let noun = narrowed[stream.id], !ids.contains(noun), parents[noun.lowercased()]?.count == 1 {
                result[stream.id] = noun
            }
        }
        return result
    }

    /// nil where the type is what the parents are called anyway.
    private static func noun(of typePrefix: String, in parent: String) -> String? {
        let words = typePrefix.split(separator: ".").map(String.init)
        guard let type = words.last else { return nil }
        let own = [type.lowercased(), plural(type).lowercased()]
        if own.contains(parent.lowercased()) { return nil }
        if words.count > 1, plural(words[words.count - 2]).lowercased() == parent.lowercased() {
            return "\(parent).\(type)"
        }
        return plural(type)
    }

    private static func plural(_ word: String) -> String {
        if word.hasSuffix("s") { return word }
        guard word.hasSuffix("y"), let before = word.dropLast().last, !"aeiou".contains(before) else {
            return word + "s"
        }
        return word.dropLast() + "ies"
    }

    /// The whole as one formula, `users × 3 + (users + roles) ÷ 100 + 4`, for a manifest and its README.
    public static func formula(_ streams: [StreamDescriptor], prepared: Set<String> = [], signIns: Int = 1) -> String {
        let nouns = nouns(streams)
        var each: [(noun: String, times: Int)] = []
        var paged: [(size: Int, names: [String])] = []
        var fixed = signIns + streams.filter { prepared.contains($0.id) }.count
        for stream in streams {
            if let noun = nouns[stream.id] {
                if let index = each.firstIndex(where: { $0.noun == noun }) {
                    each[index].times += 1
                } else {
                    each.append((noun, 1))
                }
            } else {
                fixed += 1
            }
            guard let size = stream.pageSize, size > 1 else { continue }
            if let index = paged.firstIndex(where: { $0.size == size }) {
                paged[index].names.append(stream.id)
            } else {
                paged.append((size, [stream.id]))
            }
        }
        var terms = each.map { $0.times == 1 ? words($0.noun) : "\(words($0.noun)) × \($0.times)" }
        terms += paged.sorted { $0.size > $1.size }.map { size, names in
            let sum = names.map(words).joined(separator: " + ")
            return names.count == 1 ? "\(sum) ÷ \(size)" : "(\(sum)) ÷ \(size)"
        }
        if fixed > 0 || terms.isEmpty { terms.append(String(fixed)) }
        return terms.joined(separator: " + ")
    }

    /// `accessKeys` as `access keys`; capitals that stand together are an abbreviation and stay.
    static func words(_ name: String) -> String {
        if let dot = name.firstIndex(of: ".") {
            return words(String(name[name.index(after: dot)...])) + " " + words(String(name[..<dot]))
        }
        let letters = Array(name)
        var result = ""
        for (index, letter) in letters.enumerated() {
            let isStart =
                letter.isUppercase && index > 0 && !letters[index - 1].isUppercase && letters[index - 1] != "_"
            if letter == "_" || isStart { result += " " }
            let isAlone = index + 1 == letters.count || !letters[index + 1].isUppercase
            if letter != "_" { result += isStart && isAlone ? letter.lowercased() : String(letter) }
        }
        return result
    }
}

extension RequestPlan.Line {
    /// Whether the number is all, as far as the figures go.
    public var isWhole: Bool { requests != nil && unknown.isEmpty }
}

/// The numbers of each stream, worked out once in the order of the streams.
private struct Counting {
    private let nouns: [String: String]
    private var partitions: [String: Int] = [:]
    private var rows: [String: Int] = [:]

    init(_ streams: [StreamDescriptor], _ figures: RequestPlan.Figures) {
        nouns = RequestPlan.nouns(streams)
        for stream in streams {
            let seen = figures.seen[stream.id]
            if case .each(let parent, _, _) = stream.partitions {
                partitions[stream.id] = parts(of: stream, parent, seen, figures)
            }
            rows[stream.id] = figures.assumed[stream.id] ?? scaled(seen, to: partitions[stream.id])
        }
    }

    /// How many things it is read for. Where the parents' number is supposed, what was seen gives the ratio.
    private func parts(
        of stream: StreamDescriptor, _ parent: String, _ seen: RequestPlan.Figures.Seen?, _ figures: RequestPlan.Figures
    ) -> Int? {
        if let noun = nouns[stream.id], noun != parent, let assumed = figures.assumed[noun] { return assumed }
        guard let parents = rows[parent] else { return seen?.partitions }
        guard let seen, let before = figures.seen[parent]?.rows, before > 0 else { return parents }
        return Self.proportion(seen.partitions, of: before, to: parents)
    }

    /// The rows that were seen, grown with the things they belong to.
    private func scaled(_ seen: RequestPlan.Figures.Seen?, to partitions: Int?) -> Int? {
        guard let seen else { return nil }
        guard let partitions, seen.partitions > 0, partitions != seen.partitions else { return seen.rows }
        return Self.proportion(seen.rows, of: seen.partitions, to: partitions)
    }

    private static func proportion(_ part: Int, of whole: Int, to other: Int) -> Int {
        Int((Double(part) / Double(whole) * Double(other)).rounded(.up))
    }

    func line(_ stream: StreamDescriptor, isPrepared: Bool) -> RequestPlan.Line {
        let size = stream.pageSize.flatMap { $0 > 1 ? $0 : nil }
        let known = rows[stream.id]
        var line = RequestPlan.Line(stream: stream, formula: "1", requests: 1, unknown: [])
        if let noun = nouns[stream.id] {
            line.formula = noun
            line.requests = partitions[stream.id]
            if line.requests == nil { line.unknown.append(noun) }
            if let size {
                line.formula += " + \(stream.id) ÷ \(size)"
                if let known { line.requests = line.requests.map { $0 + known / size } }
            }
        } else if let size {
            line.formula = "\(stream.id) ÷ \(size)"
            line.requests = max(1, ((known ?? 1) + size - 1) / size)
        }
        if size != nil, known == nil { line.unknown.append(stream.id) }
        if isPrepared {
            line.formula = line.formula == "1" ? "2" : line.formula + " + 1"
            line.requests = line.requests.map { $0 + 1 }
        }
        return line
    }
}
