import HTTPTransport

extension TwilioClient {
    /// Finds one of the account's numbers.
    ///
    /// - Parameters:
    ///   - number: E.164.
    ///   - deadline: When it is no use any more.
    /// - Returns: nil when the account does not have it.
    /// - Throws: ``TwilioError``.
    public func incomingNumber(
        _ number: String, deadline: ContinuousClock.Instant
    ) async throws(TwilioError) -> TwilioNumber? {
        let path = "/IncomingPhoneNumbers.json?PhoneNumber=\(PercentEncoding.encode(number))"
        let page: TwilioNumberPage = try Self.decode(
            try await send("GET", path, operation: "number", deadline: deadline))
        // Twilio finds by parts of a number, too.
        return page.numbers.first { $0.phoneNumber == nil || $0.phoneNumber == number }
    }

    /// Lists the account's numbers, page by page.
    ///
    /// - Parameters:
    ///   - friendlyName: Only numbers of this name; nil for all.
    ///   - pageSize: How many a request brings, up to 1000; 500 keep a page well below what an answer may hold.
    /// - Returns: The pages; nothing is sent until the first is asked for.
    public func numberPages(friendlyName: String? = nil, pageSize: Int = 500) -> TwilioNumberPages {
        var fields = [("PageSize", "\(pageSize)")]
        if let friendlyName { fields.insert(("FriendlyName", friendlyName), at: 0) }
        return TwilioNumberPages(
            client: self, first: "\(account)/IncomingPhoneNumbers.json?\(FormEncoding.encode(fields))")
    }

    /// Finds numbers that can be bought; none of them is reserved.
    ///
    /// - Returns: As many as the search wants at most; none when there are none, or the country has none of the kind.
    /// - Throws: ``TwilioError``.
    public func availableNumbers(
        _ search: TwilioNumberSearch, deadline: ContinuousClock.Instant
    ) async throws(TwilioError) -> [TwilioAvailableNumber] {
        let answer: OutboundResponse
        do {
            answer = try await send("GET", search.path, operation: "available", deadline: deadline)
        } catch {
            guard error.code == .notFound || error.numberRefusal == .noneInArea else { throw error }
            return []
        }
        let page: TwilioAvailablePage = try Self.decode(answer)
        return page.numbers
    }

    /// Buys a number: it costs money every month until it is released.
    ///
    /// - Parameters:
    ///   - number: E.164, one that ``availableNumbers(_:deadline:)`` found.
    ///   - settings: What is set on it from the first moment.
    ///   - deadline: When it is no use any more.
    /// - Returns: The number.
    /// - Throws: ``TwilioError``; when its fate is ``TwilioError/Fate/unknown`` the number may have been bought, and has
    ///   to be looked for before anything else is tried.
    public func buyNumber(
        _ number: String, settings: TwilioNumberSettings, deadline: ContinuousClock.Instant
    ) async throws(TwilioError) -> TwilioNumber {
        let form = FormEncoding.encode([("PhoneNumber", number)] + settings.fields)
        return try Self.decode(
            try await send("POST", "/IncomingPhoneNumbers.json", form: form, operation: "buy", deadline: deadline),
            fate: .unknown)
    }

    /// Changes what is set on a number; doing it again changes nothing.
    ///
    /// - Returns: The number as it is now.
    /// - Throws: ``TwilioError``.
    public func updateNumber(
        sid: String, settings: TwilioNumberSettings, deadline: ContinuousClock.Instant
    ) async throws(TwilioError) -> TwilioNumber {
        let path = "/IncomingPhoneNumbers/\(PercentEncoding.encode(sid)).json"
        let form = FormEncoding.encode(settings.fields)
        return try Self.decode(try await send("POST", path, form: form, operation: "update", deadline: deadline))
    }

    /// Gives a number back; one that is gone already is no error.
    ///
    /// - Throws: ``TwilioError``.
    public func releaseNumber(sid: String, deadline: ContinuousClock.Instant) async throws(TwilioError) {
        let path = "/IncomingPhoneNumbers/\(PercentEncoding.encode(sid)).json"
        do {
            _ = try await send("DELETE", path, operation: "release", deadline: deadline)
        } catch {
            guard error.code == .notFound else { throw error }
        }
    }

    /// Turns a page's link, which is a path, into a URL of the same server.
    ///
    /// - Throws: ``TwilioError/Code/malformed`` when it leads elsewhere: the credentials go along.
    func resolve(_ link: String) throws(TwilioError) -> String {
        if link.hasPrefix("/"), !link.hasPrefix("//") {
            guard let base = SplitURL(baseURL) else { throw TwilioError(.malformed) }
            return "\(base.scheme)://\(base.host)\(base.port.map { ":\($0)" } ?? "")\(link)"
        }
        guard let base = SplitURL(baseURL), let target = SplitURL(link), target.hasSameOrigin(as: base) else {
            throw TwilioError(.malformed)
        }
        return link
    }
}
