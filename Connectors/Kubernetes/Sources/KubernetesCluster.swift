import ConnectorKit
import Foundation
import Transport

/// Where a cluster answers.
struct KubernetesCluster: Sendable {
    /// Without a slash at its end: `https://203.0.113.7:6443`, `https://host/k8s/clusters/c-1`.
    let server: String
    private let rules: OriginRules

    /// https://kubernetes.io/docs/reference/using-api/api-concepts/: rows an answer; what kubectl asks for too.
    static let pageSize = 500
    static let trackingConfigMap = "kube-apiserver-legacy-service-account-token-tracking"

    /// - Parameter setting: where the URL was written, for the message.
    /// - Throws: `SettingProblem` for what is no URL of a server.
    init(server text: String, setting: String) throws {
        var server = text
        while server.hasSuffix("/") { server.removeLast() }
        guard let url = URL(string: server), let origin = Origin(url), url.query == nil, url.fragment == nil else {
            throw SettingProblem(setting, "expected the API server's URL, such as https://cluster.example.com:6443")
        }
        guard origin.scheme == "https" || origin.isLoopback else {
            throw SettingProblem(setting, "expected https; plain http is accepted for loopback addresses only")
        }
        self.server = server
        // An API server mostly stands in a private network, and it was named by whoever wrote the configuration.
        rules = OriginRules(origins: [origin], privateAddressesAllowed: true)
    }

    static let json = "application/json"
    /// Names, labels and dates of objects, and nothing else of them.
    /// https://kubernetes.io/docs/reference/using-api/api-concepts/#metadata-only-fetches
    static let metadataOnly = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1"

    /// - Throws: `KubernetesProblem` for a server whose URL cannot be put together.
    func get(_ path: String, _ query: [(String, String)] = [], accept: String = json) throws -> Request {
        let text = server + path + (query.isEmpty ? "" : "?" + FormEncoding.encode(query))
        guard let url = URL(string: text) else { throw KubernetesProblem("no URL can be made for \(path)") }
        return Request(.get, url, headers: ["Accept": accept], effect: .read, allowedOrigins: rules)
    }

    func list(_ path: String, _ query: [(String, String)] = [], accept: String = json) throws -> Request {
        try get(path, query + [("limit", String(Self.pageSize))], accept: accept)
    }

    /// A question that has the form of a "create" and makes nothing: the server answers and forgets it.
    /// https://kubernetes.io/docs/reference/kubernetes-api/authentication-resources/self-subject-review-v1/
    private func review(_ path: String, _ body: String) throws -> Request {
        var request = try get(path)
        request.method = .post
        request.headers["Content-Type"] = Self.json
        request.body = Data(body.utf8)
        return request
    }

    // MARK: - What is asked first

    func ownName() throws -> Request {
        try review(
            "/apis/authentication.k8s.io/v1/selfsubjectreviews",
            #"{"apiVersion":"authentication.k8s.io/v1","kind":"SelfSubjectReview"}"#)
    }

    func ownRules() throws -> Request {
        try review(
            "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews",
            #"{"apiVersion":"authorization.k8s.io/v1","kind":"SelfSubjectRulesReview","spec":{"namespace":"kube-system"}}"#
        )
    }

    /// From the server's memory (`resourceVersion=0`), which costs it little: names for references, not a list to
    /// conclude from.
    func names(_ path: String, after position: String?) throws -> Request {
        try list(path, position.map { [("continue", $0)] } ?? [("resourceVersion", "0")])
    }

    /// Since when uses of legacy tokens are written down.
    func tracking() throws -> Request { try get("/api/v1/namespaces/kube-system/configmaps/\(Self.trackingConfigMap)") }
}
