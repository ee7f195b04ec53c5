/// Replaces known values in texts, whole words only and in one pass, however many values there are: an organisation has
/// thousands of people, and a recording as many texts.
struct WordReplacement: Sendable {
    /// Values by their first characters, the longest first, so that "ana" does not cut "ana.berg" in two.
    private var candidates: [[Character]: [(value: [Character], replacement: String)]] = [:]

    /// Enough to tell most values apart, and no more than most values have.
    private static let prefixLength = 3

    mutating func add(_ value: String, _ replacement: String) {
        let value = Array(value)
        guard !value.isEmpty else { return }
        let prefix = Array(value.prefix(Self.prefixLength))
        var bucket = candidates[prefix] ?? []
        bucket.insert((value, replacement), at: bucket.firstIndex { $0.value.count < value.count } ?? bucket.count)
        candidates[prefix] = bucket
    }

    /// A value between letters or digits is part of another one and stays.
    func replacing(in text: String) -> String {
        guard !candidates.isEmpty else { return text }
        let characters = Array(text)
        var result = ""
        var isChanged = false
        var index = 0
        while index < characters.count {
            let startsWord = index == 0 || !Self.isOfWord(characters[index - 1])
            if startsWord, let found = value(at: index, in: characters) {
                result += found.replacement
                index += found.value.count
                isChanged = true
            } else {
                result.append(characters[index])
                index += 1
            }
        }
        return isChanged ? result : text
    }

    private func value(at index: Int, in text: [Character]) -> (value: [Character], replacement: String)? {
        for length in stride(from: min(Self.prefixLength, text.count - index), through: 1, by: -1) {
            for candidate in candidates[Array(text[index..<index + length])] ?? []
            where length == Self.prefixLength || candidate.value.count == length {
                let end = index + candidate.value.count
                guard end <= text.count, text[index..<end].elementsEqual(candidate.value),
                    end == text.count || !Self.isOfWord(text[end])
                else { continue }
                return candidate
            }
        }
        return nil
    }

    private static func isOfWord(_ character: Character) -> Bool { character.isLetter || character.isNumber }
}
