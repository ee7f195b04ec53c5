import Foundation
import Transport

/// What of AWS's answers a recording may keep: the elements that the wire types read. A secret's value, a new key's
/// secret half and whatever AWS adds tomorrow are not among them.
enum AWSRedaction {
    static let rules = RedactionRules(
        readKeys: [
            // Paging, errors, reports
            "IsTruncated", "Marker", "NextToken", "Code", "__type", "State", "Content", "GeneratedTime",
            // Who and what
            "Account", "Arn", "UserId", "UserName", "RoleId", "RoleName", "GroupId", "GroupName", "GroupList", "Path",
            "Description", "CreateDate", "Key", "Value", "PermissionsBoundaryArn", "PermissionsBoundaryType",
            // Policies
            "PolicyArn", "PolicyId", "PolicyName", "PolicyDocument", "AssumeRolePolicyDocument", "Document",
            "DefaultVersionId", "VersionId", "IsDefaultVersion",
            // Credentials
            "AccessKeyId", "Status", "LastUsedDate", "ServiceName", "Region", "PasswordLastUsed",
            "PasswordResetRequired",
            "SSHPublicKeyId", "SSHPublicKeyBody", "Fingerprint", "UploadDate", "CertificateId", "CertificateBody",
            "ValidUntil", "ServiceSpecificCredentialId", "ServiceUserName", "ServiceCredentialAlias", "ExpirationDate",
            // Providers
            "Url", "ClientIDList",
            // Secrets Manager: names and dates, never values
            "ARN", "Name", "CreatedDate", "LastAccessedDate", "LastRotatedDate", "LastChangedDate", "RotationEnabled",
            "AutomaticallyAfterDays", "OwningService",
            // Organizations
            "Id", "Email", "JoinedMethod", "JoinedTimestamp",
            // Identity Center
            "InstanceArn", "IdentityStoreId", "OwnerAccountId", "DisplayName", "Issuer", "UserType", "UserStatus",
            "CreatedAt", "PermissionSets", "PermissionSetArn", "InlinePolicy", "AccountIds", "AccountId",
            "PrincipalId",
        ],
        personalKeys: ["UserName", "ServiceUserName", "ServiceCredentialAlias", "Email"], embedded: ["Content": report])

    /// The display name of a user is a person's; that of a group is a word that may stand anywhere.
    static func rules(for stream: String) -> RedactionRules {
        var rules = rules
        if stream == "identityCenterUsers" { rules.personalKeys.insert("DisplayName") }
        return rules
    }

    /// The credential report is CSV in base64; its first column names users.
    @Sendable private static func report(_ content: String, _ redactor: inout Redactor) -> String {
        guard let bytes = Data(base64Encoded: content, options: .ignoreUnknownCharacters) else { return "redacted" }
        var lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false).map(
            String.init)
        for index in lines.indices.dropFirst() {
            if let name = lines[index].split(separator: ",").first, name != "<root_account>" {
                _ = redactor.token(for: String(name))
            }
            lines[index] = redactor.scrub(lines[index])
        }
        return Data(lines.joined(separator: "\n").utf8).base64EncodedString()
    }
}
