import Synchronization

@testable import Simulator

/// A service made of documents by path, and a hand-driven call to it.
enum TestCall {
    static let base = "https://ivr.example.com"

    /// A call that has begun; the document of `/` is the first.
    static func begun(
        _ documents: [String: String], plan: CallPlan = CallPlan(from: "+15550100001"),
        settings change: (inout CallSettings) -> Void = { _ in }
    ) async -> HandDrivenCall {
        let call = HandDrivenCall(plan, settings: settings(change), fetcher: service(documents))
        await call.begin()
        return call
    }

    static func settings(_ change: (inout CallSettings) -> Void = { _ in }) -> CallSettings {
        var settings = CallSettings(voiceURL: base + "/")
        change(&settings)
        return settings
    }

    static func service(_ documents: [String: String]) -> ClosureFetcher {
        ClosureFetcher { request in
            let path = request.url.dropFirst(base.count).prefix { $0 != "?" && $0 != "#" }
            guard let verbs = documents[String(path)] else {
                return .answer(status: 404, headers: [], body: [])
            }
            return .twiml("<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response>\(verbs)</Response>")
        }
    }
}

extension HandDrivenCall {
    /// The path of each request so far.
    var paths: [String] {
        webhooks.map { exchange in
            String(exchange.request.url.dropFirst(TestCall.base.count).prefix { $0 != "?" })
        }
    }

    /// What Twilio and the debugger remarked.
    var remarks: [String] { transcript.filter { $0.actor == .system }.map(\.text) }

    /// The seconds of the line that begins with some words.
    func seconds(of words: String) -> Double? {
        transcript.first { $0.text.hasPrefix(words) }.map { ($0.seconds * 10).rounded() / 10 }
    }
}
