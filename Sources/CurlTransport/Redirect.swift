import Foundation
import Transport

/// Where an answer sends a request on, if anywhere.
enum Redirect {
    /// As many as a vendor's sign-in page or moved API needs; more is a loop.
    static let maximum = 5

    /// The request to make next; nil when the answer stands as it is.
    ///
    /// A GET or HEAD is followed. A POST is repeated for 307 and 308 at its own origin only, since its body may hold a
    /// credential; answered with 301, 302 or 303 it stands, because the same request may not be made again as a GET
    /// that nobody declared. At another allowed origin, only `Accept` and `User-Agent` are sent again: whatever else
    /// a header holds was meant for the first, and so was a client certificate.
    ///
    /// - Throws: `TransportError` with `originRefused` for a target that the rules forbid, whatever the method;
    ///   `protocolFault` for a target that cannot be read.
    static func next(after answer: Response, of request: Request) throws(TransportError) -> Request? {
        switch answer.status {
        case 301, 302, 303, 307, 308: break
        default: return nil
        }
        let locations = Set(answer.headers.all("Location"))
        guard let location = locations.first else { return nil }
        let place = TransportError.place(of: request.url)
        guard locations.count == 1, location.utf8.count <= 8192, location.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7f }),
            let target = URL(string: location, relativeTo: request.url)?.absoluteURL
        else {
            throw TransportError(
                .protocolFault, place: place, detail: "it answered \(answer.status) with a Location that is no one URL",
                advice: "Check the configured URL; a proxy or a sign-in page may have answered.")
        }
        let origin = Origin(target)
        let title = origin?.description ?? "a \((target.scheme ?? "broken").prefix(20)) URL"
        func refused(_ reason: String) -> TransportError {
            TransportError(
                .originRefused, place: place,
                detail: "it answered \(answer.status) with a redirect to \(title), and \(reason)",
                advice: "If \(title) is right, configure it as the source's URL.")
        }
        guard let origin else { throw refused("that is not an http or https URL with a plain host") }
        if let reason = request.allowedOrigins.refusal(of: origin) { throw refused(reason) }

        let isSameOrigin = origin == Origin(request.url)
        var next = request
        next.url = withoutFragment(target)
        switch request.method {
        case .get, .head: break
        case .post, .put:
            guard answer.status == 307 || answer.status == 308 else { return nil }
            guard isSameOrigin else { throw refused("a \(request.method.rawValue) is not repeated at another origin") }
        }
        if !isSameOrigin {
            next.headers = Headers()
            for name in ["Accept", "User-Agent"] { next.headers[name] = request.headers[name] }
            next.security = nil
        }
        return next
    }

    private static func withoutFragment(_ url: URL) -> URL {
        guard url.fragment != nil, var components = URLComponents(url: url, resolvingAgainstBaseURL: true) else {
            return url
        }
        components.fragment = nil
        return components.url ?? url
    }
}
