import Transport

extension CurlTransport {
    /// What holds for every request of one transport. There is no option against the verification of certificates,
    /// and none for another protocol than http and https.
    public struct Configuration: Sendable {
        /// A file of PEM certificates to trust beside the system's own; nil for the system's alone.
        public var certificateAuthorityFile: String?
        public var proxy: ProxyChoice
        /// Connections to one host at once, 1 or more. HTTP/2 needs one; over HTTP/1.1 each carries one request at a
        /// time, and a list whose pages are counted is read eight at once. Quotas hold a source to less.
        public var maximumConnectionsPerHost: Int
        /// Connections to all hosts at once, 1 or more.
        public var maximumConnections: Int
        /// The `User-Agent` of requests that bring none: `muster/VERSION`.
        public var userAgent: String

        public init(
            certificateAuthorityFile: String? = nil, proxy: ProxyChoice = .none, maximumConnectionsPerHost: Int = 8,
            maximumConnections: Int = 64, userAgent: String = "muster"
        ) {
            self.certificateAuthorityFile = certificateAuthorityFile
            self.proxy = proxy
            self.maximumConnectionsPerHost = maximumConnectionsPerHost
            self.maximumConnections = maximumConnections
            self.userAgent = userAgent
        }
    }
}
