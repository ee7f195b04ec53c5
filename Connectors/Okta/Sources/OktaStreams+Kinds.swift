import ConnectorKit
import Foundation
import Inventory
import Transport

/// The three shapes that Okta's lists come in.
extension OktaStreams {
    /// A list of the whole org, followed by its `Link` header.
    static func whole<Wire: Decodable & Sendable>(
        _ descriptor: StreamDescriptor, _ path: [String], _ query: [(String, String)], _ wire: Wire.Type,
        map: @escaping @Sendable (Wire, Partition) throws -> [Record]
    ) -> Definition {
        each(descriptor, { _ in path }, query, wire, map: map)
    }

    /// A list of each parent.
    static func each<Wire: Decodable & Sendable>(
        _ descriptor: StreamDescriptor, _ path: @escaping @Sendable (Partition) throws -> [String],
        _ query: [(String, String)], _ wire: Wire.Type,
        map: @escaping @Sendable (Wire, Partition) throws -> [Record]
    ) -> Definition {
        Definition(descriptor: descriptor) { endpoint in
            .http(
                .json(
                    wire, first: { try endpoint.get(try path($0), query) }, pagination: .linkHeader(),
                    redaction: OktaRedaction.rules, map: map))
        }
    }

    /// A list under `/api/v1/iam`: an object with the rows under a key, and the next page's address in the body.
    static func iam<Wire: Decodable & Sendable>(
        _ descriptor: StreamDescriptor, _ path: [String], _ query: [(String, String)], key: String, _ wire: Wire.Type,
        map: @escaping @Sendable (Wire) throws -> [Record]
    ) -> Definition {
        Definition(descriptor: descriptor) { endpoint in
            .http(
                HTTPStream(
                    first: { _ in try endpoint.get(["api", "v1", "iam"] + path, query) }, pagination: .nextURL,
                    redaction: OktaRedaction.rules
                ) { response, partition in
                    let list = try JSONDecoder().decode([String: OktaRows<Wire>].self, from: response.body)
                    guard let rows = list[key]?.rows else { throw OktaProblem("it has no \(key)") }
                    let next = try JSONDecoder().decode(OktaPaging.self, from: response.body).next
                    return DecodedPage(rows: rows, next: next, partition: partition) { row, _ in try map(row) }
                })
        }
    }

    /// Fan-out over the apps whose type begins so.
    static func apps(_ typePrefix: String) -> PartitionPlan {
        .each(stream: "apps", kind: .application, typePrefix: typePrefix)
    }
}

/// A member of an object that may be the list, or something else beside it (`_links`).
struct OktaRows<Wire: Decodable & Sendable>: Decodable {
    var rows: JSONRows<Wire>?

    init(from decoder: any Decoder) throws {
        let isList = (try? decoder.unkeyedContainer()) != nil
        // What is no list is a neighbour of it, and not read.
        rows = isList ? try JSONRows<Wire>(from: decoder) : nil
    }
}

/// `_links.next.href`, which lists under `/iam` have in the body.
struct OktaPaging: Decodable {
    private var links: Links?

    private enum CodingKeys: String, CodingKey { case links = "_links" }

    private struct Links: Decodable { var next: Link? }
    private struct Link: Decodable { var href: String }

    /// Path and query alone: asked through the org's own address, these lists name the admin console's host
    /// (`example-admin.okta.com`), where the token has no business.
    var next: String? {
        get throws {
            guard let href = links?.next?.href else { return nil }
            guard let components = URLComponents(string: href), components.percentEncodedPath.hasPrefix("/") else {
                throw OktaProblem("the next link is no URL")
            }
            return components.percentEncodedPath + (components.percentEncodedQuery.map { "?" + $0 } ?? "")
        }
    }
}
