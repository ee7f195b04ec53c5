import ConnectorKit
import Foundation
import Inventory

/// A row of `ConnectedApplication`: an app that is installed in this org, or was made in it.
/// https://developer.salesforce.com/docs/platform/object-reference/references/standard-objects/object-connectedapplication.html
struct SalesforceConnectedApp: Decodable, Sendable {
    var id: SalesforceID
    var name: String
    var createdDate: Instant?
    var createdById: SalesforceID?
    var startUrl: String?
    var mobileStartUrl: String?
    var refreshTokenValidityPeriod: Int?
    var adminApprovedUsersOnly: Bool?
    var refreshTokenValidityMetric: Bool?
    var isInternal: Bool?

    static let query = SalesforceQuery(
        object: "ConnectedApplication", fields: ["Id", "Name"],
        optional: [
            "CreatedDate", "CreatedById", "StartUrl", "MobileStartUrl", "RefreshTokenValidityPeriod",
            "OptionsAllowAdminApprovedUsersOnly", "OptionsRefreshTokenValidityMetric", "OptionsIsInternal",
        ])

    private enum CodingKeys: String, CodingKey {
        case id = "Id"
        case name = "Name"
        case createdDate = "CreatedDate"
        case createdById = "CreatedById"
        case startUrl = "StartUrl"
        case mobileStartUrl = "MobileStartUrl"
        case refreshTokenValidityPeriod = "RefreshTokenValidityPeriod"
        case adminApprovedUsersOnly = "OptionsAllowAdminApprovedUsersOnly"
        case refreshTokenValidityMetric = "OptionsRefreshTokenValidityMetric"
        case isInternal = "OptionsIsInternal"
    }

    func records() -> [Record] {
        let app = Application(
            nativeID: NativeID(id.text), type: "salesforce.connectedApp", name: name, createdAt: createdDate,
            attributes: SalesforceAttributes.of([
                "startUrl": startUrl, "mobileStartUrl": mobileStartUrl, "createdById": createdById?.text,
                "allowAdminApprovedUsersOnly": SalesforceAttributes.flag(adminApprovedUsersOnly),
                "isInternal": SalesforceAttributes.flag(isInternal),
                // Hours, days or months: the API does not say which.
                "refreshTokenValidityPeriod": refreshTokenValidityPeriod.map { String($0) },
                "refreshTokenValidityFrom": refreshTokenValidityMetric.map { $0 ? "last use" : "issue" },
            ]))
        return [.application(app)] + SalesforceCreator.claims(createdById, of: .application(id.text), createdDate)
    }
}

/// A row of `ExternalClientApplication`, which takes the place of new connected apps.
/// https://developer.salesforce.com/docs/platform/object-reference/references/standard-objects/object-externalclientapplication.html
struct SalesforceExternalApp: Decodable, Sendable {
    var id: SalesforceID
    var developerName: String
    var masterLabel: String?
    var namespace: String?
    var description: String?
    var contactEmail: String?
    var infoUrl: String?
    var distributionState: String?
    var adminApprovedUsersOnly: Bool?
    var createdDate: Instant?
    var createdById: SalesforceID?

    static let query = SalesforceQuery(
        object: "ExternalClientApplication", fields: ["Id", "DeveloperName"],
        optional: [
            "MasterLabel", "NamespacePrefix", "Description", "ContactEmail", "InfoUrl", "DistributionState",
            "OptionsAllowAdminApprovedUsersOnly", "CreatedDate", "CreatedById",
        ])

    private enum CodingKeys: String, CodingKey {
        case id = "Id"
        case developerName = "DeveloperName"
        case masterLabel = "MasterLabel"
        case namespace = "NamespacePrefix"
        case description = "Description"
        case contactEmail = "ContactEmail"
        case infoUrl = "InfoUrl"
        case distributionState = "DistributionState"
        case adminApprovedUsersOnly = "OptionsAllowAdminApprovedUsersOnly"
        case createdDate = "CreatedDate"
        case createdById = "CreatedById"
    }

    func records() -> [Record] {
        let app = Application(
            nativeID: NativeID(id.text), type: "salesforce.externalClientApp", name: masterLabel ?? developerName,
            createdAt: createdDate,
            attributes: SalesforceAttributes.of([
                "developerName": developerName, "namespacePrefix": namespace, "description": description,
                "contactEmail": contactEmail, "infoUrl": infoUrl, "distributionState": distributionState,
                "allowAdminApprovedUsersOnly": SalesforceAttributes.flag(adminApprovedUsersOnly),
                "createdById": createdById?.text,
            ]))
        return [.application(app)] + SalesforceCreator.claims(createdById, of: .application(id.text), createdDate)
    }
}

enum SalesforceCreator {
    /// Whoever made or installed a thing is a candidate to answer for it, and no more.
    static func claims(_ creator: SalesforceID?, of subject: Reference, _ date: Instant?) -> [Record] {
        guard let creator else { return [] }
        return [
            .ownership(
                OwnershipClaim(
                    subject: subject, holder: subject, owner: creator.text, evidence: .creator, claimedAt: date))
        ]
    }
}

/// A row of `SetupEntityAccess` about an app: an administrator let the users of a permission set or profile use it.
/// https://developer.salesforce.com/docs/platform/object-reference/references/standard-objects/object-setupentityaccess.html
struct SalesforceAppAccess: Decodable, Sendable {
    var id: SalesforceID
    var parentID: SalesforceID
    var app: SalesforceID
    var type: String?
    var parent: SalesforceAssignment.Titled?

    static let query = SalesforceQuery(
        object: "SetupEntityAccess", fields: ["Id", "ParentId", "SetupEntityId", "SetupEntityType"],
        optional: ["Parent.Label", "Parent.Profile.Name"],
        condition: "SetupEntityType IN ('ConnectedApplication','ExternalClientApplication')")

    private enum CodingKeys: String, CodingKey {
        case id = "Id"
        case parentID = "ParentId"
        case app = "SetupEntityId"
        case type = "SetupEntityType"
        case parent = "Parent"
    }

    func records() -> [Record] {
        let name = parent?.profile?.name ?? parent?.label ?? parentID.text
        let kind = parent?.profile == nil ? "permission set" : "profile"
        return [
            .grant(
                Grant(
                    nativeID: NativeID(id.text), type: "salesforce.appAccess", holder: .application(app.text),
                    grantee: app.text, consent: .admin, conditions: ["users of the \(kind) \(name)"],
                    expiry: .unsupported, survival: Survival(disabling: .yes, deletion: .yes),
                    attributes: SalesforceAttributes.of(["permissionSetId": parentID.text, "setupEntityType": type])))
        ]
    }
}

/// A row of the Tooling API's `Certificate`: what the org itself signs and proves itself with.
/// https://developer.salesforce.com/docs/platform/api-tooling/references/tooling-objects/tooling-certificate.html
struct SalesforceCertificate: Decodable, Sendable {
    var id: SalesforceID
    var developerName: String
    var masterLabel: String?
    var expirationDate: Instant?
    var createdDate: Instant?
    var createdById: SalesforceID?
    var keySize: Int?

    static let query = SalesforceQuery(
        object: "Certificate", interface: .tooling, fields: ["Id", "DeveloperName"],
        optional: ["MasterLabel", "ExpirationDate", "CreatedDate", "CreatedById", "KeySize"])

    private enum CodingKeys: String, CodingKey {
        case id = "Id"
        case developerName = "DeveloperName"
        case masterLabel = "MasterLabel"
        case createdDate = "CreatedDate"
        case expirationDate = "ExpirationDate"
        case createdById = "CreatedById"
        case keySize = "KeySize"
    }

    func records() -> [Record] {
        let credential = Credential(
            nativeID: NativeID(id.text), type: "salesforce.certificate", form: .certificate, holder: nil,
            name: masterLabel ?? developerName, status: .active, createdAt: createdDate,
            expiry: expirationDate.map { .at($0) } ?? .unknown, survival: Survival(disabling: .yes, deletion: .yes),
            attributes: SalesforceAttributes.of([
                "developerName": developerName, "keySize": keySize.map { String($0) },
                "createdById": createdById?.text,
            ]))
        let subject = Reference.credential(id.text)
        let claims = createdById.map {
            [Record.ownership(OwnershipClaim(subject: subject, holder: nil, owner: $0.text, evidence: .creator))]
        }
        return [.credential(credential)] + (claims ?? [])
    }
}
