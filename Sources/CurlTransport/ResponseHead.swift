import Foundation
import Transport

/// The header lines of a response as they come in: interim answers (1xx) are forgotten, trailers are left out, all of
/// them count against the bound.
struct ResponseHead {
    private var bytes: [UInt8] = []
    private var totalBytes = 0
    private(set) var isComplete = false

    mutating func clear() {
        bytes.removeAll(keepingCapacity: bytes.capacity <= 16 << 10)
        totalBytes = 0
        isComplete = false
    }

    /// Whether the line was within the bound.
    mutating func take(_ line: UnsafeRawBufferPointer, maximumBytes: Int) -> Bool {
        totalBytes += line.count
        guard totalBytes <= maximumBytes else { return false }
        if Self.isStatusLine(line) {
            bytes.removeAll(keepingCapacity: true)
            isComplete = false
        } else if isComplete {
            return true
        }
        if line.allSatisfy({ $0 == 0x0d || $0 == 0x0a }) { isComplete = true }
        bytes.append(contentsOf: line)
        return true
    }

    /// The fields, values without the space around them. A folded line (RFC 9112 section 5.2) continues the value
    /// before it after one space. Bytes that are not UTF-8 come as U+FFFD.
    func headers() -> Headers {
        var headers = Headers()
        headers.reserveCapacity(16)
        // One field is held back, for a folded line to continue.
        var last: (name: String, value: String)?
        bytes.withUnsafeBytes { bytes in
            var start = 0
            while start < bytes.count {
                let end = bytes[start...].firstIndex(of: 0x0a) ?? bytes.count
                let line = UnsafeRawBufferPointer(rebasing: bytes[start..<end])
                start = end + 1
                // The status line has no field: "HTTP/1.1 200 OK: fine" would look like one.
                if Self.isStatusLine(line) { continue }
                if let first = line.first, Self.isSpace(first), let folded = last {
                    let more = Self.text(line[...])
                    if !more.isEmpty { last = (folded.name, folded.value + " " + more) }
                } else if let colon = line.firstIndex(of: UInt8(ascii: ":")) {
                    if let last { headers.append(last.name, last.value) }
                    last = (Self.text(line[..<colon]), Self.text(line[(colon + 1)...]))
                }
            }
        }
        if let last { headers.append(last.name, last.value) }
        return headers
    }

    private static func isStatusLine(_ line: UnsafeRawBufferPointer) -> Bool {
        line.count >= 5 && line[0] == UInt8(ascii: "H") && line[1] == UInt8(ascii: "T") && line[2] == UInt8(ascii: "T")
            && line[3] == UInt8(ascii: "P") && line[4] == UInt8(ascii: "/")
    }

    private static func text(_ slice: Slice<UnsafeRawBufferPointer>) -> String {
        var start = slice.startIndex
        var end = slice.endIndex
        while start < end, isSpace(slice[start]) { start += 1 }
        while end > start, isSpace(slice[end - 1]) { end -= 1 }
        return String(decoding: UnsafeRawBufferPointer(rebasing: slice[start..<end]), as: UTF8.self)
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0d }
}
