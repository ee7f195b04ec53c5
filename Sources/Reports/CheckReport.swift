import Inventory

/// What `muster check` found: for each list whether it can be read, and what would open it.
public struct CheckReport: Sendable, Hashable {
    public var sources: [Source]

    public init(sources: [Source]) { self.sources = sources }

    public struct Source: Sendable, Hashable {
        public var name: String
        public var connector: String
        /// nil where it could not be told.
        public var tenant: String?
        /// Who signed in, in the vendor's words.
        public var principal: String?
        /// Why nothing of the source could be tried.
        public var failure: String?
        /// What was left out.
        public var note: String?
        /// A member of a source: of its lists those alone are printed that cannot be read.
        public var isMember: Bool
        public var requests: Int
        public var streams: [Stream]

        public init(
            name: String, connector: String, tenant: String? = nil, principal: String? = nil, failure: String? = nil,
            note: String? = nil, isMember: Bool = false, requests: Int = 0, streams: [Stream] = []
        ) {
            self.name = name
            self.connector = connector
            self.tenant = tenant
            self.principal = principal
            self.failure = failure
            self.note = note
            self.isMember = isMember
            self.requests = requests
            self.streams = streams
        }
    }

    public struct Stream: Sendable, Hashable {
        public var stream: String
        public var operation: String
        public var coverage: Coverage
        public var grants: [Grant]

        public init(stream: String, operation: String, coverage: Coverage, grants: [Grant] = []) {
            self.stream = stream
            self.operation = operation
            self.coverage = coverage
            self.grants = grants
        }
    }

    /// A permission that is missing, and how it is given.
    public struct Grant: Sendable, Hashable {
        public var permission: String
        public var how: String

        public init(permission: String, how: String) {
            self.permission = permission
            self.how = how
        }
    }

    /// How each list ended that was asked about. One that had nothing to ask about is no loss.
    public var states: [CoverageState] {
        sources.flatMap { $0.streams.map(\.coverage.state) }.filter { $0 != .notRead }
    }

    public var didFail: Bool { sources.contains { $0.failure != nil } }
}

// MARK: - For people

extension CheckReport {
    public func text(_ style: PageStyle = PageStyle()) -> String {
        var page = TextPage(style)
        for (index, source) in sources.enumerated() {
            if index > 0 { page.blank() }
            source.write(to: &page)
        }
        return page.text
    }
}

extension CheckReport.Source {
    /// Wide enough for the longest word.
    private static var column: Int { 13 }

    fileprivate func write(to page: inout TextPage) {
        page.line(tenant.map { "\(name)  \(connector)/\($0)" } ?? "\(name)  \(connector)", .bold)
        if let principal { page.paragraph("as \(principal)", .faint, indent: 3, hang: 2) }
        if let failure {
            page.labelled("failed", failure, .red, indent: 3, column: Self.column)
            page.labelled("do", "muster connectors setup \(connector)", indent: 3, column: Self.column)
            return
        }
        let lost = streams.filter { $0.word != "ok" && $0.word != "unsupported" && $0.word != "not asked" }
        for stream in isMember ? lost : streams { stream.write(to: &page, column: Self.column, isAsked: requests > 0) }
        if let note { page.paragraph(note, .faint, indent: 3, hang: 2) }
        page.line(
            lost.isEmpty
                ? "\(counted(streams.count, "list")), nothing missing"
                : "\(lost.count) of \(counted(streams.count, "list")) cannot be read", lost.isEmpty ? .green : .yellow,
            indent: 3)
    }
}

extension CheckReport.Stream {
    /// `ok` is shorter than `complete`, and one page does not prove that.
    fileprivate var word: String {
        switch coverage.state {
        case .complete, .unchanged, .truncated: "ok"
        case .notRead: "not asked"
        case .partial, .denied, .unsupported, .failed: coverage.state.rawValue
        }
    }

    fileprivate func write(to page: inout TextPage, column: Int, isAsked: Bool) {
        let reason = word == "ok" ? "" : coverage.reason.map { ": \($0)" } ?? ""
        page.labelled(word, stream + reason, word == "ok" ? .plain : coverage.state.ink, indent: 3, column: column)
        for grant in grants {
            page.labelled("", "allow \(grant.permission)", indent: 3, column: column)
            page.labelled("", grant.how, .faint, indent: 3, column: column)
        }
        // What reads a file says itself what to do.
        if coverage.state == .failed, grants.isEmpty, isAsked {
            page.labelled(
                "", "Ask again; if it stays so, muster collect --record keeps what was answered.", .faint,
                indent: 3, column: column)
        }
    }
}

// MARK: - For programs

extension CheckReport {
    /// - Parameter exitStatus: what the process returns.
    public func json(exitStatus: Int32) -> JSONValue {
        .object([
            .init("exitStatus", .integer(Int64(exitStatus))), .init("sources", .array(sources.map(\.json))),
        ])
    }
}

extension CheckReport.Source {
    fileprivate var json: JSONValue {
        .object([
            .init("source", .text(name)), .init("connector", .text(connector)), .init("tenant", .optional(tenant)),
            .init("principal", .optional(principal)), .init("failure", .optional(failure)),
            .init("note", .optional(note)), .init("requests", .integer(Int64(requests))),
            .init("streams", .array(streams.map(\.json))),
        ])
    }
}

extension CheckReport.Stream {
    fileprivate var json: JSONValue {
        .object([
            .init("stream", .text(stream)), .init("operation", .text(operation)), .init("result", .text(word)),
            .init("reason", .optional(word == "ok" ? nil : coverage.reason)),
            .init(
                "missingPermissions",
                .array(
                    grants.map {
                        .object([.init("permission", .text($0.permission)), .init("grant", .text($0.how))])
                    })),
        ])
    }
}
