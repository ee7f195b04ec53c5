import Foundation

/// A list that a REST vendor gives at a path.
struct RESTList: Sendable {
    var pattern: PathPattern
    /// The file of its rows.
    var rows: String
    /// The rows' `of`, out of the names of the path: `"$0/$1"`; nil for a list of the whole tenant.
    var parent: String?
    /// Where the parents are: a path whose parent is not there answers 404.
    var parents: ParentList?
    /// The key that holds the rows, in an object with `total_count`; nil for a bare array.
    var envelope: String?
    /// The key of the outer object, where the envelope stands in another one.
    var within: String?
    /// The list whose rows stand in place of these, found by `id`: members are whole users.
    var completedBy: String?
    /// Parameters that choose rows by their `where`; the word stands for all.
    var filters: [(name: String, all: String?)]
    /// Rows a page: unless asked, and at most.
    var pageSize: Int
    var largestPage: Int

    struct ParentList: Sendable {
        var rows: String
        /// The field of a row that the path's names stand for.
        var field: String
    }

    init(
        _ pattern: String, _ rows: String, of parent: String? = nil, in parents: ParentList? = nil,
        completedBy: String? = nil,
        envelope: String? = nil, within: String? = nil, filters: [(name: String, all: String?)] = [],
        pageSize: Int = 30,
        largestPage: Int = 100
    ) {
        self.pattern = PathPattern(pattern)
        self.rows = rows
        self.parent = parent
        self.parents = parents
        self.envelope = envelope
        self.within = within
        self.completedBy = completedBy
        self.filters = filters
        self.pageSize = pageSize
        self.largestPage = largestPage
    }

    /// The parent's name in a path that matched.
    func parent(_ names: [String]) -> String? {
        parent.map { template in
            names.enumerated().reduce(template) { $0.replacing("$\($1.offset)", with: $1.element) }
        }
    }

    /// The rows that a request finds, all pages of them; nil where their parent is not there.
    func found(_ request: VendorRequest, _ names: [String], in sample: SampleRows) -> [SampleRows.Row]? {
        let parent = parent(names)
        if let parents, let parent {
            let isThere = sample.allRows(parents.rows).contains { row in
                row.value[parents.field]?.text?.lowercased() == parent.lowercased()
            }
            guard isThere else { return nil }
        }
        return completed(sample.rows(rows, of: parent), in: sample).filter { row in
            filters.allSatisfy { filter in
                guard let wanted = request.parameter(filter.name), wanted != filter.all, wanted != "" else {
                    return true
                }
                let values = row.filters[filter.name] ?? .null
                return values.text == wanted || values.elements.contains { $0.text == wanted }
            }
        }
    }

    private func completed(_ found: [SampleRows.Row], in sample: SampleRows) -> [SampleRows.Row] {
        guard let completedBy else { return found }
        let others = Dictionary(grouping: sample.allRows(completedBy)) { $0.value["id"] ?? .null }
        return found.compactMap { row in
            guard let other = others[row.value["id"] ?? .null]?.first else { return nil }
            var row = row
            (row.value, row.json) = (other.value, other.json)
            return row
        }
    }
}
