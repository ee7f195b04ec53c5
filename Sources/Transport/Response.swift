import Foundation

/// What came back: any status is a response; only a broken transfer is an error.
public struct Response: Sendable {
    public var status: Int
    public var headers: Headers
    /// Decompressed and within the request's bound.
    public var body: Data
    /// The URL that answered, after redirects.
    public var url: URL

    public init(status: Int, headers: Headers = [:], body: Data = Data(), url: URL) {
        self.status = status
        self.headers = headers
        self.body = body
        self.url = url
    }
}
