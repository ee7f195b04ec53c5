/// One array, one row a line, so that it can be read by eye and compared by line.
final class JSONReporter<Row>: ListReporter {
    private let object: (Row) -> JSONValue
    private let output: ReportOutput
    private var isEmpty = true

    init(object: @escaping (Row) -> JSONValue, output: ReportOutput) {
        self.object = object
        self.output = output
    }

    func write(_ row: Row) throws {
        try output.append(isEmpty ? "[\n" : ",\n")
        isEmpty = false
        try output.append(object(row))
    }

    func finish() throws {
        try output.append(isEmpty ? "[]\n" : "\n]\n")
        try output.flush()
    }
}

/// One object a line (https://github.com/ndjson/ndjson-spec).
final class NDJSONReporter<Row>: ListReporter {
    private let object: (Row) -> JSONValue
    private let output: ReportOutput

    init(object: @escaping (Row) -> JSONValue, output: ReportOutput) {
        self.object = object
        self.output = output
    }

    func write(_ row: Row) throws {
        try output.append(object(row))
        try output.append("\n")
    }

    func finish() throws { try output.flush() }
}
