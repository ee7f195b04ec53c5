import Foundation

/// A point in time: whole milliseconds since 1970-01-01T00:00:00Z, always UTC.
///
/// An integer keeps comparison, storage and printing exact, so that the same inventory gives the same
/// bytes on every machine.
public struct Instant: Hashable, Comparable, Sendable {
    /// Milliseconds since the Unix epoch; negative before it.
    public var milliseconds: Int64

    /// Years 0001 to 9999, all that RFC 3339 can write.
    public static let range = Instant(milliseconds: -62_135_596_800_000)...Instant(milliseconds: 253_402_300_799_999)

    public init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// - Parameter seconds: whole seconds since the Unix epoch.
    public init(seconds: Int64) { milliseconds = seconds.multipliedReportingOverflow(by: 1000).partialValue }

    public init(_ date: Date) { milliseconds = Int64((date.timeIntervalSince1970 * 1000).rounded(.down)) }

    /// The last day that is written with four digits of a year: "without an end".
    public static let distantFuture = Instant(milliseconds: 253_402_214_400_000)  // 9999-12-31T00:00:00Z

    public static func < (left: Instant, right: Instant) -> Bool { left.milliseconds < right.milliseconds }

    /// This instant moved by a number of seconds; negative is earlier.
    public func advanced(bySeconds seconds: Int64) -> Instant { Instant(milliseconds: milliseconds + seconds * 1000) }

    /// This instant moved by whole days of 86,400 seconds; negative is earlier.
    public func advanced(byDays days: Int64) -> Instant { advanced(bySeconds: days * 86_400) }

    /// Whole seconds from `earlier` to this instant, rounded down; negative when it lies before.
    public func seconds(since earlier: Instant) -> Int64 {
        (milliseconds - earlier.milliseconds).floorDivided(by: 1000)
    }

    /// Whole days of 86,400 seconds from `earlier` to this instant, rounded down.
    public func days(since earlier: Instant) -> Int64 {
        (milliseconds - earlier.milliseconds).floorDivided(by: 86_400_000)
    }
}

extension Int64 {
    fileprivate func floorDivided(by divisor: Int64) -> Int64 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}

// MARK: - RFC 3339

extension Instant: CustomStringConvertible, LosslessStringConvertible, Codable {
    /// RFC 3339 in UTC, seconds, and milliseconds only where there are any: `2026-11-01T00:00:00Z`.
    public var description: String {
        let day = milliseconds.floorDivided(by: 86_400_000)
        let millisecondsOfDay = milliseconds - day * 86_400_000
        let (year, month, dayOfMonth) = Self.civil(fromDays: day)
        let second = millisecondsOfDay / 1000
        let fraction = millisecondsOfDay % 1000
        let text =
            Self.pad(year, 4) + "-" + Self.pad(month, 2) + "-" + Self.pad(dayOfMonth, 2) + "T"
            + Self.pad(second / 3600, 2) + ":" + Self.pad(second / 60 % 60, 2) + ":" + Self.pad(second % 60, 2)
        return fraction == 0 ? text + "Z" : text + "." + Self.pad(fraction, 3) + "Z"
    }

    /// The day alone, `2026-11-01`, for people to read.
    public var day: String { String(description.prefix(10)) }

    /// Reads an RFC 3339 date-time (section 5.6) with any offset, or a bare `full-date` taken as midnight UTC.
    ///
    /// Fractions beyond milliseconds are cut off. A leap second counts as the second before it. Vendors also send
    /// `+0000` without the colon; that is taken too. Anything else, such as a date without a zone, is nil: a guessed
    /// zone would be a guessed fact.
    public init?(_ text: String) {
        var text = text
        let parsed: Int64?? = text.withUTF8 { bytes in
            var scanner = DateScanner(bytes: bytes)
            return scanner.dateTime()
        }
        guard let milliseconds = parsed ?? nil else { return nil }
        self.init(milliseconds: milliseconds)
        guard Self.range.contains(self) else { return nil }
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let instant = Instant(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an RFC 3339 date-time")
        }
        self = instant
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }

    private static func pad(_ value: Int64, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    /// Days since the epoch to a proleptic Gregorian date (era arithmetic: eras of 400 years have 146,097 days).
    fileprivate static func civil(fromDays days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = shifted.floorDivided(by: 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthIndex = (5 * dayOfYear + 2) / 153
        let month = monthIndex < 10 ? monthIndex + 3 : monthIndex - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * monthIndex + 2) / 5 + 1)
    }

    fileprivate static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = shiftedYear.floorDivided(by: 400)
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}

private struct DateScanner {
    let bytes: UnsafeBufferPointer<UInt8>
    var position = 0

    init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    mutating func dateTime() -> Int64? {
        guard let year = number(4), skip("-"), let month = number(2), skip("-"), let day = number(2),
            (1...12).contains(month), day >= 1, day <= Self.length(ofMonth: month, year: year)
        else { return nil }
        let midnight = Instant.days(year: year, month: month, day: day) * 86_400_000
        if position == bytes.count { return midnight }
        guard skip("T") || skip("t") || skip(" "), let hour = number(2), skip(":"), let minute = number(2),
            skip(":"), let second = number(2), hour < 24, minute < 60, second <= 60
        else { return nil }
        var milliseconds = ((hour * 60 + minute) * 60 + min(second, 59)) * 1000
        if skip(".") {
            guard let fraction = fractionInMilliseconds() else { return nil }
            milliseconds += fraction
        }
        guard let offset = offsetInMinutes(), position == bytes.count else { return nil }
        return midnight + milliseconds - offset * 60_000
    }

    private mutating func number(_ digits: Int) -> Int64? {
        guard position + digits <= bytes.count else { return nil }
        var value: Int64 = 0
        for byte in bytes[position..<position + digits] {
            guard (0x30...0x39).contains(byte) else { return nil }
            value = value * 10 + Int64(byte - 0x30)
        }
        position += digits
        return value
    }

    private mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private mutating func fractionInMilliseconds() -> Int64? {
        var value: Int64 = 0
        var digits = 0
        while position < bytes.count, (0x30...0x39).contains(bytes[position]) {
            if digits < 3 { value = value * 10 + Int64(bytes[position] - 0x30) }
            digits += 1
            position += 1
        }
        guard digits > 0 else { return nil }
        return value * (digits == 1 ? 100 : digits == 2 ? 10 : 1)
    }

    private mutating func offsetInMinutes() -> Int64? {
        if skip("Z") || skip("z") { return 0 }
        let sign: Int64 = skip("+") ? 1 : skip("-") ? -1 : 0
        guard sign != 0, let hours = number(2) else { return nil }
        _ = skip(":")
        guard let minutes = number(2), hours < 24, minutes < 60 else { return nil }
        return sign * (hours * 60 + minutes)
    }

    private static func length(ofMonth month: Int64, year: Int64) -> Int64 {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
