public import Foundation
import HTTPTransport

/// What a number costs a month.
public struct TwilioNumberPrice: Sendable, Equatable {
    /// The amount in the currency's main unit.
    public let amount: Decimal
    /// ISO 4217, upper case.
    public let currency: String

    /// Makes a price.
    public init(amount: Decimal, currency: String) {
        self.amount = amount
        self.currency = currency
    }
}

extension TwilioClient {
    /// Reads what a number of a country costs a month for this account
    /// (https://www.twilio.com/docs/phone-numbers/pricing).
    ///
    /// - Parameters:
    ///   - country: The country, `US`.
    ///   - kind: Local or mobile numbers.
    ///   - deadline: When it is no use any more.
    /// - Returns: nil when Twilio names no price for the kind.
    /// - Throws: ``TwilioError``.
    public func monthlyPrice(
        country: String, kind: TwilioNumberSearch.Kind = .local, deadline: ContinuousClock.Instant
    ) async throws(TwilioError) -> TwilioNumberPrice? {
        struct Answer: Decodable {
            struct Price: Decodable {
                let number_type: String
                let current_price: Amount
            }
            let phone_number_prices: [Price]?
            let price_unit: String?
        }
        let url = "\(pricingURL)/v1/PhoneNumbers/Countries/\(PercentEncoding.encode(country))"
        let answer: Answer = try Self.decode(
            try await send("GET", url: url, operation: "price", deadline: deadline))
        let price = answer.phone_number_prices?.first { $0.number_type.lowercased() == kind.rawValue.lowercased() }
        guard let amount = price?.current_price.value, let currency = answer.price_unit else { return nil }
        return TwilioNumberPrice(amount: amount, currency: currency.uppercased())
    }

    /// Prices have a host of their own at Twilio; a stand-in has them beside the rest.
    private var pricingURL: String {
        guard let base = SplitURL(baseURL), base.host.hasSuffix(".twilio.com") else { return baseURL }
        return "https://pricing.twilio.com"
    }
}

/// An amount as Twilio writes it: a text in what it answers, a number in what it documents.
private struct Amount: Decodable {
    let value: Decimal?

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        value =
            (try? container.decode(String.self)).flatMap {
                Decimal(string: $0, locale: Locale(identifier: "en_US_POSIX"))
            }
            ?? (try? container.decode(Decimal.self))
    }
}
