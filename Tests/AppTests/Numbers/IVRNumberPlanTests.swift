import Testing
import TwilioAPI

@testable import App

@Suite struct IVRNumberPlanTests {
    private let url = "https://ivr.example.com"

    private var right: TwilioNumber {
        TwilioNumber(
            sid: "PN1", phoneNumber: "+14155550100", voiceURL: url + "/ivr/welcome#rc=2&rp=all",
            voiceFallbackURL: "https://static.example/down.xml", voiceFallbackMethod: "GET",
            statusCallback: url + "/ivr/status", statusCallbackMethod: "POST")
    }

    @Test func `A number that is right is left as it is`() {
        let plan = IVRNumberPlan(right, publicURL: url)
        #expect(plan.changes.isEmpty)
        #expect(plan.settings == TwilioNumberSettings())
        #expect(plan.hasFallback)
    }

    @Test func `A new number gets its URLs, and a call whose step failed begins again`() {
        let number = TwilioNumber(sid: "PN1", phoneNumber: "+14155550100", voiceURL: "https://demo.twilio.com/x")
        let plan = IVRNumberPlan(number, publicURL: url)
        #expect(
            plan.settings
                == TwilioNumberSettings(
                    voiceURL: url + "/ivr/welcome#rc=2&rp=all", voiceFallbackURL: url + "/ivr/welcome",
                    statusCallback: url + "/ivr/status"))
        #expect(!plan.hasFallback)
        #expect(
            plan.changes.map(\.line) == [
                "~ voice URL: POST https://demo.twilio.com/x becomes POST \(url)/ivr/welcome#rc=2&rp=all",
                "~ fallback URL: not set becomes POST \(url)/ivr/welcome",
                "~ status callback: not set becomes POST \(url)/ivr/status",
            ])
    }

    @Test(arguments: [
        ("https://ivr.example.com/ivr/welcome", "POST", true),
        ("https://ivr.example.com/ivr/welcome#rt=5000", "POST", false),
        ("https://ivr.example.com/ivr/welcome#rc=2&rp=all", "GET", true),
        ("https://old.example.com/ivr/welcome#rc=2", "POST", true),
    ])
    func `Drift of the voice URL is seen, overrides of one's own are not drift`(
        voice: String, method: String, drift: Bool
    ) {
        let number = TwilioNumber(
            sid: "PN1", phoneNumber: nil, voiceURL: voice, voiceMethod: method, voiceFallbackURL: "https://s.example/d",
            voiceFallbackMethod: "GET", statusCallback: url + "/ivr/status", statusCallbackMethod: "POST")
        let changes = IVRNumberPlan(number, publicURL: url).changes.map(\.name)
        #expect(changes == (drift ? ["voice URL"] : []))
    }

    @Test(arguments: [
        ("https://ivr.example.com/ivr/status", "POST", false),
        ("https://ivr.example.com/ivr/status#rc=3&rp=5xx", "POST", false),
        ("https://ivr.example.com/ivr/status#rc=3", "GET", true),
        ("https://ivr.example.com/ivr/status2", "POST", true),
        ("https://old.example.com/ivr/status#rc=3", "POST", true),
    ])
    func `Overrides behind the status callback are not drift either`(callback: String, method: String, drift: Bool) {
        let number = TwilioNumber(
            sid: "PN1", phoneNumber: nil, voiceURL: url + "/ivr/welcome#rc=2&rp=all",
            voiceFallbackURL: "https://s.example/d", voiceFallbackMethod: "GET", statusCallback: callback,
            statusCallbackMethod: method)
        let plan = IVRNumberPlan(number, publicURL: url)
        #expect(plan.changes.map(\.name) == (drift ? ["status callback"] : []))
        #expect(plan.settings.statusCallback == (drift ? url + "/ivr/status" : nil))
    }

    @Test func `A fallback elsewhere is fetched by GET, and stays when none is given`() {
        let given = IVRNumberPlan(right, publicURL: url, fallbackURL: "https://other.example/down.xml")
        #expect(given.settings.voiceFallbackURL == "https://other.example/down.xml")
        #expect(given.settings.voiceFallbackMethod == "GET")
        #expect(given.changes.map(\.name) == ["fallback URL"])
        #expect(IVRNumberPlan(right, publicURL: url, fallbackURL: "https://static.example/down.xml").changes.isEmpty)
    }

    @Test func `A trunk or an application that takes the calls is seen`() {
        for number in [
            TwilioNumber(sid: "PN1", phoneNumber: nil, trunkSID: "TK1"),
            TwilioNumber(sid: "PN1", phoneNumber: nil, voiceApplicationSID: "AP1"),
        ] {
            #expect(IVRNumberPlan(number, publicURL: url).isTakenElsewhere)
        }
        #expect(
            !IVRNumberPlan(TwilioNumber(sid: "PN1", phoneNumber: nil, trunkSID: ""), publicURL: url).isTakenElsewhere)
    }
}
