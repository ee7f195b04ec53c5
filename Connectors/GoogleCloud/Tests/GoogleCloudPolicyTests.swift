import ConnectorKit
import ConnectorTesting
import Foundation
import Inventory
import Testing
import Transport

@testable import GoogleCloudConnector

@Suite("Google Cloud: who may do what")
struct GoogleCloudPolicyTests {
    @Test(
        "a member is what Google's identifiers say, and nobody is told to be a person",
        arguments: [
            ("user:Ana@Example.com", "user:ana@example.com", "user", IdentityClass.unknown, AccountStatus.unknown),
            ("group:dev@example.com", "group:dev@example.com", "group", .group, .unknown),
            ("domain:example.com", "domain:example.com", "domain", .group, .unknown),
            ("allUsers", "allUsers", "allUsers", .group, .unknown),
            ("allAuthenticatedUsers", "allAuthenticatedUsers", "allAuthenticatedUsers", .group, .unknown),
            ("projectOwner:p", "projectOwner:p", "projectOwner", .group, .unknown),
            (
                "serviceAccount:a@p.iam.gserviceaccount.com", "serviceAccount:a@p.iam.gserviceaccount.com",
                "serviceAccount", .service, .unknown
            ),
            (
                "serviceAccount:p.svc.id.goog[ns/sa]", "serviceAccount:p.svc.id.goog[ns/sa]",
                "kubernetesServiceAccount", .workload, .unknown
            ),
            (
                "principal://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/subject/s",
                "principal://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/subject/s",
                "workloadIdentity", .workload, .unknown
            ),
            (
                "principalSet://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/*",
                "principalSet://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/*",
                "workloadIdentitySet", .group, .unknown
            ),
            (
                "principal://iam.googleapis.com/locations/global/workforcePools/p/subject/s",
                "principal://iam.googleapis.com/locations/global/workforcePools/p/subject/s", "workforceIdentity",
                .unknown, .unknown
            ),
            ("deleted:user:ana@example.com?uid=1", "deleted:user:ana@example.com?uid=1", "user", .unknown, .deleted),
            (
                "deleted:serviceAccount:a@p.iam.gserviceaccount.com?uid=1",
                "deleted:serviceAccount:a@p.iam.gserviceaccount.com?uid=1", "serviceAccount", .service, .deleted
            ),
            ("abcdefg", "abcdefg", "member", .unknown, .unknown),
        ])
    func members(text: String, id: String, type: String, classification: IdentityClass, status: AccountStatus) {
        let identity = GoogleCloudMember(text).identity
        #expect(identity.nativeID.string == id)
        #expect(identity.type == "google-cloud." + type)
        #expect(identity.classification == classification && identity.status == status)
        #expect((identity.attributes[Identity.membershipElsewhere] != nil) == (classification == .group))
        #expect(!identity.vendorManaged)
    }

    @Test("a deleted member keeps its address without the id that Google adds")
    func deleted() {
        let identity = GoogleCloudMember("deleted:user:Ana@example.com?uid=1").identity
        #expect(identity.name == "ana@example.com" && identity.emails == ["ana@example.com"])
    }

    @Test(
        "service agents are Google's, default accounts and those that are only called like agents are the customer's",
        arguments: [
            ("service-123@gcp-sa-pubsub.iam.gserviceaccount.com", true),
            ("service-org-123@gcp-sa-logging.iam.gserviceaccount.com", true),
            ("service-123@container-engine-robot.iam.gserviceaccount.com", true),
            ("123@cloudservices.gserviceaccount.com", true), ("123@cloudbuild.gserviceaccount.com", true),
            ("123-compute@developer.gserviceaccount.com", false), ("example@appspot.gserviceaccount.com", false),
            ("service-123@example-prod.iam.gserviceaccount.com", false),
            ("deploy@gcp-sa-pubsub.iam.gserviceaccount.com", false),
            ("service-123@gcp-sa-x.iam.gserviceaccount.com.example.com", false),
        ])
    func agents(address: String, isAgent: Bool) {
        #expect(GoogleCloudMember("serviceAccount:" + address).identity.vendorManaged == isAgent)
    }

    private static let policy = #"""
        {"version":3,"bindings":[
         {"role":"roles/owner","members":["user:ana@example.com","group:team@example.com","serviceAccount:a@p.example"]},
         {"role":"roles/owner","members":["user:ben@example.com"],"condition":{"title":"weekdays","expression":"x"}},
         {"role":"roles/owner","members":["user:ben@example.com"],"condition":{"title":"weekends","expression":"y"}},
         {"role":"roles/viewer","members":["user:ana@example.com","user:ana@example.com"]},
         {"members":["user:cara@example.com"]}]}
        """#

    @Test("each member of each binding has an entitlement on the project; a condition is told and makes another one")
    func bindings() throws {
        let page = try GoogleCloudTests.decode("projectPolicies", Self.policy)
        #expect(page.entitlements.count == 6)
        #expect(Set(page.entitlements.map(\.nativeID)).count == 6)
        #expect(page.entitlements.allSatisfy { $0.resource == "payments-prod" && $0.type == "google-cloud.iamBinding" })
        let conditions = page.entitlements.filter { $0.holder == .identity("user:ben@example.com") }.map(\.conditions)
        #expect(conditions == [["weekdays: x"], ["weekends: y"]])
        #expect(Set(page.identities.map(\.nativeID)).count == page.identities.count)
        #expect(page.rejected.map(\.path) == ["$.bindings[4].role"])
    }

    @Test("people and groups that own a project without condition answer for it; a service account does not")
    func owners() throws {
        let page = try GoogleCloudTests.decode("projectPolicies", Self.policy)
        #expect(page.claims.map(\.owner) == ["ana@example.com", "team@example.com"])
        #expect(page.claims.map(\.evidence) == [.nativeOwner, .team])
        #expect(page.claims.allSatisfy { $0.subject == .resource("projects/100100100100") })
    }

    @Test("an empty policy is empty, and no policy at all is no answer")
    func empty() throws {
        #expect(try GoogleCloudTests.decode("projectPolicies", #"{"etag":"ACAB"}"#).records.isEmpty)
        #expect(throws: (any Error).self) { try GoogleCloudTests.decode("projectPolicies", #"{"bindings":"x"}"#) }
    }

    @Test(
        "whom a service account trusts is told under it, with what they are to it",
        arguments: [
            ("allUsers", "anyone"), ("allAuthenticatedUsers", "anyone"),
            ("principalSet://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/*", "federated"),
            ("serviceAccount:p.svc.id.goog[ns/sa]", "federated"),
            ("serviceAccount:b@payments-prod.iam.gserviceaccount.com", "sameProject"),
            ("serviceAccount:b@other.iam.gserviceaccount.com", "otherProject"),
            ("serviceAccount:service-1@gcp-sa-x.iam.gserviceaccount.com", "service"),
            ("deleted:user:a@example.com?uid=1", "deletedPrincipal"), ("user:a@example.com", nil),
        ])
    func trusts(member: String, relation: String?) throws {
        let page = try GoogleCloudTests.decode(
            "serviceAccountPolicies",
            #"{"bindings":[{"role":"roles/iam.serviceAccountTokenCreator","members":["\#(member)"]}]}"#)
        let grant = try #require(page.grants.first)
        #expect(grant.holder == .identity(GoogleCloudTests.account.nativeID.string))
        #expect(grant.grantee == member && grant.consent == .trust)
        #expect(grant.scopes == ["roles/iam.serviceAccountTokenCreator"])
        #expect(grant.attributes["relation"] == relation)
        #expect(page.entitlements.first?.holder == .identity(member))
        #expect(page.entitlements.first?.resource == GoogleCloudTests.account.name)
    }

    @Test(
        "a role comes to what the worst of its permissions allows",
        arguments: [
            (
                ["resourcemanager.projects.get", "resourcemanager.projects.setIamPolicy"], Privilege.admin,
                "includes resourcemanager.projects.setIamPolicy"
            ),
            (
                ["iam.serviceAccounts.signJwt", "iam.serviceAccountKeys.create"], .high,
                "includes iam.serviceAccountKeys.create"
            ),
            (["pubsub.topics.setIamPolicy"], .high, "includes pubsub.topics.setIamPolicy"),
            (["secretmanager.versions.access"], .high, "includes secretmanager.versions.access"),
            (["storage.objects.get", "storage.objects.list"], .medium, "includes storage.objects.get"),
            (["run.services.create"], .medium, "includes run.services.create"),
            (["iam.roles.list", "storage.buckets.getIamPolicy"], .low, "permissions that only read"),
            ([], .low, "no permission"), (nil, .unknown, nil),
        ] as [([String]?, Privilege, String?)])
    func privileges(permissions: [String]?, privilege: Privilege, reason: String?) {
        let judged = GoogleCloudPrivilege.of(permissions)
        #expect(judged.privilege == privilege && judged.reason == reason)
    }

    @Test("Google's roles and the customer's are told apart; one that is disabled allows nothing")
    func roles() throws {
        let page = try GoogleCloudTests.decode(
            "projectRoles",
            #"""
            {"roles":[{"name":"roles/viewer","includedPermissions":["a.b.get"]},
             {"name":"projects/p/roles/x","includedPermissions":["iam.serviceAccounts.actAs"]},
             {"name":"projects/p/roles/y","stage":"DISABLED","includedPermissions":["iam.serviceAccounts.actAs"]}]}
            """#)
        #expect(page.permissions.map(\.vendorManaged) == [true, false, false])
        #expect(page.permissions.map(\.privilege) == [.low, .high, .low])
        #expect(
            page.permissions.map(\.type) == ["google-cloud.role", "google-cloud.customRole", "google-cloud.customRole"])
    }
}
