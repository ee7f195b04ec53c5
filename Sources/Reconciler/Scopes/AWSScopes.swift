extension ScopeCatalogue {
    /// Actions of a role's trust. Assuming a role has no risk of its own, it has the role's: `unknown` here, and taken from what
    /// the role may do.
    static let amazon = ScopeTable(
        .aws, asOf: "2026-11-24",
        """
        @ https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html
        sts:AssumeRole | - | unknown | acts as the role | as much as the role may do
        sts:AssumeRoleWithSAML | - | unknown | acts as the role, vouched for by a SAML provider | as much as the role may do
        sts:AssumeRoleWithWebIdentity | - | unknown | acts as the role, vouched for by an OpenID provider | as much as the role may do
        sts:AssumeRoot | - | tier-0 | acts as a member account's root user | everything in it
        sts:TagSession | - | low | labels its session | conditions may hang on labels
        sts:SetSourceIdentity | - | low | names who stands behind its session | a name in the log
        sts:SetContext | - | low | hands on whom it acts for | a name in the log
        sts:GetWebIdentityToken | - | medium | takes a token of the account to other systems | what those allow
        sts:* | - | unknown | acts as the role | as much as the role may do
        """)
}
