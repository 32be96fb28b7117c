import Foundation
import TestSupport
import Testing

@testable import CallFlow

@Suite("There is no way around verification")
struct NoWayAroundTests {
    private static let other = PushTransaction(pollURL: "other", cancelURL: nil, expiresAt: nil)

    /// Every event but the two that prove something, in a version that does not.
    private func proofless(_ random: inout SeededRandom) -> CallEvent {
        let keys = ["0", "1", "2", "3", "4", "9", "*", "#", "", "123456", "000000", "1 2", "%00", "١٢٣٤٥٦"]
        let statuses: [PushStatus] = [
            .waiting(number: nil), .waiting(number: 7), .rejected, .timedOut, .cancelled, .failed, .unknown,
        ]
        let events: [CallEvent] = [
            .input(.keys(keys.randomElement(using: &random) ?? "")),
            .input(.keys(keys.randomElement(using: &random) ?? "")),
            .input(.keys(keys.randomElement(using: &random) ?? "")), .input(.keys("1")),
            .input(.speech(["account", "balance", "agent", "english", "again"].randomElement(using: &random) ?? "")),
            .input(.silence),
            .cameRound, .identified(.found(.with(.push, .sms, .totp)), language: nil),
            .identified(.unknown(.noMatch), language: "fr-FR"),
            .admitted(true), .admitted(true), .admitted(false),
            .codeSent(
                [.sent, .recentlySent, .limited, .unusable, .unavailable].randomElement(using: &random) ?? .sent),
            .codeChecked(
                [.wrong, .reused, .expired, .limited, .unusable, .lockedOut, .unavailable].randomElement(using: &random)
                    ?? .wrong),
            .pushSent(
                [.sent(push, number: 3), .challengeRefused, .limited, .unusable, .unavailable].randomElement(
                    using: &random) ?? .unusable),
            .push(statuses.randomElement(using: &random) ?? .unknown, of: push), .push(.approved, of: Self.other),
            .account(AccountSummary(balance: "$1", due: nil)), .account(nil), .transferEnded(.completed),
            .transferEnded(.unanswered),
        ]
        return events.randomElement(using: &random) ?? .cameRound
    }

    @Test("Random events, repeated and reordered, never reach the account without a proof")
    func neverWithoutProof() {
        var random = SeededRandom()
        let seed = random.seed
        var reachedChallenges = 0
        for _ in 0..<3000 {
            let caller = Caller.with(.push, .sms, .totp, preferring: FactorKind.allCases.randomElement(using: &random))
            var drive = Drive(.found(caller), policy: CallPolicy(hasAgent: Bool.random(using: &random)))
            var past: [CallEvent] = []
            for _ in 0..<40 {
                let event =
                    Int.random(in: 0..<4, using: &random) == 0
                    ? past.randomElement(using: &random) ?? .cameRound : proofless(&random)
                past.append(event)
                drive.take(event, after: Double.random(in: 0...40, using: &random))
                if drive.question?.reachesOutside == true { reachedChallenges += 1 }
                #expect(drive.state.verification == nil, "seed \(seed) \(past)")
                #expect(drive.state.phase != .account, "seed \(seed) \(past)")
                #expect(drive.prompt?.step != .account, "seed \(seed) \(past)")
                #expect(drive.prompt?.values["verified"] == nil, "seed \(seed) \(past)")
                if case .readAccount = drive.question { Issue.record("seed \(seed) \(past)") }
            }
        }
        // The walk must have come to the door, or it proves nothing.
        #expect(reachedChallenges > 1000)
    }

    @Test("A proof that nobody asked for opens nothing")
    func unaskedProof() {
        for lookup: CallerLookup in [.found(.with(.push, .sms)), .unknown(.noMatch), .unavailable] {
            var drive = Drive(lookup)
            drive.take(.codeChecked(.correct))
            drive.take(.push(.approved, of: push))
            #expect(drive.state.verification == nil)
        }
    }

    @Test("A code that is said to be right after the call left the code step opens nothing")
    func lateProof() {
        var drive = Drive.atCode()
        drive.keys("0")
        drive.take(.codeChecked(.correct))
        #expect(drive.state.verification == nil)
    }
}

@Suite("The diagram")
struct CallFlowDiagramTests {
    private var page: URL {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "docs/call-flow.md")
    }

    @Test("docs/call-flow.md carries the diagram of the machine as it is")
    func isCurrent() throws {
        let fence = "```mermaid\n"
        var text = try String(contentsOf: page, encoding: .utf8)
        let begin = try #require(text.range(of: fence))
        let end = try #require(text.range(of: "```", range: begin.upperBound..<text.endIndex))
        let body = begin.upperBound..<end.lowerBound
        text.replaceSubrange(body, with: CallFlowDiagram.mermaid())
        #expect(try Golden.text(for: text, at: page) == text, "run `make goldens`")
    }

    @Test("Only a right code or an approved push leads to the account")
    func doors() {
        let doors = CallFlowDiagram.mermaid().split(separator: "\n").filter { $0.contains("--> account:") }
        for door in doors {
            let from = door.split(separator: " ").first ?? ""
            #expect(["checkingCode", "checkingPush", "readingAccount", "agent"].contains(from), "\(door)")
        }
    }
}
