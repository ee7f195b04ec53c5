extension ScopeCatalogue {
    /// Permissions of Microsoft Graph, and those of Exchange and SharePoint that apps still ask for. As a user an app goes
    /// no further than the user may; as itself it reaches everybody.
    static let entra = ScopeTable(
        .entra, asOf: "2026-11-24",
        """
        @ https://learn.microsoft.com/graph/permissions-reference
        openid | low | - | signs the user in | tells who they are
        profile | low | - | reads the user's name | own profile alone
        email | low | - | reads the user's address | own profile alone
        offline_access | low | - | keeps working while the user is away | makes every other scope lasting
        RoleManagement.ReadWrite.Directory | high | tier-0 | gives directory roles to anybody | makes itself global administrator
        RoleManagement.Read.Directory | medium | medium | reads directory roles and who has them | shows whom to attack
        RoleManagement.Read.All | medium | medium | reads every kind of role and who has it | shows whom to attack
        RoleManagement.ReadWrite.CloudPC | medium | high | gives roles over cloud PCs | reaches people's desktops
        RoleManagement.Read.CloudPC | low | medium | reads roles over cloud PCs | little of worth
        RoleAssignmentSchedule.ReadWrite.Directory | high | tier-0 | schedules directory roles for anybody | makes itself global administrator
        RoleEligibilitySchedule.ReadWrite.Directory | high | tier-0 | makes anybody eligible for directory roles | one step from global administrator
        PrivilegedAccess.ReadWrite.AzureAD | high | tier-0 | manages privileged access to the directory | one step from global administrator
        PrivilegedAccess.ReadWrite.AzureADGroup | high | tier-0 | manages privileged access to groups | groups hold roles
        PrivilegedAccess.ReadWrite.AzureResources | high | tier-0 | manages privileged access to Azure | owns subscriptions
        AppRoleAssignment.ReadWrite.All | high | tier-0 | gives app permissions to any app | gives itself any other permission
        DelegatedPermissionGrant.ReadWrite.All | high | tier-0 | consents for every user | gives itself any delegated permission
        DelegatedPermissionGrant.Read.All | low | medium | reads consents | shows which apps are worth attacking
        Application.ReadWrite.All | high | tier-0 | adds secrets to any app | takes over any app with more rights
        Application.ReadWrite.OwnedBy | - | tier-0 | adds secrets to the apps that it owns | takes over those with more rights
        Application.Read.All | low | medium | reads all apps | shows which apps are worth attacking
        Directory.ReadWrite.All | high | tier-0 | changes users, groups and apps | adds itself to groups with roles
        Directory.Read.All | medium | medium | reads the whole directory | everybody's account and group
        Directory.AccessAsUser.All | high | - | does in the directory what the user may | an administrator's user gives all
        Directory.Write.Restricted | high | high | changes restricted directory objects | touches protected accounts
        Policy.ReadWrite.PermissionGrant | high | tier-0 | decides which consents need no administrator | opens the way to any permission
        Policy.ReadWrite.ConditionalAccess | high | tier-0 | decides who may sign in, and how | takes the locks off
        Policy.ReadWrite.AuthenticationMethod | high | tier-0 | decides how people prove themselves | opens a weaker way in
        Policy.ReadWrite.CrossTenantAccess | high | high | decides which tenants are trusted | lets another tenant in
        Policy.ReadWrite.Authorization | high | high | decides what guests and users may do | widens everybody's rights
        Policy.Read.All | medium | medium | reads the security policies | shows the gaps
        UserAuthenticationMethod.ReadWrite.All | high | tier-0 | changes how anybody proves themselves | signs in as anybody
        UserAuthenticationMethod.Read.All | medium | medium | reads how people prove themselves | shows who is weakly protected
        User-PasswordProfile.ReadWrite.All | high | tier-0 | sets anybody's password | signs in as anybody
        User.EnableDisableAccount.All | high | tier-0 | switches accounts on and off | locks everybody out
        User.ReadWrite.All | high | tier-0 | changes every user | changes how administrators sign in
        User.Read | low | - | reads the user's own profile | own profile alone
        User.ReadWrite | low | - | changes the user's own profile | own profile alone
        User.ReadBasic.All | low | medium | reads everybody's name and address | an address book
        User.Read.All | medium | medium | reads everybody's full profile | personal data of all
        User.Invite.All | medium | high | invites guests | brings outsiders in
        User.ManageIdentities.All | high | tier-0 | changes the identities that users sign in with | signs in as anybody
        User.Export.All | high | high | exports a user's data | personal data of all
        Domain.ReadWrite.All | high | tier-0 | changes domains and their federation | signs in as anybody by a federation of its own
        Domain-InternalFederation.ReadWrite.All | high | tier-0 | changes a domain's federation | signs in as anybody by a federation of its own
        Domain.Read.All | low | low | reads the domains | names alone
        Organization.Read.All | low | low | reads the organisation's profile | little of worth
        Organization.ReadWrite.All | high | high | changes the organisation's settings | certificates of trust are among them
        Synchronization.ReadWrite.All | high | tier-0 | changes how accounts are provisioned | reads the secrets of provisioning
        Group.ReadWrite.All | high | tier-0 | changes groups and their members, reads their talk | adds itself to groups with roles
        Group.Read.All | medium | high | reads groups, their files and talk | everybody's shared files
        GroupMember.ReadWrite.All | high | tier-0 | changes who is in groups | adds itself to groups with roles
        GroupMember.Read.All | low | medium | reads who is in groups | the organisation's structure
        Group.Create | - | medium | makes groups | clutter more than harm
        AgentIdentity.Create.All | - | tier-0 | makes agent identities | identities nobody knows of
        AdministrativeUnit.ReadWrite.All | high | high | changes administrative units | moves accounts out of protection
        AdministrativeUnit.Read.All | low | medium | reads administrative units | the organisation's structure
        Device.Read | low | - | reads the user's devices | own devices alone
        Device.Read.All | low | medium | reads all devices | an inventory of devices
        Device.ReadWrite.All | - | high | changes all devices | makes devices trusted
        DeviceManagementConfiguration.ReadWrite.All | high | tier-0 | configures every managed device | runs programs on them
        DeviceManagementManagedDevices.PrivilegedOperations.All | high | tier-0 | wipes and locks devices | everybody's device
        DeviceManagementManagedDevices.ReadWrite.All | high | high | changes managed devices | everybody's device
        DeviceManagementManagedDevices.Read.All | medium | medium | reads managed devices | an inventory of devices
        DeviceManagementApps.ReadWrite.All | high | tier-0 | installs apps on managed devices | runs programs on them
        DeviceManagementRBAC.ReadWrite.All | high | tier-0 | gives roles over devices | gives itself any of them
        DeviceManagementServiceConfig.ReadWrite.All | high | high | configures enrolment of devices | lets devices in
        AuditLog.Read.All | medium | medium | reads sign-ins and audit records | who does what, from where
        Reports.Read.All | medium | medium | reads usage reports | who uses what
        IdentityRiskyUser.Read.All | medium | medium | reads which users look attacked | shows weak spots
        IdentityRiskyUser.ReadWrite.All | high | high | dismisses warnings about users | hides an attack
        IdentityRiskyServicePrincipal.Read.All | medium | medium | reads which apps look attacked | shows weak spots
        IdentityRiskyServicePrincipal.ReadWrite.All | high | high | dismisses warnings about apps | hides an attack
        IdentityRiskEvent.Read.All | medium | medium | reads warnings about sign-ins | shows weak spots
        IdentityProvider.ReadWrite.All | high | tier-0 | changes who vouches for sign-ins | signs in as anybody
        SecurityAlert.Read.All | medium | medium | reads security alerts | shows what is watched
        SecurityAlert.ReadWrite.All | high | high | closes security alerts | hides an attack
        SecurityIncident.Read.All | medium | medium | reads security incidents | shows what is watched
        SecurityIncident.ReadWrite.All | high | high | closes security incidents | hides an attack
        SecurityEvents.Read.All | medium | medium | reads security events | shows what is watched
        SecurityEvents.ReadWrite.All | high | high | changes security events | hides an attack
        SecurityActions.ReadWrite.All | high | high | carries out security actions | blocks or unblocks at will
        ThreatHunting.Read.All | high | high | searches the security logs | mail subjects, addresses and files are in them
        eDiscovery.Read.All | high | high | reads legal searches and what they found | everybody's mail and files
        eDiscovery.ReadWrite.All | high | high | makes legal searches | everybody's mail and files
        RecordsManagement.Read.All | medium | medium | reads retention labels | little of worth
        RecordsManagement.ReadWrite.All | high | high | changes retention labels | lets evidence expire
        SubjectRightsRequest.Read.All | high | high | reads requests about personal data | personal data of all
        SubjectRightsRequest.ReadWrite.All | high | high | changes requests about personal data | personal data of all
        CustomSecAttributeAssignment.Read.All | medium | medium | reads security attributes | what access hangs on
        CustomSecAttributeAssignment.ReadWrite.All | high | high | sets security attributes | access hangs on them
        CustomSecAttributeDefinition.Read.All | low | medium | reads which security attributes there are | names alone
        CustomSecAttributeDefinition.ReadWrite.All | high | high | changes which security attributes there are | access hangs on them
        DelegatedAdminRelationship.Read.All | medium | medium | reads relations with partners | who may administer
        DelegatedAdminRelationship.ReadWrite.All | high | tier-0 | changes relations with partners | lets a partner administer
        ManagedTenants.Read.All | medium | medium | reads managed tenants | a partner's customers
        ManagedTenants.ReadWrite.All | high | high | changes managed tenants | a partner's customers
        EntitlementManagement.ReadWrite.All | high | tier-0 | changes access packages | gives itself what they hold
        EntitlementManagement.Read.All | medium | medium | reads access packages | who may have what
        AccessReview.ReadWrite.All | high | high | decides reviews of access | keeps what should go
        AccessReview.Read.All | low | medium | reads reviews of access | who may have what
        Agreement.ReadWrite.All | medium | medium | changes terms of use | little of worth
        Mail.Read | high | high | reads mail | everything that is written
        Mail.Read.Shared | high | - | reads mail that was shared with the user | others' mail
        Mail.ReadBasic | medium | - | reads who wrote to whom about what | no bodies
        Mail.ReadBasic.All | - | high | reads who wrote to whom about what | of everybody
        Mail.ReadWrite | high | high | reads, changes and deletes mail | hides what it did
        Mail.ReadWrite.Shared | high | - | changes mail that was shared with the user | others' mail
        Mail.Send | high | high | sends mail | in a colleague's name
        Mail.Send.Shared | high | - | sends mail for others | in a colleague's name
        MailboxSettings.Read | low | medium | reads mailbox settings | time zone and absence
        MailboxSettings.ReadWrite | high | high | changes mailbox settings | forwards mail outside
        full_access_as_app | - | high | reads and changes every mailbox (Exchange) | everything that is written
        full_access_as_user | high | - | reads and changes the user's mailbox (Exchange) | everything that is written
        EWS.AccessAsUser.All | high | - | reads and changes the user's mailbox (Exchange) | everything that is written
        IMAP.AccessAsUser.All | high | - | reads and changes mail by IMAP | everything that is written
        POP.AccessAsUser.All | high | - | fetches mail by POP | everything that is written
        SMTP.Send | high | - | sends mail by SMTP | in a colleague's name
        IMAP.AccessAsApp | - | high | reads every mailbox by IMAP | everything that is written
        POP.AccessAsApp | - | high | fetches every mailbox by POP | everything that is written
        SMTP.SendAsApp | - | high | sends mail as anybody by SMTP | in a colleague's name
        Exchange.ManageAsApp | - | tier-0 | administers Exchange | every mailbox and its forwarding
        Calendars.Read | high | high | reads calendars | who meets whom, and the notes to it
        Calendars.Read.Shared | high | - | reads calendars that were shared | who meets whom
        Calendars.ReadBasic | medium | - | reads when the user is busy | no bodies
        Calendars.ReadBasic.All | - | medium | reads when everybody is busy | no bodies
        Calendars.ReadWrite | high | high | changes calendars | invites in a colleague's name
        Calendars.ReadWrite.Shared | high | - | changes calendars that were shared | invites in a colleague's name
        Contacts.Read | medium | high | reads contacts | customers' addresses
        Contacts.ReadWrite | medium | high | changes contacts | customers' addresses
        People.Read | low | - | reads whom the user works with | an address book
        People.Read.All | medium | medium | reads who works with whom | the organisation's structure
        Files.Read | medium | - | reads the user's own files | their OneDrive
        Files.Read.Selected | low | - | reads files that the user picks | those alone
        Files.ReadWrite | high | - | changes the user's own files | their OneDrive
        Files.ReadWrite.AppFolder | low | - | keeps files in a folder of its own | that alone
        Files.ReadWrite.Selected | low | - | changes files that the user picks | those alone
        Files.Read.All | high | high | reads every file | the company's documents
        Files.ReadWrite.All | high | high | changes every file | the company's documents
        Sites.Read.All | high | high | reads every SharePoint site | the company's documents
        Sites.ReadWrite.All | high | high | changes every SharePoint site | the company's documents
        Sites.Manage.All | high | high | makes and deletes lists in every site | the company's documents
        Sites.FullControl.All | high | high | rules every SharePoint site | gives others access too
        Sites.Selected | low | medium | reaches the sites that an administrator picks | those alone
        AllSites.Read | high | - | reads every site that the user may (SharePoint) | the company's documents
        AllSites.FullControl | high | - | rules every site that the user may (SharePoint) | the company's documents
        Notes.Read.All | high | high | reads every notebook | what people write down
        Notes.ReadWrite.All | high | high | changes every notebook | what people write down
        Notes.Read | medium | - | reads the user's notebooks | what one writes down
        Notes.Create | low | - | makes pages in notebooks | adds and reads nothing
        Chat.Read | high | - | reads the user's chats | everything that is said
        Chat.ReadBasic | medium | - | reads who chats with whom | no words
        Chat.ReadWrite | high | - | reads and writes in the user's chats | in a colleague's name
        Chat.Read.All | - | high | reads every chat | everything that is said
        Chat.ReadWrite.All | - | high | changes every chat | everything that is said
        Chat.Create | low | medium | begins chats | in a colleague's name
        ChatMessage.Send | medium | - | writes in the user's chats | in a colleague's name
        ChatMessage.Read.All | - | high | reads the messages of every chat | everything that is said
        ChannelMessage.Read.All | high | high | reads the messages of every channel | everything that is said
        ChannelMessage.Read.Group | - | medium | reads the messages of one team's channels | that team alone
        ChannelMessage.Send | medium | - | writes in channels | in a colleague's name
        ChannelMessage.Edit | medium | - | changes messages in channels | in a colleague's name
        Channel.ReadBasic.All | low | low | reads names of channels | names alone
        Channel.Create | medium | medium | makes channels | clutter more than harm
        Channel.Create.Group | - | low | makes channels in one team | that team alone
        Channel.Delete.Group | - | medium | deletes channels of one team | that team alone
        Channel.Delete.All | medium | high | deletes channels | what was said is gone
        ChannelSettings.Read.Group | - | low | reads settings of one team's channels | that team alone
        ChannelSettings.ReadWrite.Group | - | low | changes settings of one team's channels | that team alone
        ChannelSettings.Read.All | low | low | reads settings of channels | names alone
        Team.ReadBasic.All | low | low | reads names of teams | names alone
        Team.Create | medium | medium | makes teams | clutter more than harm
        TeamSettings.Read.Group | - | low | reads one team's settings | that team alone
        TeamSettings.ReadWrite.Group | - | low | changes one team's settings | that team alone
        TeamMember.Read.All | low | medium | reads who is in teams | the organisation's structure
        TeamMember.ReadWrite.All | high | high | changes who is in teams | lets itself in
        TeamMember.Read.Group | - | low | reads who is in one team | that team alone
        Member.Read.Group | - | low | reads who is in one group | that group alone
        Owner.Read.Group | - | low | reads who owns one group | that group alone
        TeamsAppInstallation.Read.Group | - | low | reads the apps of one team | that team alone
        TeamsAppInstallation.ReadWriteSelfForTeam | low | - | installs itself in teams | itself alone
        TeamsAppInstallation.ReadWriteSelfForUser | low | - | installs itself for users | itself alone
        TeamsAppInstallation.ReadWriteSelfForTeam.All | - | low | installs itself in teams | itself alone
        TeamsAppInstallation.ReadWriteSelfForUser.All | - | low | installs itself for users | itself alone
        TeamsTab.Create.Group | - | low | makes tabs in one team | that team alone
        TeamsTab.Delete.Group | - | low | deletes tabs of one team | that team alone
        TeamsTab.Read.Group | - | low | reads tabs of one team | that team alone
        TeamsTab.ReadWrite.Group | - | low | changes tabs of one team | that team alone
        TeamsTab.ReadWriteSelfForChat | low | - | manages its own tab in chats | itself alone
        TeamsTab.ReadWriteSelfForChat.All | - | low | manages its own tab in chats | itself alone
        TeamsTab.ReadWriteSelfForTeam | low | - | manages its own tab in teams | itself alone
        TeamsTab.ReadWriteSelfForTeam.All | - | low | manages its own tab in teams | itself alone
        TeamsTab.ReadWriteSelfForUser | low | - | manages its own tab for users | itself alone
        TeamsTab.ReadWriteSelfForUser.All | - | low | manages its own tab for users | itself alone
        TeamworkDevice.Read.All | low | medium | reads Teams devices | an inventory of devices
        TeamworkDevice.ReadWrite.All | medium | high | manages Teams devices | microphones in meeting rooms
        TeamworkTag.Read | low | - | reads tags of teams | names alone
        TeamworkTag.Read.All | - | low | reads tags of all teams | names alone
        TeamworkTag.ReadWrite | low | - | changes tags of teams | names alone
        TeamworkTag.ReadWrite.All | - | low | changes tags of all teams | names alone
        OnlineMeetings.Read | medium | - | reads the user's meetings | who meets whom
        OnlineMeetings.ReadWrite | medium | - | changes the user's meetings | lets others in
        OnlineMeetings.Read.All | - | high | reads every meeting | who meets whom
        OnlineMeetings.ReadWrite.All | - | high | changes every meeting | lets others in
        OnlineMeetingArtifact.Read.All | medium | medium | reads who attended meetings | who meets whom
        OnlineMeetingTranscript.Read.All | high | high | reads transcripts of meetings | everything that is said
        OnlineMeetingRecording.Read.All | high | high | reads recordings of meetings | everything that is said
        Calls.AccessMedia.All | - | high | listens in on calls | everything that is said
        Calls.Initiate.All | - | medium | calls people | in the company's name
        CallRecords.Read.All | - | high | reads who called whom | who talks with whom
        Presence.Read | low | - | reads whether the user is there | own state alone
        Presence.Read.All | low | low | reads whether people are there | who is at work
        Presence.ReadWrite | low | - | sets whether the user is there | own state alone
        Presence.ReadWrite.All | - | low | sets whether people are there | a nuisance
        Tasks.Read | low | - | reads the user's tasks | own tasks
        Tasks.ReadWrite | low | - | changes the user's tasks | own tasks
        Tasks.Read.All | - | medium | reads everybody's tasks | what people work on
        Tasks.ReadWrite.All | - | medium | changes everybody's tasks | what people work on
        AppCatalog.Read.All | low | low | reads the catalogue of Teams apps | names alone
        AppCatalog.ReadWrite.All | high | high | puts apps into the catalogue | everybody trusts what is in it
        AppCatalog.Submit | medium | - | proposes apps for the catalogue | an administrator decides
        ExternalConnection.Read.All | low | medium | reads connections to search | names alone
        ExternalConnection.ReadWrite.All | medium | medium | changes connections to search | puts words before everybody
        ExternalConnection.ReadWrite.OwnedBy | low | low | changes its own connection to search | itself alone
        ExternalItem.Read.All | high | high | reads what search knows of other systems | documents of all
        ExternalItem.ReadWrite.All | high | high | changes what search knows of other systems | documents of all
        ExternalItem.ReadWrite.OwnedBy | low | low | changes its own items in search | itself alone
        SearchConfiguration.Read.All | low | low | reads how search is set up | names alone
        SearchConfiguration.ReadWrite.All | medium | medium | changes how search is set up | puts words before everybody
        ServiceMessageViewpoint.Write | low | - | marks service messages as read | own marks alone
        ServiceHealth.Read.All | low | low | reads the state of services | public to administrators
        ServiceMessage.Read.All | low | low | reads messages about services | public to administrators
        WindowsUpdates.ReadWrite.All | high | high | decides which updates devices get | keeps holes open
        WorkforceIntegration.ReadWrite.All | medium | medium | connects systems of shifts | who works when
        InformationProtectionPolicy.Read | low | - | reads labels of documents | names alone
        InformationProtectionPolicy.Read.All | - | low | reads labels of documents | names alone
        Place.Read.All | low | low | reads rooms | names alone
        BitlockerKey.Read.All | high | tier-0 | reads keys of encrypted disks | opens every lost laptop
        Printer.Read.All | low | low | reads printers | names alone
        CrossTenantInformation.ReadBasic.All | low | low | reads names of other tenants | public data
        user_impersonation | high | - | does what the user may in the API that it belongs to (Azure, among others) | no narrower than the user
        """)
}
