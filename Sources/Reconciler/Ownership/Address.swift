import Foundation
import Inventory

/// An e-mail address in the one form that is compared: NFC, ASCII letters lowered, the domain as DNS has it (IDNA's
/// punycode), no space around it.
///
/// Plus tags and dots are kept, for they are two mailboxes to most systems; at gmail.com alone they are folded, where
/// Google says that they make no difference. Look-alike letters are never folded: an address that only looks like a
/// colleague's is another address.
struct Address: Hashable, Sendable {
    let text: String

    var localPart: Substring { text[..<(text.lastIndex(of: "@") ?? text.endIndex)] }
    var domain: Substring { text.lastIndex(of: "@").map { text[text.index(after: $0)...] } ?? "" }

    /// nil for what is not of the form `local@domain`.
    init?(_ raw: String) {
        let text = Self.normalised(raw)
        guard let at = text.utf8.lastIndex(of: UInt8(ascii: "@")), at != text.startIndex,
            text.utf8.index(after: at) != text.endIndex,
            !text.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F })
        else { return nil }
        let domain = text[text.utf8.index(after: at)...]
        if !domain.utf8.allSatisfy({ $0 < 0x80 }) {
            self.text = text[...at] + Punycode.host(String(domain))
        } else if domain == "gmail.com" || domain == "googlemail.com" {
            // https://support.google.com/mail/answer/7436150: dots do not matter at gmail.com; they do in a company's domain.
            let local = text[..<at].prefix { $0 != "+" }.filter { $0 != "." }
            self.text = (local.isEmpty ? String(text[..<at]) : local) + "@gmail.com"
        } else {
            self.text = text
        }
    }

    /// The address without what follows a plus sign, where there is any: to tell people of it, never to match.
    var withoutPlusTag: Address? {
        guard let plus = text.firstIndex(of: "+"), let at = text.lastIndex(of: "@"), plus < at, plus != text.startIndex
        else { return nil }
        return Address(String(text[..<plus]) + text[at...])
    }

    /// Trimmed, composed (NFC) and with ASCII letters lowered.
    static func normalised(_ raw: String) -> String {
        var text = raw
        let plain = text.withUTF8 { bytes in
            bytes.allSatisfy { $0 > 0x20 && $0 < 0x7F && !($0 >= 0x41 && $0 <= 0x5A) }
        }
        if plain { return raw }
        let composed = raw.trimmingCharacters(in: .whitespacesAndNewlines).precomposedStringWithCanonicalMapping
        var scalars = String.UnicodeScalarView()
        for scalar in composed.unicodeScalars {
            scalars.append(
                scalar.value >= 0x41 && scalar.value <= 0x5A ? Unicode.Scalar(UInt8(scalar.value + 32)) : scalar)
        }
        return String(scalars)
    }
}
