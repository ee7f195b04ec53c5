import Testing

@testable import Reports

@Suite("JSON")
struct JSONValueTests {
    @Test(
        "values are written as RFC 8259 says, keys in their order",
        arguments: [
            (JSONValue.null, "null"), (.flag(true), "true"), (.integer(-7), "-7"), (.fraction(0.9), "0.9"),
            (.fraction(0.05), "0.05"), (.fraction(1), "1"), (.fraction(0.255), "0.26"), (.fraction(-0.5), "-0.5"),
            (.fraction(-0.001), "0"), (.fraction(.nan), "null"), (.fraction(.infinity), "null"),
            (.text("a\"\\\n\t\u{1}é"), #""a\"\\\n\t\u0001é""#), (.text("\u{E0041}"), #""\udb40\udc41""#),
            (.array([.integer(1), .null]), "[1,null]"),
            (.object([.init("z", .integer(1)), .init("a", .text("b"))]), #"{"z":1,"a":"b"}"#),
            (.map(["b": "2", "a": "1"]), #"{"a":"1","b":"2"}"#),
        ])
    func writing(value: JSONValue, expected: String) { #expect(value.line == expected) }
}
