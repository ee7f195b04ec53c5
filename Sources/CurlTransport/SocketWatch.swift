import CCurl
import Foundation
import Transport

/// The sockets that libcurl waits for, in an epoll set, and an event by which a thread that waits is called back.
///
/// `wait` is for the engine's thread, with no lock held; everything else belongs to whoever holds the engine's lock. A
/// socket put into the set wakes the waiting thread by itself: that is what lets a request go out on the thread of
/// its caller while the engine's thread sleeps on.
final class SocketWatch {
    /// What a connection waits for, as CURL_POLL_*, by descriptor.
    private struct Interest {
        /// Opened by us for a connection, hence closed through us.
        var isConnection = false
        var wanted: Int32 = CURL_POLL_NONE
        /// What the kernel's set holds.
        var watched: Int32 = CURL_POLL_NONE
    }

    private let poll: Int32
    private let event: Int32
    private var interests: [Interest] = []

    /// - Throws: `internalFault` when no file descriptor is left.
    init() throws(TransportError) {
        poll = ccurl_epoll_open()
        event = poll >= 0 ? ccurl_event_open() : -1
        guard event >= 0, ccurl_epoll_watch(poll, event, CURL_POLL_IN) == 0 else {
            let reason = errno
            for descriptor in [poll, event] where descriptor >= 0 { close(descriptor) }
            throw TransportError(
                .internalFault, place: "transport", detail: "no file descriptor is left for its thread (\(reason))",
                advice: "Raise the limit of open files (ulimit -n).")
        }
    }

    deinit {
        close(event)
        close(poll)
    }

    /// Ends a wait, the present or the next.
    func signal() { ccurl_event_signal(event) }

    /// Waits for readiness, a signal or the time. The sockets that are ready stand in `ready` then.
    func wait(into ready: ReadySockets, milliseconds: Int32) {
        ready.count = Int(
            ccurl_epoll_wait(poll, ready.descriptors, ready.readiness, Int32(ReadySockets.capacity), milliseconds))
    }

    /// Whether libcurl is to be told of a descriptor that was ready.
    func wants(_ descriptor: Int32) -> Bool {
        if descriptor == event {
            ccurl_event_clear(event)
            return false
        }
        let index = Int(descriptor)
        guard interests.indices.contains(index) else { return false }
        if interests[index].wanted != CURL_POLL_NONE { return true }
        // An idle connection, as a rule closed by the server: libcurl finds that out when it next wants to use it.
        forget(index)
        return false
    }

    /// What libcurl now waits for on a socket (CURLMOPT_SOCKETFUNCTION).
    func watch(_ descriptor: Int32, for what: Int32) {
        guard descriptor >= 0 else { return }
        let index = Int(descriptor)
        while interests.count <= index { interests.append(Interest()) }
        guard what != CURL_POLL_REMOVE, what != CURL_POLL_NONE else {
            interests[index].wanted = CURL_POLL_NONE
            // A connection that rests stays in the set, where it costs nothing, and spares two calls to the next
            // request on it. Not so a socket of libcurl's own, whose closing is not seen here.
            if !interests[index].isConnection || interests[index].watched != CURL_POLL_IN { forget(index) }
            return
        }
        interests[index].wanted = what
        guard interests[index].watched != what else { return }
        interests[index].watched = ccurl_epoll_watch(poll, descriptor, what) == 0 ? what : CURL_POLL_NONE
    }

    /// A socket for a connection has been opened.
    func opened(_ descriptor: Int32) {
        guard descriptor >= 0 else { return }
        let index = Int(descriptor)
        while interests.count <= index { interests.append(Interest()) }
        interests[index] = Interest(isConnection: true)
    }

    /// A connection's socket is about to be closed, which takes it out of the set.
    func closing(_ descriptor: Int32) {
        if interests.indices.contains(Int(descriptor)) { interests[Int(descriptor)] = Interest() }
    }

    private func forget(_ index: Int) {
        guard interests[index].watched != CURL_POLL_NONE else { return }
        interests[index].watched = CURL_POLL_NONE
        // It can only fail for a descriptor that is closed and so out of the set.
        _ = ccurl_epoll_watch(poll, Int32(index), CURL_POLL_REMOVE)
    }
}

/// The room for what one wait gives.
final class ReadySockets {
    static let capacity = 64
    let descriptors = UnsafeMutablePointer<Int32>.allocate(capacity: capacity)
    let readiness = UnsafeMutablePointer<Int32>.allocate(capacity: capacity)
    fileprivate(set) var count = 0

    deinit {
        descriptors.deallocate()
        readiness.deallocate()
    }
}
