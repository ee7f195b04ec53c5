import Inventory

/// The counts of a scope while it is read.
struct ScopeTally {
    var requests = 0
    var pages = 0
    var rows = 0
    var vendorRows = 0
    var rejected = 0
    var duplicates = 0
    var total: Int?
    var totalChanged = false
    var asOf: Instant?
    var truncation: String?
    var isGone = false
    /// The time did not suffice: the next run goes on with the scope.
    var isPostponed = false
    /// Pages without a row since the last one that had any.
    var emptyPages = 0
    /// Rows may come a second time without anybody's fault.
    var isRestarted = false

    init() {}

    init(resuming checkpoint: Checkpoint) {
        requests = checkpoint.requests
        pages = checkpoint.pages
        rows = checkpoint.rows
        rejected = checkpoint.rejected
        vendorRows = checkpoint.vendorRows
    }

    init(restarting checkpoint: Checkpoint) {
        requests = checkpoint.requests
        pages = checkpoint.pages
        isRestarted = true
    }
}
