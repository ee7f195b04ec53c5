import Foundation

/// A value behind a lock, for state that is touched for a moment and never across a suspension.
public final class Locked<Value>: @unchecked Sendable {
    // Unchecked because the compiler cannot see that `value` is only touched while `lock` is held.
    private let lock = NSLock()
    private var value: Value

    public init(_ value: Value) { self.value = value }

    public func withLock<Result>(_ body: (inout Value) throws -> Result) rethrows -> Result {
        lock.lock()
        defer { lock.unlock() }
        return try body(&value)
    }
}
