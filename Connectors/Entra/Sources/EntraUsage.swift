import ConnectorKit
import Foundation
import Inventory

/// A row of `/beta/reports/servicePrincipalSignInActivities`. It tells the client id alone.
/// https://learn.microsoft.com/graph/api/resources/serviceprincipalsigninactivity?view=graph-rest-beta
struct EntraAppSignIn: Decodable, Sendable {
    var appId: String
    /// As a client, by its own right and for users. What it is asked as a resource is others' use.
    var applicationAuthenticationClientSignInActivity: Activity?
    var delegatedClientSignInActivity: Activity?

    struct Activity: Decodable, Sendable { var lastSignInDateTime: Instant? }

    /// The latest of each app.
    func keep(_ kept: inout [String: Instant]) -> [Record] {
        let latest = [applicationAuthenticationClientSignInActivity, delegatedClientSignInActivity]
            .compactMap { $0?.lastSignInDateTime?.ifTold }.max()
        if let latest { kept[appId] = max(latest, kept[appId] ?? latest) }
        return []
    }
}

/// A row of `/servicePrincipals`, read again for what links the report's client ids to the tenant's objects.
struct EntraPrincipalID: Decodable, Sendable {
    var id: String
    var appId: String?

    /// What the report does not have may be older than it reaches, or not yet in it: nothing is concluded.
    func usage(_ kept: [String: Instant]) -> [Record] {
        guard let appId, let latest = kept[appId] else { return [] }
        return [
            .usage(
                Usage(
                    subject: .identity(id), holder: .identity(id), lastUse: .observed(latest), meaning: .attempt,
                    lagInSeconds: 86_400))
        ]
    }
}

/// A row of `/beta/reports/appCredentialSignInActivities`: a secret, certificate or federated credential, once for each
/// resource that it was used for.
/// https://learn.microsoft.com/graph/api/resources/appcredentialsigninactivity?view=graph-rest-beta
struct EntraCredentialSignIn: Decodable, Sendable {
    var keyId: String
    var appObjectId: String?
    var servicePrincipalObjectId: String?
    /// `application` or `servicePrincipal`: whose list the credential stands in.
    var credentialOrigin: String?
    var signInActivity: EntraAppSignIn.Activity?

    private var holder: Reference? {
        switch credentialOrigin {
        case "application": appObjectId.map { .application($0) }
        case "servicePrincipal": servicePrincipalObjectId.map { .identity($0) }
        default: nil
        }
    }

    /// One record a credential, of its latest use.
    static func usage(_ rows: [EntraCredentialSignIn]) -> [Record] {
        var latest: [Reference: (holder: Reference, at: Instant)] = [:]
        for row in rows {
            guard let holder = row.holder, let at = row.signInActivity?.lastSignInDateTime?.ifTold else { continue }
            let subject = Reference(.credential, EntraCredentials.nativeID(holder, row.keyId))
            if let before = latest[subject], before.at >= at { continue }
            latest[subject] = (holder, at)
        }
        return latest.sorted { $0.key < $1.key }.map { subject, use in
            .usage(
                Usage(
                    subject: subject, holder: use.holder, lastUse: .observed(use.at), meaning: .attempt,
                    lagInSeconds: 86_400))
        }
    }
}
