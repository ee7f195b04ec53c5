extension ScopeCatalogue {
    /// Scopes of Okta's management API. A scope alone does not suffice, the app needs an administrator's role too: these are
    /// upper bounds.
    static let okta = ScopeTable(
        .okta, asOf: "2026-11-24",
        """
        @ https://developer.okta.com/docs/api/oauth2/
        okta.logs.read | medium | medium | reads the system log | who signs in to what, from where
        okta.apps.assignment.manage | high | high | assigns apps to people | gives access to any app
        okta.users.userprofile.manage | high | high | changes profiles | writes attributes that give access
        okta.users.read.self | low | - | reads the user's own account | own profile alone
        okta.users.manage.self | low | - | changes the user's own account | own profile alone
        okta.myAccount.* | low | - | works on the user's own account | own account alone
        openid | low | - | signs the user in | tells who they are
        profile | low | - | reads the user's name | own profile alone
        email | low | - | reads the user's address | own profile alone
        address | low | - | reads the user's postal address | own profile alone
        phone | low | - | reads the user's telephone number | own profile alone
        groups | low | - | reads the user's groups | own groups alone
        device_sso | low | - | keeps the user signed in on a device | own session alone
        offline_access | low | - | keeps working while the user is away | makes every other scope lasting
        okta.agentPools.read | low | low | reads agents of directories | shows where agents run
        okta.agentPools.manage | high | high | updates agents of directories | agents see passwords
        okta.apiTokens.read | medium | medium | reads API tokens, not their secrets | shows whom to attack
        okta.apiTokens.manage | medium | medium | revokes API tokens | stops other integrations
        okta.appGrants.read | medium | medium | reads which scopes apps have | shows which apps are worth attacking
        okta.appGrants.manage | high | tier-0 | gives scopes to apps | gives itself any other scope
        okta.apps.read | medium | medium | reads all apps | shows which apps are worth attacking
        okta.apps.manage | high | tier-0 | changes apps and their secrets | takes over any app
        okta.apps.interclientTrust.read | low | low | reads which apps trust each other | shows which apps are worth attacking
        okta.apps.interclientTrust.manage | high | high | lets apps trust each other | opens single sign-on between them
        okta.authenticators.read | low | low | reads how people prove themselves | shows weak spots
        okta.authenticators.manage | high | tier-0 | changes how people prove themselves | opens a weaker way in
        okta.authorizationServers.read | low | low | reads authorisation servers | shows how tokens are made
        okta.authorizationServers.manage | high | high | changes authorisation servers | tokens for any API behind them
        okta.behaviors.read | low | low | reads what counts as odd behaviour | shows what is watched
        okta.behaviors.manage | high | high | changes what counts as odd behaviour | hides an attack
        okta.botProtection.read | low | low | reads protection against bots | shows what is watched
        okta.botProtection.manage | medium | medium | changes protection against bots | takes a lock off
        okta.brands.read | low | low | reads brands | public looks
        okta.brands.manage | high | high | changes sign-in pages | puts words before everybody who signs in
        okta.captchas.read | low | low | reads CAPTCHAs | little of worth
        okta.captchas.manage | medium | medium | changes CAPTCHAs | takes a lock off
        okta.customTelephonyProvider.read | low | low | reads who sends codes | little of worth
        okta.customTelephonyProvider.manage | high | high | changes who sends codes | reads everybody's codes
        okta.deviceAssurance.read | low | low | reads what a device must be | shows weak spots
        okta.deviceAssurance.manage | high | high | changes what a device must be | lets weak devices in
        okta.deviceIntegrations.read | low | low | reads integrations of devices | little of worth
        okta.deviceIntegrations.manage | high | high | changes integrations of devices | lets weak devices in
        okta.devicePostureChecks.read | low | low | reads checks of devices | shows weak spots
        okta.devicePostureChecks.manage | high | high | changes checks of devices | lets weak devices in
        okta.devices.read | low | low | reads devices | an inventory of devices
        okta.devices.manage | high | high | changes devices | lets devices in
        okta.directories.groups.read | medium | medium | reads groups of connected directories | the organisation's structure
        okta.directories.groups.manage | high | high | changes groups of connected directories | gives access there
        okta.domains.read | low | low | reads domains | names alone
        okta.domains.manage | high | high | changes domains | moves where people sign in
        okta.dr.read | low | low | reads the state of disaster recovery | little of worth
        okta.dr.manage | high | high | starts disaster recovery | takes sign-in away
        okta.emailDomains.read | low | low | reads mail domains | names alone
        okta.emailDomains.manage | high | high | changes mail domains | mails in the company's name
        okta.emailServers.read | low | low | reads mail servers | names alone
        okta.emailServers.manage | high | high | changes mail servers | reads every reset link
        okta.eventHooks.read | low | low | reads event hooks | where events go
        okta.eventHooks.manage | high | high | changes event hooks | sends events elsewhere
        okta.features.read | low | low | reads features | little of worth
        okta.features.manage | medium | medium | switches features | changes how the org behaves
        okta.groups.read | medium | medium | reads groups and their members | the organisation's structure
        okta.groups.manage | high | high | changes groups and their members | groups give apps and roles
        okta.identitySources.read | low | low | reads sources of accounts | little of worth
        okta.identitySources.manage | high | tier-0 | changes sources of accounts | makes and deactivates people
        okta.idps.read | medium | medium | reads identity providers | shows who vouches
        okta.idps.manage | high | tier-0 | changes identity providers | signs in as anybody by a provider of its own
        okta.inlineHooks.read | low | low | reads inline hooks | where sign-ins are asked about
        okta.inlineHooks.manage | high | tier-0 | changes inline hooks | decides over sign-ins and tokens
        okta.linkedObjects.read | low | low | reads relations such as manager | the organisation's structure
        okta.linkedObjects.manage | medium | medium | changes relations such as manager | approvals follow them
        okta.logStreams.read | low | low | reads where logs are sent | what is watched
        okta.logStreams.manage | high | high | changes where logs are sent | hides an attack
        okta.networkZones.read | low | low | reads network zones | shows weak spots
        okta.networkZones.manage | high | high | changes network zones | lets itself in
        okta.oauthIntegrations.read | low | low | reads integrations of vendors | shows which are worth attacking
        okta.oauthIntegrations.manage | high | tier-0 | changes integrations of vendors | lets a vendor in
        okta.orgs.read | low | low | reads the org's settings | little of worth
        okta.orgs.manage | high | high | changes the org's settings | lets support in, among others
        okta.personal.adminSettings.read | low | low | reads settings of Okta Personal | little of worth
        okta.personal.adminSettings.manage | low | low | changes settings of Okta Personal | little of worth
        okta.policies.read | medium | medium | reads policies | shows weak spots
        okta.policies.manage | high | tier-0 | changes policies of sign-in and passwords | takes the locks off
        okta.principalRateLimits.read | low | low | reads limits of tokens | little of worth
        okta.principalRateLimits.manage | medium | medium | changes limits of tokens | starves other integrations
        okta.profileMappings.read | low | low | reads how profiles are mapped | little of worth
        okta.profileMappings.manage | high | high | changes how profiles are mapped | writes attributes that give access
        okta.pushProviders.read | low | low | reads push providers | little of worth
        okta.pushProviders.manage | high | high | changes push providers | stops second factors
        okta.rateLimits.read | low | low | reads rate limits | little of worth
        okta.rateLimits.manage | medium | medium | changes rate limits | starves other integrations
        okta.realmAssignments.read | low | low | reads rules of realms | the organisation's structure
        okta.realmAssignments.manage | high | high | changes rules of realms | moves people between administrators
        okta.realms.read | low | low | reads realms | the organisation's structure
        okta.realms.manage | high | high | changes realms | moves people between administrators
        okta.roles.read | medium | medium | reads administrators and their roles | shows whom to attack
        okta.roles.manage | high | tier-0 | gives administrator roles | makes itself super administrator
        okta.schemas.read | low | low | reads the schema of profiles | names alone
        okta.schemas.manage | medium | medium | changes the schema of profiles | who may write which attribute
        okta.securityEventsProviders.read | low | low | reads who sends security signals | what is watched
        okta.securityEventsProviders.manage | high | high | changes who sends security signals | hides an attack, or ends sessions
        okta.serviceAccounts.read | medium | medium | reads service accounts | shows whom to attack
        okta.serviceAccounts.manage | high | high | changes service accounts | reaches their passwords
        okta.serviceAccounts.okta.read | medium | medium | reads service accounts of Okta | shows whom to attack
        okta.serviceAccounts.okta.manage | high | high | changes service accounts of Okta | reaches their passwords
        okta.sessions.read | medium | medium | reads sessions | who is signed in
        okta.sessions.manage | high | high | makes and ends sessions | acts in a colleague's session
        okta.templates.read | low | low | reads templates of messages | little of worth
        okta.templates.manage | high | high | changes templates of messages | mails in the company's name
        okta.threatInsights.read | low | low | reads settings of ThreatInsight | what is watched
        okta.threatInsights.manage | high | high | changes settings of ThreatInsight | takes a lock off
        okta.trustedOrigins.read | low | low | reads trusted origins | names alone
        okta.trustedOrigins.manage | high | high | changes trusted origins | pages of its own may use sessions
        okta.uischemas.read | low | low | reads forms | public looks
        okta.uischemas.manage | low | low | changes forms | little of worth
        okta.userRisk.read | medium | medium | reads how risky users look | shows weak spots
        okta.userRisk.manage | high | high | changes how risky users look | hides an attack
        okta.userTypes.read | low | low | reads types of users | names alone
        okta.userTypes.manage | medium | medium | changes types of users | little of worth
        okta.users.read | medium | medium | reads everybody's profile and status | personal data of all
        okta.users.manage | high | tier-0 | makes, changes and deactivates users, resets passwords and factors | signs in as anybody
        """)
}
