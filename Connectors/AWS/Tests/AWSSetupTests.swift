import ConnectorKit
import ConnectorTesting
import Foundation
import Testing

@testable import AWSConnector

@Suite("AWS: setup")
struct AWSSetupTests {
    static func guide(_ settings: [String: Settings.Value] = [:]) throws -> SetupGuide {
        try AWSConnector.definition.setup(Settings(settings))
    }

    static func file(_ name: String, _ settings: [String: Settings.Value] = [:]) throws -> String {
        try #require(try guide(settings).files.first { $0.name == name }).contents
    }

    struct Policy: Decodable {
        var version: String
        var statements: [Statement]

        enum CodingKeys: String, CodingKey {
            case version = "Version"
            case statements = "Statement"
        }

        struct Statement: Decodable {
            var effect: String
            var actions: [String]
            var resource: String

            enum CodingKeys: String, CodingKey {
                case effect = "Effect"
                case actions = "Action"
                case resource = "Resource"
            }
        }
    }

    private static func manifestPermissions(_ keep: (StreamDescriptor) -> Bool) -> Set<String> {
        Set(AWSConnector.definition.manifest.streams.filter(keep).flatMap(\.permissions))
    }

    private static func isAccount(_ stream: StreamDescriptor) -> Bool {
        ["iam", "secretsmanager"].contains(stream.bucket)
    }

    @Test("the template allows exactly what the streams of an account need")
    func template() throws {
        let text = try Self.file(AWSSetup.templateName)
        let actions = text.matches(of: /\n {18}- ([a-z-]+:[A-Za-z]+)/).map { String($0.1) }
        #expect(Set(actions) == Self.manifestPermissions(Self.isAccount))
        #expect(actions == actions.sorted() && Set(actions).count == actions.count)
        #expect(!actions.contains { $0.contains("*") })
        #expect(text.contains("RoleName: MusterReader\n") && text.contains("Path: /\n"))
        #expect(text.contains("sts:ExternalId: !Ref ExternalId"))
    }

    @Test("the template is the one that was reviewed (cfn-lint finds nothing in it)")
    func golden() throws {
        let golden = AWSConformanceTests.folder.appending(path: "Golden/\(AWSSetup.templateName)")
        let text = try Self.file(AWSSetup.templateName)
        if ProcessInfo.processInfo.environment["RECORD"] == "1" {
            try Data(text.utf8).write(to: golden)
        } else {
            #expect(try String(contentsOf: golden, encoding: .utf8) == text, "write it anew with RECORD=1 and lint it")
        }
    }

    @Test("the role of the settings is the role of the template, path and all")
    func role() throws {
        let text = try Self.file(AWSSetup.templateName, ["member_role": .text("audit/Reader")])
        #expect(text.contains("RoleName: Reader\n") && text.contains("Path: /audit/\n"))
        let policy = try Self.file(AWSSetup.managementName, ["member_role": .text("audit/Reader")])
        #expect(policy.contains("arn:aws:iam::*:role/audit/Reader"))
    }

    @Test("the policies allow exactly what the manifest asks for, and to assume one role")
    func policies() throws {
        let decoder = JSONDecoder()
        let alone = try decoder.decode(Policy.self, from: Data(try Self.file(AWSSetup.policyName).utf8))
        #expect(Set(alone.statements.flatMap(\.actions)) == Self.manifestPermissions(Self.isAccount))
        let all = try decoder.decode(Policy.self, from: Data(try Self.file(AWSSetup.managementName).utf8))
        #expect(Set(all.statements.flatMap(\.actions)) == Self.manifestPermissions { _ in true })
        let assume = try #require(all.statements.first { $0.actions == ["sts:AssumeRole"] })
        #expect(assume.resource == "arn:aws:iam::*:role/MusterReader")
        #expect(all.statements.allSatisfy { $0.effect == "Allow" && !$0.actions.contains { $0.contains("*") } })
        #expect(alone.version == "2012-10-17")
    }

    @Test(
        "the template is YAML that gives the role, its trust and its policy",
        .enabled(if: Python.hasYAML, "needs python3 with yaml"))
    func yaml() throws {
        let script = """
            import json, sys, yaml
            for tag in ("!Ref", "!GetAtt"): yaml.SafeLoader.add_constructor(tag, lambda loader, node: {"Ref": node.value})
            role = yaml.safe_load(sys.stdin)["Resources"]["MusterReader"]["Properties"]
            trust = role["AssumeRolePolicyDocument"]["Statement"][0]
            policy = role["Policies"][0]["PolicyDocument"]["Statement"][0]
            print(json.dumps([role["RoleName"], trust["Principal"]["AWS"]["Ref"],
                trust["Condition"]["StringEquals"]["sts:ExternalId"]["Ref"], policy["Effect"], policy["Resource"], str(len(policy["Action"]))]), end="")
            """
        let output = try Python.run(script, input: Data(try Self.file(AWSSetup.templateName).utf8))
        let count = Self.manifestPermissions(Self.isAccount).count
        #expect(
            try JSONDecoder().decode([String].self, from: output)
                == ["MusterReader", "TrustedPrincipal", "ExternalId", "Allow", "*", "\(count)"])
    }

    @Test("every permission has a place where it is granted", arguments: AWSConnector.definition.manifest.streams)
    func grant(_ stream: StreamDescriptor) throws {
        for permission in stream.permissions {
            let words = try Self.guide().grant(permission)
            #expect(words.contains(permission))
            #expect(words.contains("management account") == !Self.isAccount(stream), "\(permission): \(words)")
        }
    }

    @Test("the steps name the files and the settings that they are about")
    func steps() throws {
        let guide = try Self.guide()
        let steps = guide.steps.joined(separator: "\n")
        for file in guide.files { #expect(steps.contains(file.name)) }
        #expect(steps.contains("create-stack-set") && steps.contains("SERVICE_MANAGED"))
        for setting in ["member_role: MusterReader", "member_external_id", "connector: aws"] {
            #expect(guide.configuration.contains(setting))
        }
    }
}
