import Foundation

/// A set of row ids, as bitmaps of 1,024: a million neighbouring ids take some 160 KB, a handful of scattered ones little.
struct RowIDSet: Sendable {
    private var chunks: [Int64: [UInt64]] = [:]

    /// Whether the id was new.
    @discardableResult
    mutating func insert(_ id: Int64) -> Bool {
        let word = Int((id >> 6) & 15)
        let bit = UInt64(1) << UInt64(id & 63)
        let key = id >> 10
        guard let old = chunks[key]?[word] else {
            var chunk = [UInt64](repeating: 0, count: 16)
            chunk[word] = bit
            chunks[key] = chunk
            return true
        }
        if old & bit != 0 { return false }
        chunks[key]?[word] |= bit
        return true
    }

    func contains(_ id: Int64) -> Bool {
        guard let chunk = chunks[id >> 10] else { return false }
        return chunk[Int((id >> 6) & 15)] & (UInt64(1) << UInt64(id & 63)) != 0
    }

    var isEmpty: Bool { chunks.values.allSatisfy { $0.allSatisfy { $0 == 0 } } }
}

/// The ids that one page saw, as a blob: differences to the id before, seven bits a byte, so that a thousand
/// neighbours take a thousand bytes.
enum RowIDBlob {
    static func encode(_ ids: [Int64]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(ids.count + 8)
        var previous: Int64 = 0
        for id in ids {
            let difference = id &- previous
            var value = UInt64(bitPattern: (difference << 1) ^ (difference >> 63))
            previous = id
            while value >= 0x80 {
                bytes.append(UInt8(truncatingIfNeeded: value) | 0x80)
                value >>= 7
            }
            bytes.append(UInt8(value))
        }
        return bytes
    }

    static func decode(_ bytes: some Sequence<UInt8>) -> [Int64] {
        var ids: [Int64] = []
        var previous: Int64 = 0
        var value: UInt64 = 0
        var shift: UInt64 = 0
        for byte in bytes {
            value |= UInt64(byte & 0x7F) << shift
            if byte & 0x80 != 0 {
                shift += 7
                continue
            }
            previous &+= Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
            ids.append(previous)
            (value, shift) = (0, 0)
        }
        return ids
    }
}

extension RowIDBlob {
    static func data(_ ids: [Int64]) -> Data { Data(encode(ids)) }
}
