import Governance
import Testing

@Suite("Accountable roles")
struct AccountableRoleTests {
    @Test("roles are written as the programme's file writes them", arguments: AccountableRole.allCases)
    func words(_ role: AccountableRole) {
        #expect(role.rawValue.allSatisfy { $0.isLowercase || $0 == "_" })
        #expect(AccountableRole(rawValue: role.rawValue) == role)
    }
}
