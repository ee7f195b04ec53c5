extension ScopeCatalogue {
    /// Slack's scopes: as a user (a user token sees all that the user may) and as the app (a bot token, which sees where it was
    /// let in). Administrators' scopes are of user tokens alone.
    static let slack = ScopeTable(
        .slack, asOf: "2026-11-24",
        """
        @ https://docs.slack.dev/reference/scopes
        admin | high | - | administers the workspace | everything in it, where the user may
        admin.users:write | tier-0 | - | makes users, administrators and owners | makes anybody an owner
        admin.roles:write | tier-0 | - | gives administrators' roles | makes anybody an administrator
        admin.apps:write | tier-0 | - | approves apps | lets any app in
        admin.teams:write | tier-0 | - | makes workspaces, changes their settings and owners | everything in them
        admin.conversations:write | high | - | opens private channels, moves and deletes channels | lets itself in
        admin.conversations:manage_objects | high | - | changes channels that are shared with others | lets others in
        admin.chat:read | high | - | reads messages of any channel | everything that is said
        admin.chat:write | high | - | deletes and restores any message | hides what was said
        admin.invites:write | high | - | approves invitations | lets others in
        admin.barriers:write | high | - | changes who may not talk to whom | takes a lock off
        admin.usergroups:write | medium | - | changes user groups and their channels | lets others in
        admin.workflows:write | high | - | changes everybody's workflows | acts in others' names
        admin.analytics:read | medium | - | reads who uses what | personal data of all
        admin.app_activities:read | medium | - | reads logs of apps | what apps do
        admin.apps:read | low | - | reads apps and requests for them | which apps are worth attacking
        admin.barriers:read | low | - | reads who may not talk to whom | the organisation's structure
        admin.conversations:read | medium | - | reads names and members of all channels | the organisation's structure
        admin.invites:read | low | - | reads invitations | addresses
        admin.roles:read | low | - | reads who has which role | whom to attack
        admin.teams:read | low | - | reads workspaces and their settings | shows weak spots
        admin.usergroups:read | low | - | reads user groups | the organisation's structure
        admin.users:read | medium | - | reads all users with their state | personal data of all
        admin.workflows:read | medium | - | reads everybody's workflows | what they do
        admin.*:write | high | - | administers a part of the organisation | a part that this catalogue does not name
        auditlogs:read | medium | - | reads the audit log | who does what, from where
        discovery:read | high | - | reads every message and file of the organisation | everything that is said
        discovery:write | high | - | deletes any message and file of the organisation | hides what was said
        authorizations:read | low | low | reads for whom an event was sent | ids alone
        app_configurations:read | medium | medium | reads how apps are set up | which apps are worth attacking
        app_configurations:write | high | high | changes apps and their scopes | what other apps may do
        apps.requests:write | low | - | asks for approval of apps | an administrator decides
        app_mentions:read | low | low | reads messages that name the app | those alone
        assistant:write | low | low | answers as an assistant | what is asked of it
        bookmarks:read | low | low | reads bookmarks of channels | links
        bookmarks:write | medium | medium | changes bookmarks of channels | leads people elsewhere
        bot | medium | high | is a bot of the old kind | reads and writes where it is, and lists all
        calls:read | low | low | reads calls | who talks with whom
        calls:write | low | low | starts calls | in the app's name
        canvases:read | high | medium | reads canvases | the company's documents
        canvases:write | high | medium | changes canvases | the company's documents
        channels:history | high | medium | reads messages of public channels | a user sees all of them, a bot those it is in
        channels:join | - | medium | joins public channels by itself | reads any of them
        channels:manage | - | medium | makes, archives and changes public channels | what people see
        channels:read | low | low | reads names of public channels | names alone
        channels:write | medium | - | makes, archives and changes public channels | what people see
        channels:write.invites | medium | medium | invites to public channels | lets others in
        channels:write.topic | low | low | sets topics of public channels | words
        chat:write | medium | medium | writes messages | in the user's or the app's name
        chat:write.customize | - | medium | writes under any name and picture | looks like a colleague
        chat:write.public | - | medium | writes in channels it is not in | everybody reads it
        chat:write:bot | medium | medium | writes messages as the app | in the app's name
        chat:write:user | medium | medium | writes messages as the user | in a colleague's name
        client | high | - | does all that the user may, of the old kind | no narrower than the user
        commands | low | low | adds slash commands | what is typed to them
        connections:write | - | low | keeps a connection open | nothing is read by it
        conversations.connect:manage | high | high | manages channels shared with others | lets others in
        conversations.connect:read | - | low | reads invitations to shared channels | addresses
        conversations.connect:write | - | high | invites others to channels | lets others in
        conversations:history | high | medium | reads messages of conversations | everything that is said there
        conversations:read | low | low | reads names of conversations | names alone
        conversations:write | medium | medium | changes conversations | what people see
        datastore:read | - | low | reads the app's own data | itself alone
        datastore:write | - | low | writes the app's own data | itself alone
        dnd:read | low | low | reads when people do not want to be disturbed | who is at work
        dnd:write | low | - | sets when the user does not want to be disturbed | own state alone
        email | low | - | reads the user's address | own profile alone
        emoji:read | low | low | reads emoji | pictures
        files:read | high | medium | reads files | a user sees all they may, a bot where it is
        files:write | medium | medium | uploads, changes and deletes files | in the user's or the app's name
        files:write:user | medium | medium | uploads, changes and deletes files as the user | in a colleague's name
        groups:history | high | high | reads messages of private channels | what is said in confidence
        groups:read | medium | low | reads names of private channels | the organisation's secrets have names
        groups:write | high | medium | makes, archives and changes private channels | lets others in
        groups:write.invites | high | medium | invites to private channels | lets others in
        groups:write.topic | low | low | sets topics of private channels | words
        hosting:read | - | low | reads logs of the app's own functions | itself alone
        hosting:write | - | low | runs the app's own functions | itself alone
        identify | low | - | signs the user in | tells who they are
        identity.avatar | low | - | reads the user's picture | own profile alone
        identity.avatar:read:user | low | - | reads the user's picture | own profile alone
        identity.basic | low | - | signs the user in | tells who they are
        identity.email | low | - | reads the user's address | own profile alone
        identity.team | low | - | reads the user's workspace | own profile alone
        im:history | high | medium | reads direct messages | everything that is said between two; a bot those to itself
        im:read | medium | low | reads who has direct messages | who talks with whom
        im:write | medium | low | opens direct messages | in the user's or the app's name
        im:write.topic | - | low | sets topics of direct messages | words
        incoming-webhook | low | low | posts to one channel by a secret address | whoever has the address
        links.embed:write | - | low | shows videos of links | what people see
        links:read | low | low | reads links of its own domains in messages | those alone
        links:write | low | low | shows previews of links | what people see
        metadata.message:read | - | low | reads metadata of messages | data of apps
        mpim:history | high | medium | reads group messages | everything that is said there
        mpim:read | medium | low | reads who has group messages | who talks with whom
        mpim:write | medium | low | opens group messages | in the user's or the app's name
        mpim:write.topic | low | low | sets topics of group messages | words
        none | - | low | nothing | nothing
        openid | low | - | signs the user in | tells who they are
        pins:read | low | low | reads pinned things | messages of note
        pins:write | low | low | pins things | what people see
        post | medium | - | writes messages, of the old kind | in a colleague's name
        profile | low | - | reads the user's profile | own profile alone
        reactions:read | low | low | reads reactions | and the messages they are to
        reactions:write | low | low | reacts | what people see
        read | high | - | reads all that the user may, of the old kind | no narrower than the user
        reminders:read | low | low | reads reminders | own reminders
        reminders:write | low | low | makes reminders | own reminders
        remote_files:read | low | low | reads files that stand elsewhere | names and links
        remote_files:share | low | low | shares files that stand elsewhere | links
        remote_files:write | - | low | adds files that stand elsewhere | links
        rtm:stream | - | high | reads all events as they happen, of the old kind | everything that is said where it is
        search:read | high | - | searches messages and files | everything that the user may see
        search:read.public | medium | medium | searches public channels | everything that is said there
        search:read.private | high | - | searches private channels | what is said in confidence
        search:read.im | high | - | searches direct messages | everything that is said between two
        search:read.mpim | high | - | searches group messages | everything that is said there
        search:read.files | high | medium | searches files | the company's documents
        search:read.users | low | low | searches users | an address book
        stars:read | low | low | reads stars | own list alone
        stars:write | low | - | sets stars | own list alone
        team.billing:read | low | low | reads the plan | little of worth
        team.preferences:read | low | low | reads settings of the workspace | little of worth
        team:read | low | low | reads name and domain of the workspace | names alone
        tokens.basic | low | low | ends tokens of the old kind | itself alone
        triggers:read | - | low | reads triggers of workflows | names alone
        triggers:write | - | medium | makes triggers of workflows | what runs by itself
        usergroups:read | low | low | reads user groups | the organisation's structure
        usergroups:write | medium | medium | changes user groups | who is told
        users.profile:read | low | low | reads people's profiles | an address book
        users.profile:write | low | low | changes the user's profile | own profile alone
        users:read | low | low | reads all users | an address book
        users:read.email | medium | medium | reads everybody's address | an address book worth selling
        users:write | low | low | sets whether the user is there | own state alone
        workflow.steps:execute | low | low | adds steps to workflows | what flows into them
        workflows.templates:read | - | low | reads templates of workflows | names alone
        workflows.templates:write | - | medium | changes templates of workflows | what runs by itself
        """)
}
