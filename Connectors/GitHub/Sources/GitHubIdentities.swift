import ConnectorKit
import Foundation
import Inventory
import Transport

/// Which account belongs to which identity at the identity provider: GraphQL only.
/// https://docs.github.com/graphql/reference/objects#externalidentity
enum GitHubIdentities {
    static let query = """
        query($org: String!, $first: Int!, $after: String) {
          organization(login: $org) {
            samlIdentityProvider {
              externalIdentities(first: $first, after: $after) {
                totalCount
                pageInfo { hasNextPage endCursor }
                nodes {
                  samlIdentity { nameId emails { value primary } }
                  scimIdentity { username emails { value primary } }
                  user { databaseId }
                }
              }
            }
          }
        }
        """

    private struct Answer: Decodable {
        struct Data: Decodable { var organization: Organization }
        struct Organization: Decodable { var samlIdentityProvider: Provider }
        struct Provider: Decodable { var externalIdentities: List }
        struct List: Decodable {
            var totalCount: Int?
            var pageInfo: PageInfo
            var nodes: JSONRows<Node>
        }
        struct PageInfo: Decodable {
            var hasNextPage: Bool
            var endCursor: String?
        }

        var data: Data
    }

    struct Node: Decodable, Sendable {
        struct Address: Decodable, Sendable {
            var value: String?
            var primary: Bool?
        }
        struct Saml: Decodable, Sendable {
            var nameId: String?
            var emails: [Address]?
        }
        struct Scim: Decodable, Sendable {
            var username: String?
            var emails: [Address]?
        }
        struct User: Decodable, Sendable { var databaseId: Int64 }

        var samlIdentity: Saml?
        var scimIdentity: Scim?
        /// nil for one that is not linked to an account (an invitation, or a sign-in that was not finished).
        var user: User?
    }

    static func page(_ response: Response, _ partition: Partition) throws -> DecodedPage {
        let list = try JSONDecoder().decode(Answer.self, from: response.body).data.organization.samlIdentityProvider
            .externalIdentities
        let next = list.pageInfo.hasNextPage ? list.pageInfo.endCursor : nil
        var page = DecodedPage(
            rows: list.nodes, next: next, total: list.totalCount, partition: partition, map: { node, _ in links(node) })
        if list.pageInfo.hasNextPage && next == nil {
            page.truncation = "GitHub says that there is more and gives no cursor"
        }
        return page
    }

    static func links(_ node: Node) -> [Record] {
        guard let user = node.user else { return [] }
        var links: [(method: String, identifier: String)] = []
        if let name = node.samlIdentity?.nameId { links.append(("samlNameID", name)) }
        if let name = node.scimIdentity?.username { links.append(("scimUserName", name)) }
        links += addresses(node.samlIdentity?.emails, "samlEmail") + addresses(node.scimIdentity?.emails, "scimEmail")
        return links.filter { !$0.identifier.isEmpty }.map { link in
            .link(
                AccountLink(
                    subject: GitHubMapping.user(user.databaseId), identifier: link.identifier, method: link.method))
        }
    }

    /// The primary one first; each has a method of its own, since an account has one link a method.
    private static func addresses(_ list: [Node.Address]?, _ method: String) -> [(method: String, identifier: String)] {
        let values = (list ?? []).filter { $0.primary == true } + (list ?? []).filter { $0.primary != true }
        return values.compactMap(\.value).enumerated().map { index, value in
            (index == 0 ? method : "\(method)\(index + 1)", value)
        }
    }
}
