/// Whose handset a number is: an employee's, or that of somebody outside who is known by the number alone.
struct NumberHandsets: Sendable {
    let rack: HandsetRack

    /// The Okta identifier of the employee who has a number as their mobile.
    let owner: @Sendable (_ number: String) async -> String?

    /// Delivers a text to the handset of a number.
    func deliver(from: String, to: String, body: String, media: [String]) async {
        await rack.deliver(
            text: body, code: nil, to: to, userID: await owner(to) ?? to, from: from, carrier: .twilioSMS,
            media: media)
    }

    /// The texts on the handset of a number that were sent to that number, oldest first.
    func messages(of number: String) async -> [HandsetMessage] {
        await rack.messages(of: await owner(number) ?? number).filter { $0.to == number }
    }

    /// Waits for a text.
    func message(
        to number: String, within timeout: Duration, where isMeant: (HandsetMessage) -> Bool
    ) async -> HandsetMessage? {
        await awaited(rack.bell, within: timeout) { await messages(of: number).first(where: isMeant) }
    }
}
