import ConnectorKit
import Foundation
import Inventory
import Transport

/// Whose data it is, and who reads: the cluster by the uid of its `kube-system`, which it never loses; the names that
/// references go by; then the user and what its roles allow.
struct KubernetesTenant: Sendable {
    let cluster: KubernetesCluster
    let standing: KubernetesStanding
    let labels: KubernetesLabelNames
    let readsTokens: Bool
    let needed: Set<String>
    let form: CredentialForm

    private typealias Ask = @Sendable (Request) async throws -> Response

    private struct SelfReview: Decodable {
        var status: Status
        struct Status: Decodable { var userInfo: User }
        struct User: Decodable { var username: String }
    }

    private struct RulesReview: Decodable {
        var status: Status
        struct Status: Decodable {
            var resourceRules: [KubernetesRule]
            var incomplete: Bool
        }
    }

    private struct Tracking: Decodable {
        var data: [String: String]
    }

    var probe: TenantProbe {
        .conversation(redaction: KubernetesRedaction.tenant(labels)) { ask in
            var told = KubernetesStanding.Told()
            var id: String?
            for namespace in try await names("/api/v1/namespaces", "NamespaceList", ask) {
                if namespace.name == "kube-system" { id = namespace.uid }
                told.namespaces[namespace.name] = labels.tags(namespace).filter { labels.owners.contains($0.key) }
            }
            guard let id else { throw KubernetesProblem("the cluster has no namespace kube-system") }
            // Without them no reference could be told from one to a service account that is gone.
            for account in try await names("/api/v1/serviceaccounts", "ServiceAccountList", ask) {
                told.accounts[account.title] = account.uid
            }
            if readsTokens {
                told.trackedSince = try await unlessRefused {
                    let answer = try await ask(try cluster.tracking())
                    let data = try JSONDecoder().decode(Tracking.self, from: answer.body).data
                    return data["since"].flatMap { Instant($0) }
                }.flatMap { $0 }
            }
            standing.learn(told)
            return try await identity(id, told, ask)
        }
    }

    private func identity(_ id: String, _ told: KubernetesStanding.Told, _ ask: Ask) async throws -> TenantIdentity {
        let user = try await unlessRefused {
            let answer = try await ask(try cluster.ownName())
            return try JSONDecoder().decode(SelfReview.self, from: answer.body).status.userInfo.username
        }
        let rules = try await unlessRefused {
            let answer = try await ask(try cluster.ownRules())
            return try JSONDecoder().decode(RulesReview.self, from: answer.body).status
        }
        var own = OwnCredential(holder: user.map { KubernetesSubject.user($0, told).reference }, form: form)
        if let rules {
            let found = KubernetesPrivilege.excess(rules.resourceRules, beyond: needed)
            // What another authorizer allows is not listed: "none" would then be more than is known.
            own.excess = rules.incomplete && found.all.isEmpty ? nil : found.all
            own.writes = rules.incomplete && found.writes.isEmpty ? nil : found.writes
        }
        // Servers before 1.28 do not tell who asks.
        return TenantIdentity(id: id, principal: user.map { "user \($0)" } ?? "unnamed user", own: own)
    }

    private func names(_ path: String, _ kind: String, _ ask: Ask) async throws -> [KubernetesMetadata] {
        var found: [KubernetesMetadata] = []
        var position: String?
        var pages = 0
        repeat {
            let response = try await ask(try cluster.names(path, after: position))
            let list = try KubernetesList<KubernetesPartialObject>.read(response, kind: kind)
            found += list.rows.rows.map(\.metadata)
            guard list.next == nil || list.next != position, pages < 10_000 else {
                throw KubernetesProblem("the server goes on sending pages of \(path)")
            }
            position = list.next
            pages += 1
        } while position != nil
        return found
    }

    /// nil where the server answered, and said no.
    private func unlessRefused<Value>(_ ask: () async throws -> Value) async throws -> Value? {
        do { return try await ask() } catch let problem as SourceProblem where problem.isRefusal { return nil }
    }
}
