import ConnectorKit
import ConnectorTesting
import Foundation
import Inventory
import Testing

@testable import OktaConnector

@Suite("Okta: API tokens")
struct OktaTokenTests {
    private func token(_ fields: String) throws -> DecodedPage {
        try OktaTests.decode("apiTokens", #"[{"id":"00T1","userId":"00u1",\#(fields)}]"#)
    }

    @Test("the end slides by the window, thirty days where it is not told")
    func expiry() throws {
        for (window, seconds) in [(#""P30D""#, Int64(2_592_000)), (#""PT5M""#, 300), ("null", 2_592_000)] {
            let page = try token(#""tokenWindow":\#(window),"expiresAt":"2026-01-30T08:19:35.000Z""#)
            #expect(page.credentials.map(\.expiry) == [.sliding(windowInSeconds: seconds)])
        }
        #expect(try token(#""tokenWindow":"one month""#).credentials.map(\.expiry) == [.unknown])
    }

    @Test("the last use is the end minus the window")
    func lastUse() throws {
        let page = try token(
            #""tokenWindow":"P30D","created":"2025-07-21T05:52:51.000Z","expiresAt":"2026-01-30T08:19:35.000Z""#)
        #expect(page.usages.map(\.lastUse) == [.observed(try #require(Instant("2025-12-31T08:19:35Z")))])
        #expect(page.usages.map(\.meaning) == [.derived])
    }

    @Test("a token whose end has never moved was not used since it was made")
    func neverUsed() throws {
        let page = try token(
            #""tokenWindow":"P30D","created":"2025-11-02T14:47:13.000Z","expiresAt":"2025-12-02T14:47:13.000Z""#)
        #expect(page.usages.map(\.lastUse) == [.noneSince(try #require(Instant("2025-11-02T14:47:13Z")))])
    }

    @Test("without an end nothing is known of its use")
    func unknownUse() throws {
        #expect(
            try token(#""created":"2025-11-02T14:47:13.000Z","expiresAt":null"#).usages.map(\.lastUse) == [.unknown])
    }

    @Test("it is its user's, and refused while the user is deactivated")
    func holder() throws {
        let page = try token(#""name":"Report","clientName":"Okta API","network":{"connection":"ANYWHERE"}"#)
        #expect(page.credentials.map(\.holder) == [.identity("00u1")])
        #expect(page.credentials.map(\.survival) == [Survival(disabling: .no, deletion: .no)])
        #expect(page.credentials.first?.attributes["network"] == "ANYWHERE")
    }

    @Test(
        "durations of a fixed length are read, others are not guessed",
        arguments: [
            ("P30D", Int64?.some(2_592_000)), ("P1W", 604_800), ("PT5M", 300), ("P1DT12H", 129_600), ("PT90S", 90),
            ("P1M", nil), ("P1Y", nil), ("P", nil), ("PT", nil), ("30D", nil), ("P30", nil), ("P-1D", nil), ("", nil),
            ("PT5D", nil), ("P99999999999999999999D", nil), ("P0D", nil), ("PTT5M", nil),
        ])
    func durations(_ text: String, seconds: Int64?) { #expect(OktaDuration.seconds(text) == seconds) }
}
