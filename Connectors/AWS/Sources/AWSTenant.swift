import ConnectorKit
import Foundation
import Transport

/// Which account answers, and as whom: sts:GetCallerIdentity, which needs no permission.
/// https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
enum AWSTenant {
    @Sendable static func decode(_ response: Response) throws -> TenantIdentity {
        let result = try AWSPages.result(response, "GetCallerIdentity")
        let account = try result.requiredText("Account")
        guard account.count == 12, account.allSatisfy({ $0.isASCII && $0.isNumber }) else {
            throw AWSBodyProblem(reason: "Account: expected twelve digits")
        }
        return TenantIdentity(id: account, principal: principal(try result.requiredText("Arn")))
    }

    /// Without the session's name, which changes with every sign-in:
    /// `arn:aws:sts::123456789012:assumed-role/Audit/i-0abc` is the role `Audit` each time.
    static func principal(_ arn: String) -> String {
        let parts = arn.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count >= 3, parts[0].hasSuffix(":assumed-role") else { return arn }
        return parts.dropLast().joined(separator: "/")
    }
}
