/// The schema of user profiles: Okta's base attributes, and the org's own.
struct OktaSchema: Sendable {
    private static let base: [(name: String, title: String, maxLength: Int?)] = [
        ("login", "Username", 100), ("firstName", "First name", 50), ("lastName", "Last name", 50),
        ("middleName", "Middle name", nil), ("email", "Primary email", 100),
        ("secondEmail", "Secondary email", 100), ("displayName", "Display name", nil), ("nickName", "Nickname", nil),
        ("title", "Title", nil), ("mobilePhone", "Mobile phone", 100), ("primaryPhone", "Primary phone", 100),
        ("preferredLanguage", "Preferred language", nil), ("locale", "Locale", nil), ("timezone", "Time zone", nil),
        ("city", "City", nil), ("state", "State", nil), ("countryCode", "Country code", nil),
        ("department", "Department", nil), ("organization", "Organization", nil), ("userType", "User type", nil),
        ("employeeNumber", "Employee number", nil),
    ]
    private static let required = ["login", "firstName", "lastName", "email"]
    private static let types: Set<String> = ["string", "boolean", "number", "integer", "array"]

    /// The org's own attributes, as they were defined.
    private(set) var custom: [String: [String: JSON]] = [:]

    init(isPrepared: Bool) {
        guard isPrepared else { return }
        let choices = [("sms", "SMS"), ("push", "Push"), ("totp", "Authenticator")]
        custom = [
            "ivrPhone": ["title": "IVR phone", "type": "string", "maxLength": 16],
            "ivrFactorPreference": [
                "title": "IVR factor preference", "type": "string",
                "enum": .array(choices.map { .string($0.0) }),
                "oneOf": .array(choices.map { ["const": .string($0.0), "title": .string($0.1)] }),
            ],
            "ivrHours": ["title": "IVR hours", "type": "string"],
        ]
    }

    /// The name of every attribute.
    var names: Set<String> { Set(Self.base.map(\.name)).union(custom.keys) }

    // MARK: Values

    /// Checks a value of an attribute.
    ///
    /// - Parameters:
    ///   - value: The value; `nil` for none.
    ///   - name: The attribute.
    ///   - isTaken: Whether somebody else has a value.
    /// - Throws: E0000001, saying what the schema wants.
    func check(_ value: String?, of name: String, isTaken: (String) -> Bool) throws(OktaFailure) {
        guard let value, !value.isEmpty else {
            if Self.required.contains(name) { throw .validation(name, "The field cannot be left blank") }
            return
        }
        if let base = Self.base.first(where: { $0.name == name }) {
            if let most = base.maxLength, value.count > most {
                throw .validation(name, "String length must be between 1 and \(most)")
            }
            if name == "login", isTaken(value) { throw .taken(name) }
            return
        }
        guard let attribute = custom[name] else { return }
        if let most = attribute["maxLength"]?.integer, value.count > most {
            throw .validation(name, "String cannot be longer than \(most) characters")
        }
        if let least = attribute["minLength"]?.integer, value.count < least {
            throw .validation(name, "String cannot be shorter than \(least) characters")
        }
        if let pattern = attribute["pattern"]?.string, let regex = try? Regex(pattern),
            value.firstMatch(of: regex) == nil
        {
            throw .validation(name, "Does not match required pattern")
        }
        if let choices = attribute["enum"]?.array, !choices.contains(.string(value)) {
            throw .validation(name, "The field value must be one of the values that the schema lists")
        }
        if attribute["unique"]?.bool == true, isTaken(value) { throw .taken(name) }
    }

    // MARK: Changes

    /// Adds, changes and removes attributes; a null removes one.
    mutating func apply(_ body: JSON) throws(OktaFailure) {
        let base = body["definitions"]?["base"]?["properties"]?.object ?? [:]
        for name in base.keys.sorted() where !Self.base.contains(where: { $0.name == name }) {
            throw .validation(name, "is not a base attribute")
        }
        guard let changes = body["definitions"]?["custom"]?["properties"]?.object else {
            guard base.isEmpty else { return }
            throw .validation("definitions", "The field cannot be left blank")
        }
        var next = custom
        for (name, change) in changes {
            if change == .null {
                next[name] = nil
                continue
            }
            guard let fields = change.object else { throw .validation(name, "must be an object") }
            let merged = (next[name] ?? [:]).merging(fields) { $1 }.filter { $0.value != .null }
            try Self.check(name, merged, before: custom[name])
            next[name] = merged
        }
        custom = next
    }

    private static func check(
        _ name: String, _ fields: [String: JSON], before: [String: JSON]?
    ) throws(OktaFailure) {
        guard name.first?.isLetter == true, name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") })
        else { throw .validation(name, "must begin with a letter and hold letters, digits and underscores only") }
        guard !base.contains(where: { $0.name == name }) else { throw .taken(name) }
        guard let title = fields["title"]?.string, !title.isEmpty else {
            throw .validation("title", "The field cannot be left blank")
        }
        guard let type = fields["type"]?.string, types.contains(type) else {
            throw .validation("type", "must be string, boolean, number, integer or array")
        }
        if let old = before?["type"]?.string, old != type { throw .validation("type", "cannot be changed") }
        try checkRules(fields)
        for permission in fields["permissions"]?.array ?? [] {
            guard permission["principal"]?.string == "SELF",
                ["HIDE", "READ_ONLY", "READ_WRITE"].contains(permission["action"]?.string)
            else { throw .validation("permissions", "must name SELF, and HIDE, READ_ONLY or READ_WRITE") }
        }
    }

    private static func checkRules(_ fields: [String: JSON]) throws(OktaFailure) {
        if let pattern = fields["pattern"] {
            guard let text = pattern.string, (try? Regex(text)) != nil else {
                throw .validation("pattern", "is not a regular expression")
            }
        }
        if let least = fields["minLength"]?.integer, let most = fields["maxLength"]?.integer, least > most {
            throw .validation("minLength", "must not be greater than maxLength")
        }
        if let unique = fields["unique"], unique.bool == nil { throw .validation("unique", "must be true or false") }
        let constants = fields["oneOf"]?.array.map { $0.map { $0["const"] } }
        if let constants {
            guard let values = fields["enum"]?.array, values.map(Optional.some) == constants else {
                throw .validation("oneOf", "must list the values of enum in the same order")
            }
        }
        if let values = fields["enum"]?.array, values.isEmpty || values.contains(where: { $0.string == nil }) {
            throw .validation("enum", "must list strings")
        }
    }

    // MARK: As Okta writes it

    func body(orgURL: String) -> JSON {
        var base: [String: JSON] = [:]
        for attribute in Self.base {
            var fields: [String: JSON] = ["title": .string(attribute.title), "type": "string"]
            fields["maxLength"] = attribute.maxLength.map(JSON.integer)
            if Self.required.contains(attribute.name) { fields["required"] = true }
            base[attribute.name] = .object(Self.complete(fields, action: "READ_ONLY"))
        }
        return [
            "id": .string("\(orgURL)/meta/schemas/user/default"),
            "$schema": "http://json-schema.org/draft-04/schema#", "name": "user", "title": "User",
            "description": "Okta user profile template with default permission settings",
            "lastUpdated": "2025-01-01T00:00:00.000Z", "created": "2025-01-01T00:00:00.000Z", "type": "object",
            "definitions": [
                "base": [
                    "id": "#base", "type": "object", "properties": .object(base),
                    "required": .array(Self.required.map(JSON.string)),
                ],
                "custom": [
                    "id": "#custom", "type": "object",
                    "properties": .object(custom.mapValues { .object(Self.complete($0, action: "READ_ONLY")) }),
                    "required": .array(custom.filter { $0.value["required"] == true }.keys.sorted().map(JSON.string)),
                ],
            ],
            "properties": [
                "profile": ["allOf": [["$ref": "#/definitions/custom"], ["$ref": "#/definitions/base"]]]
            ],
        ]
    }

    private static func complete(_ fields: [String: JSON], action: String) -> [String: JSON] {
        let usual: [String: JSON] = [
            "mutability": "READ_WRITE", "scope": "NONE", "master": ["type": "PROFILE_MASTER"],
            "permissions": [["principal": "SELF", "action": .string(action)]],
        ]
        return usual.merging(fields) { $1 }
    }
}
