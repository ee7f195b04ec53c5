import Inventory
import Testing
import Transport

@testable import ConnectorKit

@Suite("Quotas told as use and limit")
struct QuotaUsageTests {
    private static let now = Instant(seconds: 1_793_491_200)
    private static let headers = QuotaHeaders(
        usage: "Sforce-Limit-Info", key: "api-usage", keeping: 0.2, waitInSeconds: 3600)

    static let told: [(String, Int?)] = [
        ("api-usage=18/5000", 3982), ("api-usage=4000/5000", 0), ("api-usage=4999/5000", 0),
        ("api-usage=6000/5000", 0), ("api-usage=25/5000; per-app-api-usage=17/250(appName=x)", 3975),
        ("per-app-api-usage=17/250(appName=x), api-usage=25/5000", 3975), ("api-usage=x/5000", nil),
        ("api-usage=18", nil), ("api-usage=18/0", nil), ("api-usage=-1/5000", nil), ("other=18/5000", nil), ("", nil),
    ]

    @Test("a part of the limit stays for others", arguments: told)
    func remaining(_ header: String, _ expected: Int?) {
        let reading = Self.headers.reading(Headers([("sforce-limit-info", header)]), now: Self.now)
        #expect(reading?.remaining == expected)
        if let reading { #expect(reading.resetsAt == Self.now.advanced(bySeconds: 3600)) }
    }
}
