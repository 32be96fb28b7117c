import Foundation
import Simulator
import TestSupport
import Testing

@Suite("Commands of the built program", .serialized)
struct CommandTests {
    private func run(_ arguments: [String], _ environment: [String: String] = [:]) async throws -> (
        code: Int32?, out: String, err: String
    ) {
        let folder = FileManager.default.temporaryDirectory.appending(path: "voicegate-command-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let process = try ServiceProcess(arguments, environment: environment, folder: folder)
        let code = try await process.exitCode(within: 60)
        return (code, process.output, process.errors)
    }

    @Test("A scripted call of the demonstration gets through", arguments: ["sms", "push", "totp"])
    func demo(factor: String) async throws {
        let result = try await run(["demo", "--call", factor])
        #expect(result.code == 0, "\(result.out)\(result.err)")
        #expect(result.out.contains("You are verified"))
        #expect(result.err.isEmpty)
    }

    @Test("serve names every missing setting at once and exits 78")
    func missingSettings() async throws {
        let result = try await run(["serve"], ["PORT": "abc"])
        #expect(result.code == 78)
        for name in ["PUBLIC_URL", "OKTA_ORG_URL", "OKTA_API_TOKEN", "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "PORT"]
        {
            #expect(result.err.split(separator: "\n").contains { $0.contains(name) }, "\(name)")
        }
        #expect(result.out.isEmpty)
    }

    @Test("serve says where it cannot listen in one line, before it says that it listens")
    func cannotListen() async throws {
        let simulation = try await Simulation.start(configuration: SimulatorConfiguration(port: 0))
        var settings = Dictionary(uniqueKeysWithValues: simulation.suggestedSettings.map { ($0.name, $0.value) })
        let taken = try #require(URLComponents(string: simulation.endpoints.control)?.port)
        settings["PORT"] = "0"
        for (name, value, code, words) in [
            ("ADMIN_PORT", "\(taken)", 1, "is taken by another program; stop it or choose another port"),
            ("HOST", "192.0.2.1", 78, "is no address of this machine"),
        ] as [(String, String, Int32, String)] {
            let result = try await run(["serve"], settings.merging([name: value, "LOG_LEVEL": "trace"]) { $1 })
            #expect(result.code == code && result.out.isEmpty, "\(result)")
            #expect(result.err.hasPrefix("voicegate: \(name): \(value) \(words)"), "\(result.err)")
            #expect(result.err.split(separator: "\n").count == 1, "\(result.err)")
        }
        await simulation.stop()
    }

    @Test(
        "Wrong usage exits 64 with words on standard error",
        arguments: [
            ["srve"], ["demo", "--call", "fax"], ["templates", "render", "nope"],
            ["templates", "render", "menu", "--set", "x"], ["simulator", "--port", "99999"],
            ["demo", "--port", "99999"], ["demo", "--port=-5"],
            ["numbers", "apply"], ["numbers", "release", "+15551234567"], ["numbers", "plan", "--area-code", "1"],
            ["numbers", "plan", "--country", "DE", "--area-code", "415"], ["numbers", "plan", "--max-purchases", "-1"],
            ["numbers", "release", "--yes"], ["setup", "twilio", "--fallback-url", "http://x"],
            ["setup", "twilio", "--fallback-url", "https://x/a b"], ["setup", "okta", "--test-number", "abc"],
            ["setup", "okta", "--hook-key-id", "k"], ["numbers", "plan", "--area-code", "015"],
            ["numbers", "plan", "--country", "ZZ"], ["numbers", "plan", "--bundle-sid", "BUx"], ["hook", "test"],
            ["serve", "--nothing"],
        ])
    func usage(arguments: [String]) async throws {
        let result = try await run(arguments)
        #expect(result.code == 64)
        let command = arguments.prefix { $0 != "srve" && $0 != "menu" && $0 != "nope" && $0.first?.isLetter == true }
        let end = "; see \((["voicegate"] + command).joined(separator: " ")) --help\n"
        #expect(result.err.hasPrefix("voicegate: ") && result.err.hasSuffix(end), "\(result.err)")
        #expect(result.err.count { $0.isNewline } == 1 && result.out.isEmpty, "\(result.err)")
    }

    @Test("Every command explains itself, in the words that Goldens/help.txt holds")
    func help() async throws {
        var text = ""
        for command in [
            [], ["serve"], ["demo"], ["simulator"], ["check"], ["templates"], ["templates", "render"],
            ["templates", "fallback"], ["hook"], ["hook", "test"], ["audit"], ["audit", "verify"], ["init"],
            ["numbers"],
            ["numbers", "plan"], ["numbers", "apply"], ["numbers", "list"], ["numbers", "release"], ["setup"],
            ["setup", "okta"], ["setup", "twilio"], ["setup", "reports"],
        ] {
            let result = try await run(command + ["--help"])
            #expect(result.code == 0)
            text += "$ \((["voicegate"] + command).joined(separator: " ")) --help\n\(result.out)\n"
        }
        let golden = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Goldens/help.txt")
        #expect(try text == Golden.text(for: text, at: golden), "run `make goldens`")
    }

    @Test("hook test wants a number, a way and a credential, and says what it found")
    func hookTest() async throws {
        for arguments in [[], ["--to", "+15551230001"], ["--to", "123", "--channel", "sms"], ["--channel", "fax"]] {
            #expect(try await run(["hook", "test"] + arguments).code == 64)
        }
        let arguments = ["hook", "test", "--to", "+15551230001", "--channel", "call", "--url", "http://127.0.0.1:1"]
        #expect(try await run(arguments).code == 78)
        let answer = try await run(arguments + ["--bearer", "t0ken", "--code", "918273"])
        #expect(answer.code == 1 && answer.out.contains("no answer (connect)"))
        #expect(!(answer.out + answer.err).contains("t0ken") && !answer.out.contains("+15551230001"))
    }

    @Test("A template is rendered in the nearest language")
    func render() async throws {
        let result = try await run(["templates", "render", "code", "--language", "es-ES", "--set", "wrong=true"])
        #expect(result.code == 0)
        #expect(result.out.contains("language=\"es-US\""))
    }

    @Test("A broken template stops the start with file, line and mend")
    func brokenTemplate() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "voicegate-templates-\(UUID().uuidString)")
        try FileManager.default.copyItem(atPath: ServiceProcess.templates, toPath: folder.path)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "fr-FR/menu.xml")
        let text = try String(contentsOf: file, encoding: .utf8)
        try text.replacing("</Gather>", with: "<Hangup/></Gather>").write(to: file, atomically: true, encoding: .utf8)
        let environment = [
            "PUBLIC_URL": "https://ivr.example.com", "OKTA_ORG_URL": "https://acme.okta.com",
            "OKTA_API_TOKEN": "00token",
            "TWILIO_ACCOUNT_SID": "AC" + String(repeating: "0", count: 32),
            "TWILIO_AUTH_TOKEN": "0123456789abcdef0123456789abcdef", "TEMPLATES_DIR": folder.path,
        ]
        for command in ["serve", "check"] {
            let result = try await run([command], environment)
            #expect(result.code == (command == "serve" ? 78 : 1))
            #expect((result.err + result.out).contains(#/fr-FR/menu\.xml:\d+/#), "\(result)")
        }
    }
}
