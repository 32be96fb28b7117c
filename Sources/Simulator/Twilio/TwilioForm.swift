import Foundation
import Hummingbird

/// A form that Twilio was sent; parameters that are empty count as missing, as at Twilio.
struct TwilioForm: Sendable {
    let fields: [FormField]

    init(_ fields: [FormField]) {
        self.fields = fields
    }

    /// Reads the body of a request.
    ///
    /// - Throws: ``TwilioFailure`` when it is no form.
    init(_ request: Request) async throws {
        let type = request.headers[.contentType]?.lowercased() ?? ""
        let bytes = try await request.bytes()
        guard type.hasPrefix("application/x-www-form-urlencoded") || bytes.isEmpty,
            let fields = FormEncoding.decode(String(decoding: bytes, as: UTF8.self))
        else { throw TwilioFailure.invalid(20001, "The request body is not a form.") }
        self.fields = fields
    }

    subscript(name: String) -> String? { fields[name].flatMap { $0.isEmpty ? nil : $0 } }

    /// Every value of a parameter that may be repeated.
    func all(_ name: String) -> [String] { fields.filter { $0.name == name && !$0.value.isEmpty }.map(\.value) }

    /// An absolute URL.
    ///
    /// - Throws: ``TwilioFailure`` with a code when it is none.
    func url(_ name: String, code: Int) throws(TwilioFailure) -> String? {
        guard let url = self[name] else { return nil }
        guard url.hasPrefix("http://") || url.hasPrefix("https://"), URL(string: url)?.host() != nil else {
            throw .invalid(code, "\(name) is not a valid URL: \(url)")
        }
        return url
    }

    /// `GET` or `POST`.
    func method(_ name: String) throws(TwilioFailure) -> String {
        let method = self[name]?.uppercased() ?? "POST"
        guard ["GET", "POST"].contains(method) else {
            throw .invalid(21206, "\(name) is not valid: \(method)")
        }
        return method
    }

    /// A whole number within bounds.
    func number(_ name: String, in range: ClosedRange<Int>) throws(TwilioFailure) -> Int? {
        guard let text = self[name] else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw .invalid(20001, "\(name) must be from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }
}

extension String {
    /// Whether it is a number in E.164 that could exist.
    var isE164: Bool {
        hasPrefix("+") && (8...16).contains(utf8.count) && dropFirst().allSatisfy { $0.isASCII && $0.isNumber }
            && dropFirst().first != "0"
    }

    /// Whether it is made of a prefix and as many hexadecimal digits as Twilio's identifiers have.
    func isSID(_ prefix: String) -> Bool {
        hasPrefix(prefix) && count == 34 && dropFirst(2).allSatisfy { $0.isHexDigit && !$0.isUppercase }
    }
}
