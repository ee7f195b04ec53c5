import Foundation
import Testing

@testable import Reconciler

/// The schema against the parser, through jsonschema (https://pypi.org/project/jsonschema), which `Scripts/setup test`
/// installs.
@Suite("The policy's schema")
struct PolicySchemaTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// Reads the schema and documents of YAML 1.2 (no dates), prints `1` or `0` for each.
    private static let script = """
        import json, sys, yaml, jsonschema
        class Loader(yaml.SafeLoader): pass
        Loader.yaml_implicit_resolvers = {key: [pair for pair in pairs if not pair[0].endswith('timestamp')]
            for key, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()}
        data = json.load(open(sys.argv[1]))
        schema = json.loads(data['schema'])
        jsonschema.Draft202012Validator.check_schema(schema)
        validator = jsonschema.Draft202012Validator(
            schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER)
        print(''.join('1' if validator.is_valid(yaml.load(text, Loader)) else '0' for text in data['texts']))
        """

    private func valid(_ texts: [String]) throws -> [Bool] {
        let python = Self.root.appending(path: ".venv/bin/python")
        try #require(FileManager.default.isExecutableFile(atPath: python.path), "run Scripts/setup test")
        let folder = FileManager.default.temporaryDirectory.appending(path: "muster-policy-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }  // What is left in a temporary folder harms nobody.
        let (file, output) = (folder.appending(path: "in.json"), folder.appending(path: "out"))
        try JSONSerialization.data(withJSONObject: ["schema": Policy.schema, "texts": texts]).write(to: file)
        try Data().write(to: output)
        let process = Process()
        process.executableURL = python
        process.arguments = ["-c", Self.script, file.path]
        process.standardOutput = try FileHandle(forWritingTo: output)
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return try String(contentsOf: output, encoding: .utf8).compactMap { "01".contains($0) ? $0 == "1" : nil }
    }

    @Test("the template, the sample and what a policy prints are valid")
    func samples() throws {
        let sample = try String(contentsOf: Self.root.appending(path: "Samples/policy.yaml"), encoding: .utf8)
        #expect(Policy.problems(yaml: sample, file: "p").isEmpty)
        #expect(try valid([Policy.template, sample]) == [true, true])
    }

    /// Values that a key may be given, right ones and wrong ones.
    private static var values: [Any] {
        [
            0, 1, 90, 100, 101, 8760, 8761, 36_500, 36_501, 1_000_001, -1, 1.5, true, "90", "x", "", "2027-03-31",
            "2027-02-30", "production", "service", "admin", "info", "STL-01", [Any](), ["x"], [""], [1], [true],
            [["x"]],
            [["a.example", "b.example"]], [["a.example", 3]], [String: Any](), ["x": 1], ["x": 0], ["": 3],
            ["default": 3], ["admin": 3, "when": [["class": "service", "value": 3]]],
            ["when": [["class": ["service", "role"], "privilege": "admin", "environment": "production", "value": 3]]],
            ["when": [["class": "robot", "value": 3]]], ["when": [["class": "service"]]],
            ["when": [["class": [Any](), "value": 3]]],
            ["when": [["value": 36_501]]], ["names": ["x"], "rotate_after_days": 4], ["names": "x"], ["person": ["x"]],
            ["team": "x"], ["production": ["x"], "non_production": [String]()], ["production": [false]],
            [["rule": "STL-01", "names": ["x"], "reason": "r", "approved_by": "a", "until": "2027-03-31"]],
            [["rule": "STL-01", "names": ["x"], "reason": "r", "approved_by": "a", "until": "2027-02-30"]],
            [["rule": "STL-01", "names": ["x"], "reason": "r", "approved_by": "a"]],
            [["rule": "XYZ-01", "names": ["x"], "reason": "r", "approved_by": "a", "until": "2027-03-31"]],
            [["rule": "STL-01", "names": ["x"], "reason": "", "approved_by": "a", "until": "2027-03-31", "by": "x"]],
            String(repeating: "x", count: 1_024), String(repeating: "ä", count: 1_025),
            [String](repeating: "x", count: 10_000), [String](repeating: "x", count: 10_001),
        ]
    }

    @Test("what the parser takes the schema takes, and what it refuses the schema refuses")
    func both() throws {
        var documents: [[String: Any]] = [["unknown": 1], [:]]
        for value in Self.values {
            for key in PolicyParser.Key.allCases { documents.append([key.rawValue: value]) }
            for name in ThresholdName.allCases { documents.append(["thresholds": [name.rawValue: value]]) }
            documents.append(["thresholds": ["rotate_after_days": ["high": value]]])
            for key in PolicyParser.CaseKey.allCases {
                var one: [String: Any] = ["value": 3]
                one[key.rawValue] = value
                documents.append(["thresholds": ["stale_after_days": ["when": [one]]]])
            }
        }
        let texts = try documents.map {
            String(decoding: try JSONSerialization.data(withJSONObject: $0, options: .sortedKeys), as: UTF8.self)
        }
        let answers = try valid(texts)
        #expect(answers.count == texts.count)
        #expect(answers.contains(true) && answers.contains(false))
        for (text, isValid) in zip(texts, answers) {
            let problems = Policy.problems(yaml: text, file: "p")
            #expect(
                problems.isEmpty == isValid,
                "\(text.prefix(300)): \(problems.first?.description.prefix(300) ?? "taken")")
        }
    }
}
