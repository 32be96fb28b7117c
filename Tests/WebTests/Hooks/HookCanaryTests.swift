import Delivery
import Foundation
import HTTPTransport
import HTTPTypes
import Testing

@testable import Web

/// Secrets, codes and numbers are sent through every path of the hooks; none of them may be in any line that is logged.
@Suite("What hooks log")
struct HookCanaryTests {
    private static let canaries = [
        HookHouse.code, "5551230001", "right", "canary-wrong", "reports-secret", "twilio-secret", "eight-key",
        "hunter2", "aHVudGVyMg", "Your code is",
    ]

    @Test("No secret, code or whole number is in any line at any level", arguments: ["take", "refuse", "hang", "cut"])
    func canaries(behaviour: String) async throws {
        for stores in [nil, true, false] {
            let house = try HookHouse(Self.vendors(behaviour)) { wishes in
                if let stores { wishes.stores = { _ in BrokenHookStore.stores(hangs: stores) } }
                wishes.budget = .milliseconds(1200)
                wishes.basic = ("okta", "hunter2")
            }
            try await visitAll(house)
            if stores != true { try? await house.delivery.usage.sweepExpired() }
            for canary in Self.canaries {
                let lines = house.logs.lines.filter { $0.contains(canary) }
                #expect(lines.isEmpty, "\(canary) in \(lines.first ?? "")")
            }
            #expect(!house.logs.lines.isEmpty)
        }
    }

    private static func vendors(_ behaviour: String) -> ScriptedTransport {
        let leak = #"{"code":21211,"message":"+15551230001 is no number; Your code is 918273"}"#
        return ScriptedTransport { request throws(TransportError) in
            switch behaviour {
            case "refuse": return .json(leak, status: 400)
            case "cut": throw TransportError(.interrupted, "cut")
            case "hang":
                await withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in }
                return .json(leak)
            default: return HookHouse.answer(request)
            }
        }
    }

    private func visitAll(_ house: HookHouse) async throws {
        _ = try await house.hook(HookHouse.event("e1"))
        _ = try await house.hook(HookHouse.event("e2", channel: "voice call"))
        _ = try await house.hook(HookHouse.event("e3"), authorization: "canary-wrong")
        _ = try await house.hook(HookHouse.event("e4"), authorization: "Basic b2t0YTpodW50ZXIy")
        _ = try await house.hook(HookHouse.event("e5", channel: "918273"))
        _ = try await house.hook(HookHouse.event("e6").replacing("}}}", with: ""))
        _ = try await house.hook(HookHouse.event("e7"), path: "/event-hook")
        _ = try await house.send(
            "/delivery-reports/8x8?token=canary-wrong", HookHouse.event("e8"), headers: [.authorization: "canary-wrong"]
        )
        _ = try await house.send("/delivery-reports/acs?token=reports-secret", #"{"to":"+15551230001"}"#, headers: [:])
        _ = try await house.signed("/code-call?event=e2", [("Digits", "9"), ("To", HookHouse.number)])
        _ = try await house.signed("/delivery-reports/twilio", [("To", HookHouse.number), ("Body", HookHouse.code)])
    }

    @Test("Every line of a hook names its event")
    func eventID() async throws {
        let house = try HookHouse { $0.blocked = ["+44"] }
        _ = try await house.hook(HookHouse.event("e-77"))
        _ = try await house.hook(HookHouse.event("e-77", number: "\"+442079460000\""))
        let lines = house.logs.lines.filter { !$0.hasPrefix("debug") && !$0.hasPrefix("trace") }
        #expect(!lines.isEmpty && lines.allSatisfy { $0.contains("e-77") }, "\(lines)")
    }
}
