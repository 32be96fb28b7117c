extension CallMachine {
    /// The parameters that every request of the call carries.
    var parameters: [FormField] {
        var fields = [
            FormField("AccountSid", settings.account.sid), FormField("ApiVersion", "2010-04-01"),
            FormField("CallSid", sid), FormField("CallStatus", status),
            FormField("Direction", plan.outgoing == nil ? "inbound" : "outbound-api"),
            FormField("From", plan.from), FormField("Caller", plan.from), FormField("To", to), FormField("Called", to),
        ]
        // Much of what Twilio knows of a place is empty, and counts in the signature all the same.
        for side in ["From", "Caller", "To", "Called"] {
            for (what, value) in [("City", ""), ("State", ""), ("Zip", ""), ("Country", "US")] {
                fields.append(FormField(side + what, value))
            }
        }
        if let value = plan.stirVerstat { fields.append(FormField("StirVerstat", value)) }
        if let number = plan.forwardedFrom {
            fields.append(FormField("ForwardedFrom", number))
            fields.append(FormField("CalledVia", number))
        }
        let overridden = Set(plan.parameters.map(\.name))
        return fields.filter { !overridden.contains($0.name) } + plan.parameters
    }

    /// Tells the status callback that the call is over.
    mutating func tellStatus(_ ending: CallEnding) {
        guard let url = plan.outgoing?.statusCallback ?? settings.statusCallbackURL else { return }
        if let outgoing = plan.outgoing, !outgoing.statusEvents.contains(.completed) { return }
        let seconds = Int(ending.duration.seconds.rounded(.up))
        tell(
            url, method: plan.outgoing?.statusMethod ?? "POST",
            fields: parameters + [
                FormField("CallDuration", String(seconds)), FormField("Duration", String((seconds + 59) / 60)),
                FormField("SequenceNumber", "0"), FormField("CallbackSource", "call-progress-events"),
            ])
    }
}

extension WebhookRequest {
    /// A request with Twilio's headers and its signature.
    static func signed(
        _ url: String, method: String, fields: [FormField], authToken: String, idempotencyToken: String,
        cookies: [String: String], keepsPort: Bool = false
    ) -> WebhookRequest {
        let fields = fields.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        let isGet = method == "GET"
        let form = FormEncoding.encode(fields)
        let whole = isGet ? adding(form, to: url) : url
        let signature = TwilioSignature.sign(
            url: TwilioSignature.signedURL(for: whole, keepsPort: keepsPort), fields: isGet ? [] : fields,
            authToken: authToken)
        var headers = [
            FormField("X-Twilio-Signature", signature), FormField("I-Twilio-Idempotency-Token", idempotencyToken),
            FormField("User-Agent", "TwilioProxy/1.1"), FormField("Accept", "*/*"),
            FormField("Cache-Control", "max-age=259200"),
        ]
        if !isGet {
            headers.append(FormField("Content-Type", "application/x-www-form-urlencoded; charset=utf-8"))
        }
        if !cookies.isEmpty {
            let pairs = cookies.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            headers.append(FormField("Cookie", pairs.joined(separator: "; ")))
        }
        return WebhookRequest(method: method, url: whole, headers: headers, fields: fields, body: isGet ? "" : form)
    }

    private static func adding(_ query: String, to url: String) -> String {
        let parts = url.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
        let address = parts[0] + (parts[0].contains("?") ? "&" : "?") + query
        return String(address) + (parts.count > 1 ? "#\(parts[1])" : "")
    }
}
