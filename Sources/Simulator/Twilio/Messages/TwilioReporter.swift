/// Tells status callbacks what became of messages, signed as Twilio signs.
struct TwilioReporter: Sendable {
    let account: TwilioAccount
    let clock: any SimulationClock
    let random: RandomSource
    let fetcher: any WebhookFetcher
    let errands: Errands
    let habits: @Sendable () -> ReportHabits

    /// Sends the reports of a message, one after the other, later than the answer in hand.
    ///
    /// - Parameters:
    ///   - message: The message.
    ///   - statuses: What is reported, in order.
    ///   - reached: Called as each status is reached.
    func report(
        _ message: TwilioMessages.Message, statuses: [String],
        reached: @escaping @Sendable (String) async -> Void = { _ in }
    ) async {
        await errands.run {
            let habits = habits()
            for status in habits.arranged(statuses) {
                try? await clock.sleep(until: clock.now + habits.delay)
                guard !Task.isCancelled else { return }
                await reached(status)
                guard let url = message.order.statusCallback else { continue }
                _ = await fetcher.fetch(request(url, message, status: status))
            }
        }
    }

    private func request(_ url: String, _ message: TwilioMessages.Message, status: String) -> WebhookRequest {
        var fields = [
            FormField("AccountSid", account.sid), FormField("ApiVersion", "2010-04-01"),
            FormField("From", message.from ?? ""), FormField("To", message.order.to),
            FormField("MessageSid", message.sid), FormField("SmsSid", message.sid),
            FormField("MessageStatus", status), FormField("SmsStatus", status),
        ]
        if let sid = message.order.messagingServiceSID { fields.append(FormField("MessagingServiceSid", sid)) }
        if ["undelivered", "failed"].contains(status), let code = message.errorCode {
            fields.append(FormField("ErrorCode", String(code)))
        }
        return WebhookRequest.signed(
            url, method: "POST", fields: fields, authToken: account.authToken,
            idempotencyToken: "\(random.hex(8))-\(random.hex(4))-\(random.hex(4))-\(random.hex(12))", cookies: [:],
            keepsPort: true)
    }
}
