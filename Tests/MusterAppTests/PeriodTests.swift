import MusterApp
import Testing

@Suite("Lengths of time")
struct PeriodTests {
    @Test(
        "a number and a unit",
        arguments: [("90s", 90), ("50m", 3000), ("2h", 7200), ("7d", 604_800)] as [(String, Int64)])
    func reads(text: String, seconds: Int64) { #expect(Period(text)?.seconds == seconds) }

    @Test(
        "anything else is none",
        arguments: ["", "7", "d", "0d", "-1h", "1.5h", "7 d", "7D", "9999999999999d", "99999999999999999999s", "٣d"])
    func refuses(text: String) { #expect(Period(text) == nil) }

    @Test("it is written in its largest unit", arguments: ["90s", "50m", "2h", "7d"])
    func prints(text: String) { #expect(Period(text)?.description == text) }
}
