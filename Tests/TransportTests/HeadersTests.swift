import Foundation
import Testing
import Transport

@Suite("Header fields")
struct HeadersTests {
    @Test("names compare without ASCII case, and only that")
    func names() {
        let headers: Headers = ["Link": "a", "LINK": "b", "X-[": "c", "To\u{212a}en": "d"]
        #expect(headers["link"] == "a")
        #expect(headers.all("lInK") == ["a", "b"])
        #expect(headers["x-{"] == nil)
        #expect(headers["token"] == nil)
    }

    @Test("setting replaces all, nil removes, order stays")
    func setting() {
        var headers: Headers = ["A": "1", "B": "2", "a": "3"]
        headers["A"] = "4"
        #expect(headers.fields.map(\.value) == ["2", "4"])
        headers["b"] = nil
        #expect(headers.fields.map(\.name) == ["A"])
    }
}
