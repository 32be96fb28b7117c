import Foundation

/// Twilio's messages: accepted, delivered to handsets, and reported.
actor TwilioMessages {
    /// A message that Twilio has accepted.
    struct Message: Sendable {
        var sid: String
        var order: TwilioMessageOrder

        /// The sender, once one is chosen.
        var from: String?
        var status: String
        var errorCode: Int?
        var created: Date
        var updated: Date
    }

    let account: TwilioAccount
    let messagingServiceSID: String
    let clock: any SimulationClock
    let random: RandomSource
    let network: PhoneNetwork
    let faults: FaultPlan
    let reporter: TwilioReporter
    let desk: TextDesk
    private(set) var messages: [String: Message] = [:]

    init(
        account: TwilioAccount, messagingServiceSID: String, clock: any SimulationClock, random: RandomSource,
        network: PhoneNetwork, faults: FaultPlan, reporter: TwilioReporter, desk: TextDesk
    ) {
        self.account = account
        self.messagingServiceSID = messagingServiceSID
        self.clock = clock
        self.random = random
        self.network = network
        self.faults = faults
        self.reporter = reporter
        self.desk = desk
    }

    /// Accepts a message, delivers it, and begins to report.
    ///
    /// - Parameters:
    ///   - form: What the request says.
    ///   - path: Its path, by which faults find it.
    /// - Returns: The message as it stands when Twilio answers.
    /// - Throws: What Twilio refuses with.
    func create(_ form: TwilioForm, path: String) async throws(TwilioFailure) -> Message {
        let senders = await desk.registry.owned
        let order = try TwilioMessageOrder(form, senders: senders, messagingServiceSID: messagingServiceSID)
        let sender = order.from ?? account.phoneNumber
        guard await !desk.hasOptedOut(order.to, of: sender) else {
            throw .invalid(21610, "Attempt to send to unsubscribed recipient")
        }
        var message = Message(
            sid: (order.media.isEmpty ? "SM" : "MM") + random.hex(32), order: order, from: order.from,
            status: order.messagingServiceSID == nil ? "queued" : "accepted", created: clock.date, updated: clock.date)
        let statuses: [String]
        switch await faults.takeOutcome(.twilio, path: path) {
        case .rejected(let code):
            message.status = "failed"
            message.errorCode = code.flatMap { Int($0) } ?? 30007
            messages[message.sid] = message
            await reporter.report(message, statuses: ["failed"])
            return message
        case .undelivered(let code):
            message.errorCode = code.flatMap { Int($0) } ?? 30003
            statuses = ["queued", "sent", "undelivered"]
        default:
            message.errorCode = await desk.registry.number(sender)?.refusal(to: order.to)
            if message.errorCode == nil { await carry(order, from: sender) }
            statuses = ["queued", "sent", message.errorCode == nil ? "delivered" : "undelivered"]
        }
        var chosen = message
        chosen.from = sender
        messages[message.sid] = chosen
        let sid = message.sid
        await reporter.report(chosen, statuses: statuses) { status in await self.move(sid, to: status) }
        message.errorCode = nil
        return message
    }

    /// Brings a message to a handset, or to the webhook of a number of the account.
    private func carry(_ order: TwilioMessageOrder, from sender: String) async {
        let text = OutsideText(
            from: sender, to: order.to, body: order.body, media: await desk.known(order.media))
        if await desk.arrive(text) { return }
        await network.deliver(
            PhoneNetwork.Text(
                to: order.to, from: sender, body: order.body, carrier: .twilioSMS, media: order.media))
        await desk.react(to: text)
    }

    /// A message by its SID; its error is known once it has failed.
    func message(_ sid: String) -> Message? {
        guard var message = messages[sid] else { return nil }
        if !["undelivered", "failed"].contains(message.status) { message.errorCode = nil }
        return message
    }

    private func move(_ sid: String, to status: String) {
        let order = ["accepted", "queued", "sent", "delivered", "undelivered"]
        // Reports may come out of order; the message itself does not go back.
        guard let message = messages[sid], let new = order.firstIndex(of: status),
            let current = order.firstIndex(of: message.status), new > current
        else { return }
        messages[sid]?.status = status
        messages[sid]?.updated = clock.date
    }
}
