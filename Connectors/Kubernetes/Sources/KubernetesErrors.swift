import ConnectorKit
import Foundation
import Transport

/// How an API server says no: the HTTP status decides, the body is a `Status` that repeats it in words.
/// https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/
enum KubernetesErrors {
    /// nil leaves it to HTTP's general reading, which 401, 429 with `Retry-After` and 5xx mean as they stand.
    static func classify(_ response: Response) -> Outcome? {
        switch response.status {
        case 403: .denied(reason: "HTTP 403: the cluster's roles do not allow \(place(response))")
        case 404: .unsupported(reason: "HTTP 404: this server has no \(place(response))")
        case 406: .unsupported(reason: "HTTP 406: this server does not give metadata alone")
        case 410:
            // The answer holds a token by which the list goes on without being one of one moment: not taken.
            .failed(reason: "HTTP 410: the list's next page expired before it was asked for")
        default: nil
        }
    }

    /// The last word of the path, which is one that was asked for: `serviceaccounts`.
    private static func place(_ response: Response) -> String { String(response.url.lastPathComponent.prefix(80)) }
}
