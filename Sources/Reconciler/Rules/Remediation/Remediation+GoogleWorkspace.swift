extension Remediation {
    /// Google Workspace: the calls of its Directory API, with the page of the Admin console where that is quicker. Records
    /// are named by the path of their own URL, so that an id may stand in it.
    static let googleWorkspace: [String: Steps] = [
        "google-workspace.appPassword": Steps(
            disable: [],
            remove: [
                "Revoke the app password of {holder}: Directory > Users > {holder} > Security > Application-specific "
                    + "passwords, or DELETE /admin/directory/v1/users/{id}"
            ],
            rotate: [
                "Move what uses it to OAuth, which leaves no password behind; where it cannot, {holder} makes a new one at "
                    + "https://myaccount.google.com/apppasswords, and sees it used."
            ]),
        "google-workspace.oauthApp": Steps(
            disable: [
                "Block {holder} for everybody: Security > Access and data control > API controls > Manage app access > "
                    + "client id {id} > Blocked."
            ],
            remove: [
                "Take it away from each user who allowed it: DELETE /admin/directory/v1/users/USER/tokens/{id} (USER as "
                    + "in the grants of {holder})"
            ],
            rotate: []),
        "google-workspace.serviceAccount": Steps(
            disable: [
                "Take its administrator roles away: DELETE /admin/directory/v1/customer/my_customer/roleassignments/"
                    + "ASSIGNMENT for each assignment to {id}, or Account > Admin roles.",
                "Take it out of its groups: DELETE /admin/directory/v1/groups/GROUP/members/{id}",
                "Look whether it may act as any user: Security > Access and data control > API controls > Manage "
                    + "domain-wide delegation.",
            ], remove: ["Delete {holder} in its Google Cloud project: IAM & Admin > Service accounts."], rotate: []),
        "google-workspace.user": googleWorkspaceUser, "google-workspace.user.guest": googleWorkspaceUser,
    ]

    private static let googleWorkspaceUser = Steps(
        disable: [
            "Suspend {holder}: Directory > Users > {holder} > Suspend user, or PATCH /admin/directory/v1/users/{id} "
                + "with suspended true",
            "End the sessions: POST /admin/directory/v1/users/{id}/signOut",
            "Take away what {holder} allowed apps, since it comes back with the user: DELETE "
                + "/admin/directory/v1/users/{id}/tokens/CLIENT for each app, and .../asps/CODE for each app password.",
            "Take administrator roles away: DELETE /admin/directory/v1/customer/my_customer/roleassignments/ASSIGNMENT",
        ],
        remove: ["Move the data to somebody who stays, then: DELETE /admin/directory/v1/users/{id}"], rotate: [])
}
