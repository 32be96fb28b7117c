import Foundation

@testable import CallFlow

let start = Date(timeIntervalSince1970: 1_780_000_000)
let push = PushTransaction(pollURL: "https://org.example/tx/1", cancelURL: "https://org.example/tx/1", expiresAt: nil)

extension Caller {
    /// A caller with one factor of each kind given.
    static func with(_ kinds: FactorKind..., preferring preference: FactorKind? = nil, reaches: Bool = false) -> Caller
    {
        Caller(
            id: UserID("00u1"), preference: preference,
            factors: kinds.map { Factor(id: "f-\($0.rawValue)", kind: $0, reachesCallingNumber: reaches && $0 == .sms) }
        )
    }
}

/// Drives the machine as the shell does, with answers laid out beforehand.
struct Drive {
    let machine: CallMachine
    var transition: Transition
    var clock = start
    var effects: [Effect] = []

    init(
        _ lookup: CallerLookup, attestation: Attestation = .none, policy: CallPolicy = CallPolicy(),
        language: String = "en-US"
    ) {
        machine = CallMachine(policy: policy)
        transition = machine.begin(
            CallID("CA1") ?? Drive.impossible, lookup: lookup, attestation: attestation, language: language, at: start)
        effects = transition.effects
    }

    private static var impossible: CallID { preconditionFailureID() }

    var state: CallState { transition.state }

    var prompt: Prompt? {
        if case .say(let prompt) = transition.next { prompt } else { nil }
    }

    var question: Question? {
        if case .ask(let question) = transition.next { question } else { nil }
    }

    @discardableResult
    mutating func take(_ event: CallEvent, after seconds: Double = 1) -> Drive {
        clock += seconds
        transition = machine.next(transition.state, event, at: clock)
        effects += transition.effects
        return self
    }

    mutating func keys(_ keys: String, after seconds: Double = 1) { take(.input(.keys(keys)), after: seconds) }

    func says(_ step: CallFlow.Step, _ flags: String...) -> Bool {
        guard let prompt, prompt.step == step else { return false }
        return flags.allSatisfy { prompt.values[$0] == .flag(true) }
    }

    /// A drive that waits for six digits of a text.
    static func atCode(policy: CallPolicy = CallPolicy()) -> Drive {
        var drive = Drive(.found(.with(.sms)), policy: policy)
        drive.keys("1")
        drive.take(.admitted(true))
        drive.take(.codeSent(.sent))
        return drive
    }

    /// A drive that waits for the tap on a push.
    static func atPush(_ caller: Caller = .with(.push, .sms), number: Int? = 72, policy: CallPolicy = CallPolicy())
        -> Drive
    {
        var drive = Drive(.found(caller), policy: policy)
        drive.keys("1")
        drive.take(.admitted(true))
        drive.take(.pushSent(.sent(push, number: number)))
        return drive
    }
}

private func preconditionFailureID() -> CallID {
    preconditionFailure("CA1 is a call id")
}
