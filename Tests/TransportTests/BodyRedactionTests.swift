import Foundation
import Testing
import Transport

@Suite("What a recording leaves out")
struct BodyRedactionTests {
    private func redact(_ body: String, _ rules: RedactionRules) -> String {
        var redactor = Redactor()
        return String(decoding: redactor.redact(Data(body.utf8), contentType: nil, rules: rules), as: UTF8.self)
    }

    @Test("a dropped key is left out with all below it, wherever it stands")
    func droppedKeys() {
        let rules = RedactionRules(readKeys: ["name"], droppedKeys: ["data"])
        let body = #"{"items":[{"name":"a","data":{"name":"secret","more":[{"name":"secret"}]}}],"data":"secret"}"#
        #expect(redact(body, rules) == #"{"items":[{"name":"a"}]}"#)
    }

    @Test("a value is a person's only beside the other one, and a system's own is none")
    func personalWhere() {
        let rules = RedactionRules(
            readKeys: ["kind", "name"],
            personalWhere: [.init("name", where: "kind", is: "User", exceptPrefix: "system:")])
        let kept = redact(
            #"[{"kind":"User","name":"ada"},{"kind":"Group","name":"devs"},{"kind":"User","name":"system:x"}]"#, rules)
        #expect(!kept.contains("ada") && kept.contains("person-"))
        #expect(kept.contains("devs") && kept.contains("system:x"))
    }
}
