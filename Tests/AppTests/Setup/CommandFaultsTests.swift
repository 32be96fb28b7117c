import Testing

@testable import App

@Suite struct `What commands are told` {
    private func numbers(_ change: (inout NumbersOptions) -> Void) -> String? {
        var options = NumbersOptions()
        change(&options)
        return options.fault
    }

    @Test(arguments: ["015", "115", "41", "4155", "４１５", "abc", ""])
    func `An area code is three digits that begin with 2 to 9`(_ text: String) {
        #expect(numbers { $0.areaCode = text }?.hasPrefix("--area-code must be") == true)
        #expect(numbers { $0.areaCode = "415" } == nil)
    }

    @Test(arguments: ["ZZ", "XX", "U", "USA", "UK", "1A", ""])
    func `A country is one that there is`(_ text: String) {
        #expect(numbers { $0.country = text }?.hasPrefix("--country must be") == true)
        for country in ["US", "de", "GB"] { #expect(numbers { $0.country = country } == nil) }
    }

    @Test func `Area codes are for two countries, and purchases are not negative`() {
        #expect(numbers { ($0.areaCode, $0.country) = ("415", "DE") }?.contains("US and CA only") == true)
        #expect(numbers { ($0.areaCode, $0.country) = ("415", "ca") } == nil)
        #expect(numbers { $0.maximumPurchases = -1 } != nil)
    }

    @Test(arguments: ["BUx", "BU", "AD" + String(repeating: "0", count: 32), "BU" + String(repeating: "g", count: 32)])
    func `Bundles and addresses are identifiers of Twilio's`(_ text: String) {
        #expect(numbers { $0.bundleSID = text }?.hasPrefix("--bundle-sid must be BU and 32") == true)
        #expect(numbers { $0.bundleSID = "BU" + String(repeating: "a", count: 32) } == nil)
        #expect(numbers { $0.addressSID = text.replacing("AD", with: "XX") }?.hasPrefix("--address-sid") == true)
    }

    @Test func `A test number is a number, and a hook's client is told whole`() {
        func fault(
            _ secretFile: String? = nil, region: String? = "US", _ change: (inout OktaSetup.Options) -> Void
        ) -> String? {
            var options = OktaSetup.Options()
            change(&options)
            return options.fault(secretFile: secretFile, region: region)
        }
        for region in ["US", nil] { #expect(fault(region: region) { $0.testNumber = "abc" } != nil) }
        #expect(fault { $0.testNumber = "12" }?.contains("--test-number") == true)
        #expect(fault { $0.testNumber = "(212) 555-1234" } == nil)
        #expect(fault { $0.hookKeyID = "k" }?.contains("--hook-client-id") == true)
        #expect(fault("secret") { _ in }?.contains("--hook-client-id") == true)
        #expect(fault { $0.hookClientID = "c" }?.contains("--hook-key-id") == true)
        #expect(fault("secret") { ($0.hookClientID, $0.hookKeyID) = ("c", "k") } != nil)
        #expect(fault("secret") { $0.hookClientID = "c" } == nil)
        #expect(fault { ($0.hookClientID, $0.hookKeyID) = ("c", "k") } == nil)
        #expect(fault { $0.group = "" } != nil)
    }

    @Test(arguments: [
        "http://down.example/x", "https://down.example/a b", "https:// down.example", "https://", "down.xml",
        "https://user:secret@down.example/x", "https://IVR.example.com:8443/down.xml", "https://ivr.example.com",
    ])
    func `A fallback is a whole URL on another host`(_ url: String) throws {
        let settings = try SettingsFixture.load(SettingsFixture.essentials)
        #expect(TwilioSetUp.fault(ofFallback: url, settings)?.hasPrefix("--fallback-url must") == true)
        #expect(TwilioSetUp.fault(ofFallback: url, settings)?.contains("secret") == false)
        #expect(TwilioSetUp.fault(ofFallback: "https://down.example/ivr.xml?v=1", settings) == nil)
        #expect(TwilioSetUp.fault(ofFallback: nil, settings) == nil)
    }
}
