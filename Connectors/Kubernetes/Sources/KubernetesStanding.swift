import ConnectorKit
import Foundation
import Inventory
import Transport

/// What signing in told, which mappings go by. References in a cluster are names, while records are known by uid: a
/// service account that is made again under the same name is another one.
final class KubernetesStanding: Sendable {
    struct Told: Sendable {
        /// The uid by `namespace/name`.
        var accounts: [String: String] = [:]
        /// The owners' labels of namespaces, by name.
        var namespaces: [String: [String: String]] = [:]
        /// Since when uses of legacy tokens are written down; nil where that is not known.
        var trackedSince: Instant?

        /// A service account by name. One that is not there is known by the name that the cluster has for it: a binding
        /// may name it long after it is gone, and goes on holding for the next one of the name.
        func account(_ namespace: String, _ name: String) -> Reference {
            .identity(accounts["\(namespace)/\(name)"] ?? KubernetesAccounts.userName(namespace, name))
        }
    }

    private let told = Locked(Told())

    var current: Told { told.withLock { $0 } }

    func learn(_ told: Told) { self.told.withLock { $0 = told } }
}
