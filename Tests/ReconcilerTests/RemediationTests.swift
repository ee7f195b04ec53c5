import Foundation
import Inventory
import Testing

@testable import Reconciler

@Suite("What to do about it, in the vendor's own calls")
struct RemediationTests {
    static let golden = [
        "GitLab/Tests/Golden/example-group", "GitLab/Tests/Golden/instance", "Entra/Tests/Golden/records",
    ]

    private struct Line<R: Decodable>: Decodable { var record: R }
    private struct Kind: Decodable { var kind: String }

    private func records<R: InventoryRecord>(_ type: R.Type, in golden: String) throws -> [R] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Connectors")
        let text = try String(contentsOf: folder.appending(path: golden + ".jsonl"), encoding: .utf8)
        return try text.split(separator: "\n").compactMap { line in
            let data = Data(line.utf8)
            guard try JSONDecoder().decode(Kind.self, from: data).kind == R.kind.rawValue else { return nil }
            return try JSONDecoder().decode(Line<R>.self, from: data).record
        }
    }

    @Test(
        "each credential that these connectors read is retired and renewed by the vendor's own call", arguments: golden)
    func credentials(_ golden: String) throws {
        let credentials = try records(Credential.self, in: golden).filter { !$0.type.hasSuffix(".collector") }
        #expect(!credentials.isEmpty)
        for credential in credentials {
            let id = try #require(credential.nativeID.string.split(separator: "/").last)
            for steps in [
                Remediation.retire(credential, holder: "its holder"),
                Remediation.rotate(credential, holder: "its holder"),
            ] {
                #expect(steps.contains { $0.contains(id) } || credential.type == "gitlab.publicDeployKey", "\(steps)")
                #expect(!steps.joined().contains("{") && !steps.joined().contains("vendor's console"), "\(steps)")
                // Only the last part of an id is the vendor's, and no holder's id is left out.
                #expect(
                    !steps.joined().contains(credential.nativeID.string) || !credential.nativeID.string.contains("/"))
            }
        }
    }

    @Test("each grant that these connectors read is taken back by the vendor's own call", arguments: golden)
    func grants(_ golden: String) throws {
        let grants = try records(Grant.self, in: golden)
        #expect(!grants.isEmpty)
        for grant in grants {
            let steps = Remediation.retire(grant, holder: "its holder")
            #expect(steps.contains { $0.contains("-X DELETE") || $0.contains("--method DELETE") }, "\(steps)")
            #expect(!steps.joined().contains("{"), "\(steps)")
        }
    }

    @Test(
        "the call carries the ids of the thing and of what it belongs to",
        arguments: [
            (
                Credential(
                    nativeID: "token/7", type: "gitlab.projectAccessToken", form: .staticSecret,
                    holder: .identity("31"), attributes: ["resource_id": "project/12"]),
                "glab api -X DELETE projects/12/access_tokens/7"
            ),
            (
                Credential(
                    nativeID: "project/12/deployKey/5", type: "gitlab.deployKey", form: .asymmetric,
                    holder: .resource("project/12")), "glab api -X DELETE projects/12/deploy_keys/5"
            ),
            (
                Credential(
                    nativeID: "deployToken/5", type: "gitlab.deployToken", form: .staticSecret,
                    holder: .resource("group/3"), attributes: ["resource_id": "group/3"]),
                "glab api -X DELETE groups/3/deploy_tokens/5"
            ),
            (
                Credential(
                    nativeID: "a1/k1", type: "entra.passwordCredential", form: .staticSecret,
                    holder: .application("a1")), "az ad app credential delete --id a1 --key-id k1"
            ),
            (
                Credential(
                    nativeID: "s1/k1", type: "entra.keyCredential", form: .certificate, holder: .identity("s1")),
                "az ad sp credential delete --id s1 --key-id k1 --cert"
            ),
        ])
    func ids(_ credential: Credential, _ call: String) {
        #expect(Remediation.retire(credential, holder: "deploy") == [call])
    }

    @Test("a webhook is removed from the group or project that has it")
    func webhook() {
        let grant = Grant(
            nativeID: "webhook/4", type: "gitlab.webhook", holder: .resource("project/12"), grantee: "example.com")
        #expect(Remediation.retire(grant, holder: "crew/app") == ["glab api -X DELETE projects/12/hooks/4"])
    }

    @Test("an id from outside that would act in a shell is quoted")
    func quoting() {
        let credential = Credential(
            nativeID: "a1/$(id)", type: "entra.passwordCredential", form: .staticSecret, holder: .application("a1;x"))
        #expect(
            Remediation.retire(credential, holder: "deploy")
                == ["az ad app credential delete --id 'a1;x' --key-id '$(id)'"])
    }
}
