import Foundation
import Transport

/// Answers of the Query API: a row's keys become elements, its lists `<member>`s.
enum AWSDocument {
    static func answer(_ call: AWSCall, _ result: VendorValue) -> VendorAnswer {
        answer(
            call.action + "Response",
            .object([
                call.action + "Result": result, "ResponseMetadata": .object(["RequestId": .text("sample")]),
            ]), status: 200)
    }

    static func answer(_ root: String, _ value: VendorValue, status: Int) -> VendorAnswer {
        var text = ""
        write(root, value, into: &text)
        return VendorAnswer(status: status, headers: ["Content-Type": "text/xml"], body: Data(text.utf8))
    }

    private static func write(_ name: String, _ value: VendorValue, into text: inout String) {
        if value == .null { return }
        text += "<\(name)>"
        switch value {
        case .text(let content): text += escape(content)
        case .number(let number): text += String(number)
        case .fraction(let number): text += String(number)
        case .flag(let flag): text += flag ? "true" : "false"
        case .list(let values): for member in values { write("member", member, into: &text) }
        case .object(let values):
            for (key, member) in values.sorted(by: { $0.key < $1.key }) { write(key, member, into: &text) }
        case .null: break
        }
        text += "</\(name)>"
    }

    private static func escape(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }

    /// Policies travel as percent-encoded JSON (RFC 3986), which IAM's own description says of each of them.
    static func encodingPolicies(_ value: VendorValue) -> VendorValue {
        switch value {
        case .list(let values): .list(values.map(encodingPolicies))
        case .object(let values):
            .object(
                Dictionary(
                    uniqueKeysWithValues: values.map { key, member in
                        let isPolicy = ["AssumeRolePolicyDocument", "PolicyDocument", "Document"].contains(key)
                        guard isPolicy, case .object = member else { return (key, encodingPolicies(member)) }
                        return (key, .text(VendorRequest.encode(String(decoding: member.json(), as: UTF8.self))))
                    }))
        default: value
        }
    }
}
