import Hummingbird

/// The routes for numbers: those that the account owns, those for sale, and what they cost.
struct NumberRoutes {
    let account: TwilioAccount
    let registry: NumberRegistry

    private var base: String { "/2010-04-01/Accounts/\(account.sid)" }

    /// Adds the routes to those of the REST API.
    func add(to router: Router<SimulatorContext>) {
        router.get("2010-04-01/Accounts/:account/IncomingPhoneNumbers.json") { request, context in
            try TwilioRequest.check(context, account)
            return try await list(request)
        }
        router.post("2010-04-01/Accounts/:account/IncomingPhoneNumbers.json") { request, context in
            try TwilioRequest.check(context, account)
            let bought = try await buy(try await TwilioRequest.form(request))
            return Response.json(NumberRendering.owned(bought, account: account.sid), status: 201)
        }
        router.get("2010-04-01/Accounts/:account/IncomingPhoneNumbers/{number}.json") { request, context in
            try TwilioRequest.check(context, account)
            return Response.json(NumberRendering.owned(try await number(request, context), account: account.sid))
        }
        router.post("2010-04-01/Accounts/:account/IncomingPhoneNumbers/{number}.json") { request, context in
            try TwilioRequest.check(context, account)
            let number = try await number(request, context)
            let changed = try NumberForm(fields: try await TwilioRequest.form(request)).apply(to: number)
            await registry.put(changed)
            return Response.json(NumberRendering.owned(changed, account: account.sid))
        }
        router.delete("2010-04-01/Accounts/:account/IncomingPhoneNumbers/{number}.json") { request, context in
            try TwilioRequest.check(context, account)
            _ = await registry.remove(try await number(request, context).sid)
            return Response(status: .noContent)
        }
        router.get("2010-04-01/Accounts/:account/AvailablePhoneNumbers/:country/{kind}.json") { request, context in
            try TwilioRequest.check(context, account)
            return try await offers(request, country: context.part("country"), kind: context.part("kind"))
        }
        router.get("v1/PhoneNumbers/Countries/:country") { request, context in
            try prices(request, country: context.part("country"))
        }
    }

    private func number(_ request: Request, _ context: SimulatorContext) async throws -> TwilioNumber {
        guard let number = await registry.resource(context.part("number")) else {
            throw TwilioFailure.notFound(request.rawPath)
        }
        return number
    }

    // MARK: Lists

    private func list(_ request: Request) async throws -> Response {
        let query = FormEncoding.decode(request.rawQuery ?? "") ?? []
        let size = try TwilioRequest.pageSize(query)
        let place = query["Page"].flatMap { Int($0) } ?? 0
        guard place == 0 || query["PageToken"] != nil || place * size < 10_000,
            let page = await registry.page(
                phoneNumber: query["PhoneNumber"], friendlyName: query["FriendlyName"], size: size,
                token: query["PageToken"], page: place)
        else { throw TwilioFailure.invalid(20006, "Invalid Page Token") }
        func uri(_ extra: [FormField]) -> JSON {
            let filters = query.filter { ["PhoneNumber", "FriendlyName"].contains($0.name) }
            let all = filters + [FormField("PageSize", String(size))] + extra
            return .string("\(base)/IncomingPhoneNumbers.json?\(FormEncoding.encode(all))")
        }
        return .json([
            "incoming_phone_numbers": .array(page.numbers.map { NumberRendering.owned($0, account: account.sid) }),
            "page": .integer(place), "page_size": .integer(size), "start": .integer(page.start),
            "end": .integer(page.start + max(page.numbers.count, 1) - 1),
            "first_page_uri": uri([FormField("Page", "0")]), "uri": uri([FormField("Page", String(place))]),
            "previous_page_uri": place == 0 ? nil : uri([FormField("Page", String(place - 1))]),
            "next_page_uri": page.nextToken.map {
                uri([FormField("Page", String(place + 1)), FormField("PageToken", $0)])
            } ?? nil,
        ])
    }

    private func offers(_ request: Request, country: String, kind name: String) async throws -> Response {
        guard let kinds = NumberMarket.kinds(in: country), let kind = NumberMarket.Kind(rawValue: name),
            kinds.contains(kind)
        else { throw TwilioFailure.notFound(request.rawPath) }
        let query = FormEncoding.decode(request.rawQuery ?? "") ?? []
        let areaCode = query["AreaCode"]
        if let areaCode, !NumberMarket.isAreaCode(areaCode) {
            throw TwilioFailure.invalid(21451, "Invalid area code: \(areaCode)")
        }
        let contains = query["Contains"]
        if let contains,
            !(2...16).contains(contains.count) || !contains.allSatisfy({ "+0123456789*".contains($0) })
        {
            throw TwilioFailure.invalid(20001, "Contains must be 2 to 16 digits and asterisks: \(contains)")
        }
        let isRefused = ["SmsEnabled", "VoiceEnabled", "MmsEnabled"].contains { query[$0]?.lowercased() == "false" }
        let found =
            isRefused || query["FaxEnabled"]?.lowercased() == "true"
            ? []
            : await registry.offers(
                in: country, kind: kind, areaCode: areaCode, contains: contains,
                size: try TwilioRequest.pageSize(query))
        let market = registry.market
        return .json([
            "available_phone_numbers": .array(
                found.map { NumberRendering.offer($0, country: country, market: market) }),
            "uri": .string(request.rawPath + (request.rawQuery.map { "?\($0)" } ?? "")),
        ])
    }

    private func prices(_ request: Request, country: String) throws -> Response {
        guard let kinds = NumberMarket.kinds(in: country) else { throw TwilioFailure.notFound(request.rawPath) }
        let prices: [(NumberMarket.Kind, String, String)] = [
            (.local, "local", "1.15"), (.tollFree, "toll free", "2.15"), (.mobile, "mobile", "3.00"),
        ]
        return .json([
            "country": .string(country), "iso_country": .string(country), "price_unit": "USD",
            "url": .string("https://pricing.twilio.com/v1/PhoneNumbers/Countries/\(country)"),
            "phone_number_prices": .array(
                prices.filter { kinds.contains($0.0) }.map {
                    ["number_type": .string($0.1), "base_price": .string($0.2), "current_price": .string($0.2)]
                }),
        ])
    }

    // MARK: Buying

    private func buy(_ fields: [FormField]) async throws -> TwilioNumber {
        let phoneNumber: String
        if let wanted = fields["PhoneNumber"] {
            guard wanted.hasPrefix("+"), wanted != "+15005550001", (9...16).contains(wanted.count),
                wanted.dropFirst().allSatisfy({ $0.isASCII && $0.isNumber })
            else { throw TwilioFailure.invalid(21421, "PhoneNumber is invalid: \(wanted)") }
            phoneNumber = wanted
        } else if let areaCode = fields["AreaCode"] {
            guard NumberMarket.isAreaCode(areaCode) else {
                throw TwilioFailure.invalid(21451, "Invalid area code: \(areaCode)")
            }
            let offers = await registry.offers(
                in: "US", kind: .local, areaCode: areaCode, contains: nil, size: 1)
            guard let offer = offers.first else {
                throw TwilioFailure.invalid(21452, "No phone numbers found in area code \(areaCode)")
            }
            phoneNumber = offer
        } else {
            throw TwilioFailure.invalid(21421, "PhoneNumber or AreaCode is required.")
        }
        let number = try NumberForm(fields: fields).apply(
            to: TwilioNumber(phoneNumber: phoneNumber, friendlyName: NumberRendering.friendly(phoneNumber)))
        try await checkRegulations(phoneNumber, fields)
        return try await registry.buy(number)
    }

    private func checkRegulations(_ phoneNumber: String, _ fields: [FormField]) async throws {
        let market = registry.market
        guard let country = NumberMarket.country(of: phoneNumber) else { return }
        if market.countriesWithAddress.contains(country), fields["AddressSid"] == nil {
            throw TwilioFailure.invalid(
                21631, "Phone Number Requires an Address but the 'AddressSid' parameter was empty.")
        }
        if market.countriesWithLocalAddress.contains(country), fields["AddressSid"] == nil {
            throw TwilioFailure.invalid(
                21615, "Phone Number Requires a Local Address but the 'AddressSid' parameter was empty.")
        }
        if market.countriesWithBundle.contains(country), fields["BundleSid"] == nil {
            throw TwilioFailure.invalid(21649, "Bundle required: the 'BundleSid' parameter was empty.")
        }
    }
}

/// What the routes of Twilio's REST API have in common.
enum TwilioRequest {
    /// Checks that the account in a path is the one that asks.
    static func check(_ context: SimulatorContext, _ account: TwilioAccount) throws(TwilioFailure) {
        let sid = context.part("account")
        guard sid == account.sid else { throw .notFound("/2010-04-01/Accounts/\(sid).json") }
    }

    /// The fields of a form body.
    static func form(_ request: Request) async throws -> [FormField] {
        let type = request.headers[.contentType]?.lowercased() ?? ""
        let bytes = try await request.bytes()
        guard type.hasPrefix("application/x-www-form-urlencoded") || bytes.isEmpty,
            let fields = FormEncoding.decode(String(decoding: bytes, as: UTF8.self))
        else { throw TwilioFailure.invalid(20001, "The request body is not a form.") }
        return fields
    }

    /// The size of a page: 50 unless it is said, 1000 at most.
    static func pageSize(_ query: [FormField]) throws(TwilioFailure) -> Int {
        guard let text = query["PageSize"] else { return 50 }
        guard let size = Int(text), size > 0 else { throw .invalid(20001, "PageSize is not valid: \(text)") }
        return min(size, 1000)
    }
}
