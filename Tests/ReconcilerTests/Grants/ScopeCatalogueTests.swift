import Testing

@testable import Reconciler

@Suite("The catalogue of scopes")
struct ScopeCatalogueTests {
    struct Sample: Sendable, CustomTestStringConvertible {
        var system: ScopeSystem
        var names: [String]
        /// Names of the sample that are nobody's scope.
        var unknown: Set<String> = []

        var testDescription: String { system.rawValue }
    }

    private static func words(_ text: String) -> [String] {
        text.split(whereSeparator: \.isWhitespace).map(String.init)
    }

    static let samples = [
        Sample(system: .entra, names: words(ScopeNames.entra)),
        // A test of a client library asked for `repo:org`, which GitHub does not have.
        Sample(
            system: .github, names: ScopeNames.github.split(separator: "\n").map(String.init), unknown: ["repo:org"]),
        Sample(system: .gitlab, names: words(ScopeNames.gitlab)),
        Sample(system: .google, names: words(ScopeNames.google)),
        Sample(system: .okta, names: words(ScopeNames.okta)),
        Sample(system: .slack, names: words(ScopeNames.slack)),
    ]

    @Test("what vendors' own descriptions name is known, and what is not is said to be unknown", arguments: samples)
    func sample(_ sample: Sample) {
        let known = Set(ScopeCatalogue.entries(of: sample.system).map(\.scope))
        #expect(!sample.names.isEmpty)
        let missing = sample.names.filter {
            ScopeCatalogue.entry(system: sample.system, scope: $0, form: .unknown) == nil
        }
        #expect(Set(missing) == sample.unknown)
        #expect(known.isDisjoint(with: sample.unknown))
    }

    @Test("every line of every table is a row with a page and a day", arguments: ScopeSystem.allCases)
    func rows(_ system: ScopeSystem) throws {
        let table = try #require(ScopeCatalogue.tables[system])
        #expect(table.problems == [])
        #expect(!table.rows.isEmpty)
        for row in table.rows {
            #expect(row.page.hasPrefix("https://"), "\(row.scope)")
            #expect(row.asOf.count == 10)
            #expect(row.delegated != nil || row.application != nil, "\(row.scope)")
        }
    }

    @Test("a scope that nobody wrote down is unknown, and not low", arguments: ScopeSystem.allCases)
    func unknown(_ system: ScopeSystem) {
        for form in ScopeForm.allCases {
            #expect(ScopeCatalogue.entry(system: system, scope: "telepathy:read", form: form) == nil)
        }
    }

    @Test(
        "as a user and as the app are two risks",
        arguments: [
            (ScopeSystem.entra, "Directory.ReadWrite.All", ScopeRisk.high, ScopeRisk.tierZero),
            (.entra, "Group.Read.All", .medium, .high),
            (.slack, "channels:history", .high, .medium),
            (.google, "https://www.googleapis.com/auth/admin.directory.user", .high, .tierZero),
            (.okta, "okta.roles.manage", .high, .tierZero),
            (.gitlab, "sudo", .high, .tierZero),
        ])
    func forms(_ system: ScopeSystem, _ scope: String, _ user: ScopeRisk, _ app: ScopeRisk) {
        #expect(ScopeCatalogue.entry(system: system, scope: scope, form: .delegated)?.risk == user)
        #expect(ScopeCatalogue.entry(system: system, scope: scope, form: .application)?.risk == app)
        #expect(ScopeCatalogue.entry(system: system, scope: scope, form: .unknown)?.risk == min(user, app))
    }

    @Test("a form that a scope does not have is unknown too")
    func absentForm() {
        #expect(ScopeCatalogue.entry(system: .entra, scope: "full_access_as_app", form: .delegated) == nil)
        #expect(ScopeCatalogue.entry(system: .github, scope: "repo", form: .application) == nil)
    }

    @Test(
        "what opens every other door is tier-0",
        arguments: [
            "RoleManagement.ReadWrite.Directory", "AppRoleAssignment.ReadWrite.All", "Application.ReadWrite.All",
            "Application.ReadWrite.OwnedBy", "DelegatedPermissionGrant.ReadWrite.All", "Directory.ReadWrite.All",
            "Policy.ReadWrite.PermissionGrant", "Policy.ReadWrite.ConditionalAccess",
            "UserAuthenticationMethod.ReadWrite.All", "User-PasswordProfile.ReadWrite.All", "Domain.ReadWrite.All",
            "Domain-InternalFederation.ReadWrite.All", "Synchronization.ReadWrite.All", "GroupMember.ReadWrite.All",
            "Group.ReadWrite.All", "User.ReadWrite.All", "User.EnableDisableAccount.All", "AgentIdentity.Create.All",
            "PrivilegedAccess.ReadWrite.AzureADGroup", "RoleAssignmentSchedule.ReadWrite.Directory",
        ])
    func tierZero(_ scope: String) {
        #expect(ScopeCatalogue.entry(system: .entra, scope: scope, form: .application)?.risk == .tierZero)
    }

    @Test("a star answers for a family, and keeps the name that was asked for")
    func families() {
        let entry = ScopeCatalogue.entry(system: .slack, scope: "admin.functions:write", form: .delegated)
        #expect(entry?.scope == "admin.functions:write")
        #expect(entry?.risk == .high)
        #expect(ScopeCatalogue.entry(system: .slack, scope: "admin.functions:read", form: .delegated) == nil)
    }

    @Test("a table tells its broken lines")
    func problems() {
        let table = ScopeTable(
            .slack, asOf: "2026-11-24",
            """
            @ https://example.com
            a:read | low | - | reads | harmless
            b:read | lowest | - | reads | harmless
            a:read | high | - | twice | twice
            c:read | low | reads
            """)
        #expect(table.rows.map(\.scope) == ["a:read"])
        #expect(table.problems.count == 3)
    }
}
