import Delivery
import Foundation
import HTTPTransport
import Testing

@testable import Web

/// What the hook answers, held against Okta's own description of it, where that is at hand.
@Suite("The telephony hook's answer and Okta's schema")
struct TelephonyContractTests {
    private static let file = URL(filePath: House.templates).deletingLastPathComponent()
        .appending(path: "../shared/contracts/okta-management.json").standardizedFileURL

    @Test(
        "Every answer of 200 is a TelephonyResponse and has nothing that the schema does not know",
        .enabled(
            if: FileManager.default.fileExists(atPath: file.path),
            "left out: ../shared/contracts/okta-management.json is not there"))
    func schema() async throws {
        let contract = try JSONSerialization.jsonObject(with: Data(contentsOf: Self.file)) as? [String: Any]
        let schemas = (contract?["components"] as? [String: Any])?["schemas"] as? [String: Any]
        let schema = try #require(schemas?["TelephonyResponse"] as? [String: Any])
        let houses = [
            try HookHouse(),
            try HookHouse(ScriptedTransport { _ throws(TransportError) in throw TransportError(.interrupted, "cut") }),
            try HookHouse(ScriptedTransport { _ throws(TransportError) in throw TransportError(.connect, "none") }),
            try HookHouse { $0.blocked = ["+1"] },
            try HookHouse { $0.sms = [] },
        ]
        var statuses: Set<String> = []
        for house in houses {
            let answer = try await house.hook(HookHouse.event("e1"))
            #expect(answer.status == 200)
            let value = try JSONSerialization.jsonObject(with: Data(answer.body.utf8))
            #expect(Self.faults(value, schema, "$") == [], "\(answer.body)")
            statuses.formUnion(["SUCCESSFUL", "PENDING", "FAILED"].filter(answer.body.contains))
        }
        #expect(statuses.count == 3)
        let wrong = try JSONSerialization.jsonObject(
            with: Data(#"{"commands":[{"type":"x","value":{"status":"SUCCESS"}}]}"#.utf8))
        #expect(Self.faults(wrong, schema, "$") == ["$.commands[0].value is no array"])
    }

    /// As much of JSON Schema as the contract uses.
    private static func faults(_ value: Any, _ schema: [String: Any], _ path: String) -> [String] {
        switch schema["type"] as? String {
        case "object":
            guard let members = value as? [String: Any] else { return ["\(path) is no object"] }
            let known = schema["properties"] as? [String: [String: Any]] ?? [:]
            return members.sorted { $0.key < $1.key }.flatMap { name, member in
                known[name].map { faults(member, $0, "\(path).\(name)") } ?? ["\(path).\(name) is not known"]
            }
        case "array":
            guard let items = value as? [Any] else { return ["\(path) is no array"] }
            let item = schema["items"] as? [String: Any] ?? [:]
            return items.enumerated().flatMap { faults($1, item, "\(path)[\($0)]") }
        case "string":
            guard let text = value as? String else { return ["\(path) is no string"] }
            guard let words = schema["enum"] as? [String] else { return [] }
            return words.contains(text) ? [] : ["\(path) is none of \(words)"]
        default: return ["\(path): a kind of schema that this test does not know"]
        }
    }
}
