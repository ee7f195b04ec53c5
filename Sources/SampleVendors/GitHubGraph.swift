import Foundation

/// GitHub's GraphQL, as far as an inventory asks: https://docs.github.com/en/graphql
struct GitHubGraph: Sendable {
    let sample: SampleRows

    func answer(_ request: VendorRequest) -> VendorAnswer { GitHubVendor.notFound }
}
