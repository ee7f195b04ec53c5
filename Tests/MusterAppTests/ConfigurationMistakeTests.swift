import Foundation
import Testing

@testable import MusterApp

/// Every message a user can meet, word for word.
@Suite("Configuration mistakes")
struct ConfigurationMistakeTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var text: String
        var messages: [String]

        init(_ text: String, _ messages: String...) {
            self.text = text
            self.messages = messages
        }

        var testDescription: String { messages.first ?? text }
    }

    static let reference = "expected {env: NAME}, {file: PATH} or {command: [PROGRAM, …]}"
    static let noSecret = "a secret itself must not stand in this file"

    static let top = [
        Case("", "muster.yaml:1: expected a map with sources, ledger, policy, vendors or network"),
        Case("- a", "muster.yaml:1: expected a map with sources, ledger, policy, vendors or network"),
        Case("ledger: x", "muster.yaml:1: sources: is required: a map of source names to sources"),
        Case("sources: {}", "muster.yaml:1: sources: expected at least one source"),
        Case("sources: [aws]", "muster.yaml:1: sources: expected a map of source names to sources"),
        Case(
            "sources: {a: {connector: aws}}\nledgr: x", "muster.yaml:2: ledgr: unknown key; did you mean ledger?"),
        Case(
            "sources: {a: {connector: aws}}\nfrobnicate: x",
            "muster.yaml:2: frobnicate: unknown key; expected sources, ledger, policy, vendors or network"),
        Case("sources: {a: {connector: aws}}\nledger: [x]", "muster.yaml:2: ledger: expected a path"),
        Case("sources: {a: {connector: aws}}\npolicy:", "muster.yaml:2: policy: expected a path"),
        Case(
            "sources: {a: {connector: aws}}\nnetwork: 7",
            "muster.yaml:2: network: expected a map with ca_file, proxy or no_proxy"),
        Case(
            "sources: {a: {connector: aws}}\nnetwork:\n  poxy: x",
            "muster.yaml:3: network.poxy: unknown key; did you mean proxy?"),
        Case(
            "sources: {a: {connector: aws}}\nnetwork:\n  proxy: http://user:pass@proxy.example.com",
            "muster.yaml:3: network.proxy: expected a URL such as http://proxy.example.com:3128, without user or password"
        ),
        Case(
            "sources: {a: {connector: aws}}\nnetwork: {no_proxy: x}",
            "muster.yaml:2: network.no_proxy: expected a list of host names"),
    ]

    static let sources = [
        Case(
            "sources:\n  a b: {connector: aws}",
            "muster.yaml:2: sources.a b: expected a name of at most 64 letters, digits, - and _"),
        Case(
            "sources:\n  a:\n    connector: aws\n    pace: fast",
            "muster.yaml:4: sources.a.pace: expected a map with share or requests_per_second"),
        Case(
            "sources:\n  a:\n    connector: aws\n    pace: {share: 2}",
            "muster.yaml:4: sources.a.pace.share: expected the part of the vendor's quota to use, above 0 and at most 1, such as 0.5"
        ),
        Case(
            "sources:\n  a:\n    connector: aws\n    pace: {requests_per_second: -1}",
            "muster.yaml:4: sources.a.pace.requests_per_second: expected a number above 0, or unlimited for a server of your own"
        ),
        Case(
            "sources:\n  a:\n    connector: aws\n    pace: {shar: 1}",
            "muster.yaml:4: sources.a.pace.shar: unknown key; did you mean share?"),
        Case("sources:\n  a: aws", "muster.yaml:2: sources.a: expected a map with connector, settings and credentials"),
        Case(
            "sources:\n  a: {settings: {}}",
            "muster.yaml:2: sources.a.connector: is required: aws, people-file or example"),
        Case(
            "sources:\n  a:\n    connector: asw",
            "muster.yaml:3: sources.a.connector: unknown connector; did you mean aws?"),
        Case(
            "sources:\n  a:\n    connector: 2fa",
            "muster.yaml:3: sources.a.connector: unknown connector; expected aws, people-file or example"),
        Case(
            "sources:\n  a:\n    connector: []", "muster.yaml:3: sources.a.connector: expected the name of a connector"),
        Case(
            "sources:\n  a:\n    connector: aws\n    seting: {}",
            "muster.yaml:4: sources.a.seting: unknown key; did you mean settings?"),
        Case(
            "sources:\n  a:\n    connector: aws\n    settings: [x]",
            "muster.yaml:4: sources.a.settings: expected a map of settings"),
        Case(
            "sources:\n  a:\n    connector: aws\n    settings:\n      regoin: x",
            "muster.yaml:5: sources.a.settings.regoin: unknown setting of aws; did you mean region?"),
        Case(
            "sources:\n  a:\n    connector: aws\n    settings:\n      region:",
            "muster.yaml:5: sources.a.settings.region: expected a value; leave the key out if there is none"),
        Case(
            "sources:\n  a:\n    connector: aws\n    settings:\n      endpoint: ftp://example.com",
            "muster.yaml:5: sources.a.settings.endpoint: expected a URL such as https://api.example.com, "
                + "without user or password"),
        Case(
            "sources:\n  p:\n    connector: people-file",
            "muster.yaml:2: sources.p.settings.path: is required, such as people.csv (the file)"),
        Case(
            "sources:\n  p:\n    connector: people-file\n    settings: {path: [a]}",
            "muster.yaml:4: sources.p.settings.path: expected a text"),
        Case(
            "sources:\n  p:\n    connector: people-file\n    settings: {path: a, columns: b}",
            "muster.yaml:4: sources.p.settings.columns: expected a map of names to texts"),
        Case(
            "sources:\n  p:\n    connector: people-file\n    settings:\n      path: a\n      columns:\n        email: \"\"",
            "muster.yaml:7: sources.p.settings.columns.email: expected the name of a column"),
        Case(
            "sources:\n  a:\n    connector: aws\n    credentials: {access_key_id: {env: A}}",
            "muster.yaml:4: sources.a.credentials.secret_access_key: is required beside access_key_id"),
        Case(
            "sources:\n  p:\n    connector: people-file\n    settings: {path: a}\n    authoritative_for: people",
            "muster.yaml:5: sources.p.authoritative_for: expected a list, [people]"),
        Case(
            "sources:\n  p:\n    connector: people-file\n    settings: {path: a}\n    authoritative_for: [peple]",
            "muster.yaml:5: sources.p.authoritative_for: unknown word; did you mean people?"),
    ]

    static let credentials = [
        Case(
            "sources:\n  a:\n    connector: aws\n    credentials: x",
            "muster.yaml:4: sources.a.credentials: expected a map of credential names to {env: NAME}, {file: PATH} or "
                + "{command: [PROGRAM, …]}"),
        Case(
            "sources:\n  a:\n    connector: aws\n    credentials:\n      access_key: {env: A}",
            "muster.yaml:5: sources.a.credentials.access_key: unknown credential of aws; did you mean access_key_id?"),
        Case(
            "sources:\n  a:\n    connector: people-file\n    settings: {path: a}\n    credentials: {token: {env: A}}",
            "muster.yaml:5: sources.a.credentials.token: unknown credential of people-file; none is expected here"),
        Case(
            "sources:\n  a:\n    connector: aws\n    credentials:\n      access_key_id: AKIAIOSFODNN7EXAMPLE",
            "muster.yaml:5: sources.a.credentials.access_key_id: \(reference); \(noSecret)"),
        Case(
            "sources:\n  a:\n    connector: aws\n    credentials:\n      access_key_id: [env, A]",
            "muster.yaml:5: sources.a.credentials.access_key_id: \(reference)"),
        Case(
            "sources:\n  a:\n    connector: aws\n    credentials:\n      access_key_id: {environment: A}",
            "muster.yaml:5: sources.a.credentials.access_key_id: \(reference), exactly one of them"),
        Case(
            "sources:\n  a:\n    connector: aws\n    credentials:\n      access_key_id: {env: A, file: b}",
            "muster.yaml:5: sources.a.credentials.access_key_id: \(reference), exactly one of them"),
        Case(
            "sources:\n  a:\n    connector: aws\n    credentials:\n      access_key_id: {env: wJalr/EXAMPLE+KEY}",
            "muster.yaml:5: sources.a.credentials.access_key_id.env: expected the name of an environment variable: "
                + "letters, digits and _; \(noSecret)"),
        Case(
            "sources:\n  a:\n    connector: aws\n    credentials:\n      access_key_id: {file: }",
            "muster.yaml:5: sources.a.credentials.access_key_id.file: expected a path"),
        Case(
            "sources:\n  a:\n    connector: aws\n    credentials:\n      access_key_id: {command: pass show aws}",
            "muster.yaml:5: sources.a.credentials.access_key_id.command: expected a list, [PROGRAM, ARGUMENT, …]; "
                + "no shell reads it"),
        Case(
            "sources:\n  a:\n    connector: aws\n    credentials:\n      access_key_id: {command: []}",
            "muster.yaml:5: sources.a.credentials.access_key_id.command: expected a list, [PROGRAM, ARGUMENT, …]; "
                + "no shell reads it"),
        Case(
            "sources:\n  a:\n    connector: aws\n    settings:\n      secret_access_key: wJalrEXAMPLEKEY",
            "muster.yaml:5: sources.a.settings.secret_access_key: is a credential: it belongs under credentials, "
                + "{env: NAME}, {file: PATH} or {command: [PROGRAM, …]}"),
        Case(
            "sources:\n  a:\n    connector: example",
            "muster.yaml:2: sources.a.credentials.token: is required, as {env: NAME}, {file: PATH} or "
                + "{command: [PROGRAM, …]} (an API token)"),
    ]

    static let syntax = [
        Case("sources: {a", "muster.yaml:1: not YAML: did not find expected ',' or '}'"),
        Case("a: 1\na: 2", "muster.yaml:1: not YAML: the key a stands twice"),
        Case("a: *nobody", "muster.yaml:1: not YAML: found undefined alias"),
        Case("\ta: 1", "muster.yaml:1: not YAML: found character that cannot start any token"),
        Case("? [a, b]\n: 1", "muster.yaml:1: expected a plain text as key"),
        Case("a: 1\n---\nb: 2", "muster.yaml:2: not YAML: but found another document"),
    ]

    @Test("a mistake is told with its line, key and what was expected", arguments: top + sources + credentials + syntax)
    func message(example: Case) { #expect(ConfigurationSamples.mistakes(example.text) == example.messages) }

    @Test("all mistakes are told at once, in the order of their lines")
    func all() {
        let messages = ConfigurationSamples.mistakes(
            """
            ledgr: x
            sources:
              a:
                connector: aws
                settings: {regoin: eu-west-1}
                credentials: {access_key_id: plain}
              b:
                connector: nothing-like-it
            network: {proxy: 7}
            """)
        #expect(
            messages == [
                "muster.yaml:1: ledgr: unknown key; did you mean ledger?",
                "muster.yaml:5: sources.a.settings.regoin: unknown setting of aws; did you mean region?",
                "muster.yaml:6: sources.a.credentials.access_key_id: \(Self.reference); \(Self.noSecret)",
                "muster.yaml:8: sources.b.connector: unknown connector; expected aws, people-file or example",
                "muster.yaml:9: network.proxy: expected a URL such as http://proxy.example.com:3128, "
                    + "without user or password",
            ])
    }

    @Test(
        "no message repeats a value, which might be a secret",
        arguments: top + sources + credentials + syntax)
    func silence(example: Case) {
        let marked = example.text.replacing("EXAMPLE", with: "PLANTED").replacing("pass@", with: "PLANTED@")
        for message in ConfigurationSamples.mistakes(marked) { #expect(!message.contains("PLANTED")) }
    }

    @Test("a mistake keeps its column and path as values")
    func place() throws {
        let error = try #require(throws: ConfigurationError.self) {
            try ConfigurationSamples.read("sources:\n  a:\n    connector: asw")
        }
        let mistake = try #require(error.mistakes.first)
        #expect(mistake.line == 3)
        #expect(mistake.column == 16)
        #expect(mistake.path == ["sources", "a", "connector"])
    }
}
