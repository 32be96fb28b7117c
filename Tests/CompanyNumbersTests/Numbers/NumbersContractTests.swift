import CompanyNumbers
import Foundation
import HTTPTransport
import PhoneNumbers
import Testing
import TwilioAPI

/// Compares what is sent with the vendors' own descriptions.
@Suite struct NumbersContractTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "../shared/contracts")
        .standardizedFileURL
    private static let isThere = FileManager.default.fileExists(atPath: folder.path)

    /// Every kind of request that the work on numbers makes.
    private func requests() async throws -> [OutboundRequest] {
        let world = FakeWorld()
        world.add("00u0", mobile: "(212) 555-1000")
        world.add("00u1", primary: "+14155550100")
        world.add("00u2", mobile: "+14155550003", primary: "+14155550102")
        world.add("00uGone", primary: "+14155550101", status: "SUSPENDED")
        for number in ["+14155550100", "+14155550101", "+14155550102"] { world.own(number) }
        world.stock(3)
        var policy = FakeWorld.policy
        (policy.areaCode, policy.needsSMS, policy.releasesInactive) = ("415", true, true)
        (policy.addressSID, policy.bundleSID) = ("AD1", "BU1")
        #expect(try await world.run(policy).isClean)
        let work = world.work(policy)
        _ = try await work.list(deadline: inAnHour)
        let number = try #require(PhoneNumber("+14155550102"))
        try await work.release(try await work.findRelease(of: number, deadline: inAnHour), deadline: inAnHour)
        // Neighbours of an empty area are looked for, too.
        world.add("00u9")
        policy.areaCode = "916"
        _ = try await world.run(policy)
        return world.requests
    }

    @Test(.enabled(if: isThere, "left out: ../shared/contracts is not there"))
    func `Every request to Twilio is one that its description knows`() async throws {
        let contract = try Contract(Self.folder.appending(path: "twilio-api-2010.json"))
        // Prices are described elsewhere: https://pricing.twilio.com.
        let sent = try await requests().filter { $0.upstream == "twilio" && $0.operation != "price" }
        #expect(Set(sent.map(\.operation)) == ["numbers", "number", "available", "buy", "update", "release"])
        for request in sent { contract.check(request, base: FakeWorld.api) }
    }

    @Test(.enabled(if: isThere, "left out: ../shared/contracts is not there"))
    func `Every request to Okta is one that its description knows`() async throws {
        let contract = try Contract(Self.folder.appending(path: "okta-management.json"))
        let sent = try await requests().filter { $0.upstream == "okta" }
        #expect(Set(sent.map(\.operation)) == ["users", "user", "update-user"])
        for request in sent { contract.check(request, base: FakeWorld.org) }
    }
}

/// A vendor's description of its API (OpenAPI 3).
private struct Contract {
    private let root: [String: Any]

    init(_ file: URL) throws {
        root = try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
    }

    func check(_ request: OutboundRequest, base: String) {
        guard let url = URLComponents(string: request.url), let paths = root["paths"] as? [String: [String: Any]] else {
            Issue.record("\(request.url)")
            return
        }
        #expect(request.url.hasPrefix(base))
        let found = paths.first { path, _ in Self.matches(path, url.path) }
        guard let (path, item) = found, let operation = item[request.method.lowercased()] as? [String: Any] else {
            Issue.record("\(request.method) \(url.path) is not described")
            return
        }
        let parameters = resolved(item["parameters"]) + resolved(operation["parameters"])
        let names = Set(parameters.filter { $0["in"] as? String == "query" }.compactMap { $0["name"] as? String })
        for item in url.queryItems ?? [] { #expect(names.contains(item.name), "\(item.name) of \(path)") }
        guard let body = request.body else { return }
        let known = properties(of: operation, type: request.headers["Content-Type"] ?? "")
        for name in Self.fields(body, request.headers["Content-Type"] ?? "") {
            #expect(known.contains(name), "\(name) in the body of \(path)")
        }
    }

    private static func fields(_ body: [UInt8], _ type: String) -> [String] {
        guard type == "application/json" else { return FormFields(decoding: body).fields.map(\.name) }
        let object = try? JSONSerialization.jsonObject(with: Data(body)) as? [String: Any]
        return (object ?? [:]).keys.map { $0 }
    }

    private func properties(of operation: [String: Any], type: String) -> Set<String> {
        let body = operation["requestBody"] as? [String: Any]
        let media = (body?["content"] as? [String: [String: Any]])?[type]
        let schema = resolve(media?["schema"] as? [String: Any] ?? [:])
        return Set((schema["properties"] as? [String: Any] ?? [:]).keys)
    }

    private func resolved(_ list: Any?) -> [[String: Any]] { (list as? [[String: Any]] ?? []).map(resolve) }

    private func resolve(_ value: [String: Any]) -> [String: Any] {
        guard let link = value["$ref"] as? String else { return value }
        var found: Any = root
        for part in link.dropFirst(2).split(separator: "/") { found = (found as? [String: Any])?[String(part)] ?? [:] }
        return found as? [String: Any] ?? [:]
    }

    /// Whether a path fits a template such as `/users/{id}`; a template without placeholders is preferred by length.
    private static func matches(_ template: String, _ path: String) -> Bool {
        let (template, path) = (template.split(separator: "/"), path.split(separator: "/"))
        guard template.count == path.count else { return false }
        return zip(template, path).allSatisfy { part, text in
            guard part.hasPrefix("{") else { return part == text }
            let ending = part.drop { $0 != "}" }.dropFirst()
            return text.hasSuffix(ending) && text.count > ending.count
        }
    }
}
