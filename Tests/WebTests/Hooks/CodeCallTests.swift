import Delivery
import Foundation
import HTTPTransport
import HTTPTypes
import Testing
import TwiML

@testable import Web

@Suite("Calls that bring a code")
struct CodeCallTests {
    private let path = "/code-call?event=e%2F1"

    private func call(_ house: HookHouse, locale: String? = "de-AT") async throws -> String {
        let answer = try await house.hook(HookHouse.event("e/1", channel: "voice call", locale: locale))
        #expect(answer.body.contains("SUCCESSFUL") && answer.body.contains("twilio-voice"))
        let form = house.transport.requests.last?.body.map { String(decoding: $0, as: UTF8.self) } ?? ""
        let document = form.split(separator: "&").first { $0.hasPrefix("Twiml=") }?.dropFirst(6)
        return document?.removingPercentEncoding ?? ""
    }

    @Test("Twilio gets the words in the person's language, and a link without the code")
    func words() async throws {
        let house = try HookHouse()
        let text = try await call(house)
        let document = try TwiMLDocument(text)
        let words = document.root.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(words.ranges(of: "9, 1, 8, 2, 7, 3,").count == 3)
        #expect(words.contains("ACME & Sons") && words.contains("Bestätigungscode"))
        #expect(text.contains(#"action="https://ivr.example.com/code-call?event=e%2F1""#))
        #expect(text.count <= 4000 && !text.contains(HookHouse.code))
    }

    @Test("Without a language that there is, the default one is spoken", arguments: [nil, "xx-YY", "ja"] as [String?])
    func defaultLanguage(locale: String?) async throws {
        #expect(try await call(try HookHouse(), locale: locale).contains("verification code"))
    }

    @Test("8x8 gets the same words once, to be spoken by its own voice")
    func speech() async throws {
        let house = try HookHouse { $0.voice = ["8x8-voice"] }
        _ = try await house.hook(HookHouse.event("e1", channel: "CALL", locale: "fr"))
        let body = house.transport.requests.last?.body.map { String(decoding: $0, as: UTF8.self) } ?? ""
        #expect(body.ranges(of: "... 9, ... 1, ... 8, ... 2, ... 7, ... 3, ...").count == 1)
        #expect(!body.contains("speed"))
        #expect(body.contains("Ici ACME & Sons, avec votre code") && body.contains("fr-FR-DeniseNeural"))
        #expect(!body.contains("tapez 9"))
    }

    @Test("Nine thanks, is a security event, and stops further codes to the number")
    func unwanted() async throws {
        let house = try HookHouse()
        _ = try await call(house)
        let answer = try await house.signed(path, [("CallSid", "CA1"), ("Digits", "9"), ("To", HookHouse.number)])
        #expect(answer.status == 200 && answer.headers[.contentType] == "text/xml; charset=utf-8")
        #expect(answer.body.contains("Danke") && answer.body.contains("<Hangup/>"))
        #expect(await house.journal.unwanted == ["e/1"])
        for _ in 1...2 {
            let again = try await house.signed(path, [("CallSid", "CA1"), ("Digits", "9"), ("To", HookHouse.number)])
            #expect(again.body.contains("Danke"))
        }
        #expect(await house.journal.unwanted == ["e/1"])
        let sent = house.transport.requests.count
        for channel in ["SMS", "voice call"] {
            let next = try await house.hook(HookHouse.event("next-\(channel)", channel: channel))
            #expect(next.body.contains(#""provider":"none""#) && next.body.contains("SUCCESSFUL"))
        }
        #expect(house.transport.requests.count == sent)
        #expect(house.logs.lines.contains { $0.contains("not asked for") && $0.contains("e/1") })
    }

    @Test("Any other key says the code once more, as long as it works", arguments: ["1", "#", "*", ""])
    func otherKeys(key: String) async throws {
        let house = try HookHouse()
        _ = try await call(house)
        let answer = try await house.signed(path, [("Digits", key)])
        #expect(answer.status == 200 && answer.body.contains("<Gather"))
        let unknown = try await house.signed("/code-call?event=other", [("Digits", key)])
        #expect(unknown.status == 200 && unknown.body.contains("<Response><Hangup/></Response>"))
        #expect(await house.journal.unwanted.isEmpty)
    }

    @Test("A key that Twilio did not sign is refused")
    func forged() async throws {
        let house = try HookHouse()
        #expect(try await house.signed(path, [("Digits", "9")], key: "other").status == 403)
        #expect(try await house.send(path, "Digits=9", headers: [:]).status == 403)
        #expect(await house.journal.unwanted.isEmpty)
    }

    @Test("With a store that fails the caller is thanked all the same, and the log says what is missing")
    func store() async throws {
        let house = try HookHouse { $0.stores = { _ in BrokenHookStore.stores(hangs: false) } }
        let answer = try await house.signed(path, [("Digits", "9"), ("To", HookHouse.number)])
        #expect(answer.status == 200 && answer.body.contains("Thank you"))
        #expect(house.logs.lines.contains { $0.hasPrefix("error") && $0.contains("barred") && $0.contains("e/1") })
        #expect(await house.journal.unwanted == ["e/1"])
    }
}
