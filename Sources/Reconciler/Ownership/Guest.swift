import Inventory

extension Identity {
    /// The vendor marks the account as one of somebody from outside: Entra and Google by its type, GitHub as an outside
    /// collaborator, GitLab as external, Slack as a stranger of a shared channel or a guest whom somebody invited.
    var isGuest: Bool {
        if type.hasSuffix(".guest") { return true }
        guard !attributes.isEmpty else { return false }
        return attributes["outside_collaborator"] == "true" || attributes["external"] == "true"
            || attributes["is_external"] == "true" || attributes["guest_invited_by"] != nil
    }
}
