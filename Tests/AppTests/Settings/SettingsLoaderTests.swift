import Delivery
import Foundation
import Logging
import Testing

@testable import App

@Suite("Loading settings")
struct SettingsLoaderTests {
    @Test("nothing set gives the documented defaults")
    func defaults() throws {
        let settings = try SettingsFixture.load()
        #expect(settings.server.host == "127.0.0.1")
        #expect(settings.server.port == 8080)
        #expect(settings.server.adminHost == "127.0.0.1")
        #expect(settings.server.adminPort == 8081)
        #expect(settings.call.customerName == "OKTA IVR DEMO")
        #expect(settings.call.defaultLanguage == "en-US")
        #expect(settings.call.defaultRegion == "US")
        #expect(settings.call.templatesDirectory == "twiml-templates")
        #expect(settings.call.maximumAttempts == 3)
        #expect(settings.call.numberChallenge == .auto)
        #expect(settings.call.pushPollInterval == .seconds(2))
        #expect(settings.call.pushTimeout == .seconds(90))
        #expect(settings.call.lockoutFailures == 10)
        #expect(settings.call.lockoutWindow == .seconds(3600))
        #expect(settings.logs.level == .info)
        #expect(settings.logs.format == nil)
        #expect(settings.hooks.budget == .milliseconds(2500))
        #expect(settings.hooks.headerName == "Authorization")
        #expect(settings.hooks.headerSecrets.isEmpty)
        #expect(settings.hooks.onBlocked == .suppress)
        #expect(settings.delivery.policy.sendsPerNumber == SendLimit(count: 5, seconds: 600))
        #expect(settings.delivery.sms.preferred == [])
        #expect(settings.agent.destination == nil)
        #expect(settings.agent.handoffAudience == "agent")
        #expect(settings.operators.numbersSyncInterval == nil)
        #expect(settings.okta == nil)
        #expect(settings.twilio == nil)
        guard case .sqlite("voicegate.db") = settings.storage.database else {
            Issue.record("the database is \(settings.storage.database)")
            return
        }
    }

    @Test("serve gets what it stands on")
    func serve() throws {
        let settings = try SettingsFixture.load(SettingsFixture.essentials, for: .serve)
        #expect(settings.server.publicURL == "https://ivr.example.com")
        #expect(settings.okta?.organisationURL == "https://acme.okta.com")
        #expect(settings.okta?.phoneAttribute == "ivrPhone")
        #expect(settings.okta?.factorAttribute == "ivrFactorPreference")
        #expect(settings.twilio?.accountSID == "AC0123456789abcdef0123456789abcdef")
        #expect(settings.twilio?.authToken.revealed == "0123456789abcdef0123456789abcdef")
        #expect(settings.twilio?.apiURL == "https://api.twilio.com")
        #expect(settings.twilio?.verifyURL == "https://verify.twilio.com")
        guard case .apiToken(let token) = settings.okta?.credentials else {
            Issue.record("no token")
            return
        }
        #expect(token.revealed == "00token")
    }

    @Test("PUBLIC_URL is kept in lower case and as it is written, and its faults are told once")
    func capitals() throws {
        let server = try SettingsFixture.load(["PUBLIC_URL": "HTTPS://IVR.Example.com:8443/Base/"]).server
        #expect(server.publicURL == "https://ivr.example.com:8443/Base")
        #expect(server.publicURLAsWritten == "https://IVR.Example.com:8443/Base")
        #expect(SettingsFixture.faults(["PUBLIC_URL": "ftp://x"]).count == 1)
    }

    @Test(
        "A host in its ASCII form, an address and a port stay as they are",
        arguments: [
            "https://xn--bcher-kva.example", "https://ivr.xn--mnchen-3ya.de/x", "https://xn--p1ai.xn--p1ai:8443",
            "http://127.0.0.1:9400", "http://[::1]:9400", "https://ivr.example.com",
        ])
    func hosts(url: String) throws {
        #expect(try SettingsFixture.load(["PUBLIC_URL": url]).server.publicURL == url)
    }

    @Test("serve names everything that is missing at once, in the order of the documents")
    func everythingMissing() {
        #expect(
            SettingsFixture.faults(for: .serve) == [
                "PUBLIC_URL is missing; for example PUBLIC_URL=https://ivr.example.com",
                "OKTA_ORG_URL is missing; for example OKTA_ORG_URL=https://acme.okta.com",
                "OKTA_API_TOKEN is missing; set it, or OKTA_CLIENT_ID, OKTA_PRIVATE_KEY and OKTA_KEY_ID instead",
                "TWILIO_ACCOUNT_SID is missing; for example TWILIO_ACCOUNT_SID=AC0123456789abcdef0123456789abcdef",
                "TWILIO_AUTH_TOKEN is missing; for example TWILIO_AUTH_TOKEN=your-auth-token",
            ])
    }

    @Test("missing, malformed and contradicting settings come together")
    func allKindsOfFaults() {
        let faults = SettingsFixture.inspect(
            ["PORT": "abc", "HOOK_OAUTH_ISSUER": "http://evil.example", "TWILIO_API_KEY": "SK1"],
            dotEnv: "nonsense\nPUSH_NUMBER_CHALLENGE=requir\nDATABASE_URL_FILE=/nowhere\n", for: .serve
        ).faults.map(\.setting)
        #expect(
            faults == [
                ".env line 1", "PUBLIC_URL", "PORT", "OKTA_ORG_URL", "OKTA_API_TOKEN", "TWILIO_ACCOUNT_SID",
                "TWILIO_AUTH_TOKEN", "TWILIO_API_KEY", "TWILIO_API_SECRET", "PUSH_NUMBER_CHALLENGE (.env line 2)",
                "DATABASE_URL_FILE (.env line 3)", "HOOK_OAUTH_ISSUER", "HOOK_OAUTH_AUDIENCE",
            ])
    }

    @Test("the environment wins over .env")
    func precedence() throws {
        let settings = try SettingsFixture.load(["PORT": "9001"], dotEnv: "PORT=9002\nADMIN_PORT=9003\n")
        #expect(settings.server.port == 9001)
        #expect(settings.server.adminPort == 9003)
    }

    @Test("what .env says is not even looked at where the environment decides")
    func shadowedFault() throws {
        #expect(try SettingsFixture.load(["PORT": "9001"], dotEnv: "PORT=abc").server.port == 9001)
    }

    @Test("white space around a value does not belong to it")
    func trimmed() throws {
        let settings = try SettingsFixture.load(["PORT": " 9001\n", "PUBLIC_URL": "\thttps://x.example/ "])
        #expect(settings.server.port == 9001)
        #expect(settings.server.publicURL == "https://x.example")
    }

    @Test("a placeholder left from .env.sample is a fault for serve, and nothing to other commands")
    func placeholder() throws {
        let environment = SettingsFixture.essentials.merging(["OKTA_ORG_URL": "<https://acme.okta.com>"]) { $1 }
        #expect(
            SettingsFixture.faults(environment, for: .serve) == [
                """
                OKTA_ORG_URL still holds the placeholder of .env.sample; set it, or remove the line; \
                for example OKTA_ORG_URL=https://acme.okta.com
                """
            ])
        #expect(try SettingsFixture.load(environment).okta == nil)
    }

    @Test("inspecting goes on with defaults where something is wrong")
    func inspection() {
        let found = SettingsFixture.inspect(["PORT": "abc", "ADMIN_PORT": "9003"], for: .serve)
        #expect(found.settings.server.port == 8080)
        #expect(found.settings.server.adminPort == 9003)
        #expect(found.faults.contains { $0.setting == "PORT" })
    }

    @Test("faults carry the warnings along")
    func warningsWithFaults() {
        let sources = SettingsFixture.sources(["PORT": "abc", "OKTA_ORG_UR": "x"])
        guard case .failure(let found) = SettingsLoader.load(from: sources, for: .nothing) else {
            Issue.record("PORT=abc was taken")
            return
        }
        #expect(found.faults.map(\.setting) == ["PORT"])
        #expect(found.warnings.map(\.setting) == ["OKTA_ORG_UR"])
        #expect(found.description == found.faults[0].description)
    }

    @Test("every fault is one line", arguments: SettingsCatalogue.all.map(\.name))
    func oneLine(_ name: String) {
        for text in ["x\ny", "\u{7}\u{1B}[31m", "a\u{2028}b\u{202E}c", String(repeating: "x", count: 5000)] {
            for fault in SettingsFixture.faults([name: text]) {
                #expect(!fault.contains { $0.isNewline })
                #expect(!fault.unicodeScalars.contains { $0.properties.generalCategory == .control })
                #expect(fault.count < 500)
            }
        }
    }
}

@Suite("Settings from files")
struct SettingsFromFilesTests {
    @Test("X_FILE gives the file's text without its last line break", arguments: SettingsCatalogue.all)
    func everySetting(_ setting: SettingDescription) {
        let direct = SettingsFixture.inspect([setting.name: setting.example])
        let file = SettingsFixture.inspect(
            [setting.fileName: "/run/secrets/x"], files: ["/run/secrets/x": setting.example + "\n"])
        #expect(file.faults.map(\.message) == direct.faults.map(\.message))
        #expect(file.secrets == direct.secrets)
        #expect(file.warnings.map(\.message) == direct.warnings.map(\.message))
    }

    @Test("X_FILE works in .env too")
    func inDotEnv() throws {
        let settings = try SettingsFixture.load(dotEnv: "PORT_FILE='/my port'", files: ["/my port": "9000\r\n"])
        #expect(settings.server.port == 9000)
    }

    @Test("X beside X_FILE is a fault")
    func both() {
        let faults = SettingsFixture.faults(["PORT": "1", "PORT_FILE": "/p"], files: ["/p": "2"])
        #expect(faults == ["PORT_FILE is set beside PORT; remove one of the two"])
    }

    @Test("X in the environment wins over X_FILE in .env, and the other way round")
    func acrossSources() throws {
        let files = ["/p": "9002"]
        #expect(try SettingsFixture.load(["PORT": "9001"], dotEnv: "PORT_FILE=/p", files: files).server.port == 9001)
        #expect(try SettingsFixture.load(["PORT_FILE": "/p"], dotEnv: "PORT=9001", files: files).server.port == 9002)
    }

    @Test("a file that cannot be read is a fault of X_FILE, and X is not called missing")
    func unreadable() {
        var environment = SettingsFixture.essentials
        environment["TWILIO_AUTH_TOKEN"] = nil
        environment["TWILIO_AUTH_TOKEN_FILE"] = "/run/secrets/canary"
        #expect(
            SettingsFixture.faults(environment, for: .serve) == [
                """
                TWILIO_AUTH_TOKEN_FILE names a file that cannot be read (there is no such file); \
                give the path of a readable file that holds TWILIO_AUTH_TOKEN
                """
            ])
    }

    @Test("an empty file is a fault")
    func emptyFile() {
        let faults = SettingsFixture.faults(["DATA_KEY_FILE": "/k"], files: ["/k": " \n"])
        #expect(faults == ["DATA_KEY_FILE names an empty file; write the value of DATA_KEY into it"])
    }

    @Test("a malformed value says that it came from a file")
    func malformedInFile() {
        let faults = SettingsFixture.faults(["PORT_FILE": "/p"], files: ["/p": "abc"])
        #expect(
            faults == [
                "PORT (the file of PORT_FILE) must be a whole number from 0 to 65535 (it is \"abc\"); for example PORT=8080"
            ])
    }

    @Test("files of this machine are read with their limits")
    func realFiles() throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "settings-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        func path(_ name: String, _ bytes: [UInt8]) throws -> String {
            let file = directory.appending(path: name)
            try Data(bytes).write(to: file)
            return file.path()
        }
        #expect(try SettingsFiles.text(path("good", Array("wörd\n".utf8))) == "wörd\n")
        #expect(try SettingsFiles.text(path("mark", [0xEF, 0xBB, 0xBF, 0x61])) == "a")
        #expect(try SettingsFiles.text(path("empty", [])) == "")
        #expect(throws: SettingsFileError.notText) { try SettingsFiles.text(path("bad", [0xFF, 0xFE])) }
        #expect(throws: SettingsFileError.tooLarge) {
            try SettingsFiles.text(path("big", Array(repeating: 0x61, count: 70_000)))
        }
        #expect(throws: SettingsFileError.tooLarge) { try SettingsFiles.text("/dev/zero") }
        #expect(throws: SettingsFileError.missing) { try SettingsFiles.text(directory.path() + "/none") }
        #expect(throws: SettingsFileError.notAFile) { try SettingsFiles.text(directory.path()) }
    }
}
