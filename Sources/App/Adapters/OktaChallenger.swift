import CallFlow
import Foundation
import Logging
import OktaAPI

/// Challenges callers through Okta's Factors API.
struct OktaChallenger: Challenger {
    let okta: OktaClient
    let numberChallenge: CallSettings.NumberChallenge
    let logger: Logger

    func sendCode(
        with factor: Factor, to user: UserID, language: String, deadline: ContinuousClock.Instant
    ) async -> CodeSendOutcome {
        do {
            let answer = try await okta.sendChallenge(
                user: user.value, factor: factor.id, language: language, deadline: deadline)
            if answer.factorResult == .challenge || answer.factorResult == .waiting { return .sent }
            return report("an unexpected answer to a challenge", .unavailable)
        } catch {
            logger.warning("no code was sent", metadata: ["error": "\(error)"])
            return CodeSendOutcome(error.code)
        }
    }

    func check(
        _ code: Passcode, of factor: Factor, user: UserID, deadline: ContinuousClock.Instant
    ) async -> CodeCheckOutcome {
        do {
            let answer = try await okta.verify(
                user: user.value, factor: factor.id, passCode: code.digits, deadline: deadline)
            switch answer.factorResult {
            case .success: return .correct
            case .passcodeReplayed: return .reused
            case .timeWindowExceeded: return .expired
            case .failed, .rejected: return .wrong
            default: return report("an unexpected answer to a code", .unavailable)
            }
        } catch {
            logger.info("a code was not accepted", metadata: ["error": "\(error)"])
            return CodeCheckOutcome(error.code)
        }
    }

    func sendPush(with factor: Factor, to user: UserID, deadline: ContinuousClock.Instant) async -> PushSendOutcome {
        do {
            return try await push(factor, user, numberChallenge: numberChallenge != .off, deadline)
        } catch {
            // 400 means that nothing was sent: asking again without the challenge cannot send two pushes.
            guard numberChallenge != .off, error.code == .refusedRequest else { return failure(of: error) }
            guard numberChallenge == .auto else {
                logger.warning("the organisation refuses the number challenge", metadata: ["error": "\(error)"])
                return .challengeRefused
            }
        }
        do {
            return try await push(factor, user, numberChallenge: false, deadline)
        } catch {
            return failure(of: error)
        }
    }

    private func push(
        _ factor: Factor, _ user: UserID, numberChallenge: Bool, _ deadline: ContinuousClock.Instant
    ) async throws(OktaError) -> PushSendOutcome {
        let answer = try await okta.sendPush(
            user: user.value, factor: factor.id, numberChallenge: numberChallenge, deadline: deadline)
        guard answer.factorResult == .waiting, let poll = answer.pollLink else {
            return report("an unexpected answer to a push", .unavailable)
        }
        let transaction = PushTransaction(pollURL: poll, cancelURL: answer.cancelLink, expiresAt: answer.expiresAt)
        return .sent(transaction, number: answer.correctAnswer)
    }

    private func failure(of error: OktaError) -> PushSendOutcome {
        logger.warning("no push was sent", metadata: ["error": "\(error)"])
        return PushSendOutcome(error.code)
    }

    func status(of push: PushTransaction, deadline: ContinuousClock.Instant) async -> PushStatus {
        do {
            let answer = try await okta.poll(link: push.pollURL, deadline: deadline)
            switch answer.factorResult {
            case .waiting, .challenge: return .waiting(number: answer.correctAnswer)
            case .success: return .approved
            case .rejected: return .rejected
            case .timeout, .expired: return .timedOut
            case .cancelled: return .cancelled
            // Only SUCCESS authenticates; whatever Okta invents next is a failure.
            default: return .failed
            }
        } catch {
            logger.info("a push could not be asked about", metadata: ["error": "\(error)"])
            return PushStatus(error.code)
        }
    }

    func cancel(_ push: PushTransaction, deadline: ContinuousClock.Instant) async {
        guard let link = push.cancelURL else { return }
        do {
            try await okta.cancel(link: link, deadline: deadline)
        } catch {
            logger.info("a push could not be cancelled", metadata: ["error": "\(error)"])
        }
    }

    private func report<Outcome>(_ complaint: String, _ outcome: Outcome) -> Outcome {
        logger.warning("\(complaint) from Okta")
        return outcome
    }
}
