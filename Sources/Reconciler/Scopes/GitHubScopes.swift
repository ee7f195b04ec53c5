extension ScopeCatalogue {
    /// Permissions of GitHub Apps with their level (`contents: write`), and the scopes of OAuth apps and classic tokens, which
    /// reach all that the user may.
    static let gitHub = ScopeTable(
        .github, asOf: "2026-11-24",
        """
        @ https://docs.github.com/rest/authentication/permissions-required-for-github-apps
        actions: read | medium | medium | reads workflow runs, their logs and artefacts | logs leak secrets
        actions: write | high | high | starts and cancels workflows | runs code with the organisation's secrets
        administration: read | medium | medium | reads settings of repositories | shows weak spots
        administration: write | high | tier-0 | changes settings and who has access | takes protection off branches, adds keys
        artifact_metadata: read | low | low | reads metadata of artefacts | little of worth
        artifact_metadata: write | medium | medium | writes metadata of artefacts | vouches for what was built
        attestations: read | low | low | reads attestations | little of worth
        attestations: write | medium | medium | writes attestations | vouches for what was built
        checks: read | low | low | reads checks | little of worth
        checks: write | medium | medium | writes checks | makes bad code look tested
        code_quality: read | medium | medium | reads findings about code | shows weak spots
        code_quality: write | medium | medium | changes findings about code | hides weak spots
        codespaces: read | medium | medium | reads codespaces | who works where
        codespaces: write | high | high | makes and opens codespaces | runs code with a user's secrets
        codespaces_lifecycle_admin: read | low | low | reads the state of codespaces | little of worth
        codespaces_lifecycle_admin: write | medium | medium | starts and stops codespaces | runs up costs
        codespaces_metadata: read | low | low | reads metadata of codespaces | little of worth
        codespaces_metadata: write | low | low | changes metadata of codespaces | little of worth
        codespaces_secrets: read | low | low | reads names of secrets for codespaces | names alone
        codespaces_secrets: write | high | high | sets secrets for codespaces | replaces what developers run with
        codespaces_user_secrets: read | low | low | reads names of a user's secrets | names alone
        codespaces_user_secrets: write | high | high | sets a user's secrets | replaces what developers run with
        contents: read | high | high | reads code, commits and releases | the company's source code
        contents: write | high | high | changes code, branches and releases | what is shipped
        dependabot_secrets: read | low | low | reads names of secrets for Dependabot | names alone
        dependabot_secrets: write | high | high | sets secrets for Dependabot | replaces what updates run with
        deployments: read | low | low | reads deployments | what runs where
        deployments: write | medium | medium | makes deployments | what runs where
        discussions: read | medium | medium | reads discussions | what people write
        discussions: write | medium | medium | writes discussions | in the app's name
        environments: read | low | low | reads environments | what runs where
        environments: write | high | high | changes environments and their protection | takes locks off production
        issues: read | medium | medium | reads issues | what people write, customers' troubles too
        issues: write | medium | medium | writes issues | in the app's name
        merge_queues: read | low | low | reads merge queues | little of worth
        merge_queues: write | medium | medium | changes merge queues | decides what is merged
        metadata: read | low | low | reads names of repositories | names alone
        metadata: write | low | low | searches repositories | names alone
        packages: read | medium | medium | reads packages | what is shipped
        packages: write | high | high | publishes packages | what is shipped
        pages: read | low | low | reads settings of pages | little of worth
        pages: write | medium | medium | publishes pages | in the company's name
        pull_requests: read | medium | medium | reads pull requests and their code | the company's source code
        pull_requests: write | high | high | writes, approves and merges pull requests | what is shipped
        repository_advisories: read | high | high | reads drafts of security advisories | holes before they are mended
        repository_advisories: write | high | high | writes security advisories | holes before they are mended
        repository_custom_properties: read | low | low | reads properties of repositories | names alone
        repository_custom_properties: write | medium | medium | sets properties of repositories | rules hang on them
        repository_hooks: read | low | low | reads webhooks | where events go
        repository_hooks: write | high | high | makes webhooks | sends code and events elsewhere
        repository_projects: read | low | low | reads projects | what people work on
        repository_projects: write | medium | medium | changes projects | what people work on
        repository_projects: admin | medium | medium | rules projects | what people work on
        secret_scanning_alerts: read | high | high | reads secrets that leaked | the secrets themselves
        secret_scanning_alerts: write | high | high | closes alerts of leaked secrets | hides a leak, and reads it
        secrets: read | low | low | reads names of secrets | names alone
        secrets: write | high | high | sets secrets of workflows | replaces what deployments run with
        security_events: read | medium | medium | reads holes that were found in the code | shows weak spots
        security_events: write | high | high | closes alerts | hides weak spots
        single_file: read | low | low | reads one named file | that file alone
        single_file: write | medium | medium | changes one named file | that file alone
        statuses: read | low | low | reads states of commits | little of worth
        statuses: write | medium | medium | writes states of commits | makes bad code look tested
        vulnerability_alerts: read | medium | medium | reads vulnerable dependencies | shows weak spots
        vulnerability_alerts: write | medium | medium | closes alerts of dependencies | hides weak spots
        workflows: write | high | high | changes workflow files | runs code with the organisation's secrets
        actions_variables: read | low | low | reads variables of workflows | how things are built
        actions_variables: write | medium | medium | sets variables of workflows | changes what deployments do
        custom_properties_for_organizations: read | low | low | reads properties of organisations | names alone
        custom_properties_for_organizations: write | medium | medium | sets properties of organisations | rules hang on them
        enterprise_custom_properties_for_organizations: read | low | low | reads properties of organisations | names alone
        enterprise_custom_properties_for_organizations: write | medium | medium | sets properties of organisations | rules hang on them
        enterprise_custom_properties_for_organizations: admin | medium | medium | rules properties of organisations | rules hang on them
        members: read | medium | medium | reads members and teams | the organisation's structure
        members: write | high | tier-0 | changes members and teams | makes anybody an owner
        organization_administration: read | medium | medium | reads the organisation's settings | shows weak spots
        organization_administration: write | high | tier-0 | changes the organisation's settings | takes every lock off
        organization_custom_roles: read | low | low | reads roles of repositories | names alone
        organization_custom_roles: write | high | high | changes roles of repositories | widens what a role may do
        organization_custom_org_roles: read | low | low | reads roles of the organisation | names alone
        organization_custom_org_roles: write | high | tier-0 | changes roles of the organisation | widens what a role may do
        organization_custom_properties: read | low | low | reads properties of repositories | names alone
        organization_custom_properties: write | medium | medium | sets properties of repositories | rules hang on them
        organization_custom_properties: admin | medium | medium | rules properties of repositories | rules hang on them
        organization_copilot_seat_management: read | low | low | reads who has Copilot | little of worth
        organization_copilot_seat_management: write | medium | medium | gives seats of Copilot | runs up costs
        organization_copilot_agent_settings: read | low | low | reads settings of coding agents | little of worth
        organization_copilot_agent_settings: write | high | high | changes settings of coding agents | what agents may reach
        organization_announcement_banners: read | low | low | reads announcements | public words
        organization_announcement_banners: write | medium | medium | changes announcements | puts words before everybody
        organization_events: read | medium | medium | reads events | who works on what
        organization_hooks: read | low | low | reads webhooks of the organisation | where events go
        organization_hooks: write | high | high | makes webhooks of the organisation | sends code and events elsewhere
        organization_personal_access_tokens: read | medium | medium | reads people's fine-grained tokens | shows whom to attack
        organization_personal_access_tokens: write | high | high | revokes people's fine-grained tokens | stops other integrations
        organization_personal_access_token_requests: read | low | low | reads requests for tokens | little of worth
        organization_personal_access_token_requests: write | high | high | approves requests for tokens | lets any token in
        organization_plan: read | low | low | reads the plan | little of worth
        organization_projects: read | low | low | reads projects of the organisation | what people work on
        organization_projects: write | medium | medium | changes projects of the organisation | what people work on
        organization_projects: admin | medium | medium | rules projects of the organisation | what people work on
        organization_packages: read | medium | medium | reads packages of the organisation | what is shipped
        organization_packages: write | high | high | publishes packages of the organisation | what is shipped
        organization_secrets: read | low | low | reads names of the organisation's secrets | names alone
        organization_secrets: write | high | high | sets the organisation's secrets | replaces what deployments run with
        organization_self_hosted_runners: read | low | low | reads runners | where builds run
        organization_self_hosted_runners: write | high | high | changes runners | builds run on a machine of its own
        organization_user_blocking: read | low | low | reads who is blocked | little of worth
        organization_user_blocking: write | medium | medium | blocks people | locks people out
        team_discussions: read | medium | medium | reads discussions of teams | what people write
        team_discussions: write | medium | medium | writes discussions of teams | in the app's name
        email_addresses: read | low | low | reads the user's addresses | own addresses alone
        email_addresses: write | medium | medium | changes the user's addresses | own account
        followers: read | low | low | reads whom the user follows | public data
        followers: write | low | low | changes whom the user follows | public data
        git_ssh_keys: read | low | low | reads the user's SSH keys | public keys
        git_ssh_keys: write | high | high | adds SSH keys for the user | acts as the user for ever
        gpg_keys: read | low | low | reads the user's GPG keys | public keys
        gpg_keys: write | high | high | adds GPG keys for the user | signs as the user
        interaction_limits: read | low | low | reads who may comment | little of worth
        interaction_limits: write | low | low | changes who may comment | little of worth
        profile: write | low | low | changes the user's profile | own profile alone
        starring: read | low | low | reads the user's stars | public data
        starring: write | low | low | changes the user's stars | public data
        blocking: read | low | low | reads whom the user blocks | own list alone
        blocking: write | low | low | changes whom the user blocks | own list alone
        plan: read | low | low | reads the user's plan | little of worth
        watching: read | low | low | reads what the user watches | own list alone
        watching: write | low | low | changes what the user watches | own list alone
        gists: write | medium | medium | makes gists | code in public places
        @ https://docs.github.com/apps/oauth-apps/building-oauth-apps/scopes-for-oauth-apps
        repo | high | - | reads and changes all private repositories, their settings and hooks | the company's source code
        repo:status | low | - | writes states of commits | makes bad code look tested
        repo_deployment | medium | - | makes deployments | what runs where
        public_repo | medium | - | changes public repositories | what is shipped
        repo:invite | low | - | accepts invitations to repositories | little of worth
        security_events | high | - | reads and closes findings about code | hides weak spots
        admin:repo_hook | high | - | manages webhooks of repositories | sends code and events elsewhere
        write:repo_hook | high | - | makes webhooks of repositories | sends code and events elsewhere
        read:repo_hook | low | - | reads webhooks of repositories | where events go
        admin:org | high | - | manages the organisation, its teams and members | makes anybody an owner, where the user may
        write:org | high | - | changes teams and members | lets others in
        read:org | low | - | reads the organisation, its teams and members | the organisation's structure
        admin:org_hook | high | - | manages webhooks of the organisation | sends code and events elsewhere
        admin:public_key | high | - | manages the user's SSH keys | acts as the user for ever
        write:public_key | high | - | adds SSH keys for the user | acts as the user for ever
        read:public_key | low | - | reads the user's SSH keys | public keys
        admin:ssh_signing_key | high | - | manages keys that sign commits | signs as the user
        write:ssh_signing_key | high | - | adds keys that sign commits | signs as the user
        read:ssh_signing_key | low | - | reads keys that sign commits | public keys
        admin:gpg_key | high | - | manages the user's GPG keys | signs as the user
        write:gpg_key | high | - | adds GPG keys for the user | signs as the user
        read:gpg_key | low | - | reads the user's GPG keys | public keys
        admin:enterprise | high | - | manages the enterprise | every organisation of it, where the user may
        manage_runners:enterprise | high | - | manages runners of the enterprise | builds run on a machine of its own
        manage_billing:enterprise | medium | - | manages billing of the enterprise | costs
        read:enterprise | medium | - | reads the enterprise's profile | the organisation's structure
        site_admin | high | - | administers a GitHub Enterprise Server | everything on it, where the user may
        audit_log | medium | - | reads the audit log | who does what
        read:audit_log | medium | - | reads the audit log | who does what
        delete_repo | high | - | deletes repositories | the company's source code
        workflow | high | - | changes workflow files | runs code with the organisation's secrets
        write:packages | high | - | publishes packages | what is shipped
        read:packages | medium | - | reads packages | what is shipped
        delete:packages | high | - | deletes packages | breaks builds
        gist | low | - | makes gists | code in public places
        notifications | low | - | reads the user's notifications | own notifications
        user | low | - | changes the user's profile | own profile alone
        read:user | low | - | reads the user's profile | own profile alone
        user:email | low | - | reads the user's addresses | own addresses alone
        user:follow | low | - | changes whom the user follows | public data
        project | medium | - | changes projects | what people work on
        read:project | low | - | reads projects | what people work on
        codespace | high | - | makes and opens codespaces | runs code with a user's secrets
        codespace:secrets | high | - | sets the user's secrets for codespaces | replaces what developers run with
        copilot | low | - | manages seats of Copilot | runs up costs
        manage_billing:copilot | low | - | manages seats of Copilot | runs up costs
        write:discussion | medium | - | writes discussions of teams | what people write
        read:discussion | medium | - | reads discussions of teams | what people write
        write:network_configurations | high | - | changes networks of hosted runners | where builds run
        read:network_configurations | low | - | reads networks of hosted runners | where builds run
        scim:enterprise | high | - | makes and removes members of the enterprise | lets others in
        """)
}
