import Crypto
import Foundation
import Inventory

extension Fingerprint {
    /// SHA-256 over the key blob of an OpenSSH public key (`ssh-ed25519 AAAA… comment`), as `ssh-keygen -l` prints it
    /// after `SHA256:` (RFC 4253 section 6.6 names the blob). nil for what is no such key.
    public static func ssh(publicKey: String) -> Fingerprint? {
        let words = publicKey.split(whereSeparator: \.isWhitespace)
        guard words.count >= 2, let blob = Data(base64Encoded: String(words[1])), holdsName(words[0], blob) else {
            return nil
        }
        return Fingerprint(
            algorithm: "sha256-ssh", value: Data(SHA256.hash(data: blob)).base64EncodedString().filter { $0 != "=" })
    }

    /// A fingerprint as `ssh-keygen -l` prints it: `SHA256:…` or sixteen bytes in hex with colons between. nil for
    /// anything else, since only equal algorithms may be compared.
    public static func ssh(printed text: String) -> Fingerprint? {
        if text.hasPrefix("SHA256:") {
            let value = text.dropFirst(7).filter { $0 != "=" }
            return Data(base64Encoded: value + "=")?.count == 32
                ? Fingerprint(algorithm: "sha256-ssh", value: String(value)) : nil
        }
        let hex = (text.hasPrefix("MD5:") ? text.dropFirst(4) : text[...]).lowercased().filter { $0 != ":" }
        guard hex.utf8.count == 32, hex.allSatisfy({ $0.isASCII && $0.isHexDigit }) else { return nil }
        return Fingerprint(algorithm: "md5-ssh", value: hex)
    }

    /// The blob begins with the length and the name of the key's kind: a shortened example (`AAA...`) does not.
    private static func holdsName(_ name: Substring, _ blob: Data) -> Bool {
        let bytes = [UInt8](blob)
        guard bytes.count > 4 + name.utf8.count, bytes[..<4].elementsEqual([0, 0, 0, UInt8(clamping: name.utf8.count)])
        else { return false }
        return bytes[4..<(4 + name.utf8.count)].elementsEqual(name.utf8)
    }
}
