import Foundation
import Inventory

/// Identity providers that an account trusts: whoever they vouch for may assume its roles.
enum AWSProviders {
    static func oidc(_ row: AWSElement) throws -> Record {
        let arn = try row.requiredText("Arn")
        return .application(application(arn, createdAt: nil, tags: [:], attributes: [:]))
    }

    /// The same provider with what only GetOpenIDConnectProvider tells.
    static func oidcDetails(_ row: AWSElement, arn: String) throws -> Record {
        let audiences = row.members("ClientIDList").map(\.text).sorted()
        var attributes: [String: String] = [:]
        attributes["url"] = try row.optionalText("Url")
        attributes["audiences"] = audiences.isEmpty ? nil : audiences.joined(separator: ", ")
        return .application(
            application(
                arn, createdAt: try row.optionalInstant("CreateDate"), tags: try AWSElement.tags(row),
                attributes: attributes))
    }

    private static func application(
        _ arn: String, createdAt: Instant?, tags: [String: String], attributes: [String: String]
    ) -> Application {
        let marker = "oidc-provider/"
        let name = arn.range(of: marker).map { String(arn[$0.upperBound...]) } ?? arn
        return Application(
            nativeID: NativeID(arn), type: "aws.iam.oidcProvider", name: name, status: .enabled, createdAt: createdAt,
            tags: tags, attributes: attributes.merging(["arn": arn]) { first, _ in first })
    }

    static func saml(_ row: AWSElement) throws -> Record {
        let arn = try row.requiredText("Arn")
        var attributes = ["arn": arn]
        attributes["validUntil"] = try row.optionalInstant("ValidUntil")?.description
        let name = AWSArn.lastSegment(arn)
        return .application(
            Application(
                nativeID: NativeID(arn), type: "aws.iam.samlProvider", name: name,
                vendorManaged: isIdentityCenters(name), status: .enabled,
                createdAt: try row.optionalInstant("CreateDate"), attributes: attributes))
    }

    /// Identity Center makes one in each account that it gives access to, and keeps it.
    /// https://docs.aws.amazon.com/singlesignon/latest/userguide/identityprovider.html
    static func isIdentityCenters(_ name: String) -> Bool {
        name.hasPrefix("AWSSSO_") && name.hasSuffix("_DO_NOT_DELETE")
    }
}
