import Foundation

/// Draws the machine by walking it: `docs/call-flow.md` carries the result, and a test compares.
public enum CallFlowDiagram {
    /// A state diagram in Mermaid, every arrow found by asking the machine itself.
    public static func mermaid() -> String {
        var arrows: [Arrow: [String]] = [:]
        for walk in Walk.all {
            for (arrow, labels) in walk.arrows() {
                for label in labels where !(arrows[arrow] ?? []).contains(label) {
                    arrows[arrow, default: []].append(label)
                }
            }
        }
        let lines = arrows.sorted { ($0.key.from, $0.key.to) < ($1.key.from, $1.key.to) }
            .map { arrow, labels in "    \(arrow.from) --> \(arrow.to): \(labels.sorted().joined(separator: ", "))" }
        return (["stateDiagram-v2", "    [*] --> menu: call comes in"] + lines + ["    ended --> [*]"])
            .joined(separator: "\n") + "\n"
    }

    struct Arrow: Hashable {
        let from: String
        let to: String
    }
}

/// All that can happen to one kind of caller.
private struct Walk {
    let machine: CallMachine
    let lookup: CallerLookup

    static var all: [Walk] {
        let push = Factor(id: "push", kind: .push)
        let totp = Factor(id: "totp", kind: .totp)
        let sms = Factor(id: "sms", kind: .sms)
        let kinds: [[Factor]] = [[push, totp, sms], [totp], [sms], []]
        let callers =
            kinds.map { CallerLookup.found(Caller(id: UserID("u"), factors: $0)) } + [.unknown(.noMatch), .unavailable]
        return [true, false].flatMap { hasAgent in
            callers.map { Walk(machine: CallMachine(policy: CallPolicy(hasAgent: hasAgent)), lookup: $0) }
        }
    }

    func arrows() -> [CallFlowDiagram.Arrow: Set<String>] {
        var found: [CallFlowDiagram.Arrow: Set<String>] = [:]
        guard let id = CallID("CA0") else { return found }
        let begun = machine.begin(id, lookup: lookup, attestation: .none, language: "en-US", at: Self.start)
        var queue = [begun]
        var seen: Set<String> = [key(begun)]
        while let transition = queue.popLast() {
            for (label, event, delay) in events(after: transition) {
                let next = machine.next(transition.state, event, at: Self.start.addingTimeInterval(delay))
                let arrow = CallFlowDiagram.Arrow(from: node(transition), to: node(next))
                if next.state.phase != transition.state.phase || next.next != transition.next {
                    found[arrow, default: []].insert(label)
                }
                if seen.insert(key(next)).inserted { queue.append(next) }
            }
        }
        return found.filter { $0.key.from != $0.key.to }
    }

    private static let start = Date(timeIntervalSince1970: 0)

    private func key(_ transition: Transition) -> String {
        // Counters would make the walk endless; what they lead to is reached through the events that name it.
        let state = transition.state
        return
            "\(node(transition)) \(state.wrongCodes) \(state.silences) \(state.spentFactors.count) \(state.caller == nil)"
    }

    private func node(_ transition: Transition) -> String {
        if case .ask(let question) = transition.next {
            switch question {
            case .identify: return "identifying"
            case .admit: return "admitting"
            case .sendCode: return "sendingCode"
            case .checkCode: return "checkingCode"
            case .sendPush: return "sendingPush"
            case .checkPush: return "checkingPush"
            case .readAccount: return "readingAccount"
            }
        }
        switch transition.state.phase {
        case .menu: return "menu"
        case .languages: return "languages"
        case .departments: return "departments"
        case .code: return "code"
        case .push: return "push"
        case .pushFailed: return "pushFailed"
        case .account: return "account"
        case .agent: return "agent"
        case .trouble: return "trouble"
        case .ended: return "ended"
        }
    }

    private func events(after transition: Transition) -> [(String, CallEvent, Double)] {
        if case .ask(let question) = transition.next { return answers(to: question) }
        let hangUp: [(String, CallEvent, Double)] = [("hang-up", .hungUp, 1)]
        switch transition.state.phase {
        case .ended: return []
        case .agent:
            return [("spoken to", .transferEnded(.completed), 1), ("nobody free", .transferEnded(.unanswered), 1)]
                + hangUp
        case .code:
            let entries: [(String, CallerInput, Double)] = [
                ("six digits", .keys("123456"), 1), ("star", .keys("*"), 60), ("0", .keys("0"), 1),
                ("silence", .silence, 1),
            ]
            return entries.map { ($0.0, .input($0.1), $0.2) } + hangUp
        case .push:
            return [("came round", .cameRound, 5), ("1", .input(.keys("1")), 1), ("0", .input(.keys("0")), 1)] + hangUp
        default:
            return ["0", "1", "2", "9"].map { ($0, .input(.keys($0)), 1) } + [("silence", .input(.silence), 1)] + hangUp
        }
    }

    private func answers(to question: Question) -> [(String, CallEvent, Double)] {
        switch question {
        case .identify: [("answered", .identified(lookup, language: nil), 1)]
        case .admit: [("admitted", .admitted(true), 1), ("locked out", .admitted(false), 1)]
        case .sendCode:
            [CodeSendOutcome.sent, .recentlySent, .limited, .unusable, .lockedOut, .unavailable]
                .map { ("\($0)", .codeSent($0), 1) }
        case .checkCode:
            [CodeCheckOutcome.correct, .wrong, .reused, .expired, .limited, .unusable, .lockedOut, .unavailable]
                .map { ("\($0)", .codeChecked($0), 1) }
        case .sendPush:
            [
                ("sent", .pushSent(.sent(Self.push, number: 72)), 1), ("refused", .pushSent(.challengeRefused), 1),
                ("limited", .pushSent(.limited), 1), ("unusable", .pushSent(.unusable), 1),
                ("lockedOut", .pushSent(.lockedOut), 1), ("unavailable", .pushSent(.unavailable), 1),
            ]
        case .checkPush(let push):
            [
                ("waiting", .push(.waiting(number: 72), of: push), 5), ("approved", .push(.approved, of: push), 5),
                ("rejected", .push(.rejected, of: push), 5), ("timedOut", .push(.timedOut, of: push), 5),
                ("cancelled", .push(.cancelled, of: push), 5), ("failed", .push(.failed, of: push), 5),
            ]
        case .readAccount: [("read or not", .account(nil), 1)]
        }
    }

    private static let push = PushTransaction(pollURL: "poll", cancelURL: nil, expiresAt: nil)
}
