import Foundation

/// One request and its answer, recorded of a vendor and kept in a JSON file as
/// `[{"request": {"method", "url"}, "response": {"status", "headers", "body"}}]`.
public struct VendorExchange: Sendable, CustomStringConvertible {
    public var file: String
    public var method: String
    public var url: String
    public var status: Int
    /// Sorted by name; a name that came several times stands as often.
    public var headers: [(String, String)]
    /// nil where it was cut, since no stream asks for it.
    public var body: Data?

    public var description: String { "\(file): \(method) \(url)" }

    /// The URL's path, still escaped.
    public var path: String { URLComponents(string: url)?.percentEncodedPath ?? url }

    /// The exchanges of a folder's `.json` files, in the order of the files' names.
    /// - Throws: what reading a file throws, or `Malformed`.
    public static func all(in folder: URL) throws -> [VendorExchange] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().filter { $0.hasSuffix(".json") }
            .flatMap { file in
                let data = try Data(contentsOf: folder.appending(path: file))
                guard let list = try JSONSerialization.jsonObject(with: data) as? [[String: Any]] else {
                    throw Malformed(file: file)
                }
                return try list.map { try VendorExchange($0, file) }
            }
    }

    /// A file that holds something else than exchanges.
    public struct Malformed: Error { public var file: String }

    private init(_ object: [String: Any], _ file: String) throws {
        guard let request = object["request"] as? [String: Any], let url = request["url"] as? String,
            let response = object["response"] as? [String: Any]
        else { throw Malformed(file: file) }
        let headers = response["headers"] as? [String: Any] ?? [:]
        self.file = file
        method = request["method"] as? String ?? "GET"
        self.url = url
        status = response["status"] as? Int ?? 200
        self.headers = headers.sorted { $0.key < $1.key }.flatMap { name, value in
            (value as? [String] ?? [value as? String].compactMap { $0 }).map { (name, $0) }
        }
        let body = response["body"].flatMap { $0 is NSNull ? nil : $0 }
        self.body = try body.map { try JSONSerialization.data(withJSONObject: $0, options: [.fragmentsAllowed]) }
    }
}
