import Foundation

/// What a person does about a push prompt.
enum PushAnswer: Sendable {
    case approve
    case tap(Int)
    case reject
}

extension OktaOrg {
    func sendPush(
        to device: String, factor: SimulatedFactor, user: SimulatedUser, client: String, wantsNumber: Bool
    ) async throws(OktaFailure) -> Verification {
        if wantsNumber, settings.numberChallenge == .refused {
            throw .validation("useNumberMatchingChallenge", "Number matching is not enabled for this org")
        }
        var hasNumber = wantsNumber
        if case .imposed = settings.numberChallenge { hasNumber = true }
        let numbers = hasNumber ? drawNumbers() : []
        // The identifier has a dot, as Okta's have, so that nobody takes it for a file name with an extension.
        let id = "v2mst." + random.letters(22)
        let prompt = PushPrompt(
            id: id, device: device, numbers: numbers.sorted(), client: client, state: .waiting)
        let transaction = PushTransaction(
            userID: user.id, factor: factor, prompt: prompt, correctAnswer: numbers.first,
            expires: clock.now + settings.pushLifetime)
        transactions[id] = transaction
        transactionOrder.append(id)
        journal.record(.push(userID: user.id, prompt))
        bell.ring()
        await notice(user.id, "push prompt" + (numbers.isEmpty ? "" : ": which of \(list(prompt.numbers))?"))
        return Verification(status: 201, body: waiting(transaction, user: user, isFirst: true))
    }

    /// Tells what became of a push.
    func poll(_ id: String, user userID: String, factor factorID: String) throws(OktaFailure) -> JSON {
        let user = try user(userID)
        expirePrompts()
        guard var transaction = transactions[id], transaction.userID == user.id, transaction.factor.id == factorID
        else {
            throw .notFound(id, "FactorTransaction")
        }
        transaction.polls += 1
        transactions[id] = transaction
        return switch transaction.prompt.state {
        case .waiting: waiting(transaction, user: user, isFirst: false)
        case .approved: ["factorResult": "SUCCESS"]
        case .rejected: ended("REJECTED", transaction, user: user)
        case .timedOut: ended("TIMEOUT", transaction, user: user)
        case .cancelled: ended("CANCELLED", transaction, user: user)
        }
    }

    /// Takes a push back.
    func cancel(_ id: String, user userID: String, factor factorID: String) async throws(OktaFailure) {
        let user = try user(userID)
        expirePrompts()
        guard let transaction = transactions[id], transaction.userID == user.id, transaction.factor.id == factorID
        else {
            throw .notFound(id, "FactorTransaction")
        }
        guard transaction.prompt.state == .waiting else { return }
        settle(id, as: .cancelled)
        await notice(user.id, "push prompt disappears")
    }

    /// The push prompts of a user, oldest first.
    func prompts(of userID: String) -> [PushPrompt] {
        expirePrompts()
        return transactionOrder.compactMap { transactions[$0] }.filter { $0.userID == userID }.map(\.prompt)
    }

    /// Waits for a prompt that asks for an answer.
    func waitingPrompt(of userID: String, within timeout: Duration) async -> PushPrompt? {
        await awaited(bell, within: timeout) { prompts(of: userID).last { $0.state == .waiting } }
    }

    /// Does what a person does on their handset.
    func answer(_ answer: PushAnswer, as userID: String) async throws(ScriptError) {
        guard let prompt = prompts(of: userID).last(where: { $0.state == .waiting }) else {
            throw ScriptError("no push prompt waits on the handset of \(userID)")
        }
        switch answer {
        case .reject:
            settle(prompt.id, as: .rejected)
            await notice(userID, "says no to the push")
        case .approve:
            guard prompt.numbers.isEmpty else {
                throw ScriptError("the push prompt of \(userID) asks which of \(list(prompt.numbers))")
            }
            settle(prompt.id, as: .approved)
            await notice(userID, "says yes to the push")
            await tellApproved(prompt.id)
        case .tap(let number):
            guard prompt.numbers.contains(number) else {
                throw ScriptError("the push prompt of \(userID) does not show \(number): \(list(prompt.numbers))")
            }
            settle(prompt.id, as: transactions[prompt.id]?.correctAnswer == number ? .approved : .rejected)
            await notice(userID, "taps \(number)")
            await tellApproved(prompt.id)
        }
    }

    private func tellApproved(_ id: String) async {
        guard let transaction = transactions[id], transaction.prompt.state == .approved,
            let user = try? user(transaction.userID)
        else { return }
        await tellVerified(transaction.factor, user: user)
    }

    private func settle(_ id: String, as state: PushPrompt.State) {
        guard var transaction = transactions[id] else { return }
        transaction.prompt.state = state
        transactions[id] = transaction
        journal.record(.push(userID: transaction.userID, transaction.prompt))
        bell.ring()
    }

    private func expirePrompts() {
        let now = clock.now
        for (id, transaction) in transactions where transaction.prompt.state == .waiting && transaction.expires <= now {
            settle(id, as: .timedOut)
        }
    }

    /// The right number first, and two others.
    private func drawNumbers() -> [Int] {
        var numbers: [Int] = []
        while numbers.count < 3 {
            let number = random.number(in: 10...99)
            if !numbers.contains(number) { numbers.append(number) }
        }
        return numbers
    }

    private func list(_ numbers: [Int]) -> String { numbers.map(String.init).joined(separator: ", ") }

    private func waiting(_ transaction: PushTransaction, user: SimulatedUser, isFirst: Bool) -> JSON {
        let path = factorPath(user, transaction.factor) + "/transactions/\(transaction.prompt.id)"
        let expires = clock.date.addingTimeInterval((transaction.expires - clock.now).seconds)
        var body: [String: JSON] = [
            "factorResult": "WAITING", "expiresAt": .string(OktaRendering.date(expires)),
            "_links": ["poll": link(path, "GET"), "cancel": link(path, "DELETE")],
        ]
        if !isFirst { body["profile"] = ["credentialId": .string(user.login)] }
        if let answer = transaction.correctAnswer {
            switch settings.numberChallenge {
            case .imposed(let polls) where transaction.polls > polls:
                body["_embedded"] = [
                    "factor": ["_embedded": ["challenge": ["correctAnswer": .integer(answer)]]]
                ]
            case .imposed: break
            case .onRequest, .refused: body["_embedded"] = ["challenge": ["correctAnswer": .integer(answer)]]
            }
        }
        return .object(body)
    }

    private func ended(_ result: String, _ transaction: PushTransaction, user: SimulatedUser) -> JSON {
        [
            "factorResult": .string(result), "profile": ["credentialId": .string(user.login)],
            "_links": [
                "verify": link(factorPath(user, transaction.factor) + "/verify", "POST"),
                "factor": link(factorPath(user, transaction.factor), "GET", "DELETE"),
            ],
        ]
    }
}
