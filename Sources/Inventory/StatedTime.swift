/// How times with a state are written everywhere: `{"state": "observed", "at": "2026-11-01T00:00:00Z"}`.
private struct StatedTime: Codable {
    var state: String
    var at: Instant?
    var windowInSeconds: Int64?
}

extension Expiry: Codable {
    /// `at`, `sliding`, `never`, `unsupported` or `unknown`.
    public var state: String {
        switch self {
        case .at: "at"
        case .sliding: "sliding"
        case .never: "never"
        case .unsupported: "unsupported"
        case .unknown: "unknown"
        }
    }

    /// The date, where there is one.
    public var instant: Instant? { if case .at(let instant) = self { instant } else { nil } }

    /// The window of a sliding expiry, in seconds.
    public var windowInSeconds: Int64? { if case .sliding(let window) = self { window } else { nil } }

    /// nil for a state that is none, or one that lacks its value.
    public init?(state: String, at instant: Instant?, windowInSeconds: Int64? = nil) {
        switch (state, instant, windowInSeconds) {
        case ("at", let instant?, _): self = .at(instant)
        case ("sliding", _, let window?): self = .sliding(windowInSeconds: window)
        case ("never", _, _): self = .never
        case ("unsupported", _, _): self = .unsupported
        case ("unknown", _, _): self = .unknown
        default: return nil
        }
    }

    public init(from decoder: any Decoder) throws {
        let stated = try StatedTime(from: decoder)
        guard let expiry = Expiry(state: stated.state, at: stated.at, windowInSeconds: stated.windowInSeconds) else {
            throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: "no expiry"))
        }
        self = expiry
    }

    public func encode(to encoder: any Encoder) throws {
        try StatedTime(state: state, at: instant, windowInSeconds: windowInSeconds).encode(to: encoder)
    }
}

extension LastUse: Codable {
    /// `observed`, `noneSince`, `unsupported` or `unknown`.
    public var state: String {
        switch self {
        case .observed: "observed"
        case .noneSince: "noneSince"
        case .unsupported: "unsupported"
        case .unknown: "unknown"
        }
    }

    /// The date of the use, or since when there was none.
    public var instant: Instant? {
        switch self {
        case .observed(let instant), .noneSince(let instant): instant
        case .unsupported, .unknown: nil
        }
    }

    /// nil for a state that is none, or one that lacks its date.
    public init?(state: String, at instant: Instant?) {
        switch (state, instant) {
        case ("observed", let instant?): self = .observed(instant)
        case ("noneSince", let instant?): self = .noneSince(instant)
        case ("unsupported", _): self = .unsupported
        case ("unknown", _): self = .unknown
        default: return nil
        }
    }

    public init(from decoder: any Decoder) throws {
        let stated = try StatedTime(from: decoder)
        guard let use = LastUse(state: stated.state, at: stated.at) else {
            throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: "no last use"))
        }
        self = use
    }

    public func encode(to encoder: any Encoder) throws {
        try StatedTime(state: state, at: instant, windowInSeconds: nil).encode(to: encoder)
    }
}
