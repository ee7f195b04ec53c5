import Foundation
import Inventory
import Transport

/// The machine's own ways in, in the order of AWS's SDKs: environment, web identity, profile, container, instance.
/// https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html
///
/// A profile that is named in the source's settings is the only way tried.
struct AWSCredentialChain: Sendable {
    var environment: [String: String]
    var profile: String?
    var endpoints: AWSEndpoints

    /// - Throws: `AWSCredentialProblem` for the first way that is configured and does not work, or when none is.
    func find(_ transport: Transport, now: Instant) async throws -> AWSSessionCredentials {
        if let profile { return try await fromProfile(profile, transport, now: now) }
        if let found = try fromEnvironment() { return found }
        if let found = try await fromWebIdentity(transport, now: now) { return found }
        if let name = value("AWS_PROFILE") { return try await fromProfile(name, transport, now: now) }
        let profiles = try AWSProfiles.load(environment: environment)
        if let settings = profiles["default"], settings.signsIn {
            return try await fromProfile("default", transport, now: now)
        }
        let machine = AWSMachineCredentials(environment: environment)
        if let found = try await machine.fromContainer(transport) { return found }
        if let found = try await machine.fromInstance(transport) { return found }
        throw AWSCredentialProblem(
            "aws credentials", "none are configured, and neither environment, profile, container nor instance has any",
            advice: "Set access_key_id and secret_access_key of the source, or AWS_PROFILE")
    }

    /// A variable that is set and not empty.
    func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }

    func fromEnvironment() throws -> AWSSessionCredentials? {
        guard let id = value("AWS_ACCESS_KEY_ID") else { return nil }
        guard let secret = value("AWS_SECRET_ACCESS_KEY") else {
            throw AWSCredentialProblem(
                "environment", "AWS_ACCESS_KEY_ID is set and AWS_SECRET_ACCESS_KEY is not", advice: "Set both")
        }
        return AWSSessionCredentials(
            accessKeyID: try AWSCredentialProvider.checked(id, place: "AWS_ACCESS_KEY_ID"),
            secretAccessKey: Secret(secret), sessionToken: value("AWS_SESSION_TOKEN").map { Secret($0) },
            origin: "environment")
    }

    func fromWebIdentity(_ transport: Transport, now: Instant) async throws -> AWSSessionCredentials? {
        guard let file = value("AWS_WEB_IDENTITY_TOKEN_FILE"), let role = value("AWS_ROLE_ARN") else { return nil }
        return try await AWSSecurityTokenService(endpoints: endpoints).assumeRole(
            role, tokenFile: file, sessionName: value("AWS_ROLE_SESSION_NAME"), transport, now: now)
    }
}

// MARK: - Profiles

extension AWSCredentialChain {
    func fromProfile(_ name: String, _ transport: Transport, now: Instant) async throws -> AWSSessionCredentials {
        let profiles = try AWSProfiles.load(environment: environment)
        return try await resolve(name, in: profiles, visited: [], transport, now: now)
    }

    private func resolve(
        _ name: String, in profiles: AWSProfiles, visited: [String], _ transport: Transport, now: Instant
    ) async throws -> AWSSessionCredentials {
        let place = "profile \(name)"
        guard let profile = profiles[name] else {
            throw AWSCredentialProblem(
                place, "is in neither \(profiles.credentialsFile) nor \(profiles.configFile)",
                advice: "Check the name, AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE")
        }
        guard !visited.dropLast().contains(name) else {
            throw AWSCredentialProblem(
                place, "its source_profile leads back to itself", advice: "End the chain in a profile with a key")
        }
        // A profile may name itself as the source of its role: then its own key signs.
        if let role = profile.roleARN, visited.last != name {
            return try await assume(
                role, by: profile, place, in: profiles, visited: visited + [name], transport, now: now)
        }
        if let id = profile["aws_access_key_id"] {
            guard let secret = profile["aws_secret_access_key"] else {
                throw AWSCredentialProblem(
                    place, "has aws_access_key_id and no aws_secret_access_key", advice: "Set both")
            }
            return AWSSessionCredentials(
                accessKeyID: try AWSCredentialProvider.checked(id, place: place), secretAccessKey: Secret(secret),
                sessionToken: profile["aws_session_token"].map { Secret($0) }, origin: place)
        }
        if let command = profile["credential_process"] {
            return try await AWSCredentialProcess.run(command, place: place, environment: environment)
        }
        if profile.usesSingleSignOn {
            throw AWSCredentialProblem(
                place, "signs in through IAM Identity Center, which needs a browser",
                advice: "Run aws sso login and set credential_process to"
                    + " \"aws configure export-credentials --profile \(name) --format process\" in another profile")
        }
        throw AWSCredentialProblem(
            place, "has no way to sign in", advice: "Give it a key, a credential_process or a role_arn")
    }

    private func assume(
        _ role: String, by profile: AWSProfile, _ place: String, in profiles: AWSProfiles, visited: [String],
        _ transport: Transport, now: Instant
    ) async throws -> AWSSessionCredentials {
        let service = AWSSecurityTokenService(endpoints: endpoints)
        if let file = profile["web_identity_token_file"] {
            return try await service.assumeRole(
                role, tokenFile: file, sessionName: profile["role_session_name"], transport, now: now)
        }
        if profile["mfa_serial"] != nil {
            throw AWSCredentialProblem(
                place, "asks for a one-time code (mfa_serial), which an unattended run cannot give",
                advice: "Use a role without that condition for collecting")
        }
        let source: AWSSessionCredentials
        if let name = profile["source_profile"] {
            source = try await resolve(name, in: profiles, visited: visited, transport, now: now)
        } else {
            source = try await fromCredentialSource(profile["credential_source"], place, transport)
        }
        return try await service.assumeRole(
            role, with: source, externalID: profile["external_id"], sessionName: profile["role_session_name"],
            transport, now: now)
    }

    private func fromCredentialSource(_ source: String?, _ place: String, _ transport: Transport) async throws
        -> AWSSessionCredentials
    {
        let machine = AWSMachineCredentials(environment: environment)
        let found: AWSSessionCredentials?
        switch source {
        case "Environment": found = try fromEnvironment()
        case "EcsContainer": found = try await machine.fromContainer(transport)
        case "Ec2InstanceMetadata": found = try await machine.fromInstance(transport)
        default:
            throw AWSCredentialProblem(
                place, "has role_arn and neither source_profile nor a known credential_source",
                advice: "Name the profile that may assume the role in source_profile")
        }
        guard let found else {
            throw AWSCredentialProblem(
                place, "its credential_source \(source ?? "") has no credentials here", advice: "Check the profile")
        }
        return found
    }
}
