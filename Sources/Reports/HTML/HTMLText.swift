import Foundation

/// Text from outside, made harmless for a page.
enum HTMLText {
    /// How much of one value is shown. A tag or a description may be longer than all the rest of the page.
    static var longest: Int { 600 }

    /// First as everywhere (controls and what turns a line around are written out), then the five characters that mean
    /// something to HTML and XML, in text and in attributes alike.
    static func escaped(_ text: String) -> String {
        let safe = SafeText.escaped(text)
        guard safe.utf8.contains(where: isMarkup) else { return safe }
        var result = ""
        result.reserveCapacity(safe.utf8.count + 16)
        for scalar in safe.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// The beginning of a text that is too long to be read, and how much more there is.
    static func shortened(_ text: String) -> String {
        // By scalars: one letter may carry a million accents.
        let scalars = text.unicodeScalars
        guard text.utf8.count > longest,
            let cut = scalars.index(scalars.startIndex, offsetBy: longest, limitedBy: scalars.endIndex),
            cut < scalars.endIndex
        else { return text }
        return "\(String(scalars[..<cut]))… (\(counted(scalars[cut...].count, "more character")))"
    }

    /// An address that a link may carry: `http` or `https`, a host, no user or password, ASCII only; nil for all else.
    static func webAddress(_ text: String) -> String? {
        guard text.utf8.count <= 2_000, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }),
            let parts = URLComponents(string: text), let scheme = parts.scheme?.lowercased(),
            scheme == "https" || scheme == "http", parts.host?.isEmpty == false, parts.user == nil,
            parts.password == nil
        else { return nil }
        return text
    }

    /// Letters, digits and hyphens of a word that becomes part of an `id`.
    static func anchor(_ word: String) -> String {
        String(
            String.UnicodeScalarView(
                word.unicodeScalars.map {
                    $0.isASCII && ($0.properties.isAlphabetic || $0.properties.numericType != nil) ? $0 : "-"
                }))
    }

    /// `2026-11-01 00:00 UTC`: the seconds are of no use to a reader, and stand in the attribute.
    static func minute(_ instant: String) -> String {
        guard instant.utf8.count >= 20, instant.hasSuffix("Z") else { return instant }
        return instant.prefix(10) + " " + instant.dropFirst(11).prefix(5) + " UTC"
    }

    private static func isMarkup(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "&") || byte == UInt8(ascii: "<") || byte == UInt8(ascii: ">")
            || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'")
    }
}
