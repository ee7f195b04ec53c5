extension Remediation {
    /// Salesforce: the pages of Setup, and the vendor's own program (`sf`) where one call does it. Ids are letters and digits.
    static let salesforce: [String: Steps] = [
        "salesforce.oauthToken": Steps(
            disable: [],
            remove: [
                "Revoke it: Setup > Connected Apps OAuth Usage > {holder} > User Count > Revoke, or the page of its user "
                    + "(the id before the first slash of {id}) > OAuth Connected Apps > Revoke.",
                "Or POST /services/oauth2/revoke with the DeleteToken of its row in OauthToken, which Muster never reads.",
            ],
            rotate: ["Revoke it as above: the next sign-in of {holder} gives another."]),
        "salesforce.connectedApp": Steps(
            disable: [
                "Block {holder}, which ends its sessions and refuses new ones: Setup > Connected Apps OAuth Usage > "
                    + "{holder} > Block."
            ],
            remove: [
                "Uninstall {holder} on the same page, or delete it where it was made: Setup > App Manager > {holder} > "
                    + "View > Delete."
            ],
            rotate: [
                "Make a new consumer secret or certificate: Setup > App Manager > {holder} > Manage Consumer Details.",
                "Put it where the old one is used, and see it used.",
            ]),
        "salesforce.namedApp": Steps(
            disable: [
                "Block {holder}, which is not installed: Setup > Connected Apps OAuth Usage > {holder} > Block."
            ],
            remove: ["Revoke all its tokens: the same page > {holder} > User Count > Revoke All."], rotate: []),
        "salesforce.externalClientApp": Steps(
            disable: [
                "Let nobody use {holder}: Setup > External Client App Manager > {holder} > Policies > Edit, Admin "
                    + "approved users are pre-authorized, and select neither profile nor permission set."
            ],
            remove: ["Delete {holder}: Setup > External Client App Manager > {holder} > Delete."],
            rotate: [
                "Make a new consumer secret or certificate: Setup > External Client App Manager > {holder} > Settings > "
                    + "OAuth Settings.",
                "Put it where the old one is used, and see it used.",
            ]),
        "salesforce.appAccess": Steps(
            disable: [],
            remove: [
                "sf data delete record --sobject SetupEntityAccess --record-id {id}, or take {holder} away in Assigned "
                    + "Connected Apps of the permission set or profile."
            ], rotate: []),
        "salesforce.user": Steps(
            disable: [
                "Freeze {holder}: sf data update record --sobject UserLogin --where UserId={id} --values IsFrozen=true",
                "Revoke its tokens too (what freezing does to them is not documented): Setup > Users > {holder} > OAuth "
                    + "Connected Apps > Revoke.",
            ],
            remove: [
                "Deactivate {holder}: sf data update record --sobject User --record-id {id} --values IsActive=false"
            ], rotate: []),
        "salesforce.permissionSetAssignment": Steps(
            disable: [], remove: ["sf data delete record --sobject PermissionSetAssignment --record-id {id}"],
            rotate: []),
        "salesforce.certificate": Steps(
            disable: [],
            remove: ["Delete certificate {id}: Setup > Certificate and Key Management."],
            rotate: [
                "Create a certificate: Setup > Certificate and Key Management.",
                "Choose it where {id} is chosen (identity provider, single sign-on, apps, callouts), and see it used.",
            ]),
    ]
}
