import CompanyNumbers
import Foundation
import PhoneNumbers
import Testing
import TwilioAPI

@Suite struct NumbersPlannerTests {
    private let url = "https://ivr.example.com"
    private let mobile = "+14155550001"

    private func policy(_ change: (inout NumbersPolicy) -> Void = { _ in }) -> NumbersPolicy {
        var policy = NumbersPolicy(publicURL: url, reserved: ["+14155559999"])
        change(&policy)
        return policy
    }

    private func wired(_ sid: String, _ number: String, name: String? = nil) -> TwilioNumber {
        TwilioNumber(
            sid: sid, phoneNumber: number, friendlyName: name ?? number, voiceURL: url + "/call-forward",
            smsURL: url + "/sms-forward")
    }

    private func plan(
        _ people: [DirectoryPerson], _ numbers: [TwilioNumber] = [], _ change: (inout NumbersPolicy) -> Void = { _ in }
    ) -> NumbersPlan {
        var planner = NumbersPlanner(numbers: numbers, policy: policy(change))
        for person in people { planner.take(person) }
        return planner.plan()
    }

    private let ada = PersonName(id: "00uAda")

    @Test func `Who has a mobile number and no company number gets one`() {
        let result = plan([DirectoryPerson(id: "00uAda", mobile: mobile)])
        #expect(result.actions == [.buy(ada)])
        #expect(result.findings.isEmpty)
    }

    @Test func `Who has no mobile number, or one that is none, gets nothing`() {
        let result = plan([
            DirectoryPerson(id: "00uAda", mobile: nil), DirectoryPerson(id: "00uBob", mobile: "ask me"),
        ])
        #expect(result.isEmpty)
        #expect(result.withoutMobile == 1)
        #expect(result.findings == [.unreadableMobile(PersonName(id: "00uBob"))])
    }

    @Test(arguments: ["(415) 555-0001", "415.555.0001", "+1 415 555 0001"])
    func `A mobile number is cleaned up to E.164, with the default region`(text: String) throws {
        let result = plan([DirectoryPerson(id: "00uAda", mobile: text, primary: "+442071838750")])
        #expect(result.actions == [.clean(ada, mobile: try #require(PhoneNumber("+14155550001")))])
        #expect(result.withForeignNumber == 1)
    }

    @Test func `People who are not active are not looked at`() {
        let result = plan([DirectoryPerson(id: "00uAda", status: "SUSPENDED", mobile: "(415) 555-0001")])
        #expect(result.isEmpty)
        #expect(result.people == 0)
    }

    @Test(arguments: [
        NumberMark.friendlyName(for: "00uAda"), "00uAda", "Ada Lovelace (00uAda)",
    ])
    func `A number whose friendly name names somebody is theirs, not bought again`(name: String) {
        let number = wired("PN1", "+14155550100", name: name)
        let result = plan([DirectoryPerson(id: "00uAda", mobile: mobile)], [number])
        #expect(result.actions == [.assign(ada, NumberName(sid: "PN1", number: "+14155550100"), repairing: [])])
    }

    @Test func `An adopted number gets its webhooks in the same go`() {
        let number = TwilioNumber(sid: "PN1", phoneNumber: "+14155550100", friendlyName: "00uAda")
        let result = plan([DirectoryPerson(id: "00uAda", mobile: mobile)], [number])
        #expect(
            result.actions == [.assign(ada, NumberName(sid: "PN1", number: "+14155550100"), repairing: [.voice, .sms])])
    }

    @Test func `Of two numbers bought for one person one is theirs and the other is shown`() {
        let mark = NumberMark.friendlyName(for: "00uAda")
        let numbers = [wired("PN1", "+14155550100", name: mark), wired("PN2", "+14155550101", name: mark)]
        let result = plan([DirectoryPerson(id: "00uAda", mobile: mobile)], numbers)
        #expect(result.actions == [.assign(ada, NumberName(sid: "PN1", number: "+14155550100"), repairing: [])])
        #expect(result.findings == [.spare(NumberName(sid: "PN2", number: "+14155550101"), ada)])
    }

    @Test(
        arguments: [
            ("https://ivr.example.com/call-forward", "POST", []),
            ("https://ivr.example.com/call-forward#rc=2&rp=all", "POST", []),
            ("https://ivr.example.com/call-forward", "GET", [.voice]),
            ("https://ivr.example.com/call-forwarding", "POST", [.voice]), ("", "POST", [.voice]),
            ("https://old.example.com/call-forward", "POST", [.voice]), (nil, nil, [.voice]),
        ] as [(String?, String?, [Webhook])])
    func `Webhooks that drifted are repaired`(voice: String?, method: String?, drift: [Webhook]) {
        let number = TwilioNumber(
            sid: "PN1", phoneNumber: "+14155550100", voiceURL: voice, voiceMethod: method, smsURL: url + "/sms-forward")
        let result = plan([DirectoryPerson(id: "00uAda", mobile: mobile, primary: "+14155550100")], [number])
        let name = NumberName(sid: "PN1", number: "+14155550100")
        #expect(result.actions == (drift.isEmpty ? [] : [.repair(ada, name, drift)]))
    }

    @Test func `A number that a trunk or an application uses is left alone, and shown`() {
        for number in [
            TwilioNumber(sid: "PN1", phoneNumber: "+14155550100", trunkSID: "TK1"),
            TwilioNumber(sid: "PN1", phoneNumber: "+14155550100", voiceApplicationSID: "AP1"),
            TwilioNumber(sid: "PN1", phoneNumber: "+14155550100", smsApplicationSID: "AP1"),
        ] {
            let result = plan([DirectoryPerson(id: "00uAda", mobile: mobile, primary: "+14155550100")], [number])
            #expect(result.isEmpty)
            #expect(result.findings == [.usedElsewhere(NumberName(sid: "PN1", number: "+14155550100"), [ada])])
        }
    }

    @Test func `The IVR's own number is never touched, whatever it is called and whoever has it`() {
        let number = TwilioNumber(
            sid: "PN1", phoneNumber: "+14155559999", friendlyName: NumberMark.friendlyName(for: "00uAda"))
        #expect(plan([], [number]) { $0.releasesInactive = true }.isEmpty)
        let result = plan([DirectoryPerson(id: "00uAda", mobile: mobile, primary: "(415) 555-9999")], [number])
        #expect(result.isEmpty)
        #expect(result.findings == [.reserved(NumberName(sid: "PN1", number: "+14155559999"), [ada])])
        let buyer = plan([DirectoryPerson(id: "00uAda", mobile: mobile)], [number])
        #expect(buyer.actions == [.buy(ada)])
    }

    @Test func `Two people with one number, and a number of nobody's, are shown`() {
        let bob = PersonName(id: "00uBob")
        let result = plan(
            [
                DirectoryPerson(id: "00uAda", mobile: mobile, primary: "+14155550100"),
                DirectoryPerson(id: "00uBob", mobile: "+14155550002", primary: "+14155550100"),
            ], [wired("PN1", "+14155550100"), wired("PN2", "+14155550101", name: "Reception")])
        #expect(result.isEmpty)
        #expect(
            result.findings == [
                .shared(NumberName(sid: "PN1", number: "+14155550100"), [ada, bob]),
                .unowned(NumberName(sid: "PN2", number: "+14155550101")),
            ])
    }

    @Test func `A company number that is written in another form is written in E.164`() {
        let person = DirectoryPerson(id: "00uAda", mobile: mobile, primary: "(415) 555-0100")
        let result = plan([person], [wired("PN1", "+14155550100")])
        #expect(result.actions == [.assign(ada, NumberName(sid: "PN1", number: "+14155550100"), repairing: [])])
    }

    @Test func `A mobile number that is a company number is shown: calls would come back`() {
        let person = DirectoryPerson(id: "00uAda", mobile: "+14155550100")
        let result = plan([person], [wired("PN1", "+14155550100")])
        #expect(result.isEmpty)
        #expect(result.findings.first == .mobileIsOurs(ada, NumberName(sid: "PN1", number: "+14155550100")))
    }

    @Test func `Numbers of people who left are released only when asked for`() {
        let people = [DirectoryPerson(id: "00uBob", status: "SUSPENDED", mobile: mobile, primary: "+14155550101")]
        let numbers = [
            wired("PN1", "+14155550100", name: NumberMark.friendlyName(for: "00uGone")), wired("PN2", "+14155550101"),
        ]
        let quiet = plan([], numbers)
        #expect(quiet.isEmpty)
        #expect(quiet.findings.map(\.kind) == ["left", "unowned"])
        let result = plan(people, numbers) { $0.releasesInactive = true }
        #expect(
            result.actions == [
                .release(NumberName(sid: "PN1", number: "+14155550100"), owner: PersonName(id: "00uGone"), status: nil),
                .release(
                    NumberName(sid: "PN2", number: "+14155550101"), owner: PersonName(id: "00uBob"),
                    status: "SUSPENDED"),
            ])
    }

    @Test func `Somebody else's word in a friendly name releases nothing`() {
        let numbers = [wired("PN1", "+14155550100", name: "00uGone"), wired("PN2", "+14155550101", name: "voicegate:")]
        let result = plan([], numbers) { $0.releasesInactive = true }
        #expect(result.isEmpty)
        #expect(result.findings.map(\.kind) == ["unowned", "unowned"])
    }

    @Test(arguments: [(0, 0, 3), (1, 1, 2), (3, 3, 0), (9, 3, 0)])
    func `A limit on purchases says how many are left`(limit: Int, bought: Int, left: Int) {
        let people = (1...3).map { DirectoryPerson(id: "00u\($0)", mobile: mobile) }
        let result = plan(people) { $0.maximumPurchases = limit }
        #expect(result.purchases == bought)
        #expect(result.left == left)
    }

    @Test func `A plan is printed as people know plans, without anybody's mobile number`() {
        var result = plan(
            [
                DirectoryPerson(id: "00uAda", login: "ada@example.com", mobile: "(415) 555-0001"),
                DirectoryPerson(id: "00uBob", mobile: "+14155550002", primary: "+14155550100"),
                DirectoryPerson(id: "00uCyd", mobile: "+14155550003"),
            ],
            [
                TwilioNumber(sid: "PN1", phoneNumber: "+14155550100"),
                wired("PN2", "+14155550101", name: NumberMark.friendlyName(for: "00uGone")),
            ]
        ) {
            $0.areaCode = "415"
            $0.maximumPurchases = 1
            $0.releasesInactive = true
        }
        result.price = TwilioNumberPrice(amount: 1.15, currency: "USD")
        #expect(
            result.lines == [
                "What will be done:", "",
                "  ~ clean    mobilePhone of ada@example.com (00uAda): written as +1••••••0001",
                "  ~ repair   +14155550100 of 00uBob: voice URL, SMS URL",
                "  + buy      a number (area code 415, US) for ada@example.com (00uAda)",
                "  - release  +14155550101 of 00uGone, whom Okta does not list", "",
                "Plan: 1 to buy, 2 to change, 1 to release. Looked at 3 people and 2 numbers.",
                "1 more without a number is left by --max-purchases.",
                "Monthly cost: 1.15 USD more (1 × 1.15 USD), less what 1 released numbers cost.",
                "US numbers take calls and texts at once, but send no text (Twilio error 30034) until they are in a "
                    + "registered A2P 10DLC campaign: Twilio's console, Messaging, Regulatory Compliance.",
            ])
        #expect(plan([]).lines == ["No changes. Looked at 0 people and 0 numbers."])
    }

    @Test(arguments: [
        ("1.15", "2.30 USD more (2 × 1.15 USD)"), ("1.155", "2.31 USD more (2 × 1.155 USD)"),
        ("1", "2.00 USD more (2 × 1.00 USD)"), ("0.0025", "0.005 USD more (2 × 0.0025 USD)"),
    ])
    func `A price has two decimals at least, and more where Twilio's has more`(_ price: String, _ cost: String) throws {
        var result = plan([
            DirectoryPerson(id: "00uAda", mobile: mobile), DirectoryPerson(id: "00uBob", mobile: "+14155550002"),
        ])
        result.price = TwilioNumberPrice(amount: try #require(Decimal(string: price)), currency: "USD")
        #expect(result.lines.contains("Monthly cost: \(cost)."))
    }
}
