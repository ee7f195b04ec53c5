/// Names of scopes and permissions as vendors' own descriptions and recorded answers have them: a sample that the catalogue
/// was not written from. Names alone, out of: okta/okta-management-openapi-spec (Apache-2.0) and okta/okta-sdk-python
/// recordings; google-api-python-client's discovery documents (Apache-2.0); slackapi/slack-api-specs (MIT);
/// github/rest-api-description (MIT); gitlabhq fixtures (MIT); microsoftgraph/msgraph-metadata and jiasli/azure-cli (MIT).
enum ScopeNames {
    static let entra = """
        AppCatalog.Read.All AppCatalog.ReadWrite.All Application.Read.All Channel.Create.Group Channel.Delete.Group
        ChannelMessage.Read.Group ChannelSettings.Read.Group ChannelSettings.ReadWrite.Group
        CustomSecAttributeAssignment.Read.All CustomSecAttributeAssignment.ReadWrite.All
        CustomSecAttributeDefinition.Read.All CustomSecAttributeDefinition.ReadWrite.All
        DelegatedAdminRelationship.Read.All DelegatedAdminRelationship.ReadWrite.All Directory.Read.All
        ExternalConnection.Read.All ExternalConnection.ReadWrite.All ExternalConnection.ReadWrite.OwnedBy
        ExternalItem.Read.All ExternalItem.ReadWrite.All ExternalItem.ReadWrite.OwnedBy GroupMember.Read.All
        IdentityRiskyServicePrincipal.Read.All IdentityRiskyServicePrincipal.ReadWrite.All ManagedTenants.Read.All
        ManagedTenants.ReadWrite.All Member.Read.Group OnlineMeetingArtifact.Read.All Owner.Read.Group
        Policy.ReadWrite.CrossTenantAccess Presence.ReadWrite Presence.ReadWrite.All RecordsManagement.Read.All
        RecordsManagement.ReadWrite.All RoleAssignmentSchedule.ReadWrite.Directory
        RoleEligibilitySchedule.ReadWrite.Directory RoleManagement.Read.CloudPC RoleManagement.ReadWrite.CloudPC
        RoleManagement.ReadWrite.Directory SearchConfiguration.Read.All SearchConfiguration.ReadWrite.All
        SecurityAlert.Read.All SecurityAlert.ReadWrite.All SecurityIncident.Read.All SecurityIncident.ReadWrite.All
        ServiceMessageViewpoint.Write SubjectRightsRequest.Read.All SubjectRightsRequest.ReadWrite.All
        TeamMember.Read.Group TeamSettings.Read.Group TeamSettings.ReadWrite.Group TeamsAppInstallation.Read.Group
        TeamsAppInstallation.ReadWriteSelfForTeam TeamsTab.Create.Group TeamsTab.Delete.Group TeamsTab.Read.Group
        TeamsTab.ReadWrite.Group TeamsTab.ReadWriteSelfForChat TeamsTab.ReadWriteSelfForChat.All
        TeamsTab.ReadWriteSelfForTeam TeamsTab.ReadWriteSelfForTeam.All TeamsTab.ReadWriteSelfForUser
        TeamsTab.ReadWriteSelfForUser.All TeamworkDevice.Read.All TeamworkDevice.ReadWrite.All TeamworkTag.Read
        TeamworkTag.Read.All TeamworkTag.ReadWrite TeamworkTag.ReadWrite.All ThreatHunting.Read.All User.Read
        WindowsUpdates.ReadWrite.All WorkforceIntegration.ReadWrite.All eDiscovery.Read.All eDiscovery.ReadWrite.All
        """

    static let github = """
        actions: read
        actions: write
        admin:gpg_key
        admin:org
        admin:org_hook
        admin:public_key
        admin:repo_hook
        administration: read
        administration: write
        artifact_metadata: read
        artifact_metadata: write
        attestations: read
        attestations: write
        checks: read
        checks: write
        code_quality: read
        code_quality: write
        codespaces: read
        codespaces: write
        contents: read
        contents: write
        custom_properties_for_organizations: read
        custom_properties_for_organizations: write
        delete_repo
        dependabot_secrets: read
        dependabot_secrets: write
        deployments: read
        deployments: write
        discussions: read
        discussions: write
        email_addresses: read
        email_addresses: write
        enterprise_custom_properties_for_organizations: admin
        enterprise_custom_properties_for_organizations: read
        enterprise_custom_properties_for_organizations: write
        environments: read
        environments: write
        followers: read
        followers: write
        gist
        git_ssh_keys: read
        git_ssh_keys: write
        gpg_keys: read
        gpg_keys: write
        interaction_limits: read
        interaction_limits: write
        issues: read
        issues: write
        members: read
        members: write
        merge_queues: read
        merge_queues: write
        metadata: read
        metadata: write
        notifications
        organization_administration: read
        organization_administration: write
        organization_announcement_banners: read
        organization_announcement_banners: write
        organization_copilot_agent_settings: read
        organization_copilot_agent_settings: write
        organization_copilot_seat_management: read
        organization_copilot_seat_management: write
        organization_custom_org_roles: read
        organization_custom_org_roles: write
        organization_custom_properties: admin
        organization_custom_properties: read
        organization_custom_properties: write
        organization_custom_roles: read
        organization_custom_roles: write
        organization_events: read
        organization_hooks: read
        organization_hooks: write
        organization_packages: read
        organization_packages: write
        organization_personal_access_token_requests: read
        organization_personal_access_token_requests: write
        organization_personal_access_tokens: read
        organization_personal_access_tokens: write
        organization_plan: read
        organization_projects: admin
        organization_projects: read
        organization_projects: write
        organization_secrets: read
        organization_secrets: write
        organization_self_hosted_runners: read
        organization_self_hosted_runners: write
        organization_user_blocking: read
        organization_user_blocking: write
        packages: read
        packages: write
        pages: read
        pages: write
        profile: write
        pull_requests: read
        pull_requests: write
        repo
        repo:org
        repository_custom_properties: read
        repository_custom_properties: write
        repository_hooks: read
        repository_hooks: write
        repository_projects: admin
        repository_projects: read
        repository_projects: write
        secret_scanning_alerts: read
        secret_scanning_alerts: write
        secrets: read
        secrets: write
        security_events: read
        security_events: write
        single_file: read
        single_file: write
        starring: read
        starring: write
        statuses: read
        statuses: write
        user
        vulnerability_alerts: read
        vulnerability_alerts: write
        workflows: write
        write:org
        """

    static let gitlab = """
        api read_api read_registry read_repository
        """

    static let google = """
        https://www.googleapis.com/auth/admin.chrome.printers
        https://www.googleapis.com/auth/admin.chrome.printers.readonly
        https://www.googleapis.com/auth/admin.directory.customer
        https://www.googleapis.com/auth/admin.directory.customer.readonly
        https://www.googleapis.com/auth/admin.directory.device.chromeos
        https://www.googleapis.com/auth/admin.directory.device.chromeos.readonly
        https://www.googleapis.com/auth/admin.directory.device.mobile
        https://www.googleapis.com/auth/admin.directory.device.mobile.action
        https://www.googleapis.com/auth/admin.directory.device.mobile.readonly
        https://www.googleapis.com/auth/admin.directory.domain
        https://www.googleapis.com/auth/admin.directory.domain.readonly
        https://www.googleapis.com/auth/admin.directory.group
        https://www.googleapis.com/auth/admin.directory.group.member
        https://www.googleapis.com/auth/admin.directory.group.member.readonly
        https://www.googleapis.com/auth/admin.directory.group.readonly
        https://www.googleapis.com/auth/admin.directory.orgunit
        https://www.googleapis.com/auth/admin.directory.orgunit.readonly
        https://www.googleapis.com/auth/admin.directory.resource.calendar
        https://www.googleapis.com/auth/admin.directory.resource.calendar.readonly
        https://www.googleapis.com/auth/admin.directory.rolemanagement
        https://www.googleapis.com/auth/admin.directory.rolemanagement.readonly
        https://www.googleapis.com/auth/admin.directory.user
        https://www.googleapis.com/auth/admin.directory.user.alias
        https://www.googleapis.com/auth/admin.directory.user.alias.readonly
        https://www.googleapis.com/auth/admin.directory.user.readonly
        https://www.googleapis.com/auth/admin.directory.user.security
        https://www.googleapis.com/auth/admin.directory.userschema
        https://www.googleapis.com/auth/admin.directory.userschema.readonly
        https://www.googleapis.com/auth/admin.reports.audit.readonly
        https://www.googleapis.com/auth/admin.reports.usage.readonly https://www.googleapis.com/auth/apikeys
        https://www.googleapis.com/auth/apikeys.readonly
        https://www.googleapis.com/auth/cloud-identity.allowlisteddomains
        https://www.googleapis.com/auth/cloud-identity.allowlisteddomains.readonly
        https://www.googleapis.com/auth/cloud-identity.devices
        https://www.googleapis.com/auth/cloud-identity.devices.lookup
        https://www.googleapis.com/auth/cloud-identity.devices.readonly
        https://www.googleapis.com/auth/cloud-identity.groups
        https://www.googleapis.com/auth/cloud-identity.groups.readonly
        https://www.googleapis.com/auth/cloud-identity.inboundsso
        https://www.googleapis.com/auth/cloud-identity.inboundsso.readonly
        https://www.googleapis.com/auth/cloud-identity.policies
        https://www.googleapis.com/auth/cloud-identity.policies.readonly
        https://www.googleapis.com/auth/cloud-platform https://www.googleapis.com/auth/cloud-platform.read-only
        https://www.googleapis.com/auth/cloudasset
        """

    static let okta = """
        okta.agentPools.manage okta.agentPools.read okta.apiTokens.manage okta.apiTokens.read okta.appGrants.manage
        okta.appGrants.read okta.apps.assignment.manage okta.apps.interclientTrust.manage
        okta.apps.interclientTrust.read okta.apps.manage okta.apps.read okta.authenticators.manage
        okta.authenticators.read okta.authorizationServers.manage okta.authorizationServers.read okta.behaviors.manage
        okta.behaviors.read okta.botProtection.manage okta.botProtection.read okta.brands.manage okta.brands.read
        okta.captchas.manage okta.captchas.read okta.customTelephonyProvider.manage okta.customTelephonyProvider.read
        okta.deviceAssurance.manage okta.deviceAssurance.read okta.deviceIntegrations.manage
        okta.deviceIntegrations.read okta.devicePostureChecks.manage okta.devicePostureChecks.read okta.devices.manage
        okta.devices.read okta.directories.groups.manage okta.directories.groups.read okta.domains.manage
        okta.domains.read okta.dr.manage okta.dr.read okta.emailDomains.manage okta.emailDomains.read
        okta.emailServers.manage okta.emailServers.read okta.eventHooks.manage okta.eventHooks.read
        okta.features.manage okta.features.read okta.groups.manage okta.groups.read okta.identitySources.manage
        okta.identitySources.read okta.idps.manage okta.idps.read okta.inlineHooks.manage okta.inlineHooks.read
        okta.linkedObjects.manage okta.linkedObjects.read okta.logStreams.manage okta.logStreams.read okta.logs.read
        okta.networkZones.manage okta.networkZones.read okta.oauthIntegrations.manage okta.oauthIntegrations.read
        okta.orgs.manage okta.orgs.read okta.personal.adminSettings.manage okta.personal.adminSettings.read
        okta.policies.manage okta.policies.read okta.principalRateLimits.manage okta.principalRateLimits.read
        okta.profileMappings.manage okta.profileMappings.read okta.pushProviders.manage okta.pushProviders.read
        okta.rateLimits.manage okta.rateLimits.read okta.realmAssignments.manage okta.realmAssignments.read
        okta.realms.manage okta.realms.read okta.roles.manage okta.roles.read okta.schemas.manage okta.schemas.read
        okta.securityEventsProviders.manage okta.securityEventsProviders.read okta.serviceAccounts.manage
        okta.serviceAccounts.okta.manage okta.serviceAccounts.okta.read okta.serviceAccounts.read okta.sessions.manage
        okta.sessions.read okta.templates.manage okta.templates.read okta.threatInsights.manage
        okta.threatInsights.read okta.trustedOrigins.manage okta.trustedOrigins.read okta.uischemas.manage
        okta.uischemas.read okta.userRisk.manage okta.userRisk.read okta.userTypes.manage okta.userTypes.read
        okta.users.manage okta.users.read okta.users.userprofile.manage
        """

    static let slack = """
        admin.apps:read admin.apps:write admin.conversations:read admin.conversations:write admin.invites:read
        admin.invites:write admin.teams:read admin.teams:write admin.usergroups:read admin.usergroups:write
        admin.users:read admin.users:write authorizations:read calls:read calls:write channels:history channels:manage
        channels:read channels:write chat:write conversations:history conversations:read conversations:write dnd:read
        dnd:write emoji:read files:read groups:history groups:read groups:write im:history im:read im:write
        links:write mpim:history mpim:read mpim:write pins:read pins:write reactions:read reactions:write
        reminders:read reminders:write remote_files:read remote_files:share remote_files:write rtm:stream search:read
        stars:read stars:write team:read usergroups:read usergroups:write users.profile:read users.profile:write
        users:read users:read.email users:write workflow.steps:execute
        """
}
