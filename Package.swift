// swift-tools-version:6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

func product(_ name: String, _ package: String) -> Target.Dependency { .product(name: name, package: package) }

let tracing = product("Tracing", "swift-distributed-tracing")
let instrumentation = product("Instrumentation", "swift-distributed-tracing")
let logging = product("Logging", "swift-log")
let metrics = product("Metrics", "swift-metrics")
let coreMetrics = product("CoreMetrics", "swift-metrics")
let crypto = product("Crypto", "swift-crypto")
let hummingbird = product("Hummingbird", "hummingbird")
let asyncHTTPClient = product("AsyncHTTPClient", "async-http-client")
let nioCore = product("NIOCore", "swift-nio")
let nioPosix = product("NIOPosix", "swift-nio")
let nioEmbedded = product("NIOEmbedded", "swift-nio")
let nioHTTP1 = product("NIOHTTP1", "swift-nio")
let httpTypes = product("HTTPTypes", "swift-http-types")
let nioHTTPTypes = product("NIOHTTPTypes", "swift-nio-extras")
let lifecycle = product("ServiceLifecycle", "swift-service-lifecycle")
let jwt = product("JWTKit", "jwt-kit")
let hummingbirdCore = product("HummingbirdCore", "hummingbird")
let signals = product("UnixSignals", "swift-service-lifecycle")
let testing = product("HummingbirdTesting", "hummingbird")

/// A library of ours: its sources and, beside them, its tests.
struct Room {
    var name: String
    var needs: [Target.Dependency]
    var testNeeds: [Target.Dependency] = []
    var exclude: [String] = []
    var resources: [Resource] = []
    var testResources: [Resource] = []
}

// Arrows point inwards: a room may name only rooms above it. `docs/architecture.md` draws the same picture.
let rooms: [Room] = [
    Room(name: "JSON", needs: []),
    Room(name: "Texts", needs: []),
    Room(name: "Audit", needs: [crypto]),
    Room(name: "Clocks", needs: []),
    Room(name: "PhoneNumbers", needs: ["CPhoneNumbers"]),
    Room(name: "TwiML", needs: [product("Mustache", "swift-mustache")], testNeeds: ["CallFlow", "CompanyNumbers"]),
    Room(name: "CallFlow", needs: ["PhoneNumbers"]),
    Room(
        name: "HTTPTransport",
        needs: ["Clocks", "Texts", asyncHTTPClient, nioCore, nioHTTP1, metrics, tracing],
        testNeeds: [nioPosix, coreMetrics]),
    Room(name: "Observability", needs: ["JSON", "Texts", logging, metrics, tracing, instrumentation]),
    Room(
        name: "OktaAPI", needs: ["Clocks", "JSON", "Texts", "HTTPTransport", crypto, jwt],
        testNeeds: [product("CryptoExtras", "swift-crypto")]),
    Room(name: "TwilioAPI", needs: ["Clocks", "HTTPTransport", crypto], testResources: [.copy("Fixtures")]),
    Room(
        name: "Delivery",
        needs: ["Clocks", "JSON", "Texts", "HTTPTransport", "TwilioAPI", "PhoneNumbers", crypto, logging, metrics]),
    Room(
        name: "CompanyNumbers",
        needs: ["Clocks", "Texts", "PhoneNumbers", "HTTPTransport", "OktaAPI", "TwilioAPI", "TwiML", logging, metrics]
    ),
    Room(
        name: "Store",
        needs: [
            "Audit", "CallFlow", "Delivery", "CompanyNumbers", "PhoneNumbers", "CLibPQ", crypto, metrics,
            product("GRDB", "GRDB.swift"), product("GRDBSQLite", "GRDB.swift"),
        ]
    ),
    Room(
        name: "Web",
        needs: [
            "Clocks", "CallFlow", "TwiML", "PhoneNumbers", "JSON", "Texts", "HTTPTransport", "TwilioAPI", "Delivery",
            "CompanyNumbers",
            hummingbird, hummingbirdCore, nioCore, nioPosix, nioHTTPTypes, httpTypes, logging, metrics, crypto, jwt,
            lifecycle,
            tracing, instrumentation,
        ],
        testNeeds: [testing, "Store", nioEmbedded]
    ),
    Room(
        name: "Simulator",
        needs: [
            "PhoneNumbers", hummingbird, nioCore, nioHTTP1, httpTypes, asyncHTTPClient, crypto,
            product("CryptoExtras", "swift-crypto"), logging, lifecycle,
        ],
        testNeeds: [testing]
    ),
    Room(
        name: "App",
        needs: [
            "Clocks", "Audit", "CallFlow", "TwiML", "PhoneNumbers", "JSON", "Texts", "HTTPTransport", "OktaAPI",
            "TwilioAPI",
            "Delivery",
            "CompanyNumbers", "Store", "Web", "Observability", "CMalloc", hummingbird, hummingbirdCore, nioCore,
            logging, metrics, lifecycle, signals, crypto,
            product("Configuration", "swift-configuration"), tracing, instrumentation,
        ],
        testNeeds: [testing, httpTypes, nioPosix]
    ),
]

var targets: [Target] = [
    .executableTarget(
        name: "voicegate-ceiling", dependencies: [hummingbird, asyncHTTPClient, nioCore, nioHTTP1],
        path: "Tests/Benchmarks/Ceiling",
        swiftSettings: settings),
    .target(
        name: "CPhoneNumbers",
        linkerSettings: [.linkedLibrary("phonenumber"), .linkedLibrary("stdc++")]
    ),
    .systemLibrary(name: "CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
    .systemLibrary(name: "CMalloc"),
    .executableTarget(
        name: "voicegate",
        dependencies: [
            "App", "Audit", "Texts", "PhoneNumbers", "CompanyNumbers", "Simulator", "HTTPTransport",
            product("ArgumentParser", "swift-argument-parser"),
            logging, lifecycle,
            signals,
        ],
        swiftSettings: settings
    ),
    .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: settings),
    .testTarget(
        name: "EndToEndTests",
        dependencies: ["TestSupport", "Simulator", "voicegate"],
        swiftSettings: settings
    ),
]
for room in rooms {
    targets.append(
        .target(
            name: room.name, dependencies: room.needs, exclude: room.exclude, resources: room.resources,
            swiftSettings: settings))
    targets.append(
        .testTarget(
            name: "\(room.name)Tests",
            dependencies: [.target(name: room.name), "TestSupport"] + room.needs + room.testNeeds + [
                product("CustomDump", "swift-custom-dump")
            ],
            resources: room.testResources,
            swiftSettings: settings
        ))
}

// `VOICEGATE_ROOM=TwiML swift test` builds one room, what it needs, and its tests: a quick turn while working on it.
if let only = Context.environment["VOICEGATE_ROOM"] {
    var wanted: Set<String> = [only, "\(only)Tests", "TestSupport"]
    var queue = Array(wanted)
    while let name = queue.popLast() {
        for room in rooms where room.name == name {
            for other in rooms.map(\.name) + ["CPhoneNumbers", "CLibPQ", "CMalloc"] where !wanted.contains(other) {
                let isNeeded = (room.needs + (room.name == only ? room.testNeeds : [])).contains { need in
                    if case .byNameItem(let needed, _) = need { needed == other } else { false }
                }
                if isNeeded {
                    wanted.insert(other)
                    queue.append(other)
                }
            }
        }
    }
    targets.removeAll { !wanted.contains($0.name) }
}

let package = Package(
    name: "voicegate",
    platforms: [.macOS(.v15)],
    products: targets.contains { $0.name == "voicegate" }
        ? [.executable(name: "voicegate", targets: ["voicegate"])] : [],
    dependencies: [
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-distributed-tracing", from: "1.7.3"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/pointfreeco/swift-custom-dump", from: "1.7.3"),
    ],
    targets: targets,
    swiftLanguageModes: [.v6],
    cxxLanguageStandard: .cxx17
)
