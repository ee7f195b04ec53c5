import Foundation
import Inventory
import Transport

/// How long a vendor asks us to wait.
public enum RetryAfter {
    /// `Retry-After` in seconds or as an HTTP date (RFC 9110 section 10.2.3), else the reset headers that vendors use:
    /// `RateLimit-Reset` (seconds; some vendors send Unix seconds), `X-RateLimit-Reset` and `X-Rate-Limit-Reset` (Unix seconds), when nothing is left.
    public static func wait(_ headers: Headers, now: Instant) -> Duration? {
        if let value = headers["Retry-After"]?.trimmingCharacters(in: .whitespaces) {
            if let seconds = Int64(value), seconds >= 0 { return .seconds(seconds) }
            if let date = httpDate(value) { return .seconds(max(0, date.seconds(since: now))) }
        }
        if let value = headers["RateLimit-Reset"], let seconds = Int64(value), seconds >= 0 {
            // Nobody asks for a wait of thirty years: so great a number is a moment.
            let isMoment = seconds > 1_000_000_000
            return .seconds(isMoment ? max(0, Instant(seconds: seconds).seconds(since: now)) : seconds)
        }
        for name in ["X-RateLimit-Reset", "X-Rate-Limit-Reset"] {
            if let value = headers[name], let epoch = Int64(value), epoch > 0 {
                return .seconds(max(0, Instant(seconds: epoch).seconds(since: now)))
            }
        }
        return nil
    }

    /// An IMF-fixdate, `Sun, 06 Nov 1994 08:49:37 GMT`; the two obsolete forms are not read.
    public static func httpDate(_ text: String) -> Instant? {
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let parts = text.split(separator: " ")
        guard parts.count == 6, parts[5] == "GMT", let month = months.firstIndex(of: String(parts[2])) else {
            return nil
        }
        let number = month < 9 ? "0\(month + 1)" : "\(month + 1)"
        return Instant("\(parts[3])-\(number)-\(parts[1])T\(parts[4])Z")
    }
}
