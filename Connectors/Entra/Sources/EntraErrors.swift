import ConnectorKit
import Foundation
import Transport

/// How Graph says no: a code in the body decides, because a 403 is a missing permission or a licence that was not
/// bought. https://learn.microsoft.com/graph/errors
enum EntraErrors {
    private struct Body: Decodable { var error: Detail }
    private struct Detail: Decodable { var code: String }

    static func classify(_ response: Response) -> Outcome? {
        if (200..<300).contains(response.status) { return nil }
        // An answer without a code of Graph's (a proxy's page) is left to the general reading.
        guard let code = try? JSONDecoder().decode(Body.self, from: response.body).error.code else { return nil }
        return outcome(code, response)
    }

    private static func outcome(_ code: String, _ response: Response) -> Outcome? {
        // Several services write it with a prefix of their own.
        if code.hasSuffix("RequestFromNonPremiumTenantOrB2CTenant") || code.hasSuffix("PremiumLicenseRequired") {
            return .unsupported(
                reason: "Graph answered \(code.prefix(80)): the tenant has no Entra ID P1 or P2 licence")
        }
        switch code {
        case "Authorization_RequestDenied", "Authentication_MSGraphPermissionMissing", "accessDenied",
            "PermissionScopeNotGranted":
            return .denied(
                reason: "Graph answered \(code): the app has not the permission, or no administrator consented")
        case "InvalidAuthenticationToken", "Authorization_IdentityNotFound", "Authorization_IdentityDisabled",
            "AuthenticationError", "CompactToken parsing failed":
            return .signInRefused(reason: "Graph answered \(code): the token is wrong, expired or of another tenant")
        case "Request_ResourceNotFound", "ResourceNotFound", "itemNotFound": return .gone
        case "BadRequest" where response.status == 400 && offersLittle(response.url):
            return .unsupported(reason: "Graph answered \(code): this cloud or tenant does not offer it")
        case "Directory_ExpiredPageToken":
            return .failed(reason: "Graph answered \(code): the page's address is no longer good")
        case "TooManyRequests", "serviceNotAvailable", "UnknownError": return nil
        default:
            // 429, 5xx and refusals keep their general meaning, whatever the code.
            return response.status == 400 ? .failed(reason: "Graph answered \(code.prefix(60)) (HTTP 400)") : nil
        }
    }

    /// Parts of the API that not every cloud has: there an unknown path is a bad request.
    private static func offersLittle(_ url: URL) -> Bool {
        url.path.hasPrefix("/beta/") || url.path.contains("microsoft.graph.agentIdentity")
    }
}
