import Foundation
import Reconciler
import Testing

@testable import MusterApp

@Suite("The register of vendors that a configuration names")
struct VendorFileTests {
    private static func configuration(_ register: String?) throws -> Configuration {
        let folder = FileManager.default.temporaryDirectory.appending(path: "vendors-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        var configuration = Configuration(file: "muster.yaml", baseDirectory: folder)
        if let register {
            let file = folder.appending(path: "vendors.yaml")
            try Data(register.utf8).write(to: file)
            configuration.vendors = file
        }
        return configuration
    }

    @Test("its vendors are the policy's")
    func reads() throws {
        let policy = try PolicyFile.read(
            try Self.configuration("vendors:\n  - name: Notes Ltd\n    client_ids: [Iv1.notes]\n"))
        #expect(policy.vendors?.vendors.map(\.name) == ["Notes Ltd"])
        #expect(try PolicyFile.read(try Self.configuration(nil)).vendors == nil)
    }

    @Test("a mistake stops everything, with file and line")
    func mistakes() throws {
        let configuration = try Self.configuration("vendors:\n  - nam: Notes Ltd\n    client_ids: [Iv1.notes]\n")
        let problem = #expect(throws: Problem.self) { try PolicyFile.read(configuration) }
        #expect(problem?.description.contains("vendors.yaml:2:5: vendors[0].nam") == true)
        #expect(problem?.status == .usage)
    }

    @Test("a register that is not there stops everything too")
    func missing() throws {
        var configuration = try Self.configuration(nil)
        configuration.vendors = configuration.baseDirectory.appending(path: "none.yaml")
        #expect(throws: Problem.self) { try PolicyFile.read(configuration) }
    }
    @Test("the register that the documentation shows is one")
    func documented() throws {
        let page = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "docs/vendors.md")
        let text = try String(contentsOf: page, encoding: .utf8)
        let start = try #require(text.range(of: "```yaml\nvendors:")?.lowerBound)
        let from = text.index(start, offsetBy: "```yaml\n".count)
        let stop = try #require(text.range(of: "\n```", range: from..<text.endIndex)?.lowerBound)
        let register = try VendorRegister(yaml: String(text[from..<stop]), file: "docs/vendors.md")
        #expect(register.vendors.count == 3)
        #expect(register.vendors.contains { $0.isOwn })
    }
}
