import Inventory
import Testing

@testable import Reconciler

@Suite("What to do about Google Cloud's things")
struct GoogleCloudRemediationTests {
    private static let account = "deploy@example-prod.iam.gserviceaccount.com"

    private func retire(_ type: String, _ id: NativeID, holder: String = account) -> [String] {
        Remediation.retire(Credential(nativeID: id, type: type, form: .asymmetric, holder: nil), holder: holder)
    }

    @Test("a key is switched off, watched for, and deleted, by its own id and its account's address")
    func key() {
        #expect(
            retire("google-cloud.serviceAccountKey", NativeID("\(Self.account)/keys/abc123")) == [
                "gcloud iam service-accounts keys disable abc123 --iam-account=\(Self.account)",
                "Wait 14 days for anything that still needs it; then:",
                "gcloud iam service-accounts keys delete abc123 --iam-account=\(Self.account)",
            ])
    }

    @Test("an API key and an issuer are named in full, as the command line takes them")
    func fullNames() {
        let key = retire("google-cloud.apiKey", "projects/7/locations/global/keys/k1", holder: "example-prod")
        #expect(key.last?.hasPrefix("gcloud services api-keys delete projects/7/locations/global/keys/k1 ") == true)
        let name: NativeID = "projects/7/locations/global/workloadIdentityPools/p/providers/x"
        #expect(
            retire("google-cloud.workloadIdentityPoolProvider", name, holder: "p").last
                == "gcloud iam workload-identity-pools providers delete \(name)")
    }

    @Test("an id that would act in a shell is quoted in the call")
    func quoting() {
        let steps = retire("google-cloud.serviceAccountKey", "x/keys/a;rm -rf ~", holder: "$(id)")
        #expect(steps.first == "gcloud iam service-accounts keys disable 'a;rm -rf ~' --iam-account='$(id)'")
    }
}
