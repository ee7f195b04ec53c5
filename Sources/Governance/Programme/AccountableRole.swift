/// Who answers for what in the programme: named people, not teams (ISO/IEC 27001:2022 clause 5.3).
public enum AccountableRole: String, Sendable, Hashable, Codable, CaseIterable {
    /// Answers for the programme as a whole and accepts risks.
    case programmeOwner = "programme_owner"
    /// Answers for one rule, and that it is fit for its purpose.
    case controlOwner = "control_owner"
    /// Answers for one source.
    case systemOwner = "system_owner"
    /// Decides in reviews where nobody else is named.
    case reviewer
}
