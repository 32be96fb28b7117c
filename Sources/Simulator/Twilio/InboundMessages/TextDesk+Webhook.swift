import Foundation

extension TextDesk {
    private static let maximumDocuments = 50

    /// Tells the service of a text and does what it answers; with the fallback URL when that fails.
    func tell(_ number: TwilioNumber, _ exchange: inout TextExchange) async {
        var next: (url: String, method: String)? = (number.sms.url, number.sms.method)
        var extra: [FormField] = []
        var isFallingBack = false
        var count = 0
        while let current = next {
            next = nil
            count += 1
            guard count <= Self.maximumDocuments else {
                exchange.errors.append("14106: more than \(Self.maximumDocuments) documents for one text")
                return
            }
            let request = request(current.url, method: current.method, exchange, extra)
            let reply = await fetcher.fetch(request)
            exchange.webhooks.append(WebhookExchange(request: request, reply: reply))
            switch read(reply) {
            case .success(let document):
                exchange.errors += document.warnings
                next = await carryOut(document, at: current.url, &exchange)
            case .failure(let complaint):
                exchange.errors.append(complaint.description)
                guard !isFallingBack, !number.sms.fallbackURL.isEmpty else { return }
                isFallingBack = true
                extra = [
                    FormField("ErrorCode", String(complaint.code)), FormField("ErrorUrl", current.url),
                ]
                next = (number.sms.fallbackURL, number.sms.fallbackMethod)
            }
        }
    }

    private func request(
        _ url: String, method: String, _ exchange: TextExchange, _ extra: [FormField]
    ) -> WebhookRequest {
        let text = exchange.text
        var fields = [
            FormField("MessageSid", exchange.sid), FormField("SmsSid", exchange.sid),
            FormField("SmsMessageSid", exchange.sid), FormField("AccountSid", account.sid),
            FormField("From", text.from), FormField("To", text.to), FormField("Body", text.body),
            FormField("NumMedia", String(text.media.count)),
            FormField("NumSegments", String(max(1, (text.body.count + 152) / 153))),
            FormField("SmsStatus", "received"), FormField("ApiVersion", "2010-04-01"),
        ]
        for (place, media) in text.media.enumerated() {
            fields.append(FormField("MediaUrl\(place)", media.url))
            fields.append(FormField("MediaContentType\(place)", media.contentType))
        }
        for side in ["From", "To"] {
            for (what, value) in [("City", ""), ("State", ""), ("Zip", ""), ("Country", "US")] {
                fields.append(FormField(side + what, value))
            }
        }
        return WebhookRequest.signed(
            url, method: method, fields: fields + extra, authToken: account.authToken,
            idempotencyToken: "\(random.hex(8))-\(random.hex(4))-\(random.hex(4))-\(random.hex(12))", cookies: [:],
            keepsPort: true)
    }

    private func read(_ reply: WebhookReply) -> Result<MessagingDocument, TwiMLComplaint> {
        guard case .answer(let status, let headers, let body) = reply else {
            guard case .failure(let code, let message) = reply else {
                return .failure(TwiMLComplaint(code: 11_200, message: "no answer"))
            }
            return .failure(TwiMLComplaint(code: code, message: message))
        }
        guard (200..<300).contains(status) else {
            return .failure(TwiMLComplaint(code: 11_200, message: "HTTP status \(status)"))
        }
        guard body.count <= 64 * 1024 else {
            return .failure(TwiMLComplaint(code: 11_750, message: "the answer is larger than 64 KB"))
        }
        let type = headers.first { $0.name.lowercased() == "content-type" }?.value ?? ""
        switch type.prefix(while: { $0 != ";" }).trimmed.lowercased() {
        case "text/xml", "application/xml", "text/html":
            if body.isEmpty { return .success(MessagingDocument(TwiMLElement.empty)) }
            do {
                return .success(MessagingDocument(try TwiMLParser.parse(body)))
            } catch {
                return .failure(error)
            }
        case "text/plain":
            var root = TwiMLElement.empty
            let text = String(decoding: body, as: UTF8.self)
            if !text.isEmpty {
                root.content = [
                    .element(TwiMLElement(name: "Message", attributes: [:], content: [.text(text)], line: 1))
                ]
            }
            return .success(MessagingDocument(root))
        case let other where body.isEmpty && (status == 204 || other.isEmpty):
            return .success(MessagingDocument(TwiMLElement.empty))
        case let other:
            return .failure(TwiMLComplaint(code: 12_300, message: "the answer has the Content-Type '\(other)'"))
        }
    }

    /// Sends what a document says.
    ///
    /// - Returns: Where to go on.
    private func carryOut(
        _ document: MessagingDocument, at base: String, _ exchange: inout TextExchange
    ) async -> (url: String, method: String)? {
        for verb in document.verbs {
            switch verb {
            case .redirect(let url, let method):
                return (resolve(url, at: base), method)
            case .message(let message):
                let text = exchange.text
                let from = message.from ?? text.to
                let to = message.to ?? text.from
                let sent = await deliver(
                    from: from, to: to, body: message.body, media: message.media.map { resolve($0, at: base) },
                    path: text.path, pair: Pair(account: from, other: to))
                exchange.replies.append(sent)
                if let code = sent.errorCode { exchange.errors.append("\(code): the text to \(to) was not sent") }
                await report(sent, message, at: base, &exchange)
            }
        }
        return nil
    }

    private func report(
        _ sent: SentText, _ message: MessagingDocument.Message, at base: String, _ exchange: inout TextExchange
    ) async {
        guard let callback = message.callback else { return }
        // What carriers refuse was sent; what Twilio itself refuses was not.
        let status = sent.errorCode.map { $0 >= 30_000 ? "undelivered" : "failed" } ?? "delivered"
        var fields = [
            FormField("MessageSid", sent.sid), FormField("SmsSid", sent.sid), FormField("MessageStatus", status),
            FormField("SmsStatus", status), FormField("AccountSid", account.sid), FormField("From", sent.from),
            FormField("To", sent.to), FormField("ApiVersion", "2010-04-01"),
        ]
        if let code = sent.errorCode { fields.append(FormField("ErrorCode", String(code))) }
        let request = WebhookRequest.signed(
            resolve(callback, at: base), method: message.callbackMethod, fields: fields,
            authToken: account.authToken, idempotencyToken: random.hex(32), cookies: [:], keepsPort: true)
        let reply = await fetcher.fetch(request)
        exchange.webhooks.append(WebhookExchange(request: request, reply: reply))
    }

    private func resolve(_ reference: String, at base: String) -> String {
        guard !reference.hasPrefix("http://"), !reference.hasPrefix("https://"), let base = URL(string: base) else {
            return reference
        }
        return URL(string: reference, relativeTo: base)?.absoluteString ?? reference
    }
}

extension TwiMLElement {
    /// A document without a verb.
    fileprivate static let empty = TwiMLElement(name: "Response", attributes: [:], line: 1)
}
