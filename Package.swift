// swift-tools-version: 6.2
// The targets are the architecture: imports run downward only, and the build checks it
// (`--explicit-target-dependency-import-check error`). docs/architecture.md tells what each holds.
import PackageDescription

/// One name a connector: `Connectors/<Name>/Sources` and `Connectors/<Name>/Tests` become two targets.
/// `Tests/CatalogTests` holds this list against the folders and the catalog.
let connectors = [
    "AWS", "Entra", "GitHub", "GitLab", "GoogleCloud", "GoogleWorkspace", "Kubernetes", "Okta", "PeopleFile",
    "Salesforce", "SCIM", "Slack",
]

let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
/// RSA, which Crypto itself has not: the vendors' private-key JWTs are RS256.
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")

/// What single connectors need beyond the kit.
let connectorExtras: [String: [Target.Dependency]] = [
    "AWS": [crypto],
    "Entra": [crypto, cryptoExtras],
    "GoogleCloud": [crypto, cryptoExtras],
    "GoogleWorkspace": [cryptoExtras],
    "Kubernetes": [.product(name: "Yams", package: "Yams")],
    "Okta": [crypto, cryptoExtras],
    "SCIM": [crypto],
    "Salesforce": [cryptoExtras],
]

var targets: [Target] = [
    // The words of the field; Foundation only.
    .target(name: "Inventory"),
    // Requests, responses and what may be done with them; no C, no vendors.
    .target(name: "Transport", dependencies: ["Inventory", crypto]),
    .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    // The only importer of libcurl.
    .target(name: "CurlTransport", dependencies: ["CCurl", "Transport"]),
    // All that a connector's author sees.
    .target(name: "ConnectorKit", dependencies: ["Inventory", "Transport", crypto, cryptoExtras]),
    // For connector authors: replay, conformance, golden files.
    .target(name: "ConnectorTesting", dependencies: ["Inventory", "Transport", "ConnectorKit"]),
    .target(
        name: "ConnectorCatalog",
        dependencies: ["ConnectorKit"] + connectors.map { .init(stringLiteral: $0 + "Connector") }),
    // What is kept, generation by generation.
    .target(
        name: "Ledger",
        dependencies: [
            "Inventory", crypto, .product(name: "GRDB", package: "GRDB.swift"),
            .product(name: "GRDBSQLite", package: "GRDB.swift"),
        ]),
    // Pure judgement: snapshot, policy and clock in, findings out.
    .target(
        name: "Reconciler",
        dependencies: ["Inventory", crypto, .product(name: "Yams", package: "Yams")],
        resources: [.embedInCode("Resources")]),
    // Approvals, reviews, remediation, standards and evidence: what is held against an auditor's questions; pure.
    .target(
        name: "Governance",
        dependencies: ["Inventory", "Reconciler", crypto, .product(name: "Yams", package: "Yams")]),
    // One reporter a file.
    .target(
        name: "Reports", dependencies: ["Inventory", "Reconciler", "Governance", crypto],
        resources: [.embedInCode("Resources")]),
    // The use cases, each a page of code.
    .target(
        name: "MusterApp",
        dependencies: [
            "Inventory", "Transport", "ConnectorKit", "Ledger", "Reconciler", "Governance", "Reports", crypto,
            .product(name: "Yams", package: "Yams"), .product(name: "Logging", package: "swift-log"),
        ],
        resources: [.embedInCode("Resources")]),
    // Plays vendors on 127.0.0.1 out of lists of rows: the demonstration's and the tests' other side.
    .target(
        name: "SampleVendors",
        dependencies: [
            "Inventory", "Transport", crypto, cryptoExtras, .product(name: "Hummingbird", package: "hummingbird"),
            .product(name: "HummingbirdCore", package: "hummingbird"), .product(name: "Logging", package: "swift-log"),
        ]),
    // The command line: options and printing only.
    .executableTarget(
        name: "muster",
        dependencies: [
            "MusterApp", "ConnectorCatalog", "CurlTransport", "Inventory", "Transport", "ConnectorKit",
            "Ledger", "Reconciler", "Governance", "Reports", "SampleVendors",
            .product(name: "ArgumentParser", package: "swift-argument-parser"),
            .product(name: "Logging", package: "swift-log"),
        ]),

    .testTarget(name: "InventoryTests", dependencies: ["Inventory"]),
    .testTarget(name: "TransportTests", dependencies: ["Transport", "Inventory"]),
    .testTarget(
        name: "CurlTransportTests", dependencies: ["CurlTransport", "Transport"], exclude: ["Servers"]),
    .testTarget(
        name: "ConnectorKitTests", dependencies: ["ConnectorKit", "ConnectorTesting", "Inventory", "Transport"]),
    .testTarget(
        name: "LedgerTests",
        dependencies: ["Ledger", "Inventory", .product(name: "GRDB", package: "GRDB.swift")]),
    .testTarget(name: "ReconcilerTests", dependencies: ["Reconciler", "Inventory"]),
    .testTarget(name: "GovernanceTests", dependencies: ["Governance", "Reconciler", "Inventory", crypto]),
    .testTarget(
        name: "ReportsTests", dependencies: ["Reports", "Reconciler", "Governance", "Inventory", crypto],
        exclude: ["Golden"]),
    .testTarget(
        name: "MusterAppTests",
        dependencies: [
            "MusterApp", "ConnectorCatalog", "ConnectorKit", "ConnectorTesting", "CurlTransport", "Inventory",
            "Ledger", "Reconciler", "Governance", "Reports", "SampleVendors", "Transport",
        ],
        exclude: ["Servers"]),
    .testTarget(name: "SampleVendorsTests", dependencies: ["SampleVendors", "CurlTransport", "Transport"]),
    .testTarget(name: "CommandTests", dependencies: ["Inventory", "Governance", crypto]),
    .testTarget(name: "CatalogTests", dependencies: ["ConnectorCatalog", "ConnectorKit", "MusterApp"]),
]

for name in connectors {
    let extras = connectorExtras[name] ?? []
    targets += [
        .target(
            name: name + "Connector", dependencies: ["ConnectorKit", "Inventory", "Transport"] + extras,
            path: "Connectors/\(name)/Sources"),
        .testTarget(
            name: name + "ConnectorTests",
            dependencies: [
                .init(stringLiteral: name + "Connector"), "ConnectorKit", "ConnectorTesting", "Inventory", "Transport",
            ] + extras,
            path: "Connectors/\(name)/Tests", exclude: ["Fixtures", "Golden"]),
    ]
}

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]
for target in targets where target.type != .system {
    target.swiftSettings = (target.swiftSettings ?? []) + settings
}

let package = Package(
    name: "muster",
    products: [
        .executable(name: "muster", targets: ["muster"]),
        .library(name: "ConnectorKit", targets: ["ConnectorKit", "Inventory", "Transport"]),
        .library(name: "ConnectorTesting", targets: ["ConnectorTesting"]),
        // For `Benchmarks/`.
        .library(name: "CurlTransport", targets: ["CurlTransport", "Transport"]),
        .library(name: "Ledger", targets: ["Ledger", "Inventory"]),
        .library(name: "Reconciler", targets: ["Reconciler", "Inventory"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        // Without traits: TLS would bring a second BoringSSL.
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
    ],
    targets: targets
)
