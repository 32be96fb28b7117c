import JSON
import OktaAPI

/// Compares what is there with what is wished: pure, so that every state of an organisation is a test.
enum OktaPlanner {
    /// Plans the profile attributes, all of them in one change.
    static func attributes(_ schema: OktaUserSchema, _ wishes: OktaWishes) -> OktaSetupPlan {
        var plan = OktaSetupPlan()
        var changed: [String: JSONValue] = [:]
        var lines: [SetupLine] = []
        for wish in AttributeWish.all(wishes) {
            let name = wish.name
            if schema.base[name] != nil {
                plan.byHand.append(
                    "\(name) is one of Okta's own attributes and was left as it is: nobody may be able to change it for "
                        + "themselves, and no two people may have the same number in it")
                continue
            }
            guard let found = schema.custom[name] else {
                changed[name] = wish.json
                lines.append(SetupLine(.create, "attribute \(name): \(wish.summary)"))
                continue
            }
            if let type = found["type"]?.text, type != "string" {
                plan.obstacles.append(
                    SetupLine(
                        .blocked,
                        "attribute \(name) is of type \(type.shown), which cannot be changed; delete it in the Profile "
                            + "Editor" + (wish.setting.map { ", or set \($0) to another name" } ?? "")))
                continue
            }
            let (repaired, differences) = wish.repaired(found)
            guard !differences.isEmpty else { continue }
            changed[name] = repaired
            lines.append(SetupLine(.repair, "attribute \(name)", details: differences))
        }
        if !changed.isEmpty { plan.steps.append(OktaSetupPlan.Step(lines: lines, change: .attributes(changed))) }
        return plan
    }
}

extension OktaSetupPlan.Step {
    init(lines: [SetupLine], change: OktaChange) {
        self.lines = lines
        self.change = change
    }
}

/// A profile attribute as it is to be.
struct AttributeWish {
    let name: String
    /// The setting that names it; nil where none does.
    let setting: String?
    let summary: String
    let json: JSONValue
    /// Members that must be as in ``json``; the others are for people, who may change them.
    private let binding: [String]

    static func all(_ wishes: OktaWishes) -> [AttributeWish] {
        [
            AttributeWish(
                name: wishes.phoneAttribute, setting: "OKTA_PHONE_ATTRIBUTE",
                summary: "the number a person calls from; unique, E.164, read-only to the person",
                json: [
                    "title": "IVR phone number", "description": "The number this person calls from, like +15551234567.",
                    "type": "string", "pattern": #"^\+[1-9]\d{1,14}$"#, "minLength": 3, "maxLength": 16, "unique": true,
                    "scope": "NONE", "permissions": [["principal": "SELF", "action": "READ_ONLY"]],
                ], binding: ["pattern", "unique", "permissions"]),
            AttributeWish(
                name: wishes.factorAttribute, setting: "OKTA_FACTOR_ATTRIBUTE",
                summary: "the factor a person prefers: sms, push or totp",
                json: [
                    "title": "IVR factor preference", "description": "How this person is verified when they call.",
                    "type": "string", "enum": ["sms", "push", "totp"],
                    "oneOf": [
                        ["const": "sms", "title": "Text message"], ["const": "push", "title": "Okta Verify push"],
                        ["const": "totp", "title": "Authenticator code"],
                    ],
                    "scope": "NONE", "permissions": [["principal": "SELF", "action": "READ_WRITE"]],
                ], binding: ["enum"]),
            AttributeWish(
                name: wishes.hoursAttribute, setting: nil,
                summary: "when a company number rings, like Mo-Fr 09:00-17:00 America/New_York",
                json: [
                    "title": "IVR business hours",
                    "description":
                        "When calls to this person's company number ring, like Mo-Fr 09:00-17:00 America/New_York.",
                    "type": "string", "maxLength": 200, "scope": "NONE",
                    "permissions": [["principal": "SELF", "action": "READ_WRITE"]],
                ], binding: []),
        ]
    }

    /// Brings what is there into form, and says what that changes.
    func repaired(_ found: JSONValue) -> (JSONValue, [String]) {
        var repaired = found
        var differences: [String] = []
        for member in binding where !Self.satisfies(found[member], json[member], member) {
            switch member {
            case "unique":
                repaired[member] = true
                differences.append("unique: it was not; fails while two people have one number")
            case "permissions":
                repaired[member] = json[member]
                differences.append("read-only to the person: they could claim another person's number")
            case "enum":
                let (values, titles) = choices(found)
                repaired["enum"] = .list(values)
                repaired["oneOf"] = .list(titles)
                differences.append("choices: \(values.compactMap(\.text).joined(separator: ", "))".shown)
            default:
                repaired[member] = json[member]
                differences.append("\(member): \(json[member]?.text ?? "")")
            }
        }
        return (repaired, differences)
    }

    /// The choices that are there, and those that are missing.
    private func choices(_ found: JSONValue) -> ([JSONValue], [JSONValue]) {
        let old = found["enum"]?.elements ?? []
        let values = old + (json["enum"]?.elements ?? []).filter { !old.contains($0) }
        let titles = (found["oneOf"]?.elements ?? []) + (json["oneOf"]?.elements ?? [])
        return (
            values,
            values.map { value in
                titles.first { $0["const"] == value } ?? ["const": value, "title": value]
            }
        )
    }

    private static func satisfies(_ found: JSONValue?, _ wanted: JSONValue?, _ member: String) -> Bool {
        switch member {
        // Okta also writes UNIQUE_VALIDATED, and PENDING_UNIQUENESS while it looks at everybody.
        case "unique": found?.flag == true || found?.text.map { $0 != "NOT_UNIQUE" } == true
        case "permissions":
            // Hidden is stricter still.
            (found?.elements ?? []).contains {
                $0["principal"] == "SELF" && ($0["action"] == "READ_ONLY" || $0["action"] == "HIDE")
            }
        case "enum": (wanted?.elements ?? []).allSatisfy { (found?.elements ?? []).contains($0) }
        default: found == wanted
        }
    }
}
