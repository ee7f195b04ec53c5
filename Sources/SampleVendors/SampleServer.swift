import Foundation
import Hummingbird
import HummingbirdCore
import Inventory
import Logging
import Transport

/// One vendor on a port of 127.0.0.1: hands each request to it, within bounds.
actor SampleServer {
    /// Where it listens.
    let origin: URL
    private let task: Task<Void, any Error>

    /// More than any request of a connector has.
    private static let maximumBody = 1 << 20

    /// - Parameter port: 0 takes any free one.
    /// - Throws: when the port is taken.
    init(_ vendor: any Vendor, now: Instant, port: Int) async throws {
        let (ports, continuation) = AsyncStream<Int?>.makeStream()
        let place = Locked("")
        let date = Self.httpDate(now)
        let channel = HTTPServerBuilder { _ in
            // The responder of the application would write this machine's own date into each answer.
            HTTP1Channel { request, writer, _ in
                let answer = try await Self.answer(request, vendor, origin: place.withLock { $0 })
                var head = HTTPResponse(status: .init(code: answer.status))
                for field in answer.headers.fields {
                    guard let name = HTTPFields.Element.Name(field.name) else { continue }
                    head.headerFields.append(.init(name: name, value: field.value))
                }
                head.headerFields[.date] = date
                head.headerFields[.contentLength] = String(answer.body.count)
                try await writer.write(response: head, body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body)))
            }
        }
        let application = Application(
            responder: CallbackResponder<BasicRequestContext> { _, _ in Response(status: .notFound) }, server: channel,
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: port)),
            onServerRunning: { channel in
                continuation.yield(channel.localAddress?.port)
                continuation.finish()
            }, logger: Logger(label: "sample") { _ in SwiftLogNoOpLogHandler() })
        task = Task {
            defer { continuation.finish() }
            try await application.run()
        }
        var found: Int?
        for await port in ports { found = port }
        guard let found, let url = URL(string: "http://127.0.0.1:\(found)") else {
            // The application says why.
            try await task.value
            throw RecordingError("127.0.0.1:\(port)", "the server did not start", "Choose another port.")
        }
        origin = url
        place.withLock { $0 = "http://127.0.0.1:\(found)" }
    }

    func stop() async {
        task.cancel()
        // It ends by the cancellation, which is no failure here.
        _ = await task.result
    }

    private static func answer(_ request: Request, _ vendor: any Vendor, origin: String) async throws -> VendorAnswer {
        var headers = Headers()
        for field in request.headers { headers.append(field.name.rawName, field.value) }
        if let authority = request.head.authority { headers["Host"] = authority }
        var body = Data()
        do {
            for try await part in request.body {
                guard body.count + part.readableBytes <= maximumBody else { return VendorAnswer(status: 413) }
                body.append(contentsOf: part.readableBytesView)
            }
        }
        return vendor.answer(
            VendorRequest(
                method: request.method.rawValue, path: request.uri.path, query: request.uri.query ?? "",
                headers: headers, body: body, origin: origin))
    }

    /// RFC 9110 section 5.6.7.
    static func httpDate(_ instant: Instant) -> String {
        let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let text = instant.description
        let day = Int(instant.days(since: Instant(milliseconds: 0)) % 7 + 7) % 7
        let month = Int(text.dropFirst(5).prefix(2)).map { months[$0 - 1] } ?? ""
        return
            "\(days[day]), \(text.dropFirst(8).prefix(2)) \(month) \(text.prefix(4)) \(text.dropFirst(11).prefix(8)) GMT"
    }
}
