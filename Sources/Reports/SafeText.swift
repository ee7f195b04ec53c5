/// Text from outside, made harmless for a terminal and for a reader's eye.
///
/// A user name may hold escape sequences that clear the screen, a line break that fakes a second row, or a
/// right-to-left override that turns `exe.txt` around (Unicode Technical Report 36). Such scalars are shown as what
/// they are, `\u{202E}`: nothing is lost and nothing acts.
public enum SafeText {
    /// The text with every unsafe scalar written out.
    public static func escaped(_ text: String) -> String {
        // Nearly all text is plain ASCII and needs no look at its scalars.
        if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
        guard text.unicodeScalars.contains(where: isUnsafe) else { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            if isUnsafe(scalar) {
                result += "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// Controls (C0, DEL, C1), line and paragraph separators, format characters (bidi marks, overrides and isolates,
    /// zero-width characters, the byte order mark, tags), interlinear annotations, private use and what is no
    /// character at all. The zero-width joiner goes too: an emoji that falls apart is better than a hidden letter.
    public static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value >= 0x20 && scalar.value < 0x7F { return false }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse: return true
        case .unassigned: return scalar.properties.isNoncharacterCodePoint || scalar.value >= 0xE0000
        default: return scalar.properties.isDefaultIgnorableCodePoint
        }
    }
}
