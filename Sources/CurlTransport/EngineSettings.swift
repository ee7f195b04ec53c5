import CCurl
import Foundation
import Transport

/// A configuration checked against this machine.
struct EngineSettings: Sendable {
    let certificateAuthorityFile: String?
    let proxy: ProxyChoice
    let maximumConnectionsPerHost: Int
    let maximumConnections: Int
    let userAgent: String

    init(_ configuration: CurlTransport.Configuration, environment: [String: String]) throws(TransportError) {
        if let file = configuration.certificateAuthorityFile {
            guard let bytes = FileManager.default.contents(atPath: file),
                bytes.range(of: Data("-----BEGIN CERTIFICATE-----".utf8)) != nil
                    || bytes.range(of: Data("-----BEGIN TRUSTED CERTIFICATE-----".utf8)) != nil
            else {
                throw TransportError(
                    .tls, place: file, detail: "the certificate authority file cannot be read as PEM certificates",
                    advice: "Give a readable file of PEM certificates, each between BEGIN and END CERTIFICATE.")
            }
        }
        guard configuration.userAgent.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7f }), !configuration.userAgent.isEmpty
        else {
            throw TransportError(
                .invalidRequest, place: "user agent", detail: "it is empty or not plain ASCII",
                advice: "Give a user agent like muster/1.0.")
        }
        certificateAuthorityFile = configuration.certificateAuthorityFile
        proxy = try configuration.proxy.resolved(in: environment)
        maximumConnectionsPerHost = min(max(configuration.maximumConnectionsPerHost, 1), 10_000)
        maximumConnections = min(max(configuration.maximumConnections, 1), 10_000)
        userAgent = configuration.userAgent
    }
}

/// The library itself: initialised once, and held to what Muster needs of it.
enum CurlLibrary {
    private static let initialised: CURLcode = {
        ccurl_warm_heap()
        return ccurl_global_init()
    }()

    /// - Throws: `TransportError` with `internalFault` for a libcurl without TLS, HTTP/2 or threads of its own for
    ///   name resolution (without which one slow name would hold up every transfer).
    static func prepare() throws(TransportError) {
        guard initialised == CURLE_OK, let version = ccurl_version() else {
            throw fault("libcurl cannot be initialised")
        }
        let features: [(Int32, String)] = [
            (CURL_VERSION_SSL, "TLS"), (CURL_VERSION_HTTP2, "HTTP/2"),
            (CURL_VERSION_ASYNCHDNS, "asynchronous name resolution"), (CURL_VERSION_LIBZ, "gzip"),
        ]
        for (bit, name) in features where version.pointee.features & bit == 0 {
            throw fault("the installed libcurl has no \(name)")
        }
    }

    static func fault(_ detail: String) -> TransportError {
        TransportError(
            .internalFault, place: "libcurl", detail: detail, advice: "Install the distribution's libcurl4 package.")
    }
}
