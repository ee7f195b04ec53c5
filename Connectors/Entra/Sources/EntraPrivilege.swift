import Inventory

/// How much harm a role or an app permission allows: upper bounds.
enum EntraPrivilege {
    // MARK: - Directory roles

    /// The built-in roles that people meet most, by template id.
    /// https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference
    static let roles: [String: (name: String, privilege: Privilege, reason: String)] = [
        "62e90394-69f5-4237-9190-012177145e10": ("Global Administrator", .admin, "everything"),
        "e8611ab8-c189-46e8-94e1-60213ab1f814": ("Privileged Role Administrator", .admin, "gives any role to anybody"),
        "7be44c8a-adaf-4e2a-84d6-ab2649e08a13": (
            "Privileged Authentication Administrator", .admin, "resets the sign-in of administrators"
        ),
        "e00e864a-17c5-4a4b-9c06-f5b95a8d5bd8": (
            "Partner Tier2 Support", .admin, "resets the sign-in of administrators"
        ),
        "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3": ("Application Administrator", .high, "adds secrets to any app"),
        "158c047a-c907-4556-b7ef-446551a6b5f7": ("Cloud Application Administrator", .high, "adds secrets to any app"),
        "8ac3fc64-6eca-42ea-9e69-59f4c7b60eb2": ("Hybrid Identity Administrator", .high, "manages federation"),
        "194ae4cb-b126-40b2-bd5b-6091b380977d": ("Security Administrator", .high, "manages security policies"),
        "b1be1c3e-b65d-4f19-8427-f6fa0d97feb9": (
            "Conditional Access Administrator", .high, "decides who may sign in, and how"
        ),
        "29232cdf-9323-42fd-ade2-1d097af3e4de": ("Exchange Administrator", .high, "reaches every mailbox"),
        "f28a1f50-f6e7-4571-818b-6a12f2af6b6c": ("SharePoint Administrator", .high, "reaches every site"),
        "fe930be7-5e62-47db-91af-98c3a49a38b1": ("User Administrator", .high, "resets passwords of most users"),
        "729827e3-9c14-49f7-bb1b-9608f156bbb8": ("Helpdesk Administrator", .high, "resets passwords of many users"),
        "c4e39bd9-1100-46d3-8c65-fb160da0071f": (
            "Authentication Administrator", .high, "resets the sign-in of many users"
        ),
        "966707d0-3269-4727-9be2-8c3a10f19b9d": ("Password Administrator", .high, "resets passwords of many users"),
        "3a2c62db-5318-420d-8d74-23affee5d9d5": ("Intune Administrator", .high, "runs programs on every device"),
        "fdd7a751-b60b-444a-984c-02652fe8fa1c": ("Groups Administrator", .high, "gives access by membership"),
        "9360feb5-f418-4baa-8175-e2a00bac4301": ("Directory Writers", .high, "changes users and groups"),
        "f2ef992c-3afb-46b9-b7cf-a126ee74c451": ("Global Reader", .low, "reads"),
        "88d8e3e3-8f55-4a1e-953a-9b9898b8876b": ("Directory Readers", .low, "reads"),
    ]

    static func roleName(_ id: String) -> String? { roles[id.lowercased()]?.name }

    /// Other roles by their actions: one that changes anything is at least medium.
    static func ofRole(template: String, actions: [String]) -> (Privilege, String?) {
        if let known = roles[template.lowercased()] { return (known.privilege, known.reason) }
        guard !actions.isEmpty else { return (.unknown, nil) }
        let changing = actions.filter { !$0.hasSuffix("/read") }.sorted()
        guard let first = changing.first else { return (.low, "every action of it reads") }
        let escalating = changing.first { action in
            let words = ["credentials", "roleAssignments", "owners", "password", "members", "consent", "federation"]
            return action.hasSuffix("/allTasks") || words.contains { action.contains($0) }
        }
        return escalating.map { (.high, $0) } ?? (.medium, first)
    }

    // MARK: - App permissions

    private static let graph = "00000003-0000-0000-c000-000000000000"
    private static let directoryGraph = "00000002-0000-0000-c000-000000000000"
    private static let exchange = "00000002-0000-0ff1-ce00-000000000000"
    private static let sharePoint = "00000003-0000-0ff1-ce00-000000000000"

    /// With one of them an app can come by any other: it can give itself or another app roles, secrets or owners, or
    /// take over the sign-in of administrators.
    static let tierZero: Set<String> = [
        "RoleManagement.ReadWrite.Directory", "AppRoleAssignment.ReadWrite.All", "Application.ReadWrite.All",
        "Application.ReadWrite.OwnedBy", "DelegatedPermissionGrant.ReadWrite.All", "Directory.ReadWrite.All",
        "Policy.ReadWrite.PermissionGrant", "Policy.ReadWrite.ConditionalAccess",
        "UserAuthenticationMethod.ReadWrite.All", "User-PasswordProfile.ReadWrite.All", "Domain.ReadWrite.All",
        "Domain-InternalFederation.ReadWrite.All", "Synchronization.ReadWrite.All", "GroupMember.ReadWrite.All",
        "Group.ReadWrite.All", "User.ReadWrite.All", "User.EnableDisableAccount.All", "AgentIdentity.Create.All",
        "PrivilegedAccess.ReadWrite.AzureADGroup", "RoleAssignmentSchedule.ReadWrite.Directory",
    ]

    /// Everybody's mail, files and talk.
    static let data: Set<String> = [
        "Mail.Read", "Mail.ReadWrite", "Mail.Send", "Files.Read.All", "Files.ReadWrite.All", "Sites.Read.All",
        "Sites.ReadWrite.All", "Sites.FullControl.All", "Chat.Read.All", "Chat.ReadWrite.All",
        "ChannelMessage.Read.All", "Calendars.Read", "Calendars.ReadWrite", "MailboxSettings.ReadWrite",
        "full_access_as_app", "EWS.AccessAsUser.All", "IMAP.AccessAsApp", "POP.AccessAsApp", "SMTP.SendAsApp",
    ]

    /// What permissions of other resources allow, only their makers know.
    static func ofAppRole(_ role: EntraAppRole, resource: String) -> (Privilege, String?) {
        if role.id == EntraAppRole.defaultAccess.id { return (.low, "the app without a role of it") }
        guard [graph, directoryGraph, exchange, sharePoint].contains(resource.lowercased()), let value = role.value
        else { return (.unknown, nil) }
        if tierZero.contains(value) { return (.admin, "\(value) leads to every other permission") }
        if data.contains(value) { return (.high, "\(value) reaches everybody's data") }
        if !changes(value) {
            return value.hasSuffix(".All") ? (.medium, "\(value) reads all") : (.low, "\(value) reads")
        }
        return value.hasSuffix(".All") ? (.high, "\(value) changes all") : (.medium, "\(value) changes")
    }

    /// Whether a permission allows more than to read, by its name (`<resource>.<operation>.<constraint>`).
    static func changes(_ value: String) -> Bool {
        let words = value.split(separator: ".").dropFirst()
        return !words.contains { ["Read", "ReadBasic", "ReadHidden"].contains($0) || $0 == "Read-All" }
    }
}
