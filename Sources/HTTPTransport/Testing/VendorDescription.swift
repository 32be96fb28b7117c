public import Foundation

/// A vendor's own description of its interface (OpenAPI 3), as far as requests are held to it.
public struct VendorDescription {
    private let root: [String: Any]
    private let paths: [String: [String: Any]]

    /// Reads a description.
    ///
    /// - Throws: When the file cannot be read, or is no JSON.
    public init(_ file: URL) throws {
        root = try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any] ?? [:]
        paths = root["paths"] as? [String: [String: Any]] ?? [:]
    }

    /// Whether an operation is described.
    ///
    /// - Parameters:
    ///   - method: `GET` and so on.
    ///   - path: A path, with values or with placeholders in braces.
    /// - Returns: Whether it is.
    public func describes(_ method: String, _ path: String) -> Bool {
        operation(method, path) != nil
    }

    /// Lists what is wrong with a request: path, method, parameters, body.
    ///
    /// - Parameters:
    ///   - request: The request.
    ///   - base: What its URL begins with before the path.
    /// - Returns: One line a fault; none for a request that is as described.
    public func faults(of request: OutboundRequest, base: String) -> [String] {
        guard request.url.hasPrefix(base) else { return ["\(request.url) does not begin with \(base)"] }
        let parts = request.url.dropFirst(base.count).split(separator: "?", maxSplits: 1).map(String.init)
        let path = parts.first ?? "/"
        guard let operation = operation(request.method, path) else {
            return ["\(request.method) \(path) is not described"]
        }
        let parameters = list(item(path)?["parameters"]) + list(operation["parameters"])
        let query = parameters.filter { $0["in"] as? String == "query" }
        let given = Self.fields(parts.count > 1 ? parts[1] : "")
        var faults = given.compactMap { name, _ in
            query.contains { $0["name"] as? String == name } ? nil : "\(name) is no parameter of \(path)"
        }
        for parameter in query where parameter["required"] as? Bool == true {
            guard let name = parameter["name"] as? String, !given.contains(where: { $0.name == name }) else { continue }
            faults.append("the parameter \(name) of \(path) is missing")
        }
        return faults + bodyFaults(of: request, operation, path)
    }

    // MARK: Paths

    private func item(_ path: String) -> [String: Any]? {
        let found = paths.keys.filter { Self.matches($0, path) }
        // The template with the fewest placeholders is the one that is meant.
        return found.min { $0.count { $0 == "{" } < $1.count { $0 == "{" } }.flatMap { paths[$0] }
    }

    private func operation(_ method: String, _ path: String) -> [String: Any]? {
        item(path)?[method.lowercased()] as? [String: Any]
    }

    private static func matches(_ template: String, _ path: String) -> Bool {
        let (template, path) = (template.split(separator: "/"), path.split(separator: "/"))
        guard template.count == path.count else { return false }
        return zip(template, path).allSatisfy { part, text in
            guard part.hasPrefix("{") else { return part == text }
            let ending = part.drop { $0 != "}" }.dropFirst()
            return text.hasSuffix(ending) && text.count > ending.count
        }
    }

    private static func fields(_ text: String) -> [(name: String, value: String)] {
        text.split(separator: "&").map { field in
            let pair = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map {
                $0.replacing("+", with: " ").removingPercentEncoding ?? String($0)
            }
            return (pair[0], pair.count > 1 ? pair[1] : "")
        }
    }

    private func list(_ value: Any?) -> [[String: Any]] { (value as? [[String: Any]] ?? []).map(resolved) }

    private func resolved(_ object: [String: Any]) -> [String: Any] {
        // Examples hold references of other kinds.
        guard let reference = object["$ref"] as? String, reference.hasPrefix("#/components/") else { return object }
        let found = reference.dropFirst(2).split(separator: "/").reduce(root as Any?) { value, name in
            (value as? [String: Any])?[String(name)]
        }
        return resolved(found as? [String: Any] ?? [:])
    }

    // MARK: Bodies

    private func bodyFaults(of request: OutboundRequest, _ operation: [String: Any], _ path: String) -> [String] {
        let described = (operation["requestBody"] as? [String: Any]).map(resolved)
        guard let body = request.body, !body.isEmpty else {
            return described?["required"] as? Bool == true ? ["the body of \(path) is missing"] : []
        }
        let type = String((request.headers["Content-Type"] ?? "").prefix { $0 != ";" })
        let content = described?["content"] as? [String: [String: Any]]
        guard let schema = content?[type]?["schema"] as? [String: Any] else {
            return ["a body of \(type) is not described for \(path)"]
        }
        if type == "application/json" {
            guard let value = try? JSONSerialization.jsonObject(with: Data(body)) else {
                return ["the body of \(path) is no JSON"]
            }
            return faults(of: value, in: schema, at: "body of \(path)")
        }
        var form: [String: Any] = [:]
        for (name, value) in Self.fields(String(decoding: body, as: UTF8.self)) { form[name] = value }
        return formFaults(form, in: resolved(schema), at: "body of \(path)")
    }

    /// Forms have texts only: their kinds are not looked at.
    private func formFaults(_ form: [String: Any], in schema: [String: Any], at place: String) -> [String] {
        let described = schema["properties"] as? [String: [String: Any]] ?? [:]
        var faults: [String] = []
        for name in schema["required"] as? [String] ?? [] where form[name] == nil {
            faults.append("\(place).\(name) is missing")
        }
        for (name, value) in form {
            guard let property = described[name].map(resolved) else {
                faults.append("\(place).\(name) is not described")
                continue
            }
            if let choices = property["enum"] as? [String], let text = value as? String, !choices.contains(text) {
                faults.append("\(place).\(name) may not be \(text)")
            }
        }
        return faults
    }

    /// Lists what is wrong with a value: kinds, choices, what is required, and members that nobody described.
    private func faults(of value: Any, in schema: [String: Any], at place: String) -> [String] {
        let all = schemas(of: schema, for: value)
        if value is NSNull, all.contains(where: { $0["nullable"] as? Bool == true }) { return [] }
        var faults: [String] = []
        let kinds = all.compactMap { $0["type"] as? String }
        if let kind = kinds.first, !Self.isOf(kind, value) { faults.append("\(place) is no \(kind)") }
        for choices in all.compactMap({ $0["enum"] as? [String] }) {
            if let text = value as? String, !choices.contains(text) { faults.append("\(place) may not be \(text)") }
        }
        if let members = value as? [String: Any] {
            faults += memberFaults(members, in: all, at: place)
        }
        if let elements = value as? [Any], let items = all.compactMap({ $0["items"] as? [String: Any] }).first {
            for element in elements { faults += self.faults(of: element, in: items, at: "\(place)[]") }
        }
        return faults
    }

    private func memberFaults(_ members: [String: Any], in all: [[String: Any]], at place: String) -> [String] {
        let described = all.compactMap { $0["properties"] as? [String: [String: Any]] }
        let open = all.compactMap { $0["additionalProperties"] as? [String: Any] }.first
        var faults: [String] = []
        for name in all.flatMap({ $0["required"] as? [String] ?? [] }) where members[name] == nil {
            faults.append("\(place).\(name) is missing")
        }
        for (name, member) in members {
            if let schema = described.compactMap({ $0[name] }).first ?? open {
                faults += self.faults(of: member, in: schema, at: "\(place).\(name)")
            } else if !described.isEmpty {
                faults.append("\(place).\(name) is not described")
            }
        }
        return faults
    }

    /// All schemas that hold for a value: through references, `allOf`, and the kind that a discriminator names.
    private func schemas(of schema: [String: Any], for value: Any, isChosen: Bool = false) -> [[String: Any]] {
        let schema = resolved(schema)
        var found = [schema]
        for part in schema["allOf"] as? [[String: Any]] ?? [] {
            found += schemas(of: part, for: value, isChosen: isChosen)
        }
        let discriminator = schema["discriminator"] as? [String: Any]
        if !isChosen, let name = discriminator?["propertyName"] as? String,
            let kind = (value as? [String: Any])?[name] as? String,
            let reference = (discriminator?["mapping"] as? [String: String])?[kind]
        {
            found += schemas(of: ["$ref": reference], for: value, isChosen: true)
        }
        // Of several forms the one that is about the same kind of event.
        for form in schema["oneOf"] as? [[String: Any]] ?? [] where "\(form)".contains("Telephony") {
            found += schemas(of: form, for: value, isChosen: isChosen)
        }
        return found
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
