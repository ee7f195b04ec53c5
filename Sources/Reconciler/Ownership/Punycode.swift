import Foundation

/// Host names as DNS has them: labels that are not ASCII in the encoding of RFC 3492, after `xn--`.
enum Punycode {
    static func host(_ name: String) -> String {
        let lowered = name.lowercased().precomposedStringWithCanonicalMapping
        return lowered.split(separator: ".", omittingEmptySubsequences: false).map { label in
            label.utf8.allSatisfy { $0 < 0x80 } ? String(label) : encoded(label).map { "xn--" + $0 } ?? String(label)
        }.joined(separator: ".")
    }

    /// RFC 3492 section 6.3; nil for a label that is longer than DNS allows.
    private static func encoded(_ label: Substring) -> String? {
        let scalars = label.unicodeScalars.map { Int($0.value) }
        guard scalars.count <= 63 else { return nil }
        var output = scalars.filter { $0 < 0x80 }.map { UInt8($0) }
        let basic = output.count
        var handled = basic
        if basic > 0 { output.append(UInt8(ascii: "-")) }
        var (next, delta, bias) = (128, 0, 72)
        while handled < scalars.count {
            guard let least = scalars.filter({ $0 >= next }).min() else { return nil }
            delta += (least - next) * (handled + 1)
            next = least
            for scalar in scalars {
                if scalar < next { delta += 1 }
                guard scalar == next else { continue }
                var (rest, k) = (delta, 36)
                while true {
                    let threshold = k <= bias ? 1 : k >= bias + 26 ? 26 : k - bias
                    if rest < threshold { break }
                    output.append(digit(threshold + (rest - threshold) % (36 - threshold)))
                    rest = (rest - threshold) / (36 - threshold)
                    k += 36
                }
                output.append(digit(rest))
                bias = adapted(delta, handled + 1, isFirst: handled == basic)
                delta = 0
                handled += 1
            }
            delta += 1
            next += 1
        }
        return String(decoding: output, as: UTF8.self)
    }

    private static func digit(_ value: Int) -> UInt8 { UInt8(value < 26 ? value + 0x61 : value - 26 + 0x30) }

    private static func adapted(_ delta: Int, _ count: Int, isFirst: Bool) -> Int {
        var delta = isFirst ? delta / 700 : delta / 2
        delta += delta / count
        var k = 0
        while delta > 455 {
            delta /= 35
            k += 36
        }
        return k + 36 * delta / (delta + 38)
    }
}

/// Letters of other scripts that look like Latin ones, after Unicode's table (UTS #39): to tell people of an address that
/// looks like a colleague's, and never to match by.
enum LookalikeLetters {
    private static let letters: [Unicode.Scalar: Unicode.Scalar] = [
        "а": "a", "е": "e", "о": "o", "р": "p", "с": "c", "у": "y", "х": "x", "і": "i", "ј": "j", "ѕ": "s", "һ": "h",
        "ԁ": "d", "ԛ": "q", "ԝ": "w", "ӏ": "l", "α": "a", "ο": "o", "ν": "v", "ρ": "p", "ι": "i", "ı": "i", "ɡ": "g",
        "ɑ": "a",
    ]

    /// The address in Latin letters; nil where none stands for another.
    static func address(_ raw: String) -> Address? {
        guard !raw.utf8.allSatisfy({ $0 < 0x80 }) else { return nil }
        var scalars = String.UnicodeScalarView()
        var isOther = false
        for scalar in raw.lowercased().unicodeScalars {
            // Full-width forms stand in the order of ASCII.
            let plain =
                (0xFF01...0xFF5E).contains(scalar.value)
                ? Unicode.Scalar(UInt8(scalar.value - 0xFEE0)) : letters[scalar]
            if plain != nil { isOther = true }
            scalars.append(plain ?? scalar)
        }
        return isOther ? Address(String(scalars)) : nil
    }
}
