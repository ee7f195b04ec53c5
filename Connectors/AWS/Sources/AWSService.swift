import ConnectorKit
import Foundation
import Inventory
import Transport

/// The services that are asked, and the version of their API.
enum AWSService: String, CaseIterable, Sendable {
    /// Their names in hosts and signatures; `sso` is Identity Center's administration (`sso-admin`).
    case iam, sts, secretsmanager, organizations, sso, identitystore

    /// The `Version` of the Query API; nil for services that speak JSON.
    var queryVersion: String? {
        switch self {
        case .iam: "2010-05-08"
        case .sts: "2011-06-15"
        case .secretsmanager, .organizations, .sso, .identitystore: nil
        }
    }

    /// What stands before the operation in `X-Amz-Target`, from botocore's service models of 1.43.11; nil for services
    /// of the Query API.
    var targetPrefix: String? {
        switch self {
        case .iam, .sts: nil
        case .secretsmanager: "secretsmanager"
        case .organizations: "AWSOrganizationsV20161128"
        case .sso: "SWBExternalService"
        case .identitystore: "AWSIdentityStore"
        }
    }

    /// The service of a request, told by its protocol: one configured endpoint may serve all of them.
    init?(of request: Request) {
        if let target = request.headers["X-Amz-Target"] {
            let prefix = target.split(separator: ".").first.map(String.init)
            guard let found = Self.allCases.first(where: { $0.targetPrefix != nil && $0.targetPrefix == prefix })
            else { return nil }
            self = found
            return
        }
        let fields = String(decoding: request.body ?? Data(), as: UTF8.self).split(separator: "&")
        let found = Self.allCases.first { service in
            service.queryVersion.map { fields.contains("Version=\($0)") } ?? false
        }
        guard let found else { return nil }
        self = found
    }
}

/// Where the services of one region are, and with which region's name they are signed.
struct AWSEndpoints: Sendable {
    let region: String
    /// Where IAM Identity Center is: it lives in one region, chosen when it was enabled.
    let identityCenterRegion: String
    /// One URL that serves all of them (moto, a private gateway); nil for AWS itself.
    let configured: URL?
    private let partition: Partition

    /// The three partitions with an IAM endpoint of their own, from botocore's `endpoints.json` 1.43.11. The isolated
    /// and sovereign ones need `endpoint`.
    private enum Partition: Sendable {
        case aws, china, government

        init(region: String) {
            self = region.hasPrefix("cn-") ? .china : region.hasPrefix("us-gov-") ? .government : .aws
        }
    }

    /// - Parameter identityCenterRegion: nil for the same region.
    /// - Throws: `SettingProblem` for a region that is none, or a plain-http endpoint that is not loopback.
    init(region: String, identityCenterRegion: String? = nil, configured: URL?) throws {
        try Self.check(region, "region")
        if let identityCenterRegion {
            try Self.check(identityCenterRegion, "identity_center_region")
            guard Partition(region: identityCenterRegion) == Partition(region: region) else {
                throw SettingProblem("identity_center_region", "expected a region of the same partition as region")
            }
        }
        if let configured, let origin = Origin(configured), origin.scheme == "http", !origin.isLoopback {
            throw SettingProblem("endpoint", "expected https; plain http is accepted for loopback addresses only")
        }
        let isApart = ["us-iso", "eu-iso", "eusc-"].contains { region.hasPrefix($0) }
        if isApart && configured == nil {
            throw SettingProblem("region", "the endpoints of \(region) are not known; set endpoint as well")
        }
        self.region = region
        self.identityCenterRegion = identityCenterRegion ?? region
        self.configured = configured
        partition = Partition(region: region)
    }

    private static func check(_ region: String, _ setting: String) throws {
        let isRegion = region.range(of: "^[a-z]{2,4}(-[a-z]+)+-[0-9]+$", options: .regularExpression) != nil
        guard isRegion else { throw SettingProblem(setting, "expected an AWS region such as us-east-1") }
    }

    /// As ARNs write it.
    var partitionName: String {
        switch partition {
        case .aws: "aws"
        case .china: "aws-cn"
        case .government: "aws-us-gov"
        }
    }

    /// The service's URL, always with the path `/`.
    /// - Throws: `SettingProblem` when the host cannot be written as a URL.
    func url(_ service: AWSService) throws -> URL {
        if let configured { return configured }
        let suffix = partition == .china ? "amazonaws.com.cn" : "amazonaws.com"
        let host =
            switch (service, partition) {
            case (.iam, .aws): "iam.amazonaws.com"
            case (.iam, .china): "iam.cn-north-1.amazonaws.com.cn"
            case (.iam, .government): "iam.us-gov.amazonaws.com"
            default: "\(service.rawValue).\(signingRegion(service)).\(suffix)"
            }
        guard let url = URL(string: "https://\(host)/") else {
            throw SettingProblem("region", "expected an AWS region such as us-east-1")
        }
        return url
    }

    /// The region in the signature's scope: IAM and Organizations are one service for a whole partition.
    func signingRegion(_ service: AWSService) -> String {
        switch (service, partition) {
        case (.iam, .aws), (.organizations, .aws): "us-east-1"
        case (.iam, .china): "cn-north-1"
        case (.organizations, .china): "cn-northwest-1"
        case (.iam, .government), (.organizations, .government): "us-gov-west-1"
        case (.sso, _), (.identitystore, _): identityCenterRegion
        case (.sts, _), (.secretsmanager, _): region
        }
    }

    /// Exactly the origins of the services that are asked.
    func originRules() throws -> OriginRules {
        if let configured, let rules = OriginRules(base: configured) { return rules }
        return OriginRules(origins: Set(try AWSService.allCases.compactMap { Origin(try url($0)) }))
    }
}

// MARK: - Requests

extension AWSEndpoints {
    /// A call of the Query API: a form in a POST, `Action` and `Version` first.
    func query(
        _ service: AWSService, _ action: String, _ parameters: [(String, String)] = [], effect: Effect = .read
    ) throws -> Request {
        let fields = [("Action", action), ("Version", service.queryVersion ?? "")] + parameters
        let form = fields.map { AWSEncoding.form($0.0) + "=" + AWSEncoding.form($0.1) }.joined(separator: "&")
        return Request(
            .post, try url(service), headers: ["Content-Type": "application/x-www-form-urlencoded; charset=utf-8"],
            body: Data(form.utf8), effect: effect, allowedOrigins: try originRules())
    }

    /// A member of a JSON request.
    enum Member: Encodable {
        case text(String)
        case number(Int)

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .text(let text): try container.encode(text)
            case .number(let number): try container.encode(number)
            }
        }
    }

    /// A call of the JSON 1.1 protocol.
    func json(_ service: AWSService, _ operation: String, _ members: [String: Member]) throws -> Request {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Request(
            .post, try url(service),
            headers: [
                "Content-Type": "application/x-amz-json-1.1",
                "X-Amz-Target": "\(service.targetPrefix ?? "").\(operation)",
            ], body: try encoder.encode(members), effect: .read, allowedOrigins: try originRules())
    }
}

enum AWSEncoding {
    /// Percent-encodes all but RFC 3986's unreserved characters, byte by byte in UTF-8.
    static func form(_ text: String) -> String { encode(text.utf8) }

    static func encode(_ bytes: some Sequence<UInt8>, keeping kept: String = "") -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        let kept = Set(kept.utf8)
        var result: [UInt8] = []
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                result.append(byte)
            case let byte where kept.contains(byte): result.append(byte)
            default: result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
