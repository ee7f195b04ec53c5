import ConnectorKit
import Foundation
import Inventory
import Transport

/// How AWS says no. The same code comes under different statuses (throttling is a 400 in the Query API), so the code
/// decides and the status is left to the general reading.
///
/// Codes: https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html and the errors of each operation.
enum AWSErrors {
    /// nil for successes, and for answers without a code of AWS's that HTTP itself explains.
    static func classify(_ response: Response) -> Outcome? {
        guard !(200..<300).contains(response.status) else { return nil }
        if let error = AWSErrorBody(response) { return outcome(error, wait: nil) }
        // Only AWS knows that something is not there; a 404 page of a proxy must not pass for "has none".
        return [404, 410].contains(response.status)
            ? .failed(reason: "HTTP \(response.status), in words that are not AWS's") : nil
    }

    static func outcome(_ error: AWSErrorBody, wait: Duration?) -> Outcome {
        switch error.code {
        case "Throttling", "ThrottlingException", "ThrottledException", "RequestLimitExceeded", "RequestThrottled",
            "RequestThrottledException", "TooManyRequestsException", "SlowDown", "PriorRequestNotComplete",
            "LimitExceeded", "LimitExceededException", "BandwidthLimitExceeded":
            return .throttle(after: wait)
        case "AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "AuthorizationError",
            "NotAuthorized", "UnauthorizedException":
            return .denied(reason: "AWS answered \(error.code)", missing: error.missingPermission.map { [$0] } ?? [])
        case "InvalidClientTokenId", "UnrecognizedClientException", "AuthFailure", "InvalidAccessKeyId",
            "MissingAuthenticationToken", "MissingAuthenticationTokenException", "InvalidToken",
            "IncompleteSignature", "NotSignedUp":
            return .signInRefused(reason: "AWS answered \(error.code): check the access key id and that it is active")
        case "ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired":
            return .signInRefused(reason: "AWS answered \(error.code): the session has ended, sign in again")
        case "SignatureDoesNotMatch", "InvalidSignatureException":
            return .signInRefused(
                reason: "AWS answered \(error.code): check the secret access key, and this machine's clock")
        case "RequestExpired", "RequestInTheFuture", "RequestTimeTooSkewed":
            return .signInRefused(reason: "AWS answered \(error.code): this machine's clock is wrong, set it by NTP")
        case "NoSuchEntity", "ResourceNotFoundException":
            return .gone
        case "ServiceUnavailable", "ServiceUnavailableException", "ServiceFailure", "InternalFailure",
            "InternalError", "InternalServiceError", "InternalServerError", "InternalServerException",
            "ServiceException",
            "RequestTimeout",
            "EntityTemporarilyUnmodifiable", "ConcurrentModification", "ReportInProgress", "ReportNotPresent",
            "ReportExpired":
            return .retry(reason: "AWS answered \(error.code)")
        case "AWSOrganizationsNotInUseException":
            return .unsupported(reason: "the account is in no organization")
        case "OptInRequired", "SubscriptionRequiredException", "RegionDisabledException", "FeatureDisabled",
            "FeatureDisabledException", "NotSupportedService", "UnsupportedOperation":
            return .unsupported(reason: "AWS answered \(error.code)")
        default:
            return .failed(reason: "AWS answered \(error.code) (HTTP \(error.status))")
        }
    }
}

/// The code of an error answer, and the permission that its message names. Nothing else of the message is kept: the
/// message of a wrong signature repeats the signed headers, session token included.
struct AWSErrorBody {
    var status: Int
    var code: String
    /// `iam:ListUsers`, out of "… is not authorized to perform: iam:ListUsers on resource: …".
    var missingPermission: String?

    init(status: Int, code: String, missingPermission: String? = nil) {
        self.status = status
        self.code = code
        self.missingPermission = missingPermission
    }

    init?(_ response: Response) {
        let found = Self.json(response) ?? Self.xml(response)
        guard let found, found.code.count <= 100, found.code.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "." })
        else { return nil }
        status = response.status
        code = found.code
        missingPermission = found.message.flatMap(Self.permission)
    }

    private struct Wire: Decodable {
        var type: String?
        var message: String?

        enum CodingKeys: String, CodingKey {
            case type = "__type"
            case lowerCase = "message"
            case upperCase = "Message"
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            type = try container.decodeIfPresent(String.self, forKey: .type)
            // A message of another type is only a hint lost.
            message =
                (try? container.decodeIfPresent(String.self, forKey: .lowerCase))
                ?? (try? container.decodeIfPresent(String.self, forKey: .upperCase))
        }
    }

    /// `{"__type": "com.amazonaws.secretsmanager#ThrottlingException", "message": …}` (JSON 1.1 protocol).
    private static func json(_ response: Response) -> (code: String, message: String?)? {
        guard response.body.first == UInt8(ascii: "{") else { return nil }
        // Not JSON after all: no code of AWS's, and the status alone decides.
        let wire = try? JSONDecoder().decode(Wire.self, from: response.body)
        guard let type = wire?.type ?? response.headers["x-amzn-ErrorType"] else { return nil }
        let name = type.split(separator: "#").last?.split(separator: ":").first
        return name.map { (String($0), wire?.message) }
    }

    /// `<ErrorResponse><Error><Code>…</Code><Message>…` (Query protocol).
    private static func xml(_ response: Response) -> (code: String, message: String?)? {
        guard response.body.count <= 1 << 20 else { return nil }
        // Not XML after all (a proxy's page): no code of AWS's, and the status alone decides.
        guard let root = try? AWSElement.parse(response.body), let error = root.firstDescendant("Error"),
            let code = try? error.requiredText("Code")
        else { return nil }
        return (code, (try? error.optionalText("Message")) ?? nil)
    }

    static func permission(_ message: String) -> String? {
        guard let range = message.range(of: "to perform: ") else { return nil }
        let action = message[range.upperBound...].prefix { !$0.isWhitespace && $0 != "," }
        let isAction = action.range(of: "^[a-z0-9-]{2,40}:[A-Za-z0-9]{2,80}$", options: .regularExpression) != nil
        return isAction ? String(action) : nil
    }
}
