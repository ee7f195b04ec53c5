import ConnectorKit
import Foundation
import Inventory
import Transport

/// Reads the pages of the Query API: `<ListUsersResponse><ListUsersResult><Users><member>…`.
enum AWSPages {
    /// Decodes a list row by row: a bad row costs itself and is named by its place.
    ///
    /// An answer without the list is no empty list: AWS writes an element for each list that it has, empty or not.
    /// - Throws: `AWSBodyProblem` for a cut body, HTML, another operation's answer, or an answer without the list.
    static func list(
        _ response: Response, _ operation: String, _ list: String, map: (AWSElement) throws -> [Record]
    ) throws -> DecodedPage {
        let result = try result(response, operation)
        guard let rows = result[list] else { throw AWSBodyProblem(reason: "the answer has no \(list)") }
        let path = "$.\(operation)Result.\(list)"
        var page = DecodedPage(records: [], rowCount: 0)
        for (index, row) in rows.children.enumerated() {
            do {
                guard row.name == "member" else { throw AWSFieldProblem(field: row.name, reason: "expected member") }
                page.records += try map(row)
            } catch let problem as AWSFieldProblem {
                page.rejected.append(
                    Rejection(path: "\(path).member[\(index)].\(problem.field)", reason: problem.reason))
            }
        }
        page.rowCount = rows.children.count
        try follow(result, &page)
        return page
    }

    /// Decodes an answer that holds one thing.
    static func single(
        _ response: Response, _ operation: String, _ element: String, map: (AWSElement) throws -> [Record]
    ) throws -> DecodedPage {
        let result = try result(response, operation)
        guard let row = result[element] else { throw AWSBodyProblem(reason: "the answer has no \(element)") }
        return one("$.\(operation)Result.\(element)") { try map(row) }
    }

    /// One row: its records, or its rejection.
    static func one(_ path: String, map: () throws -> [Record]) -> DecodedPage {
        do {
            return DecodedPage(records: try map(), rowCount: 1)
        } catch let problem as AWSFieldProblem {
            let rejection = Rejection(path: "\(path).\(problem.field)", reason: problem.reason)
            return DecodedPage(records: [], rejected: [rejection], rowCount: 1)
        } catch {
            return DecodedPage(
                records: [], rejected: [Rejection(path: path, reason: "could not be read")], rowCount: 1)
        }
    }

    static func result(_ response: Response, _ operation: String) throws -> AWSElement {
        let root = try AWSElement.parse(response.body)
        guard root.name == "\(operation)Response", let result = root["\(operation)Result"] else {
            throw AWSBodyProblem(reason: "expected <\(operation)Response>, found <\(root.name.prefix(60))>")
        }
        return result
    }

    /// `IsTruncated` and `Marker`: more without a way to it is a list cut short.
    private static func follow(_ result: AWSElement, _ page: inout DecodedPage) throws {
        do {
            guard try result.optionalFlag("IsTruncated") == true else { return }
            page.next = try result.optionalText("Marker")
        } catch let problem as AWSFieldProblem {
            throw AWSBodyProblem(reason: problem.description)
        }
        if page.next == nil { page.truncation = "AWS says that there is more and gives no Marker" }
    }

    /// When AWS answered, by its own clock.
    static func answeredAt(_ response: Response) -> Instant? { response.headers["Date"].flatMap(RetryAfter.httpDate) }
}
