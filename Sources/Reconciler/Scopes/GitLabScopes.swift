extension ScopeCatalogue {
    /// Scopes of GitLab's OAuth applications and tokens. A token of a group or project reaches no further than that.
    static let gitLab = ScopeTable(
        .gitlab, asOf: "2026-11-24",
        """
        @ https://docs.gitlab.com/integration/oauth_provider/
        api | high | high | reads and changes all groups and projects, the registries too | no narrower than the user
        read_api | high | high | reads all groups and projects, the registries too | the company's source code
        read_user | low | low | reads the user's profile | own profile alone
        read_repository | high | high | reads code | the company's source code
        write_repository | high | high | changes code | what is shipped
        read_registry | medium | medium | reads container images | what is shipped
        write_registry | high | high | publishes container images | what is shipped
        read_package_registry | medium | medium | reads packages | what is shipped
        write_package_registry | high | high | publishes packages | what is shipped
        read_virtual_registry | medium | medium | reads images through the virtual registry | what is shipped
        write_virtual_registry | high | high | changes images of the virtual registry | what is shipped
        read_observability | medium | medium | reads traces and metrics | how things run
        write_observability | low | low | writes traces and metrics | little of worth
        create_runner | high | high | makes runners | builds run on a machine of its own
        manage_runner | high | high | changes runners | builds run on a machine of its own
        k8s_proxy | high | high | reaches clusters through the agent | what the user may do in them
        ai_features | low | low | asks GitLab Duo | sends code to a model
        ai_workflows | medium | medium | runs GitLab Duo's workflows | changes code by a model
        mcp | high | high | reads and changes through the model context protocol | no narrower than the user
        mcp_orbit | high | high | reads and changes through the model context protocol | no narrower than the user
        self_rotate | low | low | renews its own token | keeps itself alive
        sudo | high | tier-0 | acts as any user, where the user is an administrator | everybody's rights
        admin_mode | high | tier-0 | administers the instance, where the user may | everybody's rights
        read_service_ping | low | low | reads usage figures | little of worth
        user:* | high | high | hands a user's rights to an AI agent | no narrower than the user
        openid | low | - | signs the user in | tells who they are
        profile | low | - | reads the user's name | own profile alone
        email | low | - | reads the user's address | own profile alone
        """)
}
