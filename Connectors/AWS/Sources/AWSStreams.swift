import ConnectorKit
import Foundation
import Inventory
import Transport

// The shapes that the connector's streams have. One element of each page is decoded at a time (AWSPages).

extension AWSConnector {
    private static let iam = "iam"

    private static func descriptor(
        _ id: String, _ title: String, _ operation: String, _ yields: [RecordKind], permissions: [String]? = nil,
        partitions: PartitionPlan = .whole, usage: String? = nil, pageSize: Int? = nil
    ) -> StreamDescriptor {
        StreamDescriptor(
            id: id, title: title, operation: "iam:\(operation)", yields: yields,
            permissions: permissions ?? ["iam:\(operation)"], partitions: partitions, usageMeaning: usage, bucket: iam,
            pageSize: pageSize)
    }

    /// One kind of entity out of GetAccountAuthorizationDetails, which gives tags, policies and documents at once.
    /// https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
    static func authorizationDetails(
        _ id: String, _ title: String, filter: [String], _ list: String, _ yields: [RecordKind], usage: String? = nil,
        map: @escaping @Sendable (AWSElement, Response, AWSReader) throws -> [Record]
    ) -> Definition {
        let operation = "GetAccountAuthorizationDetails"
        let filters = filter.enumerated().map { ("Filter.member.\($0.offset + 1)", $0.element) }
        let descriptor = descriptor(id, title, operation, yields, usage: usage, pageSize: pageSize)
        return Definition(
            descriptor: descriptor,
            reader: { reader in
                HTTPStream(
                    first: { _ in try reader.endpoints.query(.iam, operation, filters + [maximumItems]) },
                    pagination: .cursor(parameter: .form("Marker")),
                    decode: { response, _ in
                        try AWSPages.list(response, operation, list) { try map($0, response, reader) }
                    })
            })
    }

    /// A list of the whole account. The lists of providers are not paged.
    static func whole(
        _ id: String, _ title: String, _ operation: String, _ list: String,
        _ map: @escaping @Sendable (AWSElement) throws -> Record
    ) -> Definition {
        Definition(descriptor: descriptor(id, title, operation, [.application])) { endpoints in
            HTTPStream(
                first: { _ in try endpoints.query(.iam, operation) },
                decode: { response, _ in try AWSPages.list(response, operation, list) { [try map($0)] } })
        }
    }

    /// A list of each user.
    static func perUser(
        _ id: String, _ title: String, _ operation: String, _ list: String,
        _ map: @escaping @Sendable (AWSElement, Identity) throws -> Record
    ) -> Definition {
        let plan = PartitionPlan.each(stream: "users", kind: .identity, typePrefix: "aws.iam.user")
        let descriptor = descriptor(id, title, operation, [.credential], partitions: plan, pageSize: pageSize)
        return Definition(descriptor: descriptor) { endpoints in
            HTTPStream(
                first: { partition in
                    try endpoints.query(.iam, operation, [("UserName", try partition.identity().name), maximumItems])
                },
                pagination: .cursor(parameter: .form("Marker")),
                decode: { response, partition in
                    let user = try partition.identity()
                    return try AWSPages.list(response, operation, list) { [try map($0, user)] }
                })
        }
    }

    /// A list of each group.
    static func perGroup(
        _ id: String, _ title: String, _ operation: String, _ list: String, _ yields: [RecordKind],
        map: @escaping @Sendable (AWSElement, Identity) throws -> Record
    ) -> Definition {
        let plan = PartitionPlan.each(stream: "groups", kind: .identity, typePrefix: "aws.iam.group")
        let descriptor = descriptor(id, title, operation, yields, partitions: plan, pageSize: pageSize)
        return Definition(descriptor: descriptor) { endpoints in
            HTTPStream(
                first: { partition in
                    try endpoints.query(.iam, operation, [("GroupName", try partition.identity().name), maximumItems])
                },
                pagination: .cursor(parameter: .form("Marker")),
                decode: { response, partition in
                    let group = try partition.identity()
                    return try AWSPages.list(response, operation, list) { [try map($0, group)] }
                })
        }
    }

    /// When each access key was last used.
    static let perAccessKey = Definition(
        descriptor: descriptor(
            "accessKeyLastUsed", "Last use of access keys", "GetAccessKeyLastUsed", [.usage],
            partitions: .each(stream: "accessKeys", kind: .credential, typePrefix: "aws.iam.accessKey"),
            usage:
                "The last signed request that AWS accepted as the key's, whatever it was allowed to do, in steps of 15 minutes; none means none since 2015-04-22."
        )
    ) { endpoints in
        HTTPStream(
            first: { try endpoints.query(.iam, "GetAccessKeyLastUsed", [("AccessKeyId", $0.key)]) },
            decode: { response, partition in
                let key = try partition.credential()
                return try AWSPages.single(response, "GetAccessKeyLastUsed", "AccessKeyLastUsed") { row in
                    [
                        .usage(
                            AWSLastUse.accessKey(
                                partition.key, holder: key.holder, lastUsed: try row.optionalInstant("LastUsedDate"),
                                service: try row.optionalText("ServiceName"), region: try row.optionalText("Region"),
                                createdAt: key.createdAt))
                    ]
                }
            })
    }

    /// The passwords of users. A user without one answers 404 NoSuchEntity, which is no error.
    static let loginProfiles = Definition(
        descriptor: descriptor(
            "loginProfiles", "Console passwords", "GetLoginProfile", [.credential],
            partitions: .each(stream: "users", kind: .identity, typePrefix: "aws.iam.user"))
    ) { endpoints in
        HTTPStream(
            first: { try endpoints.query(.iam, "GetLoginProfile", [("UserName", try $0.identity().name)]) },
            notFound: .empty,
            decode: { response, partition in
                let user = try partition.identity()
                return try AWSPages.single(response, "GetLoginProfile", "LoginProfile") {
                    [try AWSCredentialMapping.loginProfile($0, of: user)]
                }
            })
    }

    /// ListUsers tells the last sign-in of every user, by id and in one list; the credential report has it by name
    /// only, and hours late.
    static let passwordLastUsed = Definition(
        descriptor: descriptor(
            "passwordLastUsed", "Last use of console passwords", "ListUsers", [.usage],
            usage:
                "The last sign-in to the console with the password, in steps of five minutes; none means none since 2014-10-20. Not recorded from 2018-05-03 to 2018-05-23.",
            pageSize: pageSize
        )
    ) { endpoints in
        HTTPStream(
            first: { _ in try endpoints.query(.iam, "ListUsers", [maximumItems]) },
            pagination: .cursor(parameter: .form("Marker")),
            decode: { response, _ in
                try AWSPages.list(response, "ListUsers", "Users") { row in
                    let user = try AWSUserWire(row)
                    return [
                        .usage(
                            AWSLastUse.password(
                                AWSCredentialMapping.passwordID(user.id), holder: .identity(user.id),
                                lastUsed: user.passwordLastUsed, createdAt: user.principal.createdAt))
                    ]
                }
            })
    }

    /// The root user, out of the credential report: made, waited for, fetched.
    static let rootAccount = Definition(
        descriptor: descriptor(
            "rootAccount", "The root user, its password and keys", "GetCredentialReport",
            [.identity, .credential, .usage], permissions: ["iam:GenerateCredentialReport", "iam:GetCredentialReport"],
            usage: "As accessKeyLastUsed and passwordLastUsed, as of the report, which is up to four hours old.")
    ) { endpoints in
        HTTPStream(
            first: { _ in try endpoints.query(.iam, "GetCredentialReport") },
            prepare: Preparation(
                request: { _ in try endpoints.query(.iam, "GenerateCredentialReport", effect: .prepare) },
                isReady: AWSCredentialReport.isReady),
            decode: { response, _ in try AWSCredentialReport.page(response) })
    }

    /// Each SSH key with its fingerprints.
    static let perSSHKey = Definition(
        descriptor: descriptor(
            "sshKeyFingerprints", "Fingerprints of SSH public keys", "GetSSHPublicKey", [.credential],
            partitions: .each(stream: "sshKeys", kind: .credential, typePrefix: "aws.iam.sshPublicKey"))
    ) { endpoints in
        HTTPStream(
            first: { partition in
                guard let user = try partition.credential().attributes["userName"] else {
                    throw AWSBodyProblem(reason: "the key's user is not known; read sshKeys again")
                }
                return try endpoints.query(
                    .iam, "GetSSHPublicKey",
                    [("UserName", user), ("SSHPublicKeyId", partition.key), ("Encoding", "SSH")])
            },
            decode: { response, partition in
                let key = try partition.credential()
                return try AWSPages.single(response, "GetSSHPublicKey", "SSHPublicKey") {
                    [try AWSCredentialMapping.sshKeyWithFingerprints($0, of: key)]
                }
            })
    }

    /// Each OpenID Connect provider with its audiences and tags.
    static let perOIDCProvider = Definition(
        descriptor: descriptor(
            "oidcProviderDetails", "Audiences and tags of OpenID Connect providers", "GetOpenIDConnectProvider",
            [.application],
            partitions: .each(stream: "oidcProviders", kind: .application, typePrefix: "aws.iam.oidcProvider"))
    ) { endpoints in
        HTTPStream(
            first: { try endpoints.query(.iam, "GetOpenIDConnectProvider", [("OpenIDConnectProviderArn", $0.key)]) },
            decode: { response, partition in
                let result = try AWSPages.result(response, "GetOpenIDConnectProvider")
                return AWSPages.one("$.GetOpenIDConnectProviderResult") {
                    [try AWSProviders.oidcDetails(result, arn: partition.key)]
                }
            })
    }

    /// IAM's own maximum; it may give fewer and says so.
    private static let pageSize = 1000
    private static let maximumItems = ("MaxItems", "\(pageSize)")
}

extension Partition {
    /// - Throws: `AWSBodyProblem` when the engine fanned out over something else.
    fileprivate func identity() throws -> Identity {
        guard case .identity(let identity)? = parent else {
            throw AWSBodyProblem(reason: "the partition has no identity as its parent")
        }
        return identity
    }

    /// - Throws: `AWSBodyProblem` when the engine fanned out over something else.
    fileprivate func credential() throws -> Credential {
        guard case .credential(let credential)? = parent else {
            throw AWSBodyProblem(reason: "the partition has no credential as its parent")
        }
        return credential
    }
}
