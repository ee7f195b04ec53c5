import Foundation
import Inventory
import Transport

/// The built-in stream `collector`: the credential that a source is read with, as one record. Muster's own access
/// stands in the inventory like any other, and COL-04 judges it.
///
/// It costs no request: what it holds came with the answer that identified the tenant. Where the vendor lists the same
/// credential by the same id, both rows are one in what is judged.
public enum CollectorStream {
    /// No connector may use this id for a stream of its own.
    public static let id = "collector"
    /// The attribute that marks the credential as Muster's, with the value `usedBy`.
    public static let usedByAttribute = "usedBy"
    public static let usedBy = "Muster"

    public static func descriptor(_ probe: TenantProbe) -> StreamDescriptor {
        StreamDescriptor(
            id: id, title: "The credential that Muster signs in with (built in)", operation: operation(probe),
            yields: [.credential], permissions: [], version: 1)
    }

    /// The request that identifies the tenant, which is the one that tells of the credential too.
    private static func operation(_ probe: TenantProbe) -> String {
        switch probe {
        case .fixed: "configuration"
        case .http(let request, _, _): "\(request.method.rawValue) \(path(of: request))"
        case .conversation: "sign-in"
        }
    }

    private static func path(of request: Request) -> String {
        let path = request.url.path(percentEncoded: true)
        return path.isEmpty ? "/" : path
    }

    /// nil for a tenant that tells nothing of the credential.
    static func stream(_ connector: Connector, _ tenant: TenantIdentity) -> Stream? {
        guard let own = tenant.own else { return nil }
        let record = record(of: own, tenant, connector: connector.manifest.id)
        return Stream(descriptor(connector.tenant), records: OneRecord(record: .credential(record)))
    }

    private static func record(of own: OwnCredential, _ tenant: TenantIdentity, connector: String) -> Credential {
        var attributes = [usedByAttribute: usedBy, "principal": tenant.principal]
        // What is told to be none is another answer than what is not told.
        attributes["permissions"] = tenant.permissions.isEmpty ? nil : list(tenant.permissions)
        attributes["excess"] = own.excess.map(list)
        attributes["writes"] = own.writes.map(list)
        return Credential(
            nativeID: own.nativeID ?? NativeID("\(id):\(tenant.principal)"), type: "\(connector).\(id)",
            form: own.form, holder: own.holder, name: "Muster's own credential", status: .active, expiry: own.expiry,
            attributes: attributes)
    }

    private static func list(_ values: [String]) -> String {
        values.sorted { NativeID($0) < NativeID($1) }.joined(separator: ", ")
    }
}

/// A list of one, known already.
private struct OneRecord: RecordSource {
    let record: Record

    func read(_ partition: Partition, emit: @Sendable (DecodedPage) async throws -> Void) async throws -> Coverage {
        try await emit(DecodedPage(records: [record], rowCount: 1))
        return Coverage(.complete, pages: 1, rows: 1)
    }
}

extension Connector {
    /// All streams that a run over this tenant reads: the connector's own, then the built-in one where the vendor tells
    /// which credential was used.
    public func streams(of tenant: TenantIdentity) -> [Stream] {
        streams + [CollectorStream.stream(self, tenant)].compactMap { $0 }
    }
}
