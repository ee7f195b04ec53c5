import ConnectorKit

/// AWS's own variables. Keys, profiles and roles are found by `AWSCredentialChain`.
/// https://docs.aws.amazon.com/sdkref/latest/guide/environment-variables.html
enum AWSConventions {
    static let value = VendorConventions(
        settings: ["region": ["AWS_REGION", "AWS_DEFAULT_REGION"], "endpoint": ["AWS_ENDPOINT_URL"]],
        signIn:
            "Sign in with aws configure, name a profile with --profile NAME, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."
    )
}
