import Foundation
import HTTPTransport
import Synchronization
import TwilioAPI

/// Okta and Twilio in memory, as far as numbers are concerned, with faults on demand.
final class FakeWorld: HTTPTransport {
    static let org = "https://acme.okta.example"
    static let api = "https://api.example"
    static let account = "/2010-04-01/Accounts/AC1"

    struct Person: Sendable {
        var status = "ACTIVE"
        var profile: [String: String]
    }

    struct State: Sendable {
        var people: [String: Person] = [:]
        /// What searches find of somebody, where they lag behind.
        var indexed: [String: Person] = [:]
        /// What is in the profile, in the order of ids.
        var order: [String] = []
        var numbers: [[String: String]] = []
        var stock: [String] = []
        var serial = 0
        var requests: [OutboundRequest] = []
        var purchases = 0
        /// Numbers that are found and cannot be bought.
        var taken: Set<String> = []
        /// What every purchase is refused with.
        var refusal: Int?
        /// Says what happens to a request, by its number from 1.
        var fault: (@Sendable (Int, OutboundRequest) -> Fault?)?
        /// Changes the world in the moment of a request.
        var meanwhile: (@Sendable (inout State, OutboundRequest) -> Void)?
    }

    enum Fault: Sendable {
        /// Nothing arrives.
        case unsent
        /// It is done, and the connection is cut before the answer.
        case cut
        /// It is not done.
        case status(Int, headers: [(String, String)] = [])
        /// It is done, and the answer is a failure.
        case failedAfterwards(Int)
    }

    let state = Mutex(State())

    var requests: [OutboundRequest] { state.withLock(\.requests) }

    func send(
        _ request: OutboundRequest, deadline: ContinuousClock.Instant
    ) async throws(TransportError) -> OutboundResponse {
        let result: Result<OutboundResponse, TransportError> = state.withLock { state in
            state.requests.append(request)
            state.meanwhile?(&state, request)
            let answer = { (state: inout State) in FakeWorld.answer(request, &state) }
            switch state.fault?(state.requests.count, request) {
            case nil: return .success(answer(&state))
            case .unsent: return .failure(TransportError(.connect, "nobody is there"))
            case .cut:
                _ = answer(&state)
                return .failure(TransportError(.interrupted, "cut"))
            case .status(let status, let headers): return .success(.json("{}", status: status, headers: headers))
            case .failedAfterwards(let status):
                _ = answer(&state)
                return .success(.json(#"{"code":20500}"#, status: status))
            }
        }
        return try result.get()
    }

    // MARK: The world

    func add(_ id: String, mobile: String? = "+14155550001", primary: String? = nil, status: String = "ACTIVE") {
        state.withLock { state in
            var profile = ["login": "\(id)@example.com"]
            profile["mobilePhone"] = mobile
            profile["primaryPhone"] = primary
            if state.people[id] == nil { state.order.append(id) }
            state.people[id] = Person(status: status, profile: profile)
        }
    }

    func own(_ number: String, name: String? = nil, voice: String? = nil, sms: String? = nil) {
        state.withLock { state in
            state.serial += 1
            state.numbers.append([
                "sid": "PN\(state.serial)", "phone_number": number, "friendly_name": name ?? number,
                "voice_url": voice ?? "", "sms_url": sms ?? "", "voice_method": "POST", "sms_method": "POST",
            ])
        }
    }

    func stock(_ count: Int, from first: Int = 4_155_551_000) {
        state.withLock { $0.stock = (0..<count).map { "+1\(first + $0)" } }
    }

    func primary(of id: String) -> String? { state.withLock { $0.people[id]?.profile["primaryPhone"] } }

    func names() -> [String] { state.withLock { $0.numbers.compactMap { $0["friendly_name"] } } }
}

// MARK: - Answers

extension FakeWorld {
    private static func answer(_ request: OutboundRequest, _ state: inout State) -> OutboundResponse {
        guard let url = URLComponents(string: request.url) else { return .json("{}", status: 400) }
        var query: [String: String] = [:]
        for item in url.queryItems ?? [] { query[item.name] = item.value }
        if request.url.hasPrefix(org) { return okta(request, url.path, query, &state) }
        return twilio(request, String(url.path.dropFirst(account.count)), query, &state)
    }

    private static func okta(
        _ request: OutboundRequest, _ path: String, _ query: [String: String], _ state: inout State
    ) -> OutboundResponse {
        let id = path.split(separator: "/").dropFirst(3).first.map(String.init)
        if let id {
            guard state.people[id] != nil else { return .json(#"{"errorCode":"E0000007"}"#, status: 404) }
            if request.method == "POST" {
                let body = try? JSONSerialization.jsonObject(with: Data(request.body ?? [])) as? [String: Any]
                for (name, value) in (body?["profile"] as? [String: Any]) ?? [:] {
                    state.people[id]?.profile[name] = value as? String
                }
            }
            return json(user(id, state))
        }
        let search = query["search"] ?? ""
        let found = state.order.filter { matches(search, $0, state) }
        let from = Int(query["after"] ?? "") ?? 0
        let limit = Int(query["limit"] ?? "") ?? 200
        let page = found.dropFirst(from).prefix(limit)
        var headers: [(String, String)] = []
        if from + limit < found.count {
            let text = search.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
            headers = [
                ("Link", "<\(org)/api/v1/users?search=\(text)&limit=\(limit)&after=\(from + limit)>; rel=\"next\"")
            ]
        }
        return json(page.map { user($0, state, isFound: true) }, headers: headers)
    }

    private static func matches(_ search: String, _ id: String, _ state: State) -> Bool {
        guard let person = state.indexed[id] ?? state.people[id] else { return false }
        return search.components(separatedBy: " or ").contains { term in
            let parts = term.split(separator: " ", maxSplits: 2).map(String.init)
            let value = parts[2].trimmingCharacters(in: ["\""])
            if parts[0] == "status" { return person.status == value }
            return person.profile[String(parts[0].dropFirst("profile.".count))] == value
        }
    }

    private static func user(_ id: String, _ state: State, isFound: Bool = false) -> [String: Any] {
        let person = (isFound ? state.indexed[id] : nil) ?? state.people[id]
        return ["id": id, "status": person?.status ?? "", "profile": person?.profile ?? [:]]
    }

    private static func twilio(
        _ request: OutboundRequest, _ path: String, _ query: [String: String], _ state: inout State
    ) -> OutboundResponse {
        if path.hasPrefix("/AvailablePhoneNumbers") {
            let area = query["AreaCode"].map { "+1\($0)" } ?? "+"
            let found = state.stock.filter { $0.hasPrefix(area) }.prefix(Int(query["PageSize"] ?? "") ?? 30)
            return json(["available_phone_numbers": found.map { ["phone_number": $0, "address_requirements": "none"] }])
        }
        let fields = FormFields(decoding: request.body ?? [])
        let sid = path.split(separator: "/").dropFirst().first?.split(separator: ".").first.map(String.init)
        switch (request.method, sid) {
        case ("GET", _): return list(path, query, state)
        case ("POST", nil): return buy(fields, &state)
        case ("POST", let sid?):
            guard let index = state.numbers.firstIndex(where: { $0["sid"] == sid }) else { return missing }
            for (name, value) in fields.fields { state.numbers[index][snake(name)] = value }
            return json(state.numbers[index])
        case ("DELETE", let sid?):
            guard let index = state.numbers.firstIndex(where: { $0["sid"] == sid }) else { return missing }
            state.numbers.remove(at: index)
            return OutboundResponse(status: 204)
        default: return missing
        }
    }

    private static func list(_ path: String, _ query: [String: String], _ state: State) -> OutboundResponse {
        let found = state.numbers.filter { number in
            (query["FriendlyName"] ?? number["friendly_name"]) == number["friendly_name"]
                && (query["PhoneNumber"] ?? number["phone_number"]) == number["phone_number"]
        }
        let size = Int(query["PageSize"] ?? "") ?? 50
        let from = (Int(query["Page"] ?? "") ?? 0) * size
        var page: [String: Any] = ["incoming_phone_numbers": Array(found.dropFirst(from).prefix(size))]
        if from + size < found.count {
            page["next_page_uri"] = "\(account)/IncomingPhoneNumbers.json?PageSize=\(size)&Page=\(from / size + 1)"
        }
        return json(page)
    }

    private static func buy(_ fields: FormFields, _ state: inout State) -> OutboundResponse {
        if let refusal = state.refusal { return .json(#"{"code":\#(refusal)}"#, status: 400) }
        guard let number = fields["PhoneNumber"], let index = state.stock.firstIndex(of: number),
            !state.taken.contains(number)
        else { return .json(#"{"code":21422}"#, status: 400) }
        state.stock.remove(at: index)
        state.serial += 1
        state.purchases += 1
        var bought = ["sid": "PN\(state.serial)"]
        for (name, value) in fields.fields { bought[snake(name)] = value }
        state.numbers.append(bought)
        return json(bought, status: 201)
    }

    private static let missing = OutboundResponse.json(#"{"code":20404}"#, status: 404)

    /// `VoiceUrl` as the answer writes it: `voice_url`.
    private static func snake(_ name: String) -> String {
        name.reduce(into: "") { $0 += $1.isUppercase && !$0.isEmpty ? "_\($1.lowercased())" : $1.lowercased() }
    }

    private static func json(_ value: Any, status: Int = 200, headers: [(String, String)] = []) -> OutboundResponse {
        let data = (try? JSONSerialization.data(withJSONObject: value)) ?? Data()
        return .json(String(decoding: data, as: UTF8.self), status: status, headers: headers)
    }
}
