import CCurl
import Foundation
import Transport

/// Why a transfer broke off, before it is put into words.
struct TransferFailure: Sendable {
    enum Cause: Sendable, Equatable {
        case curl(CURLcode)
        case bodyTooLarge, headersTooLarge, addressRefused
        case connectTimeout, idleTimeout, totalTimeout
        case connectionRefused
        /// The proxy answered the tunnel with this status.
        case proxyStatus(Int)
        /// The connection that the request was to join has no address yet.
        case unknownPeer
        case outOfMemory
    }

    /// How far it had come.
    enum Stage: Sendable { case connect, head, body }

    let cause: Cause
    var stage = Stage.connect
    /// In libcurl's words, or those of the rules.
    var detail = ""

    init(_ cause: Cause, detail: String = "") {
        self.cause = cause
        self.detail = detail
    }

    /// - Parameters:
    ///   - systemError: CURLINFO_OS_ERRNO; only a failed connect sets it.
    ///   - proxyStatus: CURLINFO_HTTP_CONNECTCODE, 0 when there was no tunnel.
    init(_ code: CURLcode, stage: Stage, systemError: Int32, proxyStatus: Int, detail: String) {
        self.stage = stage
        self.detail = detail
        cause =
            switch code {
            case _ where proxyStatus != 0 && !(200..<300).contains(proxyStatus): .proxyStatus(proxyStatus)
            case CURLE_OPERATION_TIMEDOUT: .connectTimeout
            case CURLE_COULDNT_CONNECT where systemError == ECONNREFUSED: .connectionRefused
            // A single line beyond 100 KB, or more than 300 KB of lines: libcurl's own bounds.
            case CURLE_OUT_OF_MEMORY where stage == .head: .headersTooLarge
            case CURLE_RECV_ERROR where stage == .head && detail.hasPrefix("Too large response headers"):
                .headersTooLarge
            default: .curl(code)
            }
    }

    func error(for exchange: Exchange) -> TransportError {
        let (code, ownDetail, advice) = words(for: exchange)
        let detail = ownDetail ?? Self.cleaned(self.detail)
        return TransportError(code, place: exchange.place, detail: detail, advice: advice)
    }

    /// Parts of it may come from the server.
    private static func cleaned(_ text: String) -> String {
        let plain = text.unicodeScalars.filter { $0.properties.generalCategory != .control && $0.value < 0x2000 }
        return String(String.UnicodeScalarView(plain.prefix(300)))
    }

    private typealias Words = (TransportError.Code, detail: String?, advice: String)

    private func words(for exchange: Exchange) -> Words {
        let limits = exchange.limits
        let host = exchange.origin.host
        let isProxied = exchange.proxy != nil
        switch cause {
        case .bodyTooLarge:
            return (
                .bodyTooLarge, "the body is larger than \(limits.maximumBodyBytes) bytes",
                "Ask for smaller pages; an answer of this size is not what the API documents."
            )
        case .headersTooLarge:
            return (
                .headersTooLarge,
                "the header is larger than \(limits.maximumHeaderBytes) bytes or holds an endless line",
                "Check what answers at \(exchange.origin); it does not behave as an API does."
            )
        case .addressRefused:
            let error = Exchange.addressRefused(exchange.place, detail)
            return (.addressRefused, "\(host) leads to a forbidden address: \(detail)", error.advice)
        case .connectTimeout:
            return (
                isProxied ? .proxy : .connectTimeout, "no connection within \(limits.connectTimeout)",
                "Check that \(isProxied ? "the proxy" : host) can be reached from here; a firewall may drop packets."
            )
        case .idleTimeout:
            return (
                .idleTimeout, "no byte came for \(limits.idleTimeout)",
                "It may be overloaded: try again later."
            )
        case .totalTimeout:
            return (
                .totalTimeout, "not finished within \(limits.totalTimeout)",
                "Try again later, or ask for smaller pages."
            )
        case .connectionRefused where isProxied:
            return (.proxy, "the proxy refused the connection", "Check that the proxy runs at the configured place.")
        case .connectionRefused:
            return (
                .connectionRefused, "\(exchange.origin.authority) refused the connection",
                "Check host and port, and that the server runs."
            )
        case .proxyStatus(407):
            return (.proxy, "the proxy wants other credentials (407)", "Check the proxy's user name and password.")
        case .proxyStatus(let status):
            return (.proxy, "the proxy refused the tunnel (\(status))", "Ask whoever runs the proxy to allow \(host).")
        case .unknownPeer, .outOfMemory:
            return (.internalFault, detail.isEmpty ? "the transfer could not be started" : nil, "Try again.")
        case .curl(let code): return words(of: code, host: host, isProxied: isProxied)
        }
    }

    private func words(of code: CURLcode, host: String, isProxied: Bool) -> Words {
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST:
            return (.unknownHost, "\(host) cannot be resolved", "Check the host's spelling and this machine's DNS.")
        case CURLE_COULDNT_RESOLVE_PROXY:
            return (.proxy, "the proxy's name cannot be resolved", "Check the proxy's spelling and this machine's DNS.")
        case CURLE_PROXY:
            return (.proxy, nil, "Check the proxy and its credentials.")
        case CURLE_COULDNT_CONNECT:
            return (isProxied ? .proxy : .connectionFailed, nil, "Check the network between here and \(host).")
        case CURLE_SSL_CACERT_BADFILE:
            return (.tls, nil, "Check the certificate authority file.")
        case CURLE_PEER_FAILED_VERIFICATION:
            return (
                .tls, nil,
                "Have the certificate of \(host) renewed or corrected; if a private authority issued it, configure that "
                    + "authority's file. Verification cannot be switched off."
            )
        case CURLE_SSL_CERTPROBLEM:
            return (.tls, nil, "Check that the client certificate and its key are PEM and belong together.")
        case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CIPHER, CURLE_SSL_ISSUER_ERROR,
            CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_SSL_SHUTDOWN_FAILED,
            CURLE_SSL_CRL_BADFILE, CURLE_SSL_ENGINE_NOTFOUND, CURLE_SSL_ENGINE_SETFAILED,
            CURLE_SSL_ENGINE_INITFAILED, CURLE_SSL_CLIENTCERT, CURLE_USE_SSL_FAILED:
            return (.tls, nil, "Check that \(host) speaks TLS 1.2 or newer on this port.")
        case CURLE_PARTIAL_FILE: return Self.cut
        case CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_GOT_NOTHING, CURLE_HTTP2_STREAM:
            if stage == .body { return Self.cut }
            return (.connectionFailed, nil, "The connection broke before an answer came: try again.")
        case CURLE_BAD_CONTENT_ENCODING:
            return (.badEncoding, nil, "The body is not in the compression it names; a proxy may have damaged it.")
        case CURLE_URL_MALFORMAT:
            return (.invalidRequest, nil, "Correct the URL.")
        case CURLE_OUT_OF_MEMORY, CURLE_FAILED_INIT, CURLE_BAD_FUNCTION_ARGUMENT, CURLE_UNKNOWN_OPTION,
            CURLE_NOT_BUILT_IN:
            return (.internalFault, nil, "Report this with the version of libcurl.")
        default:
            return (.protocolFault, nil, "Check that \(host) speaks HTTP at this URL.")
        }
    }

    private static let cut: Words = (
        .bodyCut, nil, "The answer is not whole and nothing of it is used: try again."
    )
}
