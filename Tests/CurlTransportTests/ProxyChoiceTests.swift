import Foundation
import Testing
import Transport

@testable import CurlTransport

@Suite("Which proxy")
struct ProxyChoiceTests {
    private func proxy(for text: String, in environment: [String: String]) throws -> Proxy? {
        let origin = try #require(URL(string: text).flatMap { Origin($0) })
        return try ProxyChoice.environment.resolved(in: environment).proxy(for: origin)
    }

    @Test("the environment is read only when the configuration says so")
    func onlyWhenAsked() throws {
        let environment = ["https_proxy": "http://proxy.example.com:3128"]
        let origin = try #require(URL(string: "https://api.example.com").flatMap { Origin($0) })
        #expect(try ProxyChoice.none.resolved(in: environment).proxy(for: origin) == nil)
        #expect(try proxy(for: "https://api.example.com", in: environment)?.url == "http://proxy.example.com:3128")
    }

    @Test(
        "no_proxy excepts hosts and domains",
        arguments: [
            ("api.example.com", true), (".example.com", true), ("example.com", true), ("*", true),
            ("api.example.com:443", true), ("api.example.com:444", false), ("pi.example.com", false),
            ("other.example, api.example.com", true), ("", false), ("com.", false),
        ])
    func exceptions(exception: String, isExcepted: Bool) throws {
        let environment = ["HTTPS_PROXY": "proxy.example.com:3128", "no_proxy": exception]
        #expect((try proxy(for: "https://api.example.com", in: environment) == nil) == isExcepted)
    }

    @Test("user and password leave the URL and print nowhere")
    func credentials() throws {
        let environment = ["ALL_PROXY": "http://someone:planted%40word@proxy.example.com:3128"]
        let proxy = try #require(try proxy(for: "https://api.example.com", in: environment))
        #expect(proxy.url == "http://proxy.example.com:3128")
        #expect(proxy.username == "someone")
        #expect(proxy.password?.reveal { $0 } == "planted@word")
        var text = "\(proxy) \(String(reflecting: proxy))"
        dump(proxy, to: &text)
        #expect(!text.contains("planted"))
    }

    @Test(
        "what is no proxy is refused without its text",
        arguments: [
            "ftp://proxy.example.com", "http://planted:planted@proxy.example.com", "http://", "http://127.1:80",
            "socks5://proxy.example.com",
        ])
    func refused(text: String) throws {
        let url = try #require(URL(string: text))
        let error = #expect(throws: TransportError.self) { try Proxy(url: url) }
        #expect(error?.code == .invalidRequest)
        #expect(error?.description.contains("planted") == false)
    }
}
