import ConnectorKit
import Foundation
import Inventory
import Transport

/// A row of a JSON list, and the key under which AWS sends the list.
protocol AWSRow: Decodable {
    static var list: String { get }
}

/// Reads the pages of the services that speak JSON 1.1: `{"Accounts": […], "NextToken": "…"}`.
enum AWSJSONPages {
    /// Decodes a list row by row: a bad row costs itself and is named by its place.
    ///
    /// An answer without the list is no empty list: AWS writes it, empty or not.
    /// - Throws: `AWSBodyProblem` for anything but JSON with that list.
    static func list<Row: AWSRow>(
        _ response: Response, _ partition: Partition, map: (Row, Partition) throws -> [Record]
    ) throws -> DecodedPage {
        let body: Body<Row>
        do {
            body = try JSONDecoder().decode(Body<Row>.self, from: response.body)
        } catch {
            throw AWSBodyProblem(reason: "expected JSON with \(Row.list), found something else or a cut body")
        }
        return DecodedPage(rows: body.rows, next: body.next, partition: partition, map: map)
    }

    /// Decodes an answer that holds one thing.
    /// - Throws: `AWSBodyProblem` for anything but a JSON object.
    static func single<Wire: Decodable>(_ response: Response, _ wire: Wire.Type, map: (Wire) throws -> [Record]) throws
        -> DecodedPage
    {
        // What is no JSON fails the page; what is JSON of another shape costs the row.
        guard (try? JSONSerialization.jsonObject(with: response.body)) is [String: Any] else {
            throw AWSBodyProblem(reason: "expected JSON, found something else or a cut body")
        }
        return AWSPages.one("$") { try map(try JSONDecoder().decode(wire, from: response.body)) }
    }

    /// AWS's JSON dates are seconds since 1970; nil for what is no time of this calendar.
    static func instant(_ seconds: Double?) -> Instant? {
        guard let seconds, seconds.isFinite, abs(seconds) < 1e11 else { return nil }
        let instant = Instant(milliseconds: Int64((seconds * 1000).rounded()))
        return Instant.range.contains(instant) ? instant : nil
    }

    private struct Body<Row: AWSRow>: Decodable {
        var rows: JSONRows<Row>
        var next: String?

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: WireKey.self)
            rows = try container.decode(JSONRows<Row>.self, forKey: WireKey(Row.list))
            next = try container.decodeIfPresent(String.self, forKey: WireKey("NextToken"))
        }
    }
}
