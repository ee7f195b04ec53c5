/// Where records come from: one tenant of one system. The label a user gave the source is no part of it, so that
/// renaming a source keeps its history.
public struct SourceID: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    /// The connector's id, `aws`.
    public let connector: String
    /// The tenant's immutable id, `123456789012`.
    public let tenant: String

    public init(connector: String, tenant: String) {
        self.connector = connector
        self.tenant = tenant
    }

    public static func < (left: SourceID, right: SourceID) -> Bool {
        (NativeID(left.connector), NativeID(left.tenant)) < (NativeID(right.connector), NativeID(right.tenant))
    }

    public var description: String { "\(connector)/\(tenant)" }
}

/// The unit of completeness: one stream of one source, and one part of it where it is read in parts.
/// Only a complete read of a record's own scope may retire the record.
public struct Scope: Hashable, Sendable, Codable, CustomStringConvertible {
    public let source: SourceID
    /// The stream's id within its connector, `accessKeys`.
    public let stream: String
    /// Empty for a stream that is read whole; else the part, such as a parent's id.
    public let partition: String

    public init(source: SourceID, stream: String, partition: String = "") {
        self.source = source
        self.stream = stream
        self.partition = partition
    }

    public var description: String {
        partition.isEmpty ? "\(source)/\(stream)" : "\(source)/\(stream)/\(partition)"
    }
}

/// What a scope is opened with.
public struct ScopeOpening: Hashable, Sendable {
    public var scope: Scope
    /// The operation that the stream calls, in the vendor's words: `iam:ListUsers`.
    public var operation: String
    /// Principal, its permissions where the vendor tells, narrowing settings: a digest. Another fingerprint than last time
    /// is a new baseline, which retires nothing, and what it does not see it never retires.
    public var fingerprint: String
    /// The version of wire and mapping.
    public var streamVersion: Int
    /// Rows may move between pages while they are read, so that a first absence proves nothing.
    public var pagesShift: Bool

    public init(scope: Scope, operation: String, fingerprint: String, streamVersion: Int, pagesShift: Bool = false) {
        self.scope = scope
        self.operation = operation
        self.fingerprint = fingerprint
        self.streamVersion = streamVersion
        self.pagesShift = pagesShift
    }
}
