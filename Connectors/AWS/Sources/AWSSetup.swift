import ConnectorKit
import Foundation

/// The read-only role, ready to be made: a CloudFormation template, the policy alone, and the StackSet that makes the
/// role in every account of an organization. All of it is derived from the manifest.
enum AWSSetup {
    static let templateName = "muster-reader.cloudformation.yaml"
    static let policyName = "muster-reader.policy.json"
    static let managementName = "muster-management.policy.json"

    /// The permissions of streams of this reach, sorted.
    static func permissions(_ reach: Set<AWSConnector.Reach>) -> [String] {
        Set(AWSConnector.streams.filter { reach.contains($0.reach) }.flatMap(\.descriptor.permissions)).sorted()
    }

    static func guide(_ settings: AWSSettings) throws -> SetupGuide {
        let role = settings.organization?.role ?? "MusterReader"
        let account = permissions([.account])
        let organization = permissions([.organization, .identityCenter]).filter { $0 != "sts:AssumeRole" }
        return SetupGuide(
            steps: steps(role),
            files: [
                .init(
                    name: templateName,
                    purpose: "Makes the role \(role) in one account, or through a StackSet in all of them.",
                    contents: template(role: role, account)),
                .init(
                    name: policyName, purpose: "The same permissions as an IAM policy, for a user or role of your own.",
                    contents: try policy([statement("MusterReadsThisAccount", account)])),
                .init(
                    name: managementName,
                    purpose: "For the management account: lists the organization and assumes \(role) in its accounts.",
                    contents: try policy([
                        statement("MusterReadsThisAccount", account),
                        statement("MusterReadsTheOrganization", organization),
                        statement(
                            "MusterEntersItsAccounts", ["sts:AssumeRole"],
                            resource: "arn:\(settings.endpoints.partitionName):iam::*:role/\(role)"),
                    ])),
            ],
            configuration: """
                production:
                  connector: aws
                  settings:
                    region: \(settings.endpoints.region)
                    # Leave these two out to read one account alone.
                    member_role: \(role)
                    member_external_id: YOUR-EXTERNAL-ID

                """,
            grant: { permission in grant(permission, role: role) })
    }

    private static func steps(_ role: String) -> [String] {
        [
            "In the account that Muster signs in to (for an organization the management account), make a role or user"
                + " with the policy of \(policyName); for an organization with that of \(managementName).",
            "Choose an ExternalId that only you know: openssl rand -hex 16",
            "For one other account: aws cloudformation deploy --stack-name muster-reader --template-file \(templateName)"
                + " --capabilities CAPABILITY_NAMED_IAM --parameter-overrides TrustedPrincipal=ARN-OF-MUSTER"
                + " ExternalId=YOUR-EXTERNAL-ID",
            "For all accounts of an organization, in the management account, once:"
                + " aws cloudformation activate-organizations-access",
            "Then: aws cloudformation create-stack-set --stack-set-name muster-reader --template-body"
                + " file://\(templateName) --permission-model SERVICE_MANAGED"
                + " --auto-deployment Enabled=true,RetainStacksOnAccountRemoval=false --capabilities"
                + " CAPABILITY_NAMED_IAM --parameters ParameterKey=TrustedPrincipal,ParameterValue=ARN-OF-MUSTER"
                + " ParameterKey=ExternalId,ParameterValue=YOUR-EXTERNAL-ID",
            "And: aws cloudformation create-stack-instances --stack-set-name muster-reader --regions us-east-1"
                + " --deployment-targets OrganizationalUnitIds=$(aws organizations list-roots"
                + " --query 'Roots[0].Id' --output text)",
            "A StackSet leaves the management account out; Muster reads that one with its own credentials, and needs no"
                + " \(role) there.",
            "New accounts get the role by themselves (auto-deployment); closed ones are out of scope.",
        ]
    }

    /// Where a permission that is missing is added.
    static func grant(_ permission: String, role: String) -> String {
        let isOrganization = permissions([.organization, .identityCenter]).contains(permission)
        return isOrganization
            ? "Add \(permission) to the policy of Muster's own role or user in the management account: IAM > Policies."
            : "Add \(permission) to the policy of Muster's role or user: IAM > Policies; for the accounts of an"
                + " organization, update the StackSet muster-reader with a new \(templateName)."
    }

    // MARK: - Files

    struct Statement: Encodable {
        var id: String
        var effect = "Allow"
        var actions: [String]
        var resource: String

        enum CodingKeys: String, CodingKey {
            case id = "Sid"
            case effect = "Effect"
            case actions = "Action"
            case resource = "Resource"
        }
    }

    private struct Policy: Encodable {
        var version = "2012-10-17"
        var statements: [Statement]

        enum CodingKeys: String, CodingKey {
            case version = "Version"
            case statements = "Statement"
        }
    }

    private static func statement(_ id: String, _ actions: [String], resource: String = "*") -> Statement {
        Statement(id: id, actions: actions, resource: resource)
    }

    private static func policy(_ statements: [Statement]) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(Policy(statements: statements)), as: UTF8.self) + "\n"
    }

    /// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-role.html
    private static func template(role: String, _ permissions: [String]) -> String {
        let path = role.split(separator: "/").dropLast().map { "/\($0)" }.joined() + "/"
        let name = role.split(separator: "/").last.map(String.init) ?? role
        return """
            AWSTemplateFormatVersion: "2010-09-09"
            Description: A role by which Muster reads who and what has access to this account. It can change nothing.
            Parameters:
              TrustedPrincipal:
                Type: String
                Description: The ARN of the role or user that Muster signs in with.
                AllowedPattern: ^arn:aws[a-z-]*:iam::[0-9]{12}:(role|user)/.+$
              ExternalId:
                Type: String
                Description: The value of member_external_id in Muster's configuration.
                MinLength: 8
                MaxLength: 1224
                NoEcho: true
            Resources:
              MusterReader:
                Type: AWS::IAM::Role
                Properties:
                  RoleName: \(name)
                  Path: \(path)
                  Description: Read by Muster; see its connector for AWS.
                  MaxSessionDuration: 3600
                  AssumeRolePolicyDocument:
                    Version: "2012-10-17"
                    Statement:
                      - Effect: Allow
                        Principal:
                          AWS: !Ref TrustedPrincipal
                        Action: sts:AssumeRole
                        Condition:
                          StringEquals:
                            sts:ExternalId: !Ref ExternalId
                  Policies:
                    - PolicyName: muster-read
                      PolicyDocument:
                        Version: "2012-10-17"
                        Statement:
                          - Sid: MusterReadsThisAccount
                            Effect: Allow
                            Action:
            \(permissions.map { "                  - \($0)" }.joined(separator: "\n"))
                            Resource: "*"
            Outputs:
              RoleArn:
                Value: !GetAtt MusterReader.Arn

            """
    }
}
