import Foundation
import TestSupport
import Testing

@testable import App

@Suite("Documents made from the settings catalogue")
struct GeneratedDocumentsTests {
    @Test(
        "are those on disk; UPDATE_GOLDENS=1 writes them anew",
        arguments: [
            (".env.sample", EnvironmentSample.text), ("docs/configuration.md", ConfigurationPage.text),
        ])
    func onDisk(_ path: String, _ text: String) throws {
        let file = root.appending(path: path)
        let onDisk = try? Golden.text(for: text, at: file)
        // Not compared in the macro: the difference of two long texts would take it minutes to show.
        let isSame = onDisk == text
        #expect(isSame, "\(path) differs from the catalogue; make goldens writes it anew")
    }

    private var root: URL {
        var url = URL(filePath: #filePath)
        for _ in 0..<4 { url.deleteLastPathComponent() }
        return url
    }

    @Test("name every setting once")
    func complete() {
        let names = SettingsCatalogue.all.map(\.name)
        #expect(Set(names).count == names.count)
        for name in names {
            let lines = EnvironmentSample.text.split(separator: "\n")
            #expect(lines.filter { $0.hasPrefix("\(name)=") || $0.hasPrefix("# \(name)=") }.count == 1)
            #expect(ConfigurationPage.text.contains("| `\(name)`"))
        }
    }

    @Test("hold no line too long to read")
    func lineLength() {
        #expect(EnvironmentSample.text.split(separator: "\n").allSatisfy { $0.count <= 120 })
    }

    @Test("the sample, copied as it is, asks for what must be filled in and for nothing else")
    func copiedAsItIs() {
        let faults = SettingsFixture.inspect(dotEnv: EnvironmentSample.text, for: .serve).faults
        #expect(
            faults.map { $0.setting.prefix { $0 != " " } } == [
                "PUBLIC_URL", "OKTA_ORG_URL", "OKTA_API_TOKEN", "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN",
            ])
        #expect(SettingsFixture.inspect(dotEnv: EnvironmentSample.text).faults.isEmpty)
    }

    @Test("the sample means the same to a shell")
    func shell() throws {
        let uncommented = EnvironmentSample.text.replacing(/(?m)^# (?=[A-Z][A-Z0-9_]*=)/, with: "")
        let read = DotEnvFile(uncommented)
        #expect(read.faults.isEmpty)
        let shell = try Shell.variables(uncommented)
        #expect(shell.filter { read.entries.keys.contains($0.key) } == read.entries.mapValues(\.value))
        #expect(read.entries.count == SettingsCatalogue.all.count)
    }

    @Test("every example and every written default is well-formed", arguments: SettingsCatalogue.all)
    func examples(_ setting: SettingDescription) {
        for text in [setting.example, setting.defaultText].compactMap(\.self) {
            let dotEnv = "\(setting.name)=\(text)\n"
            let found = SettingsFixture.inspect(dotEnv: dotEnv)
            // Rules about several settings have tests of their own.
            let own = found.faults.filter { $0.setting.hasPrefix(setting.name + " ") && $0.message.hasPrefix("must") }
            #expect(own.isEmpty)
        }
    }

    @Test("written defaults are the defaults that hold")
    func writtenDefaults() throws {
        let written = SettingsCatalogue.all.compactMap { setting in
            setting.defaultText.map { (setting.name, $0) }
        }
        let given = try SettingsFixture.load(Dictionary(uniqueKeysWithValues: written))
        let defaults = try SettingsFixture.load()
        #expect("\(given)" == "\(defaults)")
    }
}
