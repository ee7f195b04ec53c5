extension ScopeCatalogue {
    /// Scopes of Google Workspace and Google Cloud. As a user an app goes no further than the user may; with domain-wide delegation or
    /// as a service account it has the right column.
    static let google = ScopeTable(
        .google, asOf: "2026-11-24",
        """
        @ https://support.google.com/cloud/answer/13464325
        https://mail.google.com/ | high | high | reads, sends and deletes all mail | everything that is written
        https://www.googleapis.com/auth/gmail.readonly | high | high | reads all mail | everything that is written
        https://www.googleapis.com/auth/gmail.modify | high | high | reads and changes all mail | hides what it did
        https://www.googleapis.com/auth/gmail.metadata | high | high | reads who wrote to whom about what | who talks with whom
        https://www.googleapis.com/auth/gmail.insert | high | high | puts mail into the mailbox | words that nobody sent
        https://www.googleapis.com/auth/gmail.compose | high | high | writes and sends mail | in a colleague's name
        https://www.googleapis.com/auth/gmail.send | high | high | sends mail | in a colleague's name
        https://www.googleapis.com/auth/gmail.labels | low | medium | changes labels | names alone
        https://www.googleapis.com/auth/gmail.settings.basic | high | high | changes filters and settings of mail | hides what comes
        https://www.googleapis.com/auth/gmail.settings.sharing | high | high | forwards mail and lets others read it | mail goes outside
        https://www.googleapis.com/auth/gmail.addons.* | medium | - | reads the mail that is open | that alone
        https://www.googleapis.com/auth/drive | high | high | reads and changes all files | the company's documents
        https://www.googleapis.com/auth/drive.readonly | high | high | reads all files | the company's documents
        https://www.googleapis.com/auth/drive.metadata | high | high | reads and changes names and owners of files | who works on what
        https://www.googleapis.com/auth/drive.metadata.readonly | high | high | reads names and owners of files | who works on what
        https://www.googleapis.com/auth/drive.activity | high | high | reads who did what to files | who works on what
        https://www.googleapis.com/auth/drive.activity.readonly | high | high | reads who did what to files | who works on what
        https://www.googleapis.com/auth/drive.scripts | high | high | changes scripts | runs code as the user
        https://www.googleapis.com/auth/drive.meet.readonly | high | high | reads files of meetings | everything that is said
        https://www.googleapis.com/auth/drive.file | low | medium | reaches files that were opened with it | those alone
        https://www.googleapis.com/auth/drive.appdata | low | low | keeps its own settings | itself alone
        https://www.googleapis.com/auth/drive.appfolder | low | low | keeps its own settings | itself alone
        https://www.googleapis.com/auth/drive.install | low | low | stands in the menu | nothing is read by it
        https://www.googleapis.com/auth/drive.apps.readonly | low | low | reads which apps are in Drive | names alone
        https://www.googleapis.com/auth/documents | high | high | reads and changes all documents | the company's documents
        https://www.googleapis.com/auth/documents.readonly | high | high | reads all documents | the company's documents
        https://www.googleapis.com/auth/spreadsheets | high | high | reads and changes all spreadsheets | the company's figures
        https://www.googleapis.com/auth/spreadsheets.readonly | high | high | reads all spreadsheets | the company's figures
        https://www.googleapis.com/auth/presentations | high | high | reads and changes all presentations | the company's documents
        https://www.googleapis.com/auth/presentations.readonly | high | high | reads all presentations | the company's documents
        https://www.googleapis.com/auth/forms.body | medium | high | changes forms | what people are asked
        https://www.googleapis.com/auth/forms.responses.readonly | medium | high | reads answers to forms | what people answered
        https://www.googleapis.com/auth/calendar | high | high | reads and changes all calendars, and who may see them | who meets whom
        https://www.googleapis.com/auth/calendar.readonly | medium | high | reads all calendars | who meets whom
        https://www.googleapis.com/auth/calendar.events | medium | high | reads and changes events | invites in a colleague's name
        https://www.googleapis.com/auth/calendar.events.readonly | medium | high | reads events | who meets whom
        https://www.googleapis.com/auth/calendar.events.owned | medium | high | changes events of own calendars | invites in a colleague's name
        https://www.googleapis.com/auth/calendar.freebusy | low | medium | reads when people are busy | no more than that
        https://www.googleapis.com/auth/calendar.settings.readonly | low | low | reads settings of calendars | little of worth
        https://www.googleapis.com/auth/calendar.addons.execute | low | - | runs in the calendar | what is open
        https://www.googleapis.com/auth/contacts | medium | high | reads and changes contacts | customers' addresses
        https://www.googleapis.com/auth/contacts.readonly | medium | high | reads contacts | customers' addresses
        https://www.googleapis.com/auth/contacts.other.readonly | medium | high | reads whom the user wrote to | who talks with whom
        https://www.googleapis.com/auth/directory.readonly | low | medium | reads the company's directory | an address book
        https://www.googleapis.com/auth/tasks | low | medium | changes tasks | own tasks
        https://www.googleapis.com/auth/tasks.readonly | low | medium | reads tasks | own tasks
        https://www.googleapis.com/auth/keep | high | high | reads and changes notes | what people write down
        https://www.googleapis.com/auth/keep.readonly | high | high | reads notes | what people write down
        https://www.googleapis.com/auth/chat.messages | high | high | reads and writes messages of chats | everything that is said
        https://www.googleapis.com/auth/chat.messages.readonly | high | high | reads messages of chats | everything that is said
        https://www.googleapis.com/auth/chat.messages.create | medium | high | writes messages in chats | in a colleague's name
        https://www.googleapis.com/auth/chat.spaces | medium | high | changes spaces of chats | what people see
        https://www.googleapis.com/auth/chat.spaces.readonly | low | medium | reads names of spaces | names alone
        https://www.googleapis.com/auth/chat.memberships | medium | high | changes who is in spaces | lets others in
        https://www.googleapis.com/auth/chat.memberships.readonly | low | medium | reads who is in spaces | who talks with whom
        https://www.googleapis.com/auth/chat.bot | - | low | answers as a chat app | what is said to it
        https://www.googleapis.com/auth/chat.admin.* | high | high | administers chats | everybody's spaces
        https://www.googleapis.com/auth/meetings.space.created | low | medium | makes meetings | those alone
        https://www.googleapis.com/auth/meetings.space.readonly | medium | high | reads meetings and their records | who meets whom
        https://www.googleapis.com/auth/classroom.* | medium | high | reaches classes | pupils' data
        https://www.googleapis.com/auth/script.projects | high | high | changes scripts | runs code as the user
        https://www.googleapis.com/auth/script.projects.readonly | medium | medium | reads scripts | what they do
        https://www.googleapis.com/auth/script.deployments | high | high | deploys scripts | runs code as the user
        https://www.googleapis.com/auth/script.external_request | medium | medium | sends data elsewhere from a script | data goes outside
        https://www.googleapis.com/auth/script.scriptapp | high | high | runs a script by itself | works while the user is away
        https://www.googleapis.com/auth/script.send_mail | high | high | sends mail from a script | in a colleague's name
        https://www.googleapis.com/auth/script.container.ui | low | low | shows a sidebar | what is open
        https://www.googleapis.com/auth/script.locale | low | low | reads the user's language | little of worth
        https://www.googleapis.com/auth/script.processes | low | medium | reads runs of scripts | what they do
        https://www.googleapis.com/auth/spreadsheets.currentonly | low | - | reaches the spreadsheet that is open | that alone
        https://www.googleapis.com/auth/documents.currentonly | low | - | reaches the document that is open | that alone
        https://www.googleapis.com/auth/presentations.currentonly | low | - | reaches the presentation that is open | that alone
        https://www.googleapis.com/auth/forms.currentonly | low | - | reaches the form that is open | that alone
        https://www.googleapis.com/auth/userinfo.email | low | low | reads the user's address | own profile alone
        https://www.googleapis.com/auth/userinfo.profile | low | low | reads the user's name | own profile alone
        https://www.googleapis.com/auth/user.emails.read | low | medium | reads the user's addresses | own profile alone
        https://www.googleapis.com/auth/user.addresses.read | low | medium | reads the user's postal addresses | own profile alone
        https://www.googleapis.com/auth/user.birthday.read | low | medium | reads the user's birthday | own profile alone
        https://www.googleapis.com/auth/user.phonenumbers.read | low | medium | reads the user's telephone numbers | own profile alone
        https://www.googleapis.com/auth/user.organization.read | low | medium | reads the user's place in the company | own profile alone
        https://www.googleapis.com/auth/profile.agerange.read | low | medium | reads the user's age group | own profile alone
        https://www.googleapis.com/auth/profile.language.read | low | low | reads the user's language | own profile alone
        openid | low | low | signs the user in | tells who they are
        email | low | low | reads the user's address | own profile alone
        profile | low | low | reads the user's name | own profile alone
        @ https://developers.google.com/identity/protocols/oauth2/scopes
        https://www.googleapis.com/auth/admin.directory.user | high | tier-0 | makes users and administrators, sets passwords | signs in as anybody
        https://www.googleapis.com/auth/admin.directory.user.readonly | medium | medium | reads all users | personal data of all
        https://www.googleapis.com/auth/admin.directory.user.security | high | tier-0 | reads and ends users' tokens and app passwords | takes second steps away
        https://www.googleapis.com/auth/admin.directory.user.alias | high | high | changes addresses of users | mail goes elsewhere
        https://www.googleapis.com/auth/admin.directory.user.alias.readonly | low | low | reads addresses of users | an address book
        https://www.googleapis.com/auth/admin.directory.userschema | medium | medium | changes which fields users have | little of worth
        https://www.googleapis.com/auth/admin.directory.userschema.readonly | low | low | reads which fields users have | names alone
        https://www.googleapis.com/auth/admin.directory.group | high | high | changes groups and their members | groups give access
        https://www.googleapis.com/auth/admin.directory.group.readonly | medium | medium | reads groups and their members | the organisation's structure
        https://www.googleapis.com/auth/admin.directory.group.member | high | high | changes members of groups | groups give access
        https://www.googleapis.com/auth/admin.directory.group.member.readonly | medium | medium | reads members of groups | the organisation's structure
        https://www.googleapis.com/auth/admin.directory.rolemanagement | high | tier-0 | gives administrators' roles | makes itself super administrator
        https://www.googleapis.com/auth/admin.directory.rolemanagement.readonly | medium | medium | reads who is an administrator | whom to attack
        https://www.googleapis.com/auth/admin.directory.domain | high | tier-0 | changes domains | moves where mail goes
        https://www.googleapis.com/auth/admin.directory.domain.readonly | low | low | reads domains | names alone
        https://www.googleapis.com/auth/admin.directory.customer | high | high | changes the account's settings | who is told by mail
        https://www.googleapis.com/auth/admin.directory.customer.readonly | low | low | reads the account's settings | little of worth
        https://www.googleapis.com/auth/admin.directory.orgunit | high | high | changes organisational units | moves people out of protection
        https://www.googleapis.com/auth/admin.directory.orgunit.readonly | low | low | reads organisational units | the organisation's structure
        https://www.googleapis.com/auth/admin.directory.device.chromeos | high | high | wipes and locks Chrome devices | everybody's device
        https://www.googleapis.com/auth/admin.directory.device.chromeos.readonly | low | medium | reads Chrome devices | an inventory of devices
        https://www.googleapis.com/auth/admin.directory.device.mobile | high | high | wipes and locks mobile devices | everybody's device
        https://www.googleapis.com/auth/admin.directory.device.mobile.action | high | high | wipes and locks mobile devices | everybody's device
        https://www.googleapis.com/auth/admin.directory.device.mobile.readonly | low | medium | reads mobile devices | an inventory of devices
        https://www.googleapis.com/auth/admin.directory.resource.calendar | medium | medium | changes rooms | names alone
        https://www.googleapis.com/auth/admin.directory.resource.calendar.readonly | low | low | reads rooms | names alone
        https://www.googleapis.com/auth/admin.directory.notifications | medium | medium | changes notices to administrators | hides a warning
        https://www.googleapis.com/auth/admin.chrome.printers | medium | medium | changes printers | documents go elsewhere
        https://www.googleapis.com/auth/admin.chrome.printers.readonly | low | low | reads printers | names alone
        https://www.googleapis.com/auth/admin.datatransfer | high | high | hands one user's files to another | the company's documents
        https://www.googleapis.com/auth/admin.datatransfer.readonly | low | low | reads such transfers | names alone
        https://www.googleapis.com/auth/admin.reports.audit.readonly | medium | medium | reads audit logs | who does what, from where
        https://www.googleapis.com/auth/admin.reports.usage.readonly | medium | medium | reads usage reports | who uses what
        https://www.googleapis.com/auth/apps.groups.migration | medium | high | puts mail into groups | words that nobody sent
        https://www.googleapis.com/auth/apps.groups.settings | high | high | changes who may read and join groups | lets others in
        https://www.googleapis.com/auth/apps.licensing | medium | medium | gives and takes licences | costs
        https://www.googleapis.com/auth/apps.order | high | high | manages subscriptions as a reseller | the customer's account
        https://www.googleapis.com/auth/apps.order.readonly | medium | medium | reads subscriptions as a reseller | costs
        https://www.googleapis.com/auth/apps.alerts | medium | medium | reads and closes alerts | hides an attack
        https://www.googleapis.com/auth/ediscovery | high | high | makes legal searches | everybody's mail and files
        https://www.googleapis.com/auth/ediscovery.readonly | high | high | reads legal searches and what they found | everybody's mail and files
        https://www.googleapis.com/auth/chrome.management.* | medium | medium | reads or sets policies of Chrome | what browsers allow
        https://www.googleapis.com/auth/cloud-identity.groups | high | high | changes groups and their members | groups give access
        https://www.googleapis.com/auth/cloud-identity.groups.readonly | medium | medium | reads groups and their members | the organisation's structure
        https://www.googleapis.com/auth/cloud-identity.inboundsso | high | tier-0 | changes who vouches for sign-ins | signs in as anybody
        https://www.googleapis.com/auth/cloud-identity.inboundsso.readonly | low | low | reads who vouches for sign-ins | shows weak spots
        https://www.googleapis.com/auth/cloud-identity.policies | high | high | changes policies | takes locks off
        https://www.googleapis.com/auth/cloud-identity.policies.readonly | low | medium | reads policies | shows weak spots
        https://www.googleapis.com/auth/cloud-identity.devices | high | high | changes devices | makes devices trusted
        https://www.googleapis.com/auth/cloud-identity.devices.readonly | low | medium | reads devices | an inventory of devices
        https://www.googleapis.com/auth/cloud-identity.devices.lookup | low | low | looks up the user's device | own device alone
        https://www.googleapis.com/auth/cloud-identity.allowlisteddomains | high | high | changes which domains are trusted | lets others in
        https://www.googleapis.com/auth/cloud-identity.allowlisteddomains.readonly | low | low | reads which domains are trusted | names alone
        https://www.googleapis.com/auth/cloud-identity | high | high | changes groups, devices and policies | groups give access
        https://www.googleapis.com/auth/cloud-platform | high | tier-0 | does in Google Cloud all that the user or account may | no narrower than that
        https://www.googleapis.com/auth/cloud-platform.read-only | high | high | reads in Google Cloud all that the user or account may | configuration and data
        https://www.googleapis.com/auth/cloudplatformprojects | high | high | changes projects | who may do what in them
        https://www.googleapis.com/auth/cloudplatformprojects.readonly | low | medium | reads projects | names and labels
        https://www.googleapis.com/auth/cloudplatformorganizations | high | tier-0 | changes organisations | who may do what in them
        https://www.googleapis.com/auth/cloudplatformfolders | high | high | changes folders | who may do what in them
        https://www.googleapis.com/auth/cloudasset | medium | medium | reads what there is in Google Cloud | an inventory
        https://www.googleapis.com/auth/cloudfunctions | high | high | changes functions | runs code in the project
        https://www.googleapis.com/auth/iam | high | tier-0 | changes roles and service accounts | acts as any of them
        https://www.googleapis.com/auth/iam.test | low | low | asks what it may do | itself alone
        https://www.googleapis.com/auth/apikeys | high | high | makes API keys | costs, and data behind them
        https://www.googleapis.com/auth/apikeys.readonly | medium | medium | reads API keys | keys that work
        https://www.googleapis.com/auth/appengine.admin | high | high | changes applications | runs code in the project
        https://www.googleapis.com/auth/compute | high | high | changes machines | runs code in the project
        https://www.googleapis.com/auth/compute.readonly | medium | medium | reads machines | an inventory
        https://www.googleapis.com/auth/bigquery | high | high | reads and changes data sets | the company's data
        https://www.googleapis.com/auth/bigquery.readonly | high | high | reads data sets | the company's data
        https://www.googleapis.com/auth/bigquery.insertdata | medium | medium | adds to data sets | what others decide by
        https://www.googleapis.com/auth/devstorage.full_control | high | high | changes stored files and who may see them | the company's data
        https://www.googleapis.com/auth/devstorage.read_write | high | high | reads and changes stored files | the company's data
        https://www.googleapis.com/auth/devstorage.read_only | high | high | reads stored files | the company's data
        https://www.googleapis.com/auth/datastore | high | high | reads and changes databases | the company's data
        https://www.googleapis.com/auth/sqlservice.admin | high | high | administers databases | the company's data
        https://www.googleapis.com/auth/pubsub | high | high | reads and writes messages between systems | what flows there
        https://www.googleapis.com/auth/logging.admin | high | high | changes logs and where they go | hides an attack
        https://www.googleapis.com/auth/logging.read | medium | medium | reads logs | who does what
        https://www.googleapis.com/auth/logging.write | low | low | writes logs | adds and reads nothing
        https://www.googleapis.com/auth/monitoring | medium | medium | changes monitoring | hides a warning
        https://www.googleapis.com/auth/monitoring.read | low | low | reads monitoring | how things run
        https://www.googleapis.com/auth/monitoring.write | low | low | writes figures | adds and reads nothing
        https://www.googleapis.com/auth/service.management | high | high | changes services | what APIs allow
        https://www.googleapis.com/auth/servicecontrol | low | low | counts use of services | adds and reads nothing
        https://www.googleapis.com/auth/trace.append | low | low | writes traces | adds and reads nothing
        https://www.googleapis.com/auth/ndev.clouddns.readwrite | high | high | changes names of machines | moves where mail and sign-ins go
        https://www.googleapis.com/auth/siteverification | high | high | proves that domains are its own | opens what hangs on that
        https://www.googleapis.com/auth/webmasters | low | medium | manages sites in search | what is found
        https://www.googleapis.com/auth/webmasters.readonly | low | low | reads how sites are found | little of worth
        https://www.googleapis.com/auth/analytics | medium | medium | changes analytics | what others decide by
        https://www.googleapis.com/auth/analytics.readonly | low | medium | reads analytics | visitors' data
        https://www.googleapis.com/auth/youtube | medium | medium | manages the user's channel | in the company's name
        https://www.googleapis.com/auth/youtube.readonly | low | low | reads the user's channel | public data, mostly
        https://www.googleapis.com/auth/youtube.upload | medium | medium | publishes films | in the company's name
        https://www.googleapis.com/auth/photoslibrary | medium | high | reads and changes photographs | what people photograph
        https://www.googleapis.com/auth/photoslibrary.readonly | medium | high | reads photographs | what people photograph
        https://www.googleapis.com/auth/fitness.* | medium | high | reads how people move | health
        https://www.googleapis.com/auth/adwords | medium | medium | manages advertisements | costs
        https://www.googleapis.com/auth/firebase | high | high | changes Firebase projects | the app's data
        https://www.googleapis.com/auth/androidmanagement | high | high | manages Android devices | everybody's device
        https://www.google.com/m8/feeds | medium | high | reads and changes contacts (old API) | customers' addresses
        https://www.google.com/m8/feeds/ | medium | high | reads and changes contacts (old API) | customers' addresses
        https://www.google.com/calendar/feeds | high | high | reads and changes all calendars (old API) | who meets whom
        https://www.google.com/calendar/feeds/ | high | high | reads and changes all calendars (old API) | who meets whom
        https://apps-apis.google.com/a/feeds/* | high | high | administers parts of the account (old API) | mail settings are among them
        https://sites.google.com/feeds | medium | high | reads and changes sites (old API) | the company's pages
        """)
}
