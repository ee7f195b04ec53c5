import Inventory

extension Remediation {
    /// What of a vendor's steps ends sessions rather than accounts.
    private static let sessionMarks = ["sessions", "revokeSignInSessions", "signOut", "Revoke its tokens"]

    /// Where disabling ends the sessions too, or they have to be ended elsewhere, by the beginning of the type.
    private static let sessionNotes: [(type: String, note: String)] = [
        (
            "aws.iam.user",
            "Roles that {holder} has assumed stay usable until their session ends, 12 hours at most: IAM > Roles > ROLE > "
                + "Revoke sessions ends them at once."
        ),
        ("github.", "Taking the membership away ends what sessions and tokens may do in the organisation."),
        ("slack.", "Deactivating signs {holder} out and revokes their tokens."),
    ]

    /// The vendor's calls that disable an account, and those that end its sessions, with its ids filled in.
    static func switchOff(_ dossier: Dossier) -> (off: [String], sessions: [String]) {
        let type = canonical(dossier.headType ?? "")
        let steps = steps(type)
        let lines = steps.disable.isEmpty ? steps.remove : steps.disable
        let isSession: (String) -> Bool = { line in sessionMarks.contains { line.contains($0) } }
        var sessions = lines.filter(isSession)
        if sessions.isEmpty {
            sessions = sessionNotes.filter { type.hasPrefix($0.type) }.map(\.note)
        }
        let id = dossier.reference.nativeID
        let marks = [
            "id": plainID(id, type), "holder": dossier.name,
            "clientID": dossier.application?.record.clientID ?? id.string,
        ]
        return (fill(lines.filter { !isSession($0) }, marks), fill(sessions, marks))
    }
}
