import CompanyNumbers
import Texts
import TwilioAPI

/// What `setup twilio` changes about the IVR's own number: a pure value.
struct IVRNumberPlan: Sendable, Equatable {
    /// One setting of the number that is not as it should be.
    struct Change: Sendable, Equatable {
        let name: String
        let old: String
        let new: String
    }

    /// What is to be changed.
    let changes: [Change]
    /// What is sent to Twilio; of what is right already, nothing.
    let settings: TwilioNumberSettings
    /// Whether a document on another machine is there for the day that the service is not.
    let hasFallback: Bool
    /// Whether a trunk or an application takes its calls, so that the URLs do not count.
    let isTakenElsewhere: Bool

    /// Two more attempts after any failure (https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides):
    /// a repeated webhook is answered as before, so that they are safe.
    static let overrides = "#rc=2&rp=all"

    /// Compares a number with what the service needs.
    ///
    /// - Parameters:
    ///   - number: The number as it is.
    ///   - publicURL: The base URL that Twilio calls.
    ///   - fallbackURL: A document that is there when the service is not; nil keeps what is set, and where nothing is
    ///     set, lets the call begin again.
    init(_ number: TwilioNumber, publicURL: String, fallbackURL: String? = nil) {
        var changes: [Change] = []
        var settings = TwilioNumberSettings()
        let voice = publicURL + "/ivr/welcome"
        // Overrides of the operator's own stay, here and behind the status callback.
        let isVoiceRight = number.voiceURL?.hasPrefix(voice + "#") == true && Self.isPost(number.voiceMethod)
        if !isVoiceRight {
            settings.voiceURL = voice + Self.overrides
            changes.append(Change("voice URL", number.voiceURL, number.voiceMethod, voice + Self.overrides, "POST"))
        }
        let current = number.voiceFallbackURL ?? ""
        let fallback = fallbackURL ?? (current.isEmpty ? voice : current)
        let method = fallback.hasPrefix(publicURL + "/") ? "POST" : (fallbackURL == nil ? nil : "GET")
        let hasMethod = method == nil || number.voiceFallbackMethod?.uppercased() ?? "POST" == method
        if current != fallback || !hasMethod {
            settings.voiceFallbackURL = fallback
            settings.voiceFallbackMethod = method ?? "POST"
            changes.append(
                Change("fallback URL", current, number.voiceFallbackMethod, fallback, method ?? "POST"))
        }
        let callback = publicURL + "/ivr/status"
        let isCallback = number.statusCallback == callback || number.statusCallback?.hasPrefix(callback + "#") == true
        if !isCallback || !Self.isPost(number.statusCallbackMethod) {
            settings.statusCallback = callback
            changes.append(
                Change("status callback", number.statusCallback, number.statusCallbackMethod, callback, "POST"))
        }
        self.changes = changes
        self.settings = settings
        hasFallback = !fallback.hasPrefix(publicURL + "/")
        isTakenElsewhere = [number.trunkSID, number.voiceApplicationSID].contains { !($0 ?? "").isEmpty }
    }

    /// Whether calls come here, though without overrides.
    static func isCalledBare(_ number: TwilioNumber, _ publicURL: String) -> Bool {
        number.voiceURL == publicURL + "/ivr/welcome"
    }

    private static func isPost(_ method: String?) -> Bool { method?.uppercased() ?? "POST" == "POST" }
}

extension IVRNumberPlan.Change {
    fileprivate init(_ name: String, _ old: String?, _ oldMethod: String?, _ new: String, _ method: String) {
        let was = old.flatMap { $0.isEmpty ? nil : "\(oldMethod ?? "POST") \($0)".visible } ?? "not set"
        self.init(name: name, old: was, new: "\(method) \(new)")
    }

    /// The line that a plan shows.
    var line: String { "~ \(name): \(old) becomes \(new)" }
}
