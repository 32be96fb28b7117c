import Foundation

/// Resources as Twilio writes them.
enum TwilioRendering {
    /// A date in RFC 2822, `Fri, 18 Oct 2019 17:02:00 +0000`.
    static func date(_ date: Date) -> String {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(secondsFromGMT: 0)
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss Z"
        return formatter.string(from: date)
    }

    /// The account.
    static func account(_ account: TwilioAccount) -> JSON {
        [
            "sid": .string(account.sid), "owner_account_sid": .string(account.sid), "status": "active", "type": "Full",
            "friendly_name": "Simulated account", "date_created": "Wed, 01 Jan 2025 00:00:00 +0000",
            "date_updated": "Wed, 01 Jan 2025 00:00:00 +0000",
            "uri": .string("/2010-04-01/Accounts/\(account.sid).json"),
        ]
    }

    /// A simulated call.
    static func call(_ call: SimulatedCall, account: TwilioAccount) async -> JSON {
        let ending = await call.ending
        return TwilioRendering.call(
            sid: call.sid, account: account, from: call.from, to: call.to, status: await call.status,
            direction: call.carrier == nil ? "inbound" : "outbound-api", duration: ending?.duration)
    }

    /// A call by what is known of it.
    static func call(
        sid: String, account: TwilioAccount, from: String, to: String, status: String, direction: String,
        duration: Duration?
    ) -> JSON {
        let uri = "/2010-04-01/Accounts/\(account.sid)/Calls/\(sid)"
        return [
            "sid": .string(sid), "account_sid": .string(account.sid), "api_version": "2010-04-01",
            "from": .string(from), "from_formatted": .string(from), "to": .string(to), "to_formatted": .string(to),
            "status": .string(status), "direction": .string(direction), "answered_by": nil, "caller_name": nil,
            "duration": .optional(duration.map { String(Int($0.seconds.rounded(.up))) }),
            "date_created": .string(date(Date())), "date_updated": .string(date(Date())), "start_time": nil,
            "end_time": nil, "forwarded_from": nil, "group_sid": nil, "parent_call_sid": nil, "phone_number_sid": nil,
            "price": nil, "price_unit": "USD", "queue_time": "0", "trunk_sid": nil,
            "uri": .string("\(uri).json"),
            "subresource_uris": ["recordings": .string("\(uri)/Recordings.json")],
        ]
    }
}
