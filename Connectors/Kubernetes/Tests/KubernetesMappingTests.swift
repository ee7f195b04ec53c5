import ConnectorKit
import ConnectorTesting
import Foundation
import Inventory
import Testing
import Transport

@testable import KubernetesConnector

@Suite("Kubernetes: what fields mean")
struct KubernetesMappingTests {
    private static let told: KubernetesStanding.Told = {
        var told = KubernetesStanding.Told()
        told.accounts = ["payments/api": "uid-api", "ci/deployer": "uid-deployer"]
        told.namespaces = ["payments": ["team": "payments", "owner": "olu.ade@example.com"]]
        told.trackedSince = Instant("2023-06-01")
        return told
    }()

    private static func decode(_ id: String, _ items: String) throws -> DecodedPage {
        try KubernetesTests.decode(id, items, told)
    }

    private static func account(_ name: String, _ namespace: String, _ more: String = "") throws -> Identity {
        let page = try decode(
            "serviceAccounts", #"[{"metadata":{"name":"\#(name)","namespace":"\#(namespace)","uid":"u"\#(more)}}]"#)
        return try #require(page.identities.first { $0.type == "kubernetes.serviceAccount" })
    }

    // MARK: - Service accounts

    @Test(
        "the system's own service accounts are the vendor's, and a namespace's first one",
        arguments: [
            ("default", "payments", true), ("coredns", "kube-system", true), ("x", "kube-node-lease", true),
            ("router", "openshift-ingress", true), ("api", "payments", false), ("kube-state", "monitoring", false),
        ])
    func vendorManaged(name: String, namespace: String, isVendors: Bool) throws {
        let account = try Self.account(name, namespace)
        #expect(account.vendorManaged == isVendors)
        #expect(account.classification == .service)
    }

    @Test("owners stand in labels and annotations, the namespace's where its own are silent")
    func owners() throws {
        let own = try Self.account(
            "api", "payments",
            #","labels":{"owner":"ada","example.com/owner":"x","secret-label":"y"},"annotations":{"owner":"ada.berg@example.com"}"#
        )
        #expect(own.tags["owner"] == "ada.berg@example.com")
        #expect(own.tags["team"] == "payments")
        #expect(own.tags["example.com/owner"] == "x")
        #expect(own.tags["secret-label"] == nil)
        #expect(own.attributes["tagsOfNamespace"] == "team")
        #expect(try Self.account("other", "ci").tags.isEmpty)
    }

    @Test("what kubectl was last given is not decoded, nor anything of a document's length")
    func annotations() throws {
        let long = String(repeating: "x", count: 2000)
        let labels = try JSONDecoder().decode(
            KubernetesLabels.self,
            from: Data(#"{"\#(KubernetesLabels.lastApplied)":"{}","long":"\#(long)","owner":"a","none":null}"#.utf8))
        #expect(labels.values == ["owner": "a"])
    }

    @Test("a cloud's identity is an entitlement whose privilege is not known here, and links nobody to a person")
    func cloudIdentities() throws {
        let page = try Self.decode(
            "serviceAccounts",
            #"[{"metadata":{"name":"a","namespace":"n","uid":"u","annotations":{"azure.workload.identity/client-id":"c-1","iam.gke.io/gcp-service-account":"ada@example.com"}}}]"#
        )
        let clouds = page.entitlements.filter { $0.type == "kubernetes.cloudIdentity" }
        #expect(clouds.map(\.targetName).sorted() == ["ada@example.com", "c-1"])
        #expect(page.permissions.allSatisfy { $0.privilege == .unknown })
        #expect(page.records.allSatisfy { $0.kind != .link })
    }

    // MARK: - Subjects

    @Test(
        "a name tells a kind only where it is the system's or Google's; nobody is told to be a person",
        arguments: [
            ("ada.berg@example.com", IdentityClass.unknown, ["ada.berg@example.com"]), ("cara", .unknown, []),
            ("build@p.iam.gserviceaccount.com", .service, []), ("system:kube-scheduler", .system, []),
            ("system:node:node-1", .system, []), ("3f1c0000-0000-4000-8000-000000000001", .unknown, []),
        ])
    func users(name: String, expected: IdentityClass, emails: [String]) throws {
        let subject = KubernetesSubject.user(name, Self.told)
        guard case .identity(let identity)? = subject.records.first else {
            Issue.record("no identity")
            return
        }
        #expect(identity.classification == expected && identity.emails == emails && identity.status == .unknown)
        #expect(identity.vendorManaged == name.hasPrefix("system:"))
    }

    @Test("a service account is known by uid, by either way to name it; one that is gone by its name")
    func subjects() throws {
        let page = try Self.decode(
            "roleBindings",
            #"""
            [{"metadata":{"name":"b","namespace":"payments","uid":"b1"},"roleRef":{"kind":"Role","name":"r"},"subjects":[
              {"kind":"ServiceAccount","name":"api","namespace":"payments"},
              {"kind":"User","name":"system:serviceaccount:payments:api"},
              {"kind":"ServiceAccount","name":"gone","namespace":"ci"},
              {"kind":"User","name":"twin"},{"kind":"Group","name":"twin"},{"kind":"Robot","name":"x"}]}]
            """#)
        #expect(
            page.entitlements.compactMap { $0.holder?.nativeID.string } == [
                "uid-api", "system:serviceaccount:ci:gone", "user/twin", "group/twin",
            ])
        #expect(Set(page.entitlements.map(\.nativeID)).count == 4)
        #expect(page.entitlements.allSatisfy { $0.resource == "namespace payments" && $0.grantedAt == nil })
    }

    @Test(
        "a cluster role is less in a role binding, but for kube-system, which rules the cluster",
        arguments: [
            ("payments", "ClusterRole/cluster-admin/in a namespace"), ("kube-system", "ClusterRole/cluster-admin"),
        ])
    func reach(namespace: String, target: String) throws {
        let page = try Self.decode(
            "roleBindings",
            #"[{"metadata":{"name":"b","namespace":"\#(namespace)","uid":"b1"},"roleRef":{"kind":"ClusterRole","name":"cluster-admin"},"subjects":[{"kind":"Group","name":"g"}]}]"#
        )
        #expect(page.entitlements.first?.target == .permission(target))
    }

    // MARK: - Roles

    private static func rules(_ json: String) throws -> [KubernetesRule] {
        try JSONDecoder().decode([KubernetesRule].self, from: Data(json.utf8))
    }

    @Test(
        "what a rule allows decides the privilege, in the cluster and in a namespace",
        arguments: [
            (#"{"verbs":["*"],"apiGroups":["*"],"resources":["*"]}"#, Privilege.admin, Privilege.high),
            (
                #"{"verbs":["bind"],"apiGroups":["rbac.authorization.k8s.io"],"resources":["clusterroles"]}"#, .admin,
                .high
            ),
            (#"{"verbs":["escalate"],"apiGroups":["*"],"resources":["roles"]}"#, .admin, .high),
            (#"{"verbs":["impersonate"],"apiGroups":[""],"resources":["users"]}"#, .admin, .high),
            (
                #"{"verbs":["impersonate"],"apiGroups":[""],"resources":["users"],"resourceNames":["a"]}"#, .high,
                .medium
            ), (#"{"verbs":["watch"],"apiGroups":[""],"resources":["secrets"]}"#, .high, .medium),
            (#"{"verbs":["get"],"apiGroups":["apps"],"resources":["secrets"]}"#, .low, .low),
            (#"{"verbs":["create"],"apiGroups":[""],"resources":["pods/exec"]}"#, .high, .medium),
            (#"{"verbs":["create"],"apiGroups":[""],"resources":["*/exec"]}"#, .high, .medium),
            (#"{"verbs":["create"],"apiGroups":[""],"resources":["serviceaccounts/token"]}"#, .high, .medium),
            (#"{"verbs":["create"],"apiGroups":["batch"],"resources":["cronjobs"]}"#, .high, .medium),
            (#"{"verbs":["get"],"apiGroups":[""],"resources":["nodes/proxy"]}"#, .high, .medium),
            (#"{"verbs":["update"],"apiGroups":[""],"resources":["configmaps"]}"#, .medium, .medium),
            (#"{"verbs":["list"],"apiGroups":[""],"resources":["configmaps","pods"]}"#, .low, .low),
            (#"{"verbs":["create"],"apiGroups":["authentication.k8s.io"],"resources":["tokenreviews"]}"#, .low, .low),
            (#"{"verbs":["get"],"nonResourceURLs":["/metrics"]}"#, .low, .low),
        ])
    func privileges(rule: String, cluster: Privilege, namespace: Privilege) throws {
        let rules = try Self.rules("[\(rule)]")
        #expect(KubernetesPrivilege.of(rules, reach: .cluster).privilege == cluster)
        #expect(KubernetesPrivilege.of(rules, reach: .namespace).privilege == namespace)
    }

    @Test("a further rule never lowers a privilege")
    func monotone() throws {
        let texts = [
            #"{"verbs":["list"],"apiGroups":[""],"resources":["pods"]}"#,
            #"{"verbs":["update"],"apiGroups":[""],"resources":["configmaps"]}"#,
            #"{"verbs":["get"],"apiGroups":[""],"resources":["secrets"]}"#,
            #"{"verbs":["*"],"apiGroups":["*"],"resources":["*"]}"#,
        ]
        for first in texts {
            for second in texts {
                for reach in [KubernetesPrivilege.Reach.cluster, .namespace] {
                    let one = KubernetesPrivilege.of(try Self.rules("[\(first)]"), reach: reach).privilege
                    let both = KubernetesPrivilege.of(try Self.rules("[\(first),\(second)]"), reach: reach).privilege
                    #expect(both.rank >= one.rank)
                }
            }
        }
    }

    @Test("Muster's own permissions are told beyond what it asks for, and what everybody may is none of them")
    func excess() throws {
        let rules = try Self.rules(
            #"""
            [{"verbs":["list"],"apiGroups":[""],"resources":["pods"]},
             {"verbs":["create"],"apiGroups":["authorization.k8s.io"],"resources":["selfsubjectrulesreviews"]},
             {"verbs":["get"],"nonResourceURLs":["/healthz"]},
             {"verbs":["get","patch"],"apiGroups":["apps"],"resources":["deployments"]}]
            """#)
        let found = KubernetesPrivilege.excess(rules, beyond: ["list pods"])
        #expect(found.all == ["get deployments.apps", "patch deployments.apps"])
        #expect(found.writes == ["patch deployments.apps"])
    }

    // MARK: - Tokens

    private static func token(_ labels: String, created: String = "2024-01-01T00:00:00Z") throws -> DecodedPage {
        try decode(
            "legacyTokens",
            #"""
            [{"kind":"PartialObjectMetadata","metadata":{"name":"t","namespace":"ci","uid":"t1","creationTimestamp":"\#(created)",
              "labels":{\#(labels)},"annotations":{"kubernetes.io/service-account.name":"deployer"}}}]
            """#)
    }

    @Test(
        "the last use of a long-lived token is a day, none since the cluster keeps track, or not known",
        arguments: [
            (#""kubernetes.io/legacy-token-last-used":"2026-10-30""#, "2024-01-01", "observed", "2026-10-30"),
            ("", "2024-01-01", "noneSince", "2024-01-01"), ("", "2021-01-01", "noneSince", "2023-06-01"),
        ])
    func lastUse(labels: String, created: String, expected: String, day: String) throws {
        let page = try Self.token(labels, created: created + "T00:00:00Z")
        #expect(page.usages.first?.lastUse == LastUse(state: expected, at: Instant(day)))
        #expect(page.usages.first?.granularityInSeconds == 86_400)
    }

    @Test("a day that is none, and a cluster that does not say since when it keeps track, tell nothing")
    func unknownUse() throws {
        #expect(try Self.token(#""kubernetes.io/legacy-token-last-used":"soon""#).usages.first?.lastUse == .unknown)
        let page = try KubernetesTests.decode(
            "legacyTokens",
            #"[{"metadata":{"name":"t","namespace":"ci","uid":"t1","annotations":{"kubernetes.io/service-account.name":"d"}}}]"#
        )
        #expect(page.usages.first?.lastUse == .unknown)
        #expect(page.usages.first?.holder == .identity("system:serviceaccount:ci:d"))
    }

    @Test("a token that is refused as long unused is inactive, and its last use a try")
    func invalid() throws {
        let page = try Self.token(
            #""kubernetes.io/legacy-token-invalid-since":"2026-01-20","kubernetes.io/legacy-token-last-used":"2026-02-01""#
        )
        #expect(page.credentials.first?.status == .inactive)
        #expect(page.usages.first?.meaning == .attempt)
        let valid = try Self.token("")
        #expect(valid.credentials.first?.status == .active)
        #expect(valid.credentials.first?.expiry == .unsupported)
        #expect(valid.credentials.first?.survival == Survival(disabling: .yes, deletion: .yes))
    }

    // MARK: - Workloads

    private static func pod(
        _ owner: String, labels: String = "", mounts: Bool = true, phase: String = "Running", account: String = "api"
    ) -> String {
        let token =
            mounts ? #"{"projected":{"sources":[{"serviceAccountToken":{"path":"token"}}]}}"# : #"{"emptyDir":{}}"#
        return
            #"{"metadata":{"name":"p","namespace":"payments","uid":"p1","labels":{\#(labels)},"ownerReferences":[\#(owner)]},"spec":{"serviceAccountName":"\#(account)","volumes":[\#(token)]},"status":{"phase":"\#(phase)"}}"#
    }

    @Test(
        "a workload has the name that stays",
        arguments: [
            (
                #"{"kind":"ReplicaSet","name":"api-6d4","controller":true}"#, #""pod-template-hash":"6d4""#,
                "Deployment/payments/api"
            ),
            (#"{"kind":"ReplicaSet","name":"api-6d4","controller":true}"#, "", "ReplicaSet/payments/api-6d4"),
            (#"{"kind":"Job","name":"nightly-29874240","controller":true}"#, "", "CronJob/payments/nightly"),
            (#"{"kind":"Job","name":"migrate","controller":true}"#, "", "Job/payments/migrate"),
            (#"{"kind":"Node","name":"n","controller":false}"#, "", "Pod/payments/p"), ("", "", "Pod/payments/p"),
        ])
    func workloads(owner: String, labels: String, expected: String) throws {
        let page = try Self.decode("workloads", "[\(Self.pod(owner, labels: labels))]")
        #expect(page.grants.first?.grantee == expected)
        #expect(page.grants.first?.holder == .identity("uid-api"))
    }

    @Test("a running pod with a token mounted is a use on the day of reading; without either it is none")
    func podUse() throws {
        let running = try Self.decode("workloads", "[\(Self.pod("")),\(Self.pod(""))]")
        #expect(running.usages.map(\.lastUse) == [.observed(try #require(Instant("2026-11-01")))])
        #expect(running.usages.first?.meaning == .derived)
        #expect(try Self.decode("workloads", "[\(Self.pod("", mounts: false))]").usages.isEmpty)
        #expect(try Self.decode("workloads", "[\(Self.pod("", phase: "Pending"))]").usages.isEmpty)
        #expect(try Self.decode("workloads", "[\(Self.pod("", account: ""))]").records.isEmpty)
    }
}
