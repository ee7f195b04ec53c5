import ConnectorKit
import Foundation
import Inventory
import Transport

/// A page of any list. https://kubernetes.io/docs/reference/using-api/api-concepts/#retrieving-large-results-sets-in-chunks
struct KubernetesList<Item: Decodable & Sendable>: Decodable {
    /// `ServiceAccountList`, `PartialObjectMetadataList`: says whether it is what was asked for.
    var kind: String
    var rows: JSONRows<Item>
    /// Where the next page begins; nil after the last.
    var next: String?
    /// How many follow, where the server counts them.
    var remaining: Int?

    private enum CodingKeys: String, CodingKey { case kind, metadata, items }
    private enum PageKeys: String, CodingKey {
        case next = "continue"
        case remainingItemCount
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        kind = try container.decode(String.self, forKey: .kind)
        rows = try container.decode(JSONRows<Item>.self, forKey: .items)
        let page = try container.nestedContainer(keyedBy: PageKeys.self, forKey: .metadata)
        next = try page.decodeIfPresent(String.self, forKey: .next).flatMap { $0.isEmpty ? nil : $0 }
        remaining = try page.decodeIfPresent(Int.self, forKey: .remainingItemCount)
    }

    /// - Throws: `KubernetesProblem` for an answer of another kind, and what decoding throws.
    static func read(_ response: Response, kind: String) throws -> KubernetesList {
        let list = try JSONDecoder().decode(KubernetesList.self, from: response.body)
        guard list.kind == kind else { throw KubernetesProblem("the server did not answer with a \(kind)") }
        return list
    }

    /// nil where nothing speaks against the page being the last of a whole list.
    var truncation: String? {
        guard next == nil, let remaining, remaining > 0 else { return nil }
        return "the server says that \(remaining) more rows follow, and not where"
    }
}

/// What every object carries, as far as it is read.
/// https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/object-meta/
struct KubernetesMetadata: Decodable, Sendable {
    var name: String
    /// Empty for what belongs to the whole cluster.
    var namespace: String
    var uid: String
    var createdAt: Instant?
    var labels: [String: String]
    var annotations: [String: String]
    var owners: [Owner]

    /// The object that this one goes with.
    struct Owner: Decodable, Sendable {
        var kind: String
        var name: String
        var isController: Bool?

        enum CodingKeys: String, CodingKey {
            case kind, name
            case isController = "controller"
        }
    }

    private enum CodingKeys: String, CodingKey {
        case name, namespace, uid, labels, annotations
        case createdAt = "creationTimestamp"
        case owners = "ownerReferences"
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        name = try container.decode(String.self, forKey: .name)
        namespace = try container.decodeIfPresent(String.self, forKey: .namespace) ?? ""
        uid = try container.decode(String.self, forKey: .uid)
        createdAt = try container.decodeIfPresent(String.self, forKey: .createdAt).flatMap { Instant($0) }
        labels = try container.decodeIfPresent(KubernetesLabels.self, forKey: .labels)?.values ?? [:]
        annotations = try container.decodeIfPresent(KubernetesLabels.self, forKey: .annotations)?.values ?? [:]
        owners = try container.decodeIfPresent([Owner].self, forKey: .owners) ?? []
        guard !uid.isEmpty, !name.isEmpty else { throw KubernetesProblem("an object has no uid or no name") }
    }

    /// `namespace/name`, or the name alone: what people call it.
    var title: String { namespace.isEmpty ? name : "\(namespace)/\(name)" }
}

/// Labels or annotations. What kubectl was last given, which may be a Secret with its data, is not decoded, and neither
/// is anything of the length of a document.
struct KubernetesLabels: Decodable, Sendable {
    private(set) var values: [String: String] = [:]

    static let lastApplied = "kubectl.kubernetes.io/last-applied-configuration"
    private static let longestValue = 1024

    private struct Name: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Name.self)
        for key in container.allKeys where key.stringValue != Self.lastApplied {
            guard let value = try container.decodeIfPresent(String.self, forKey: key) else { continue }
            if value.utf8.count <= Self.longestValue { values[key.stringValue] = value }
        }
    }
}

/// An object of which only the metadata was asked for.
struct KubernetesPartialObject: Decodable, Sendable {
    var metadata: KubernetesMetadata

    private enum CodingKeys: String, CodingKey { case metadata, data, stringData }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        guard !container.contains(.data), !container.contains(.stringData) else {
            throw KubernetesProblem("the server sent a Secret's data, which was not asked for")
        }
        metadata = try container.decode(KubernetesMetadata.self, forKey: .metadata)
    }
}

/// What an answer or a record lacks, in words without any of its content.
struct KubernetesProblem: Error, Sendable, Hashable, CustomStringConvertible {
    var description: String

    init(_ description: String) { self.description = description }
}

/// Lets each record through once a list: a person stands in many bindings, a service account behind many pods.
///
/// A list that is gone on with by another process was begun there, so that what was let through is not known here: it
/// is then refused, and the engine reads the list from its start.
final class KubernetesOnce: Sendable {
    private struct Key: Hashable {
        var kind: RecordKind
        var id: NativeID
    }

    private let seen = Locked<Set<Key>?>(nil)

    /// - Throws: `KubernetesProblem` for a page whose list was not begun here.
    func pass(_ records: [Record], of response: Response) throws -> [Record] {
        let items = URLComponents(url: response.url, resolvingAgainstBaseURL: true)?.queryItems ?? []
        let isFirstPage = !items.contains { $0.name == "continue" }
        return try seen.withLock { seen in
            if isFirstPage { seen = [] }
            guard seen != nil else { throw KubernetesProblem("the page before it was not read") }
            return records.filter { seen?.insert(Key(kind: $0.kind, id: $0.nativeID)).inserted ?? false }
        }
    }
}
