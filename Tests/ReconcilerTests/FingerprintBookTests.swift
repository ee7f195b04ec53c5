import Inventory
import Testing

@testable import Reconciler

@Suite("Shared fingerprints")
struct FingerprintBookTests {
    private static let md5 = Fingerprint(algorithm: "md5-ssh", value: "aa")
    private static let sha = Fingerprint(algorithm: "sha256-ssh", value: "AA")
    private static let other = Fingerprint(algorithm: "sha256-ssh", value: "BB")

    @Test(
        "a key is one, by however many algorithms it is printed; nothing that only the weaker one tells is lost",
        arguments: [
            ([[md5, sha], [md5, sha]], [sha]),
            ([[sha, md5], [md5, sha], [md5]], [md5, sha]),
            ([[md5, sha], [md5]], [md5]),
            ([[md5], [md5]], [md5]),
            ([[md5, sha], [md5, other]], [md5]),
            ([[md5, sha], [other]], []),
        ] as [([[Fingerprint]], [Fingerprint])])
    func shared(credentials: [[Fingerprint]], expected: [Fingerprint]) {
        for order in [credentials, credentials.reversed()] {
            var book = FingerprintBook()
            for fingerprints in order { book.note(fingerprints) }
            #expect([Self.md5, Self.sha, Self.other].filter(book.isShared) == expected)
        }
    }
}
