/// How a list is written.
public enum ListFormat: String, Sendable, CaseIterable {
    /// For people.
    case table
    /// One array.
    case json
    /// One object a line.
    case ndjson
    /// RFC 4180.
    case csv
}

/// What a list of rows shows: columns for people, columns for spreadsheets, and an object for programs. All three are
/// declared by hand and stay as they are: others script against them.
public struct ListLayout<Row>: Sendable {
    public struct Column: Sendable {
        public var title: String
        /// The most that the column takes in a table; longer cells are cut.
        public var maximumWidth: Int
        /// What a narrow terminal must leave to it: ids that are copied are of no use when cut.
        public var minimumWidth: Int
        public var cell: @Sendable (Row) -> String

        public init(
            _ title: String, minimumWidth: Int = 8, maximumWidth: Int = 40,
            _ cell: @escaping @Sendable (Row) -> String
        ) {
            self.title = title
            self.minimumWidth = minimumWidth
            self.maximumWidth = maximumWidth
            self.cell = cell
        }
    }

    public var table: [Column]
    public var csv: [Column]
    public var object: @Sendable (Row) -> JSONValue

    public init(table: [Column], csv: [Column], object: @escaping @Sendable (Row) -> JSONValue) {
        self.table = table
        self.csv = csv
        self.object = object
    }
}

/// Writes rows one by one. `finish` must be called once, also after no row at all.
public protocol ListReporter<Row>: AnyObject {
    associatedtype Row
    func write(_ row: Row) throws
    func finish() throws
}

extension ListLayout {
    /// The reporter for a format.
    /// - Parameter width: columns of the terminal; nil where there is none, and nothing is cut.
    public func reporter(_ format: ListFormat, to output: ReportOutput, width: Int? = nil) -> any ListReporter<Row> {
        switch format {
        case .table: TableReporter(columns: table, width: width, output: output)
        case .json: JSONReporter(object: object, output: output)
        case .ndjson: NDJSONReporter(object: object, output: output)
        case .csv: CSVReporter(columns: csv, output: output)
        }
    }
}
