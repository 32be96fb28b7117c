import CallFlow
import Foundation
import HTTPTransport
import Texts
import Logging

/// Reads accounts from the internal API behind the account menu (`ACCOUNT_API_URL`).
struct HTTPAccountDirectory: AccountDirectory {
    let baseURL: String
    let transport: any HTTPTransport
    let logger: Logger

    /// The API's answer: `{"balance":"200.00","currency":"USD","due":"2026-05-08"}`, each field optional.
    private struct Account: Decodable {
        let balance: Amount?
        let currency: String?
        let due: String?

        /// A decimal number, as a string or as a number.
        struct Amount: Decodable {
            let value: Decimal

            init(from decoder: any Decoder) throws {
                let container = try decoder.singleValueContainer()
                if let text = try? container.decode(String.self) {
                    // `Decimal` reads as far as it can, and takes `1,234.56` for one.
                    guard text.wholeMatch(of: /-?[0-9]{1,15}(\.[0-9]{1,6})?/) != nil,
                        let value = Decimal(string: text, locale: Locale(identifier: "en_US_POSIX"))
                    else {
                        throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a decimal number")
                    }
                    self.value = value
                } else {
                    value = try container.decode(Decimal.self)
                }
            }
        }
    }

    func summary(
        of user: UserID, token: String, language: String, deadline: ContinuousClock.Instant
    ) async -> AccountSummary? {
        let path = PercentEncoding.encode(user.value)
        var headers = OutboundHeaders()
        headers["Authorization"] = "Bearer \(token)"
        headers["Accept"] = "application/json"
        let request = OutboundRequest(
            method: "GET", url: "\(baseURL)/users/\(path)", headers: headers, body: nil, upstream: "account",
            operation: "account")
        do {
            let answer = try await transport.send(request, deadline: deadline)
            guard answer.status == 200 else {
                logger.warning("the account API refused", metadata: ["status": "\(answer.status)"])
                return nil
            }
            let account = try JSONDecoder().decode(Account.self, from: Data(answer.body))
            return summary(of: account, locale: Locale(identifier: language))
        } catch let error as TransportError {
            logger.warning("the account API did not answer", metadata: ["error": "\(error)"])
        } catch {
            logger.warning("the account API's answer makes no sense")
        }
        return nil
    }

    /// Reads `2026-05-08`; nil for what is no day of the calendar.
    private static func day(_ text: String) -> Date? {
        guard text.wholeMatch(of: /[0-9]{4}-[0-9]{2}-[0-9]{2}/) != nil else { return nil }
        // The 30th of February is read as another day.
        return ISO8601.date("\(text)T00:00:00.000Z").flatMap { ISO8601.text($0).hasPrefix(text) ? $0 : nil }
    }

    private func summary(of account: Account, locale: Locale) -> AccountSummary {
        let balance = account.balance.map { amount in
            guard let code = account.currency, code.count == 3 else {
                return amount.value.formatted(.number.locale(locale).precision(.fractionLength(2)))
            }
            return amount.value.formatted(.currency(code: code).locale(locale))
        }
        // Voices read a written-out date well in every language.
        let due = account.due.flatMap(Self.day).map {
            var style = Date.FormatStyle(date: .long, time: .omitted, locale: locale)
            style.timeZone = .gmt
            return $0.formatted(style)
        }
        return AccountSummary(balance: balance, due: due)
    }
}

/// Stands where no account API is set: nothing can be read.
struct NoAccounts: AccountDirectory {
    func summary(
        of user: UserID, token: String, language: String, deadline: ContinuousClock.Instant
    ) async -> AccountSummary? { nil }
}
