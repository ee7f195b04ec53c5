import Foundation

/// The profiles of the shared `config` and `credentials` files.
/// https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html
struct AWSProfiles: Sendable {
    var configFile: String
    var credentialsFile: String
    private var profiles: [String: AWSProfile] = [:]

    subscript(name: String) -> AWSProfile? { profiles[name] }

    /// Larger than any file that people keep by hand.
    static let maximumBytes = 1 << 20

    /// Reads both files; one that is absent is empty. What stands in `credentials` wins.
    /// - Throws: `AWSCredentialProblem` for a file that is there and cannot be read.
    static func load(environment: [String: String]) throws -> AWSProfiles {
        let home = environment["HOME"] ?? ""
        func path(_ variable: String, _ name: String) -> String {
            guard let value = environment[variable], !value.isEmpty else { return home + "/.aws/" + name }
            return value.hasPrefix("~/") ? home + value.dropFirst() : value
        }
        var result = AWSProfiles(
            configFile: path("AWS_CONFIG_FILE", "config"),
            credentialsFile: path("AWS_SHARED_CREDENTIALS_FILE", "credentials"))
        result.merge(try text(of: result.configFile), isConfig: true)
        result.merge(try text(of: result.credentialsFile), isConfig: false)
        return result
    }

    init(configFile: String, credentialsFile: String) {
        self.configFile = configFile
        self.credentialsFile = credentialsFile
    }

    /// Adds the sections of a file. In `config` a profile's section is `[profile NAME]`, or `[default]`.
    mutating func merge(_ text: String, isConfig: Bool) {
        var current: String?
        for line in text.split(whereSeparator: \.isNewline) {
            guard let first = line.first, first != "#", first != ";" else { continue }
            let trimmed = line.trimmingCharacters(in: .whitespaces)
            if trimmed.hasPrefix("[") {
                current = Self.profileName(trimmed, isConfig: isConfig)
            } else if let current, !first.isWhitespace, let equals = trimmed.firstIndex(of: "=") {
                // Indented lines belong to nested settings (`s3 =`), none of which signs in.
                let key = trimmed[..<equals].trimmingCharacters(in: .whitespaces).lowercased()
                let value = Self.value(trimmed[trimmed.index(after: equals)...])
                profiles[current, default: AWSProfile()].settings[key] = value
            }
        }
    }

    private static func profileName(_ header: String, isConfig: Bool) -> String? {
        guard let end = header.firstIndex(of: "]") else { return nil }
        let name = header[header.index(after: header.startIndex)..<end].trimmingCharacters(in: .whitespaces)
        if !isConfig || name == "default" { return name }
        let parts = name.split(maxSplits: 1, whereSeparator: \.isWhitespace)
        guard parts.count == 2, parts[0] == "profile" else { return nil }
        return parts[1].trimmingCharacters(in: CharacterSet(charactersIn: " \t\"'"))
    }

    /// A comment after white space is not part of the value.
    private static func value(_ text: Substring) -> String {
        let comment = [" #", " ;", "\t#", "\t;"].compactMap { text.range(of: $0)?.lowerBound }.min()
        return text[..<(comment ?? text.endIndex)].trimmingCharacters(in: .whitespaces)
    }

    private static func text(of path: String) throws -> String {
        guard FileManager.default.fileExists(atPath: path) else { return "" }
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw AWSCredentialProblem(path, "cannot be read", advice: "Check its permissions")
        }
        defer { handle.closeFile() }
        guard let data = try handle.read(upToCount: maximumBytes + 1) else { return "" }
        guard data.count <= maximumBytes, let text = String(data: data, encoding: .utf8) else {
            throw AWSCredentialProblem(path, "is larger than 1 MiB or not UTF-8", advice: "Check the file")
        }
        return text
    }
}

/// One profile's settings by name, lower case.
struct AWSProfile: Sendable {
    fileprivate(set) var settings: [String: String] = [:]

    /// nil when it is absent or empty.
    subscript(name: String) -> String? { settings[name].flatMap { $0.isEmpty ? nil : $0 } }

    var roleARN: String? { self["role_arn"] }
    var usesSingleSignOn: Bool { self["sso_session"] != nil || self["sso_start_url"] != nil }

    /// Whether it says how to sign in; a default profile often holds no more than a region.
    var signsIn: Bool {
        self["aws_access_key_id"] != nil || self["credential_process"] != nil || roleARN != nil || usesSingleSignOn
    }
}
