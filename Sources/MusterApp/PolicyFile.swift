import Foundation
import Reconciler

/// Reads the policy that a configuration names.
public enum PolicyFile {
    /// A policy is short; what is longer is something else.
    static let maximumBytes = 1 << 20

    /// The policy of a configuration, with its register of vendors.
    /// - Throws: `Problem`, with all that is wrong in the file that is wrong first.
    public static func read(_ configuration: Configuration) throws -> Policy {
        var policy = try read(configuration.policy)
        policy.vendors = try configuration.vendors.map(VendorFile.read)
        return policy
    }

    /// - Parameter url: nil for the standard policy.
    /// - Throws: `Problem`, with all that is wrong in the file.
    public static func read(_ url: URL?) throws -> Policy {
        guard let url else { return .standard }
        let path = url.path(percentEncoded: false)
        let text = try text(
            of: url, called: "policy", else: "Write one anew: muster init --policy > \(url.lastPathComponent)")
        do {
            return try Policy(yaml: text, file: path)
        } catch is PolicyProblem {
            let problems = Policy.problems(yaml: text, file: path).map(\.description)
            throw Problem(
                problems.joined(separator: "\n"), advice: "Nothing is judged by half a policy.", status: .usage)
        }
    }
    /// What a file of that key of the configuration holds.
    /// - Throws: `Problem` for one that cannot be read, is too long or no text.
    static func text(of url: URL, called key: String, else advice: String) throws -> String {
        let path = url.path(percentEncoded: false)
        let bytes: Data
        do {
            let handle = try FileHandle(forReadingFrom: url)
            bytes = try handle.read(upToCount: maximumBytes + 1) ?? Data()
            try handle.close()
        } catch {
            throw Problem(
                "the \(key) \(path) cannot be read", advice: "Check the key \(key) of the configuration.",
                status: .usage)
        }
        guard bytes.count <= maximumBytes, let text = String(validating: bytes, as: UTF8.self) else {
            throw Problem("the \(key) \(path) is not UTF-8 text of at most 1 MiB", advice: advice, status: .usage)
        }
        return text
    }
}
