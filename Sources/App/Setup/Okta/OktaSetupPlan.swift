import JSON
import OktaAPI

/// What is to be changed in the organisation, and what cannot be.
public struct OktaSetupPlan: Sendable {
    /// A change, with the lines that tell of it.
    struct Step: Sendable {
        let lines: [SetupLine]
        let change: OktaChange

        init(_ lines: SetupLine..., change: OktaChange) {
            self.lines = lines
            self.change = change
        }
    }

    var steps: [Step] = []
    /// What stands in the way, and how to get past it.
    public internal(set) var obstacles: [SetupLine] = []
    /// What people have to look at themselves.
    public internal(set) var byHand: [String] = []
    /// What is there already, as far as the changes and the test need it.
    var known = OktaKnown()

    /// Whether everything that can be done is done.
    public var isEmpty: Bool { steps.isEmpty }

    /// What would be done, and what stands in the way.
    public var lines: [SetupLine] { steps.flatMap(\.lines) + obstacles }

    /// How much would be done, in one line.
    public var summary: String {
        guard !isEmpty else { return obstacles.isEmpty ? "nothing to change" : "nothing that can be changed" }
        let signs = steps.flatMap(\.lines).map(\.sign)
        let counts: [(SetupLine.Sign, String)] = [
            (.create, "create"), (.repair, "repair"), (.deactivate, "deactivate"),
        ]
        let parts = counts.compactMap { sign, word in
            let count = signs.count { $0 == sign }
            return count > 0 ? "\(count) to \(word)" : nil
        }
        return "plan: " + parts.joined(separator: ", ")
    }

    mutating func add(_ other: OktaSetupPlan) {
        steps += other.steps
        obstacles += other.obstacles
        byHand += other.byHand
        known.take(other.known)
    }
}

/// The ids of what is there.
struct OktaKnown: Sendable {
    var group: String?
    var policy: String?
    var telephonyHook: String?
    var eventHook: String?

    mutating func take(_ other: OktaKnown) {
        group = other.group ?? group
        policy = other.policy ?? policy
        telephonyHook = other.telephonyHook ?? telephonyHook
        eventHook = other.eventHook ?? eventHook
    }
}

/// A change in the organisation; what has no id yet is made in the same run.
enum OktaChange: Sendable {
    case attributes([String: JSONValue])
    case createGroup
    case createPolicy(JSONValue)
    case replacePolicy(JSONValue)
    case activatePolicy
    case createRule(JSONValue)
    case replaceRule(id: String, JSONValue)
    case activateRule(id: String)
    /// Another hook is switched off first, and on again should the rest fail.
    case createTelephonyHook(JSONValue, insteadOf: [String])
    case replaceTelephonyHook(JSONValue)
    case activateTelephonyHook(insteadOf: [String])
    case createEventHook(JSONValue)
    case replaceEventHook(JSONValue)
    case activateEventHook
    case verifyEventHook

    /// What must have worked before.
    var needs: KeyPath<OktaKnown, String?>? {
        switch self {
        case .attributes, .createGroup, .createTelephonyHook, .createEventHook: nil
        case .createPolicy, .replacePolicy: \.group
        case .activatePolicy, .createRule, .replaceRule, .activateRule: \.policy
        case .replaceTelephonyHook, .activateTelephonyHook: \.telephonyHook
        case .replaceEventHook, .activateEventHook, .verifyEventHook: \.eventHook
        }
    }
}
