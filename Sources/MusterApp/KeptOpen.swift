import Inventory
import Ledger
import Reconciler

extension Reconciliation {
    /// Whose findings may not be closed by absence. One finding over many accounts is about identities of each.
    var keptOpen: Set<SubjectGroup> {
        var groups: Set<SubjectGroup> = []
        for block in closingBlocked {
            groups.insert(SubjectGroup(connector: block.connector, tenant: block.tenant, kind: block.kind.rawValue))
            if block.kind == .identity {
                groups.insert(SubjectGroup(connector: block.connector, tenant: "", kind: Subject.templateKind))
            }
        }
        return groups
    }
}
