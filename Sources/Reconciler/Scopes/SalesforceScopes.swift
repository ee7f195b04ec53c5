extension ScopeCatalogue {
    /// Scopes of Salesforce's connected and external client apps. They never go beyond the user, but integration users often may
    /// do everything.
    static let salesforce = ScopeTable(
        .salesforce, asOf: "2026-11-24",
        """
        @ https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_tokens_scopes.htm
        full | high | tier-0 | does all that the user may | an integration user often may all
        api | high | high | reads and changes records by the API | customers' data, no narrower than the user
        web | high | high | uses the web pages as the user | no narrower than the user
        refresh_token | low | low | keeps working while the user is away | makes every other scope lasting
        offline_access | low | low | keeps working while the user is away | makes every other scope lasting
        chatter_api | medium | medium | reads and writes in Chatter | what people write
        content | medium | medium | reads and changes files | the company's documents
        custom_permissions | low | low | reads the app's own permissions of the user | own profile alone
        id | low | low | reads who the user is | own profile alone
        openid | low | low | signs the user in | tells who they are
        profile | low | low | reads the user's name | own profile alone
        email | low | low | reads the user's address | own profile alone
        address | low | low | reads the user's postal address | own profile alone
        phone | low | low | reads the user's telephone number | own profile alone
        lightning | high | - | uses Lightning pages as the user | no narrower than the user
        visualforce | medium | medium | uses Visualforce pages as the user | what those pages allow
        wave_api | high | high | reads analytics | customers' data
        eclair_api | low | low | draws charts | shapes alone
        pardot_api | high | high | manages marketing | customers' addresses
        cdp_query_api | high | high | queries Data Cloud | customers' data
        cdp_profile_api | high | high | manages profiles in Data Cloud | customers' data
        cdp_ingest_api | medium | medium | loads data into Data Cloud | what others decide by
        cdp_segment_api | high | high | manages segments in Data Cloud | customers' data
        cdp_identityresolution_api | medium | medium | manages how profiles are joined | what others decide by
        cdp_calculated_insight_api | medium | medium | manages figures in Data Cloud | what others decide by
        einstein_gpt_api | medium | medium | asks Einstein | sends data to a model
        chatbot_api | medium | medium | talks through bots | in the company's name
        interaction_api | medium | medium | runs flows | what those flows allow
        scrt_api | medium | medium | answers customers | in the company's name
        sfap_api | high | high | reaches the Salesforce API platform | customers' data
        user_registration_api | medium | medium | registers users | lets others in
        forgot_password | medium | medium | resets passwords of site users | customers' accounts
        pwdless_login_api | medium | medium | signs site users in without a password | customers' accounts
        """)
}
