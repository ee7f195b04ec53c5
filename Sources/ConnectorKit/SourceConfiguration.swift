import Foundation
import Transport

/// Gives a credential when it is needed; it may have changed since the last call.
public typealias CredentialSource = @Sendable () async throws -> Secret

/// One source as the user configured it, resolved: what a connector is made from.
public struct SourceConfiguration: Sendable {
    /// The user's label.
    public var name: String
    public var settings: Settings
    /// By the names of the manifest.
    public var credentials: [String: CredentialSource]
    /// The process's environment, for vendors' own conventions (`AWS_PROFILE`). Read here, never elsewhere.
    public var environment: [String: String]
    /// Relative paths in settings start here: the folder of the configuration file.
    public var baseDirectory: URL

    public init(
        name: String, settings: Settings = Settings([:]), credentials: [String: CredentialSource] = [:],
        environment: [String: String] = [:], baseDirectory: URL
    ) {
        self.name = name
        self.settings = settings
        self.credentials = credentials
        self.environment = environment
        self.baseDirectory = baseDirectory
    }
}

/// Settings of a source, read by name with a stated type.
public struct Settings: Sendable {
    public indirect enum Value: Sendable, Hashable {
        case text(String)
        case number(Int)
        case flag(Bool)
        case list([Value])
        case map([String: Value])
    }

    public let values: [String: Value]

    public init(_ values: [String: Value]) { self.values = values }

    /// - Throws: `SettingProblem` when it is there with another type.
    public func text(_ name: String) throws -> String? {
        switch values[name] {
        case nil: nil
        case .text(let value): value
        case .number(let value): String(value)
        default: throw SettingProblem(name, "expected a text")
        }
    }

    /// - Throws: `SettingProblem` when it is absent, empty or of another type.
    public func requiredText(_ name: String) throws -> String {
        guard let value = try text(name), !value.isEmpty else { throw SettingProblem(name, "is required") }
        return value
    }

    /// An absolute http or https URL without user information.
    /// - Throws: `SettingProblem` when it is there and is none.
    public func url(_ name: String) throws -> URL? {
        guard let value = try text(name) else { return nil }
        guard let url = URL(string: value), Origin(url) != nil else {
            throw SettingProblem(name, "expected a URL such as https://api.example.com, without user or password")
        }
        return url
    }

    /// Text by text, such as a column mapping.
    /// - Throws: `SettingProblem` when it is there with another type.
    public func textMap(_ name: String) throws -> [String: String] {
        guard let value = values[name] else { return [:] }
        guard case .map(let entries) = value else { throw SettingProblem(name, "expected a map of names to texts") }
        return try entries.mapValues { entry in
            guard case .text(let text) = entry else { throw SettingProblem(name, "expected a map of names to texts") }
            return text
        }
    }
}

/// A setting that a connector cannot use. The application adds file, line and source.
public struct SettingProblem: Error, Sendable, Hashable, CustomStringConvertible {
    public var setting: String
    /// What was expected.
    public var expectation: String

    public init(_ setting: String, _ expectation: String) {
        self.setting = setting
        self.expectation = expectation
    }

    public var description: String { "\(setting): \(expectation)" }
}
