import ConnectorKit
import ConnectorTesting
import Foundation
import Inventory
import Testing
import Transport

@testable import AWSConnector

@Suite("What AWS's providers and secrets become")
struct AWSProviderTests {
    @Test("providers are applications, named by what they vouch for")
    func providers() throws {
        let oidc = try AWSTests.decode(
            "oidcProviders",
            AWSTests.answer(
                "ListOpenIDConnectProviders",
                "<OpenIDConnectProviderList><member><Arn>arn:aws:iam::123456789012:oidc-provider/oidc.example.com/id/7</Arn>"
                    + "</member></OpenIDConnectProviderList>"))
        let provider = try #require(oidc.applications.first)
        #expect(provider.name == "oidc.example.com/id/7" && provider.type == "aws.iam.oidcProvider")
        let details = try AWSTests.decode(
            "oidcProviderDetails",
            AWSTests.answer(
                "GetOpenIDConnectProvider",
                "<Url>oidc.example.com/id/7</Url><ClientIDList><member>sts.amazonaws.com</member></ClientIDList>"
                    + "<CreateDate>2023-07-19T19:20:28Z</CreateDate>"
                    + "<Tags><member><Key>owner</Key><Value>ops@example.com</Value></member></Tags>"),
            Partition(key: provider.nativeID.string, parent: .application(provider)))
        #expect(details.applications.map(\.nativeID) == [provider.nativeID])
        #expect(details.applications.first?.tags == ["owner": "ops@example.com"])
        #expect(details.applications.first?.attributes["audiences"] == "sts.amazonaws.com")
        let saml = try AWSTests.decode(
            "samlProviders",
            AWSTests.answer(
                "ListSAMLProviders",
                "<SAMLProviderList><member><Arn>arn:aws:iam::123456789012:saml-provider/Okta</Arn>"
                    + "<ValidUntil>2032-05-09T16:27:11Z</ValidUntil></member></SAMLProviderList>"))
        #expect(saml.applications.map(\.name) == ["Okta"])
    }

    @Test("secrets give names and dates, a bad one costs itself, and no value is kept")
    func secrets() throws {
        let page = try AWSTests.decode(
            "secrets",
            """
            {"NextToken":"n","SecretList":[
             {"ARN":"arn:aws:secretsmanager:us-east-1:123456789012:secret:a-1","Name":"a","CreatedDate":1.7e9,
              "LastAccessedDate":1.79e9,"LastRotatedDate":null,"RotationEnabled":true,"RotationRules":{"AutomaticallyAfterDays":30},
              "Tags":[{"Key":"owner","Value":"ops@example.com"}],"SecretString":"planted","New":{"x":[1]}},
             {"ARN":"arn:aws:secretsmanager:us-east-1:123456789012:secret:b-2","Name":"b","CreatedDate":1700000000.5},
             {"ARN":"arn:c","Name":"c","CreatedDate":1700000000,"LastAccessedDate":null},
             {"ARN":"arn:d","Name":7},
             {"Name":"e"}, null]}
            """)
        #expect(page.next == "n" && page.rowCount == 6)
        #expect(page.credentials.map(\.name) == ["a", "b", "c"])
        #expect(page.credentials.allSatisfy { $0.form == .storedSecret && $0.holder == nil })
        #expect(page.credentials[0].tags == ["owner": "ops@example.com"])
        #expect(page.credentials[0].attributes["rotationDays"] == "30")
        #expect(
            page.usages.map { AWSCredentialMappingTests.words($0.lastUse) } == [
                "observed 2026-09-21T14:13:20Z", "none since 2023-11-14T22:13:20.500Z", "unknown",
            ])
        #expect(page.usages.allSatisfy { $0.granularityInSeconds == 86_400 })
        #expect(
            page.rejected == [
                Rejection(path: "$.SecretList[3].Name", reason: "expected String"),
                Rejection(path: "$.SecretList[4].ARN", reason: "is missing"),
                Rejection(path: "$.SecretList[5]", reason: "null where Dictionary<String, Any> was expected"),
            ])
        #expect(!String(describing: page).contains("planted"))
    }
}
