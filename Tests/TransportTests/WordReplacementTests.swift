import Testing

@testable import Transport

@Suite("Replacing people's values in texts")
struct WordReplacementTests {
    private static let words = {
        var words = WordReplacement()
        for (value, replacement) in [
            ("ana", "P1"), ("ana.berg", "P2"), ("bo", "P3"), ("x", "P4"), ("Ana Berg", "P5"), ("élodie", "P6"),
            ("_svc", "P7"),
        ] { words.add(value, replacement) }
        return words
    }()

    @Test(
        "whole words only, the longest first, at any place",
        arguments: [
            ("ana", "P1"), ("ana.berg", "P2"), ("arn:aws:iam::1:user/ana.berg", "arn:aws:iam::1:user/P2"),
            ("banana", "banana"), ("anabel", "anabel"), ("ana2", "ana2"), ("ana-ana", "P1-P1"),
            ("ana.bergen", "P1.bergen"),
            ("bo", "P3"), ("bob", "bob"), ("/bo/", "/P3/"), ("x", "P4"), ("axe x", "axe P4"), ("Ana Berg!", "P5!"),
            ("Ana Bergs", "Ana Bergs"), ("é élodie", "é P6"), ("(_svc)", "(P7)"), ("", ""),
            ("nothing here", "nothing here"),
        ])
    func replaces(text: String, expected: String) { #expect(Self.words.replacing(in: text) == expected) }

    @Test("the same as one value after the other, on random texts of few letters")
    func agreesWithTheSlowWay() {
        var generator = SystemRandomNumberGenerator()
        func text(_ length: Int) -> String {
            String((0..<length).map { _ in "ab.-".randomElement(using: &generator) ?? "a" })
        }
        for _ in 0..<300 {
            let values = Set((0..<5).map { _ in text(Int.random(in: 1...5, using: &generator)) })
            var words = WordReplacement()
            for value in values { words.add(value, "<\(value.count)>") }
            let sample = text(30)
            #expect(words.replacing(in: sample) == Self.slowly(values, in: sample), "\(values) in \(sample)")
        }
    }

    /// At each place the longest value that is a whole word.
    private static func slowly(_ values: Set<String>, in text: String) -> String {
        var result = ""
        var rest = text[...]
        while let first = rest.first {
            let before = rest.startIndex == text.startIndex ? nil : text[text.index(before: rest.startIndex)]
            let found = values.filter { value in
                let after = rest.dropFirst(value.count).first
                return rest.hasPrefix(value) && !(before.map { $0.isLetter } ?? false)
                    && !(after.map { $0.isLetter } ?? false)
            }.max { $0.count < $1.count }
            result += found.map { "<\($0.count)>" } ?? String(first)
            rest = rest.dropFirst(found?.count ?? 1)
        }
        return result
    }
}
