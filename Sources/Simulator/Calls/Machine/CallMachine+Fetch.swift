import Foundation

extension CallMachine {
    private static let maximumDocument = 64 * 1024
    private static let maximumHops = 10

    // So many documents in a row without a moment's sound are a loop that will not end.
    private static let maximumSilentDocuments = 50

    /// Asks the service for the next document.
    ///
    /// - Parameters:
    ///   - reference: A URL, relative to that of the current document.
    ///   - method: `POST` or `GET`.
    ///   - fields: What is sent besides the parameters that every request of the call carries.
    mutating func fetch(_ reference: String?, method: String, adding fields: [FormField]) {
        guard let url = resolve(reference) else {
            fail(code: 11100, "'\(reference ?? "")' is not an absolute URL and there is none to resolve it against")
            return
        }
        guard documentsInARow < Self.maximumSilentDocuments else {
            fail(code: 11215, "\(documentsInARow) documents in a row without a sound")
            return
        }
        documentsInARow += 1
        hops = 0
        currentURL = url
        send(url, method: method, fields: parameters + fields)
    }

    /// Tells a URL something without waiting for its answer.
    mutating func tell(_ reference: String, method: String = "POST", fields: [FormField]) {
        guard let url = resolve(reference) else { return }
        effects.append(.tell(build(url, method: method, fields: fields), number: requestNumber))
    }

    private mutating func send(_ url: String, method: String, fields: [FormField]) {
        let request = build(url, method: method, fields: fields)
        activity = .fetching(number: requestNumber)
        effects.append(.fetch(request, number: requestNumber))
    }

    private mutating func build(_ url: String, method: String, fields: [FormField]) -> WebhookRequest {
        requestCount += 1
        let request = WebhookRequest.signed(
            url, method: method, fields: fields, authToken: settings.account.authToken,
            idempotencyToken: "\(random.hex(8))-\(random.hex(4))-\(random.hex(4))-\(random.hex(12))", cookies: cookies)
        exchanges.append(WebhookExchange(request: request))
        return request
    }

    private func resolve(_ reference: String?) -> String? {
        guard let reference, !reference.isEmpty else { return currentURL }
        if reference.hasPrefix("http://") || reference.hasPrefix("https://") { return reference }
        guard let currentURL, let base = URL(string: currentURL),
            let url = URL(string: reference, relativeTo: base)?.absoluteURL, url.host() != nil
        else { return nil }
        return url.absoluteString
    }

    // MARK: Answers

    /// Keeps an answer for those who look later.
    mutating func note(_ reply: WebhookReply, to number: Int) {
        let place = number - requestBase - 1
        guard exchanges.indices.contains(place) else { return }
        exchanges[place].reply = reply
    }

    /// Takes an answer of the service.
    mutating func receive(_ reply: WebhookReply, to number: Int) {
        guard number - requestBase < Self.legStride else {
            receiveOnLeg(reply, to: number)
            return
        }
        note(reply, to: number)
        // What was overtaken, by a redirect for instance, is of no interest any more.
        guard case .fetching(number) = activity else { return }
        switch reply {
        case .failure(let code, let message):
            fail(code: code, message)
        case .answer(let status, let headers, let body):
            keepCookies(headers)
            let location = headers.first { $0.name.lowercased() == "location" }?.value
            switch status {
            case 200..<300: accept(body, headers: headers)
            case 301...303, 307, 308: follow(location)
            default: fail(code: 11200, "HTTP status \(status) from \(currentURL ?? "")")
            }
        }
    }

    /// Goes where an HTTP redirect points; what the caller entered does not travel along.
    private mutating func follow(_ location: String?) {
        guard let location, let url = resolve(location) else {
            fail(code: 11200, "an HTTP redirect without a place to go")
            return
        }
        hops += 1
        guard hops <= Self.maximumHops else {
            fail(code: 11215, "more than \(Self.maximumHops) HTTP redirects")
            return
        }
        currentURL = url
        send(url, method: "GET", fields: parameters)
    }

    private mutating func accept(_ body: [UInt8], headers: [FormField]) {
        guard body.count <= Self.maximumDocument else {
            fail(code: 11750, "the answer has \(body.count) bytes, more than 64 KB")
            return
        }
        let type = headers.first { $0.name.lowercased() == "content-type" }?.value ?? ""
        switch type.prefix(while: { $0 != ";" }).trimmed.lowercased() {
        case "text/xml", "application/xml", "text/html":
            load(body)
        case "text/plain":
            if (try? TwiMLParser.parse(body)) != nil {
                load(body)
            } else {
                let text = String(decoding: body, as: UTF8.self).trimmed
                start([.say(Speech(text: text, duration: .seconds(Double(text.count) * 0.065), loop: 1))])
            }
        case let audio where audio.hasPrefix("audio/"):
            start([.play(Sound(description: "plays \(currentURL ?? "")", duration: .seconds(3), loop: 1)), .hangup])
        case "":
            fail(code: 12300, "the answer has no Content-Type")
        case let other:
            fail(code: 12300, "the answer has the Content-Type \(other)")
        }
    }

    private mutating func keepCookies(_ headers: [FormField]) {
        for header in headers where header.name.lowercased() == "set-cookie" {
            let pair = header.value.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1)
            if pair.count == 2 { cookies[String(pair[0])] = String(pair[1]) }
        }
    }

    /// Does what Twilio does when the service cannot be understood: the fallback URL, or a recorded apology.
    mutating func fail(code: Int, _ message: String) {
        say(.system, "error \(code): \(message)")
        if let fallback = settings.fallbackURL, !isFallingBack {
            isFallingBack = true
            fetch(
                fallback, method: "POST",
                adding: [FormField("ErrorCode", String(code)), FormField("ErrorUrl", currentURL ?? "")])
            return
        }
        say(.bot, "We are sorry, an application error has occurred. Goodbye.")
        end(.applicationError(code))
    }
}
