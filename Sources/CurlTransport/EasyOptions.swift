import CCurl
import Foundation
import Transport

/// The options of an easy handle: those that never change, and those of one exchange.
enum EasyOptions {
    /// libcurl hands on a body in pieces of this size; its own 16 KiB costs four times the calls on a page of 60 KB.
    private static let bufferBytes = 64 << 10

    static func setConstant(on easy: UnsafeMutableRawPointer, settings: EngineSettings) {
        ccurl_set_long(easy, CURLOPT_NOSIGNAL, 1)
        ccurl_set_string(easy, CURLOPT_PROTOCOLS_STR, "http,https")
        ccurl_set_long(easy, CURLOPT_FOLLOWLOCATION, 0)
        ccurl_set_long(easy, CURLOPT_PATH_AS_IS, 1)
        ccurl_set_long(easy, CURLOPT_HTTP09_ALLOWED, 0)
        ccurl_set_long(easy, CURLOPT_TCP_KEEPALIVE, 1)
        ccurl_set_long(easy, CURLOPT_BUFFERSIZE, bufferBytes)
        ccurl_set_string(easy, CURLOPT_USERAGENT, settings.userAgent)
        // All encodings that this libcurl knows.
        ccurl_set_string(easy, CURLOPT_ACCEPT_ENCODING, "")
        // One HTTP/2 connection takes many requests: wait for it rather than open another.
        ccurl_set_long(easy, CURLOPT_PIPEWAIT, 1)
        setTrust(on: easy, settings: settings)
        // Which hosts the proxy is for is decided here; none given means `no_proxy` of the environment, and a request
        // that went straight would miss the check of its address.
        ccurl_set_string(easy, CURLOPT_NOPROXY, "")
        ccurl_set_string(easy, CURLOPT_PROXY, "")
        ccurl_set_long(easy, CURLOPT_PROXYAUTH, ccurl_basic_authentication)
        ccurl_set_long(easy, CURLOPT_HEADEROPT, ccurl_separate_headers)
        ccurl_set_long(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
    }

    /// libcurl's defaults, stated, so that no build of it says otherwise.
    private static func setTrust(on easy: UnsafeMutableRawPointer, settings: EngineSettings) {
        for option in [CURLOPT_SSL_VERIFYPEER, CURLOPT_PROXY_SSL_VERIFYPEER] { ccurl_set_long(easy, option, 1) }
        for option in [CURLOPT_SSL_VERIFYHOST, CURLOPT_PROXY_SSL_VERIFYHOST] { ccurl_set_long(easy, option, 2) }
        for option in [CURLOPT_SSLVERSION, CURLOPT_PROXY_SSLVERSION] { ccurl_set_long(easy, option, ccurl_tls_1_2) }
        if let file = settings.certificateAuthorityFile {
            // Beside the system's directory of certificates, which stays as it is built in.
            ccurl_set_string(easy, CURLOPT_CAINFO, file)
            ccurl_set_string(easy, CURLOPT_PROXY_CAINFO, file)
        } else if ccurl_version().pointee.cainfo != nil {
            // The system's bundle holds the same certificates as its directory. Without the directory, libcurl reads
            // the bundle once for all connections (CURLOPT_CA_CACHE_TIMEOUT).
            ccurl_set_string(easy, CURLOPT_CAPATH, nil)
            ccurl_set_string(easy, CURLOPT_PROXY_CAPATH, nil)
        }
    }

    /// The first code that is not CURLE_OK.
    static func set(
        _ exchange: Exchange, headers: UnsafeMutablePointer<curl_slist>?, on easy: UnsafeMutableRawPointer
    ) -> CURLcode {
        var first = CURLE_OK
        func note(_ code: CURLcode) { if first == CURLE_OK { first = code } }
        note(ccurl_set_string(easy, CURLOPT_URL, exchange.url))
        note(ccurl_set_list(easy, CURLOPT_HTTPHEADER, headers))
        let version = exchange.origin.scheme == "https" ? ccurl_http_2_over_tls : ccurl_http_1_1
        note(ccurl_set_long(easy, CURLOPT_HTTP_VERSION, version))
        let connect = MonotonicClock.milliseconds(exchange.limits.connectTimeout)
        note(ccurl_set_long(easy, CURLOPT_CONNECTTIMEOUT_MS, connect))
        note(ccurl_set_long(easy, CURLOPT_FRESH_CONNECT, exchange.wantsFreshConnection ? 1 : 0))
        if let security = exchange.security { note(set(security, on: easy)) }
        if let proxy = exchange.proxy {
            note(ccurl_set_string(easy, CURLOPT_PROXY, proxy.url))
            note(ccurl_set_string(easy, CURLOPT_PROXYUSERNAME, proxy.username))
            if let password = proxy.password {
                note(password.reveal { ccurl_set_string(easy, CURLOPT_PROXYPASSWORD, $0) })
            }
        }
        switch exchange.method {
        case .get: note(ccurl_set_long(easy, CURLOPT_HTTPGET, 1))
        case .head: note(ccurl_set_long(easy, CURLOPT_NOBODY, 1))
        case .post, .put:
            let body = exchange.body ?? Data()
            if exchange.method == .put { note(ccurl_set_string(easy, CURLOPT_CUSTOMREQUEST, "PUT")) }
            note(ccurl_set_long(easy, CURLOPT_POST, 1))
            note(ccurl_set_offset(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count)))
            note(
                body.withUnsafeBytes { bytes in
                    // An empty body has no address, and none given means a body that is read by callback.
                    guard let start = bytes.baseAddress else {
                        return ccurl_set_string(easy, CURLOPT_COPYPOSTFIELDS, "")
                    }
                    return ccurl_set_pointer(easy, CURLOPT_COPYPOSTFIELDS, UnsafeMutableRawPointer(mutating: start))
                })
        }
        return first
    }

    /// The source's own authorities and certificate; of a proxy the machine's authorities stay.
    private static func set(_ security: ConnectionSecurity, on easy: UnsafeMutableRawPointer) -> CURLcode {
        var first = CURLE_OK
        func note(_ code: CURLcode) { if first == CURLE_OK { first = code } }
        if let authorities = security.authorities {
            // No bytes would mean no setting, and so the machine's authorities: a source that trusts nobody reaches nobody.
            note(set(authorities.isEmpty ? Data(" ".utf8) : authorities, CURLOPT_CAINFO_BLOB, on: easy))
            // Given beside the file alone, the directory of the machine's certificates would go on being trusted.
            note(ccurl_set_string(easy, CURLOPT_CAPATH, nil))
        }
        if let certificate = security.clientCertificate { note(set(certificate, CURLOPT_SSLCERT_BLOB, on: easy)) }
        if let key = security.clientKey {
            note(key.reveal { set(Data($0.utf8), CURLOPT_SSLKEY_BLOB, on: easy) })
        }
        return first
    }

    private static func set(_ bytes: Data, _ option: CURLoption, on easy: UnsafeMutableRawPointer) -> CURLcode {
        bytes.withUnsafeBytes { ccurl_set_blob(easy, option, $0.baseAddress, $0.count) }
    }

    /// No certificate, key or authority of a source stays in the handle.
    static func clearSecurity(on easy: UnsafeMutableRawPointer, settings: EngineSettings) {
        for option in [CURLOPT_CAINFO_BLOB, CURLOPT_SSLCERT_BLOB, CURLOPT_SSLKEY_BLOB] {
            ccurl_set_blob(easy, option, nil, 0)
        }
        ccurl_set_string(easy, CURLOPT_CAPATH, ccurl_version().pointee.capath)
        setTrust(on: easy, settings: settings)
    }

    /// Back to a plain GET of nothing, with no credential left in the handle.
    static func clear(_ easy: UnsafeMutableRawPointer, wasPlainGet: Bool) {
        ccurl_set_list(easy, CURLOPT_HTTPHEADER, nil)
        ccurl_set_string(easy, CURLOPT_URL, nil)
        if wasPlainGet { return }
        ccurl_set_string(easy, CURLOPT_CUSTOMREQUEST, nil)
        ccurl_set_pointer(easy, CURLOPT_COPYPOSTFIELDS, nil)
        ccurl_set_offset(easy, CURLOPT_POSTFIELDSIZE_LARGE, -1)
        ccurl_set_long(easy, CURLOPT_NOBODY, 0)
        ccurl_set_long(easy, CURLOPT_HTTPGET, 1)
        ccurl_set_string(easy, CURLOPT_PROXY, "")
        ccurl_set_string(easy, CURLOPT_PROXYUSERNAME, nil)
        ccurl_set_string(easy, CURLOPT_PROXYPASSWORD, nil)
    }
}
