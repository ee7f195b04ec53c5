import ConnectorKit
import Inventory
import Transport

public enum GitHubConnector {
    public static let definition = ConnectorDefinition(manifest: manifest) { _ in
        Connector(manifest: manifest, streams: [], tenant: .fixed(TenantIdentity(id: "none", principal: "none")))
    }

    static let manifest = Manifest(
        id: "github", product: "GitHub", version: "1", documentation: "https://docs.example.com", settings: [],
        credentials: [], streams: [], buckets: [], blindSpots: [], requestFormula: "1")
}
