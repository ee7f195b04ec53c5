import Transport

/// What of Salesforce's answers a recording may keep: the keys that the wire types read, which are the columns asked for. A
/// token's columns are not among them.
enum SalesforceRedaction {
    static let rules = RedactionRules(
        readKeys: columns.union([
            // Errors, paging, descriptions, the one who asks
            "errorCode", "totalSize", "done", "nextRecordsUrl", "queryable", "name", "relationshipName", "identity",
        ]),
        personalKeys: [
            "Username", "FirstName", "LastName", "Email", "EmployeeNumber", "FederationIdentifier", "ContactEmail",
        ])

    private static let columns: Set<String> = {
        let paths = SalesforceStreams.queries.flatMap { $0.fields + $0.optional }
        return Set(paths.flatMap { path in path.split(separator: ".").map { String($0) } })
    }()
}
