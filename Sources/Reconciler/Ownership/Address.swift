import Foundation
import Inventory

/// An e-mail address in the one form that is compared: NFC, ASCII letters lowered, no space around it.
///
/// Plus tags and dots are kept (two mailboxes to most systems), and look-alike letters are never folded: an address
/// that only looks like a colleague's is another address.
struct Address: Hashable, Sendable {
    let text: String

    var localPart: Substring { text[..<(text.lastIndex(of: "@") ?? text.endIndex)] }
    var domain: Substring { text.lastIndex(of: "@").map { text[text.index(after: $0)...] } ?? "" }

    /// nil for what is not of the form `local@domain`.
    init?(_ raw: String) {
        let text = Self.normalised(raw)
        guard let at = text.lastIndex(of: "@"), at != text.startIndex, text.index(after: at) != text.endIndex,
            !text.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F })
        else { return nil }
        self.text = text
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
