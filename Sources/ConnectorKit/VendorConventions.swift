/// Where a vendor's own tools look for tenant and credential, so that `muster try` needs no configuration.
public struct VendorConventions: Sendable, Hashable {
    /// The places of one credential, in the order in which they are tried.
    public struct Credential: Sendable, Hashable {
        /// The credential's name in the manifest.
        public var name: String
        /// Environment variables.
        public var environment: [String]
        /// The vendor's own program that prints it, and its arguments; no shell reads them.
        public var command: [String]
        /// A YAML file of the vendor's own program and the keys that lead to the credential in it.
        public var file: File?

        public struct File: Sendable, Hashable {
            /// `~/` is the home directory.
            public var path: String
            /// `okta.client.token`, one key after the other.
            public var keys: String

            public init(_ path: String, keys: String) {
                self.path = path
                self.keys = keys
            }
        }

        public init(_ name: String, environment: [String] = [], command: [String] = [], file: File? = nil) {
            self.name = name
            self.environment = environment
            self.command = command
            self.file = file
        }
    }

    /// The setting that the word after the connector's name fills, `muster try github ORG`; nil where it takes none.
    public var argument: String?
    /// Settings that say the same as the argument in another form: they are not filled beside it.
    public var replaced: Set<String>
    /// Environment variables that fill settings, by the setting's name.
    public var settings: [String: [String]]
    /// Empty where the connector finds its credentials by itself.
    public var credentials: [Credential]
    /// What to run or to set when there is no credential, as a sentence.
    public var signIn: String

    public init(
        argument: String? = nil, replaced: Set<String> = [], settings: [String: [String]] = [:],
        credentials: [Credential] = [],
        signIn: String = ""
    ) {
        self.argument = argument
        self.replaced = replaced
        self.settings = settings
        self.credentials = credentials
        self.signIn = signIn
    }

    /// Whether `muster try` can do anything with the connector.
    public var isDeclared: Bool { !signIn.isEmpty }
}
