import ConnectorKit
import Foundation
import Inventory
import Transport

/// The accounts of an organization. https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccounts.html
enum AWSOrganizationStreams {
    static let all: [AWSConnector.Definition] = [accounts, accountTags]

    static let accounts = AWSConnector.Definition(
        reach: .organization,
        descriptor: StreamDescriptor(
            id: AWSOrganization.stream, title: "Accounts of the organization",
            operation: "organizations:ListAccounts", yields: [.resource],
            permissions: ["organizations:ListAccounts", "sts:AssumeRole"], bucket: "organizations", pageSize: 20)
    ) { endpoints in
        HTTPStream(
            first: { _ in
                // 20 is the model's maximum.
                try endpoints.json(.organizations, "ListAccounts", ["MaxResults": .number(20)])
            },
            pagination: .cursor(parameter: .json("NextToken")),
            decode: { response, partition in
                try AWSJSONPages.list(response, partition) { (row: Account, _) in [row.record] }
            })
    }

    /// Who owns an account is often told by a tag, which ListAccounts leaves out.
    static let accountTags = AWSConnector.Definition(
        reach: .organization,
        descriptor: StreamDescriptor(
            id: "accountTags", title: "Tags of the organization's accounts",
            operation: "organizations:ListTagsForResource", yields: [.resource],
            permissions: ["organizations:ListTagsForResource"],
            partitions: .each(
                stream: AWSOrganization.stream, kind: .resource, typePrefix: AWSOrganization.accountType),
            bucket: "organizations")
    ) { endpoints in
        HTTPStream(
            first: {
                try endpoints.json(.organizations, "ListTagsForResource", ["ResourceId": .text($0.key)])
            },
            pagination: .cursor(parameter: .json("NextToken")),
            decode: { response, partition in
                guard case .resource(var account)? = partition.parent else {
                    throw AWSBodyProblem(reason: "the partition has no account as its parent")
                }
                var page = try AWSJSONPages.list(response, partition) { (row: Tag, _) in
                    account.tags[row.key] = row.value ?? ""
                    return []
                }
                // Fifty tags at most, and so one page: the account with all of them.
                page.records = page.rowCount == 0 ? [] : [.resource(account)]
                return page
            })
    }

    private struct Tag: AWSRow {
        static let list = "Tags"
        var key: String
        var value: String?

        enum CodingKeys: String, CodingKey {
            case key = "Key"
            case value = "Value"
        }
    }

    /// `Account`; dates are seconds since 1970.
    struct Account: AWSRow {
        static let list = "Accounts"
        var id: String
        var arn: String?
        var email: String?
        var name: String?
        /// `Status` was retired on 2026-09-09 in favour of `State`; other servers still send the one or the other.
        var state: String?
        var status: String?
        var joinedMethod: String?
        var joined: Double?

        enum CodingKeys: String, CodingKey {
            case id = "Id"
            case arn = "Arn"
            case email = "Email"
            case name = "Name"
            case state = "State"
            case status = "Status"
            case joinedMethod = "JoinedMethod"
            case joined = "JoinedTimestamp"
        }

        var record: Record {
            let state = state ?? status
            var attributes: [String: String] = [:]
            attributes["arn"] = arn
            attributes["email"] = email
            attributes["state"] = state
            attributes["joinedMethod"] = joinedMethod
            attributes["joined"] = AWSJSONPages.instant(joined)?.description
            attributes["organization"] = arn.map { $0.split(separator: "/") }.flatMap {
                $0.count == 3 ? String($0[1]) : nil
            }
            let known: AccountStatus =
                switch state {
                case "ACTIVE": .enabled
                case "SUSPENDED", "PENDING_CLOSURE": .suspended
                case "CLOSED": .deleted
                default: .unknown
                }
            return .resource(
                Resource(
                    nativeID: NativeID(id), type: AWSOrganization.accountType, name: name ?? id, status: known,
                    attributes: attributes))
        }
    }
}
