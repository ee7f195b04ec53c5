// swift-tools-version: 6.2
// What is measured, apart from what is shipped: built by the scripts beside this file, never by `swift build` above.
import PackageDescription

let package = Package(
    name: "benchmarks",
    dependencies: [.package(name: "muster", path: "..")],
    targets: [
        // The limit: C on libcurl's multi interface.
        .executableTarget(
            name: "transport-reference", path: "Transport/Reference",
            cSettings: [.unsafeFlags(["-O2"])], linkerSettings: [.linkedLibrary("curl")]),
        .executableTarget(
            name: "transport-swift", dependencies: [.product(name: "CurlTransport", package: "muster")],
            path: "Transport/Swift", swiftSettings: [.swiftLanguageMode(.v6)]),
        // A connector of one stream, from the network into a ledger.
        .executableTarget(
            name: "collect-members",
            dependencies: [
                .product(name: "ConnectorKit", package: "muster"), .product(name: "CurlTransport", package: "muster"),
                .product(name: "Ledger", package: "muster"), .product(name: "muster", package: "muster"),
            ],
            path: "Collect/Swift", swiftSettings: [.swiftLanguageMode(.v6)]),
        // A great many identities, twice.
        .executableTarget(
            name: "collect-million",
            dependencies: [
                .product(name: "ConnectorKit", package: "muster"), .product(name: "CurlTransport", package: "muster"),
                .product(name: "Ledger", package: "muster"),
            ],
            path: "Million", exclude: ["count.py", "table.py"], swiftSettings: [.swiftLanguageMode(.v6)]),
        // The same, judged by every rule.
        .executableTarget(
            name: "reconcile-million",
            dependencies: [
                .product(name: "ConnectorKit", package: "muster"), .product(name: "CurlTransport", package: "muster"),
                .product(name: "Ledger", package: "muster"), .product(name: "Reconciler", package: "muster"),
            ],
            path: "Reconcile", exclude: ["tables.py"], swiftSettings: [.swiftLanguageMode(.v6)]),
    ]
)
