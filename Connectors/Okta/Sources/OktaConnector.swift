import ConnectorKit
import Inventory
import Transport

public enum OktaConnector {
    public static let definition = ConnectorDefinition(manifest: manifest) { _ in
        Connector(manifest: manifest, streams: [], tenant: .fixed(TenantIdentity(id: "none", principal: "none")))
    }

    static let manifest = Manifest(
        id: "okta", product: "Okta", version: "1", documentation: "https://docs.example.com", settings: [],
        credentials: [], streams: [], buckets: [], blindSpots: [], requestFormula: "1")
}
