import Foundation
import Testing

/// The built program, trying a played account.
@Suite("muster try")
struct TryCommandTests {
    /// The environment of somebody who is signed in to the account, with a folder of their own for what is temporary.
    private func environment(_ program: BuiltProgram, _ account: MotoAccount, endpoint: String? = nil) throws
        -> [String: String]
    {
        let reader = try #require(account.readers["muster-reader"])
        let temporary = program.folder.appending(path: "tmp")
        try FileManager.default.createDirectory(at: temporary, withIntermediateDirectories: true)
        return [
            "AWS_ACCESS_KEY_ID": reader.accessKeyID, "AWS_SECRET_ACCESS_KEY": reader.secretAccessKey,
            "AWS_ENDPOINT_URL": endpoint ?? account.endpoint, "AWS_REGION": "us-east-1", "TMPDIR": temporary.path,
            "HOME": temporary.path,
        ]
    }

    private func leftovers(_ program: BuiltProgram) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: program.folder.appending(path: "tmp").path).filter {
            $0.hasPrefix("muster-try")
        }
    }

    @Test("screen one without a configuration, and nothing is left behind")
    func screenOne() async throws {
        let account = try await StandingLedger.checked.value.account
        let program = try BuiltProgram()
        let people = account.folder.appending(path: "people.csv").path
        let outcome = try await program.run(
            ["try", "aws", "--people", people], environment: try environment(program, account))
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("1. What could be read"))
        #expect(outcome.output.contains("aws  aws/\(MotoAccount.tenant)"))
        #expect(outcome.output.contains("people  people-file/people"))
        #expect(outcome.output.contains("2. To fix today: 5 of"))
        #expect(!outcome.output.contains("muster explain"))
        #expect(outcome.output.contains("Nothing was kept. To keep it"))
        #expect(outcome.errors.isEmpty)
        #expect(try leftovers(program) == [])
        let files = try FileManager.default.contentsOfDirectory(atPath: program.folder.path).filter { $0.first != "." }
        #expect(files == ["tmp"])
    }

    @Test("a credential that is refused fails, says what to do, and leaves nothing behind")
    func refused() async throws {
        let account = try await StandingLedger.checked.value.account
        let program = try BuiltProgram()
        var environment = try environment(program, account)
        environment["AWS_SECRET_ACCESS_KEY"] = "wrong"
        let outcome = try await program.run(["try", "aws"], environment: environment)
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("sign-in was refused"))
        #expect(outcome.errors.contains("name a profile with --profile"))
        #expect(try leftovers(program) == [])
    }

    @Test("an interruption takes the folder away, and the process ends by the signal", arguments: [SIGINT, SIGTERM])
    func interrupted(number: Int32) async throws {
        let account = try await StandingLedger.checked.value.account
        let silent = try SilentServer()
        let program = try BuiltProgram()
        let outcome = try await program.run(
            ["try", "aws"], environment: try environment(program, account, endpoint: silent.endpoint)
        ) { process in
            // Once somebody is connected, the collection waits for an answer that does not come.
            try await silent.connected()
            #expect(try leftovers(program).count == 1)
            kill(process.processIdentifier, number)
        }
        #expect(outcome.wasKilled)
        #expect(outcome.status == number)
        #expect(try leftovers(program) == [])
    }
}

/// Takes connections on loopback and says nothing.
private final class SilentServer: Sendable {
    let endpoint: String
    private let descriptor: Int32

    init() throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        self.descriptor = descriptor
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && listen(descriptor, 8) == 0
                    && getsockname(descriptor, $0, &length) == 0
            }
        }
        try #require(isBound)
        endpoint = "http://127.0.0.1:\(UInt16(bigEndian: address.sin_port))"
    }

    deinit { close(descriptor) }

    /// Returns when somebody has connected.
    func connected() async throws {
        let descriptor = descriptor
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                let connection = accept(descriptor, nil, nil)
                _ = connection  // It stays open until the process that asked is gone.
                continuation.resume()
            }
        }
    }
}
