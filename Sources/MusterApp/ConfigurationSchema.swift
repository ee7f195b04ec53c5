/// The published JSON Schema of the configuration, for editors: `muster init --schema` prints it.
public enum ConfigurationSchema {
    public static var text: String { String(decoding: PackageResources.configuration_schema_json, as: UTF8.self) }
}
