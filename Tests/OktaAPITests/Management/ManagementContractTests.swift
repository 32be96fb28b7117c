import Foundation
import HTTPTransport
import OktaAPI
import Testing

/// Holds every request that sets an organisation up to Okta's own description of its interface.
@Suite("Okta's description of its interface")
struct ManagementContractTests {
    private static let file = URL(filePath: #filePath).appending(
        path: "../../../../../shared/contracts/okta-management.json"
    ).standardizedFileURL
    private static let isThere = FileManager.default.fileExists(atPath: file.path)

    /// What Okta's public pages describe and the part that is kept beside the project does not.
    private static let elsewhere: Set<String> = [
        "GET /api/v1/authenticators", "PUT /api/v1/policies/{policyId}",
        "POST /api/v1/policies/{policyId}/lifecycle/activate", "PUT /api/v1/policies/{policyId}/rules/{ruleId}",
        "POST /api/v1/policies/{policyId}/rules/{ruleId}/lifecycle/activate",
    ]

    @Test(
        .enabled(if: isThere, "left out: ../shared/contracts/okta-management.json is not there"),
        arguments: ManagementRequests.all)
    func `Path, parameters and body are as described`(sample: ManagementRequests.Sample) async throws {
        let contract = try Contract(Self.file)
        let transport = ScriptedTransport { _ in .json(sample.answer) }
        try await sample.send(makeClient(transport))
        let request = try #require(transport.requests.first)
        let target = request.url.dropFirst(organisation.count).split(separator: "?", maxSplits: 1).map(String.init)
        if contract.operation(request.method, target[0]) == nil {
            let pattern = target[0].replacing("00p1", with: "{policyId}").replacing("0pr1", with: "{ruleId}")
            #expect(Self.elsewhere.contains("\(request.method) \(pattern)"), "\(sample.line) is not described")
            return
        }
        let operation = try #require(contract.operation(request.method, target[0]))
        let names = contract.queryNames(of: operation)
        for field in (target.count > 1 ? target[1] : "").split(separator: "&") {
            let name = String(field.prefix { $0 != "=" })
            #expect(names.contains(name), "\(name) is no parameter of \(sample.line)")
        }
        guard let body = request.body else { return }
        let value = try JSONSerialization.jsonObject(with: Data(body))
        let schema = try #require(contract.body(of: operation))
        #expect(contract.faults(of: value, in: schema, at: "body") == [])
    }

    @Test(.enabled(if: isThere, "left out: ../shared/contracts/okta-management.json is not there"))
    func `What the check would not find is found`() throws {
        let contract = try Contract(Self.file)
        let schema: [String: Any] = ["$ref": "#/components/schemas/EventHook"]
        #expect(contract.faults(of: ["name": 7], in: schema, at: "b").count == 3)
    }
}

/// An OpenAPI document, as far as requests are held to it.
private struct Contract {
    private let root: [String: Any]
    private let paths: [String: [String: Any]]

    init(_ file: URL) throws {
        root = try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any] ?? [:]
        paths = root["paths"] as? [String: [String: Any]] ?? [:]
    }

    func operation(_ method: String, _ path: String) -> [String: Any]? {
        let parts = path.split(separator: "/")
        let pattern = paths.keys.first { pattern in
            let wanted = pattern.split(separator: "/")
            return wanted.count == parts.count && zip(wanted, parts).allSatisfy { $0 == $1 || $0.hasPrefix("{") }
        }
        return pattern.flatMap { paths[$0]?[method.lowercased()] as? [String: Any] }
    }

    func queryNames(of operation: [String: Any]) -> Set<String> {
        let parameters = (operation["parameters"] as? [[String: Any]] ?? []).map(resolved)
        return Set(parameters.filter { $0["in"] as? String == "query" }.compactMap { $0["name"] as? String })
    }

    func body(of operation: [String: Any]) -> [String: Any]? {
        let content = (operation["requestBody"] as? [String: Any])?["content"] as? [String: [String: Any]]
        return content?["application/json"]?["schema"] as? [String: Any]
    }

    private func resolved(_ object: [String: Any]) -> [String: Any] {
        guard let reference = object["$ref"] as? String, reference.hasPrefix("#/components/") else { return object }
        let found = reference.dropFirst(2).split(separator: "/").reduce(root as Any?) { value, name in
            (value as? [String: Any])?[String(name)]
        }
        return resolved(found as? [String: Any] ?? [:])
    }

    /// Lists what is wrong with a value: kinds, choices, what is required, and members that nobody described.
    func faults(of value: Any, in schema: [String: Any], at place: String) -> [String] {
        let all = parts(of: schema, for: value)
        var faults: [String] = []
        let kinds = all.compactMap { $0["type"] as? String }
        if let kind = kinds.first, !Self.isOf(kind, value) { faults.append("\(place) is no \(kind)") }
        for choices in all.compactMap({ $0["enum"] as? [String] }) {
            if let text = value as? String, !choices.contains(text) { faults.append("\(place) may not be \(text)") }
        }
        if let members = value as? [String: Any] {
            let described = all.compactMap { $0["properties"] as? [String: [String: Any]] }
            for name in all.flatMap({ $0["required"] as? [String] ?? [] }) where members[name] == nil {
                faults.append("\(place).\(name) is missing")
            }
            let open = all.compactMap { $0["additionalProperties"] as? [String: Any] }.first
            for (name, member) in members {
                if let schema = described.compactMap({ $0[name] }).first ?? open {
                    faults += self.faults(of: member, in: schema, at: "\(place).\(name)")
                } else if !described.isEmpty {
                    faults.append("\(place).\(name) is not described")
                }
            }
        }
        if let elements = value as? [Any], let items = all.compactMap({ $0["items"] as? [String: Any] }).first {
            for element in elements { faults += self.faults(of: element, in: items, at: "\(place)[]") }
        }
        return faults
    }

    /// All schemas that hold for a value: through references, `allOf`, and the kind that a discriminator names.
    private func parts(of schema: [String: Any], for value: Any, isChosen: Bool = false) -> [[String: Any]] {
        let schema = resolved(schema)
        var parts = [schema]
        for part in schema["allOf"] as? [[String: Any]] ?? [] {
            parts += self.parts(of: part, for: value, isChosen: isChosen)
        }
        let discriminator = schema["discriminator"] as? [String: Any]
        if !isChosen, let name = discriminator?["propertyName"] as? String,
            let kind = (value as? [String: Any])?[name] as? String,
            let reference = (discriminator?["mapping"] as? [String: String])?[kind]
        {
            parts += self.parts(of: ["$ref": reference], for: value, isChosen: true)
        }
        // Of several forms the one that is about the same kind of event.
        for form in schema["oneOf"] as? [[String: Any]] ?? [] where "\(form)".contains("Telephony") {
            parts += self.parts(of: form, for: value, isChosen: isChosen)
        }
        return parts
    }

    private static func isOf(_ kind: String, _ value: Any) -> Bool {
        switch kind {
        case "object": value is [String: Any]
        case "array": value is [Any]
        case "string": value is String
        case "integer", "number": value is NSNumber && !(value is String)
        case "boolean": value is Bool
        default: true
        }
    }
}
