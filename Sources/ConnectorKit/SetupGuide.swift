/// How to make the read-only credential of a connector: what `muster connectors setup` prints and writes.
public struct SetupGuide: Sendable {
    /// A file that is ready to be given to the vendor: a CloudFormation template, an app manifest.
    public struct File: Sendable, Hashable {
        public var name: String
        public var purpose: String
        public var contents: String

        public init(name: String, purpose: String, contents: String) {
            self.name = name
            self.purpose = purpose
            self.contents = contents
        }
    }

    /// In order, one sentence or command each.
    public var steps: [String]
    public var files: [File]
    /// The source's part of the configuration, as YAML below `sources:`.
    public var configuration: String
    /// How one permission that `muster check` found missing is granted, in one sentence with the place to click or the
    /// command to run.
    public var grant: @Sendable (_ permission: String) -> String

    public init(
        steps: [String] = [], files: [File] = [], configuration: String = "",
        grant: @escaping @Sendable (String) -> String = { "Give the credential the permission \($0)." }
    ) {
        self.steps = steps
        self.files = files
        self.configuration = configuration
        self.grant = grant
    }
}
