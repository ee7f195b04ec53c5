import ConnectorKit
public enum PeopleFileConnector {
    public static let definition = ConnectorDefinition(manifest: Manifest(id: "people-file", product: "", version: "", documentation: "", settings: [], credentials: [], streams: [], buckets: [], blindSpots: [], requestFormula: "")) { _ in throw SettingProblem("x", "y") }
}
