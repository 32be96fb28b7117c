/// The mobile networks: what vendors hand over reaches the handset that has the number.
struct PhoneNetwork: Sendable {
    /// A text message on its way.
    struct Text: Sendable {
        var to: String
        var from: String
        var body: String
        var carrier: Carrier
        var media: [String] = []
    }

    let org: OktaOrg
    let handsets: HandsetRack
    let engine: CallEngine

    /// Delivers a text message.
    func deliver(_ text: Text) async {
        await handsets.deliver(
            text: text.body, code: Self.code(in: text.body), to: text.to, userID: await owner(of: text.to),
            from: text.from, carrier: text.carrier, media: text.media)
    }

    /// Makes a handset ring.
    @discardableResult
    func ring(_ plan: CallPlan, fetcher: (any WebhookFetcher)? = nil) async -> SimulatedCall {
        let call = await engine.place(plan, fetcher: fetcher)
        if let number = plan.to, let carrier = plan.outgoing?.carrier {
            await engine.remark(
                userID: await owner(of: number), text: "rings: a call by \(carrier.rawValue)", except: call.sid)
        }
        return call
    }

    /// The user with the number; the number itself where nobody has it, so that its messages can be read all the same.
    func owner(of number: String) async -> String { await org.owner(of: number) ?? number }

    /// The code in a text: the first four to ten digits that stand alone.
    static func code(in text: String) -> String? {
        text.split { !$0.isASCII || !$0.isNumber }.first { (4...10).contains($0.count) }.map(String.init)
    }
}

extension OktaOrg {
    /// Whose handset has a number: who enrolled it for codes, else who gave it in the profile.
    func owner(of number: String) -> String? {
        let enrolled = users.first { user in user.factors.contains { $0.phoneNumber == number } }
        let named = users.first { [$0.profile["mobilePhone"], $0.profile["ivrPhone"]].contains(number) }
        return (enrolled ?? named)?.id
    }
}

extension SimulatedFactor {
    /// The number of a factor that has one, E.164.
    var phoneNumber: String? {
        switch kind {
        case .sms(let number), .call(let number): number
        default: nil
        }
    }
}
