import Foundation
import Synchronization
import Testing
import Transport

@testable import MusterApp

@Suite("Credential references")
struct ConfigurationCredentialTests {
    static let environment = ["TOKEN": "s3cret-example\n", "PATH": "/usr/bin:/bin", "EMPTY": ""]

    private func text(_ reference: CredentialReference) async throws -> String {
        try await CredentialResolver(environment: Self.environment).resolve(reference).reveal { $0 }
    }

    private func problem(_ reference: CredentialReference, limit: Duration = .seconds(30)) async -> String {
        do {
            _ = try await CredentialResolver(environment: Self.environment, commandTimeLimit: limit).resolve(reference)
            return "no problem"
        } catch {
            return "\(error)"
        }
    }

    private func withFile(_ content: String, mode: Int, _ body: (URL) async throws -> Void) async throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "muster-credential-\(UUID())")
        try Data(content.utf8).write(to: url)
        defer { try? FileManager.default.removeItem(at: url) }  // What is left in a temporary folder harms nobody.
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: url.path)
        try await body(url)
    }

    @Test("an environment variable gives the credential, without its line end")
    func environment() async throws {
        #expect(try await text(.environment("TOKEN")) == "s3cret-example")
        #expect(await problem(.environment("NONE")).hasPrefix("the environment variable NONE is not set. "))
        #expect(await problem(.environment("EMPTY")).hasPrefix("the environment variable EMPTY is empty. "))
    }

    @Test("a file gives the credential, without its line end", arguments: ["abc", "abc\n", "abc\r\n"])
    func file(content: String) async throws {
        try await withFile(content, mode: 0o600) { url in
            let text = try await text(.file(url))
            #expect(text == "abc")
        }
    }

    @Test("only one line end goes, and inner ones stay")
    func inner() async throws {
        try await withFile("a\nb\n\n", mode: 0o400) { url in
            let text = try await text(.file(url))
            #expect(text == "a\nb\n")
        }
    }

    @Test("a file that others can read or change is refused", arguments: [0o604, 0o602, 0o644, 0o620, 0o666])
    func open(mode: Int) async throws {
        try await withFile("abc", mode: mode) { url in
            let problem = await problem(.file(url))
            #expect(problem.contains("is open to other users of this machine. Close it: chmod 600"))
            #expect(!problem.contains("abc"))
        }
    }

    @Test("a file that its group can read is read with a warning")
    func group() async throws {
        try await withFile("abc", mode: 0o640) { url in
            let warnings = Mutex<[String]>([])
            let resolver = CredentialResolver(environment: [:]) { warning in warnings.withLock { $0.append(warning) } }
            let secret = try await resolver.resolve(.file(url))
            #expect(secret.reveal { $0 == "abc" })
            #expect(warnings.withLock { $0 }.count == 1)
        }
    }

    @Test("a file that is absent, a folder or too long is told without its content")
    func badFiles() async throws {
        #expect(
            await problem(.file(URL(filePath: "/nonexistent/token"))).hasPrefix("/nonexistent/token cannot be opened"))
        #expect(await problem(.file(URL(filePath: "/tmp"))).contains("is not a plain file"))
        try await withFile(String(repeating: "x", count: 70_000), mode: 0o600) { url in
            #expect(await problem(.file(url)).contains("is longer than 64 KiB"))
        }
    }

    @Test("a program's output gives the credential, and no shell touches its arguments")
    func command() async throws {
        #expect(try await text(.command(["printf", "%s\\n", "$HOME; `id` *"])) == "$HOME; `id` *")
        #expect(try await text(.command(["/usr/bin/env", "printenv", "TOKEN"])) == "s3cret-example\n")
    }

    @Test("a program that fails is told by its status, never by what it printed")
    func failure() async {
        let problem = await problem(.command(["sh", "-c", "echo planted; echo planted >&2; exit 3"]))
        #expect(problem == "the program sh failed with status 3. Run it by hand to see why.")
    }

    @Test("a program that is not there is told")
    func missing() async {
        #expect(
            await problem(.command(["muster-no-such-program"])).hasPrefix(
                "the program muster-no-such-program is not found"))
        #expect(await problem(.command(["/etc/passwd"])).hasPrefix("the program /etc/passwd is not found"))
    }

    @Test("a program that does not end is ended, also when a child of it holds the output")
    func endless() async {
        #expect(
            await problem(.command(["sh", "-c", "sleep 60 & sleep 60"]), limit: .milliseconds(50)).hasPrefix(
                "the program sh did not end within 0 seconds"))
    }

    @Test("a program that prints without end is cut")
    func flood() async {
        #expect(await problem(.command(["yes"])).hasPrefix("the program yes printed more than 64 KiB"))
    }
}
