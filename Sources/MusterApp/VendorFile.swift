import Foundation
import Reconciler

/// Reads the register of vendors that a configuration names.
public enum VendorFile {
    /// - Throws: `Problem`, with all that is wrong in the file.
    public static func read(_ url: URL) throws -> VendorRegister {
        let path = url.path(percentEncoded: false)
        let text = try PolicyFile.text(of: url, called: "vendors", else: "docs/vendors.md shows what it holds.")
        do {
            return try VendorRegister(yaml: text, file: path)
        } catch is PolicyProblem {
            let problems = VendorRegister.problems(yaml: text, file: path).map(\.description)
            throw Problem(
                problems.joined(separator: "\n"), advice: "Nothing is judged by half a register.", status: .usage)
        }
    }
}
