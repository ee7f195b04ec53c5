import CCurl
import Foundation
import Transport

/// An easy handle and what comes in on it. Belongs to whoever drives the engine; used again for one exchange after another.
final class Transfer {
    let easy: UnsafeMutableRawPointer
    private let turn: EngineTurn
    private let sockets: SocketWatch
    /// Where it stands among the active ones.
    var position = 0
    private let errorBuffer: UnsafeMutablePointer<CChar>
    private var requestHeaders: UnsafeMutablePointer<curl_slist>?

    private(set) var ticket: Ticket?
    private var limits = TransferLimits.standard
    private var guardian = AddressGuard()
    private var head = ResponseHead()
    private var body = Data()
    /// Why a callback stopped the transfer.
    private var stopped: TransferFailure.Cause?
    /// The request has a connection and goes out.
    private(set) var hasBegun = false
    private var hasBody = false

    private let settings: EngineSettings
    private var isPlainGet = false
    private var hasOwnSecurity = false
    private var deadline = UInt64.max
    private var startedAt: UInt64 = 0
    private var lastActivity: UInt64 = 0
    private var bytesAtLastCheck: curl_off_t = 0
    private var idleNanoseconds: UInt64 = 0

    /// nil when memory is out.
    init?(settings: EngineSettings, turn: EngineTurn, sockets: SocketWatch) {
        guard let easy = curl_easy_init() else { return nil }
        self.easy = easy
        self.settings = settings
        self.turn = turn
        self.sockets = sockets
        errorBuffer = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorBuffer.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        EasyOptions.setConstant(on: easy, settings: settings)
        ccurl_set_pointer(easy, CURLOPT_ERRORBUFFER, errorBuffer)
        let context = Unmanaged.passUnretained(self).toOpaque()
        for option in [
            CURLOPT_PRIVATE, CURLOPT_WRITEDATA, CURLOPT_HEADERDATA, CURLOPT_OPENSOCKETDATA, CURLOPT_PREREQDATA,
        ] {
            ccurl_set_pointer(easy, option, context)
        }
        ccurl_set_write(easy, CURLOPT_WRITEFUNCTION, receiveBody)
        ccurl_set_write(easy, CURLOPT_HEADERFUNCTION, receiveHeaderLine)
        ccurl_set_open_socket(easy, openSocket)
        // A connection outlives the transfer that opened it, so this callback gets what outlives both.
        ccurl_set_pointer(easy, CURLOPT_CLOSESOCKETDATA, Unmanaged.passUnretained(sockets).toOpaque())
        ccurl_set_close_socket(easy, closeSocket)
        ccurl_set_before_request(easy, beforeRequest)
    }

    deinit {
        curl_easy_cleanup(easy)
        curl_slist_free_all(requestHeaders)
        errorBuffer.deallocate()
    }

    /// Takes an exchange. A failure means that libcurl refused an option; then `clear` is to follow.
    func prepare(_ ticket: Ticket) -> TransferFailure? {
        let exchange = ticket.exchange
        self.ticket = ticket
        limits = exchange.limits
        guardian = AddressGuard(exchange)
        isPlainGet = exchange.method == .get && exchange.proxy == nil
        hasOwnSecurity = exchange.security != nil
        deadline = exchange.deadline
        startedAt = turn.now
        idleNanoseconds = MonotonicClock.nanoseconds(limits.idleTimeout)
        for line in exchange.headerLines {
            guard let longer = curl_slist_append(requestHeaders, line) else { return TransferFailure(.outOfMemory) }
            requestHeaders = longer
        }
        let code = EasyOptions.set(exchange, headers: requestHeaders, on: easy)
        return code == CURLE_OK ? nil : TransferFailure(.curl(code), detail: String(cString: curl_easy_strerror(code)))
    }

    /// Lets go of everything that belonged to the exchange, credentials first of all.
    func clear() {
        EasyOptions.clear(easy, wasPlainGet: isPlainGet)
        if hasOwnSecurity { EasyOptions.clearSecurity(on: easy, settings: settings) }
        hasOwnSecurity = false
        curl_slist_free_all(requestHeaders)
        requestHeaders = nil
        ticket = nil
        guardian = AddressGuard()
        head.clear()
        body = Data()
        stopped = nil
        hasBegun = false
        hasBody = false
        bytesAtLastCheck = 0
        errorBuffer.pointee = 0
    }

    // MARK: Time

    /// When to look at this transfer next.
    var nextDeadline: UInt64 {
        hasBegun ? min(deadline, lastActivity &+ idleNanoseconds) : deadline
    }

    /// Whether it has waited for a connection as long as connecting may take.
    var hasWaitedToConnect: Bool {
        turn.now &- startedAt >= MonotonicClock.nanoseconds(limits.connectTimeout)
    }

    /// The time-out that has passed, if any.
    func overdue() -> TransferFailure? {
        if turn.now >= deadline { return TransferFailure(.totalTimeout) }
        guard hasBegun, turn.now >= lastActivity &+ idleNanoseconds else { return nil }
        // Bytes that no callback sees: a request body going out, compressed bytes that hold no output yet.
        let bytes =
            ccurl_get_offset(easy, CURLINFO_SIZE_UPLOAD_T) + ccurl_get_offset(easy, CURLINFO_SIZE_DOWNLOAD_T)
        guard bytes == bytesAtLastCheck else {
            bytesAtLastCheck = bytes
            lastActivity = turn.now
            return nil
        }
        return TransferFailure(.idleTimeout)
    }

    // MARK: What libcurl calls

    /// The bytes taken; fewer than given stop the transfer.
    fileprivate func takeBody(_ bytes: UnsafeRawPointer, count: Int) -> Int {
        lastActivity = turn.now
        if !hasBody {
            hasBody = true
            let announced = Int(ccurl_get_offset(easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T))
            if announced > limits.maximumBodyBytes { return stop(.bodyTooLarge) }
            if announced > count { body.reserveCapacity(announced) }
        }
        guard count <= limits.maximumBodyBytes - body.count else { return stop(.bodyTooLarge) }
        body.append(bytes.assumingMemoryBound(to: UInt8.self), count: count)
        return count
    }

    fileprivate func takeHeaderLine(_ bytes: UnsafeRawPointer, count: Int) -> Int {
        lastActivity = turn.now
        let line = UnsafeRawBufferPointer(start: bytes, count: count)
        return head.take(line, maximumBytes: limits.maximumHeaderBytes) ? count : stop(.headersTooLarge)
    }

    private func stop(_ cause: TransferFailure.Cause) -> Int {
        stopped = cause
        return ccurl_write_failed
    }

    fileprivate func open(_ address: UnsafePointer<curl_sockaddr>) -> curl_socket_t {
        let socket = ccurl_open(address)
        sockets.opened(socket)
        return socket
    }

    fileprivate func mayConnect(to address: IPAddress?) -> Bool { guardian.mayConnect(to: address) }

    /// Just before the request goes out, on a new connection or on one used before, which another request's rules
    /// may have let through.
    fileprivate func mayUse(peer: UnsafePointer<CChar>?) -> Bool {
        if !hasBegun { turn.waiting -= 1 }
        hasBegun = true
        turn.hasProgress = true
        lastActivity = turn.now
        turn.expect(nextDeadline)
        switch guardian.judge(peer: peer) {
        case .allowed: return true
        case .refused: return false
        case .unknown:
            stopped = .unknownPeer
            return false
        }
    }

    // MARK: The end

    func outcome(of code: CURLcode) -> Outcome {
        if code == CURLE_OK {
            let status = ccurl_get_long(easy, CURLINFO_RESPONSE_CODE)
            return .answered(Answer(status: status, headers: head.headers(), body: body))
        }
        let written = errorBuffer.pointee == 0 ? curl_easy_strerror(code) : UnsafePointer(errorBuffer)
        let detail = written.map { String(cString: $0) } ?? ""
        if let stopped { return .failed(TransferFailure(stopped, detail: detail)) }
        if let reason = guardian.refusal,
            code == CURLE_COULDNT_CONNECT || code == CURLE_ABORTED_BY_CALLBACK || code == CURLE_OPERATION_TIMEDOUT
        {
            return .failed(TransferFailure(.addressRefused, detail: reason))
        }
        let stage: TransferFailure.Stage = hasBody || head.isComplete ? .body : hasBegun ? .head : .connect
        return .failed(
            TransferFailure(
                code, stage: stage, systemError: Int32(truncatingIfNeeded: ccurl_get_long(easy, CURLINFO_OS_ERRNO)),
                proxyStatus: ccurl_get_long(easy, CURLINFO_HTTP_CONNECTCODE), detail: detail))
    }
}

// Functions and not closures: libcurl takes C functions, which capture nothing. The transfer outlives its easy handle,
// so the unretained reference is good for as long as libcurl can call.

private func transfer(_ context: UnsafeMutableRawPointer) -> Transfer {
    Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
}

private func receiveBody(
    bytes: UnsafeMutablePointer<CChar>?, size: Int, count: Int, context: UnsafeMutableRawPointer?
) -> Int {
    guard let bytes, let context else { return ccurl_write_failed }
    return transfer(context).takeBody(bytes, count: size * count)
}

private func receiveHeaderLine(
    bytes: UnsafeMutablePointer<CChar>?, size: Int, count: Int, context: UnsafeMutableRawPointer?
) -> Int {
    guard let bytes, let context else { return ccurl_write_failed }
    return transfer(context).takeHeaderLine(bytes, count: size * count)
}

private func openSocket(
    context: UnsafeMutableRawPointer?, purpose: curlsocktype, address: UnsafeMutablePointer<curl_sockaddr>?
) -> curl_socket_t {
    guard let context, let address, transfer(context).mayConnect(to: IPAddress(of: address)) else {
        return ccurl_no_socket
    }
    return transfer(context).open(address)
}

private func closeSocket(context: UnsafeMutableRawPointer?, socket: curl_socket_t) -> Int32 {
    if let context { Unmanaged<SocketWatch>.fromOpaque(context).takeUnretainedValue().closing(socket) }
    return close(socket)
}

private func beforeRequest(
    context: UnsafeMutableRawPointer?, peer: UnsafeMutablePointer<CChar>?, local: UnsafeMutablePointer<CChar>?,
    peerPort: Int32, localPort: Int32
) -> Int32 {
    guard let context, transfer(context).mayUse(peer: peer) else { return CURL_PREREQFUNC_ABORT }
    return CURL_PREREQFUNC_OK
}
