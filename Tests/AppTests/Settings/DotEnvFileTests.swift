import Foundation
import TestSupport
import Testing

@testable import App

@Suite("The .env file")
struct DotEnvFileTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let text: String
        let values: [String: String]
        /// Whether a shell reads the same.
        var isPlainShell = true

        var testDescription: String { text.debugDescription }
    }

    static let cases = [
        Case(text: "A=1\nB=two", values: ["A": "1", "B": "two"]),
        Case(text: "A=1", values: ["A": "1"]),
        Case(text: "\n\n  A=1  \n\t# comment\n#B=2\n", values: ["A": "1"]),
        Case(text: "export A=1\nexport\tB=2\nexport   C='3'\n", values: ["A": "1", "B": "2", "C": "3"]),
        Case(text: "A=1\nexport A\nexport A # yes\n", values: ["A": "1"]),
        Case(text: "A='single $HOME \\n \"x\"'\n", values: ["A": "single $HOME \\n \"x\""]),
        Case(text: #"A="say \"hi\" \\ \$5 \` \n \x""# + "\n", values: ["A": #"say "hi" \ $5 ` \n \x"#]),
        Case(text: "A='it'\\''s'\n", values: ["A": "it's"]),
        Case(text: "A='a'\"b\"c\\ d\n", values: ["A": "abc d"]),
        Case(text: "A=\"one\ntwo\"\nB='three\nfour'\n", values: ["A": "one\ntwo", "B": "three\nfour"]),
        Case(text: "A=\"one\\\ntwo\"\nB=three\\\nfour\n", values: ["A": "onetwo", "B": "threefour"]),
        Case(text: "A='one\\\ntwo'\n", values: ["A": "one\\\ntwo"]),
        Case(
            text: "A=value # why\nB='value' # why\nC=\"#no\"\nD=a#b\nE=#x\nF=a\\ #b\n",
            values: [
                "A": "value", "B": "value", "C": "#no", "D": "a#b", "E": "#x", "F": "a #b",
            ]),
        Case(text: "A=\nB=''\nC=\"\"\nD= # none\n", values: ["A": "", "B": "", "C": "", "D": ""]),
        Case(text: "A=a=b==\nB=https://x.example/y?z=1\n", values: ["A": "a=b==", "B": "https://x.example/y?z=1"]),
        Case(text: "A=a\\b\\\\c\\#\n", values: ["A": "ab\\c#"]),
        Case(text: "A=grüße\nB='日本 📞'\n", values: ["A": "grüße", "B": "日本 📞"]),
        Case(text: "A=1\nA=2\n", values: ["A": "2"]),
        Case(text: "_a1=x\n", values: ["_a1": "x"]),
        Case(text: "A=1 \t\nB=2\t# tab\n", values: ["A": "1", "B": "2"]),
        Case(text: "A=last\\", values: ["A": "last\\"]),
        Case(text: "", values: [:]),
        // What a shell would not take, and people write.
        Case(
            text: "\u{FEFF}A=1\r\nB='2'\r\nC=three # x\r\n", values: ["A": "1", "B": "2", "C": "three"],
            isPlainShell: false),
        Case(text: "A=\"one\r\ntwo\"\r\n", values: ["A": "one\ntwo"], isPlainShell: false),
        Case(text: "A=OKTA IVR  DEMO\n", values: ["A": "OKTA IVR  DEMO"], isPlainShell: false),
        Case(text: "A=$HOME and `id` $(id)\n", values: ["A": "$HOME and `id` $(id)"], isPlainShell: false),
        Case(text: "A=\"$HOME `id`\"\n", values: ["A": "$HOME `id`"], isPlainShell: false),
        Case(
            text: "A=endpoint=https://x/;accesskey=a&b|c<d>(e)*\n",
            values: ["A": "endpoint=https://x/;accesskey=a&b|c<d>(e)*"], isPlainShell: false),
        Case(text: "A= spaced\n", values: ["A": "spaced"], isPlainShell: false),
    ]

    @Test("is read", arguments: cases)
    func reads(_ example: Case) {
        let file = DotEnvFile(example.text)
        #expect(file.entries.mapValues(\.value) == example.values)
        #expect(file.faults.isEmpty)
    }

    @Test("is read as a real shell reads it", arguments: cases.filter(\.isPlainShell))
    func readsAsAShellDoes(_ example: Case) throws {
        let shell = try Shell.variables(example.text)
        #expect(shell.filter { example.values.keys.contains($0.key) } == example.values)
    }

    @Test("gives back whatever was put in single quotes, as a shell does")
    func roundTrip() throws {
        var random = SeededRandom(seed: 20_260_508)
        let alphabet = Array("ab =#'\"\\$`;&|<>*?!~\t\n\u{E9}📞{}[]()%").map(String.init)
        var values: [String: String] = [:]
        for number in 0..<200 {
            values["V\(number)"] = (0..<Int.random(in: 0...12, using: &random)).map { _ in
                alphabet.randomElement(using: &random) ?? ""
            }.joined()
        }
        let text = values.map { "\($0.key)=\(Wrapping.shellQuoted($0.value))" }.joined(separator: "\n")
        #expect(DotEnvFile(text).entries.mapValues(\.value) == values, "seed 20260508")
        #expect(try Shell.variables(text).filter { values.keys.contains($0.key) } == values, "seed 20260508")
    }

    @Test(
        "names the line that cannot be understood, and no more of it",
        arguments: [
            ("A=1\nnonsense canary\nB=2", 2, "is not NAME=value"),
            ("=canary", 1, "is not NAME=value"),
            ("1A=canary", 1, "is not NAME=value"),
            ("A-B=canary", 1, "is not NAME=value"),
            ("- A=canary", 1, "is not NAME=value"),
            ("\n\nA =canary", 3, "has a space before ="),
            ("A=1 B=canary", 1, "holds several settings"),
            ("A='x' canary", 1, "goes on after the closing quote"),
            ("A=canary 'x'", 1, "mixes spaces and quotes"),
            ("A=1\nB=\"canary\nC=3", 2, "opens a quote that is never closed"),
            ("A='canary", 1, "opens a quote that is never closed"),
            ("A=can\0ary", 1, "holds a NUL character"),
            ("export", 1, "is not NAME=value"),
            ("export =canary", 1, "is not NAME=value"),
        ])
    func badLine(_ text: String, _ line: Int, _ problem: String) {
        let file = DotEnvFile(text)
        #expect(file.faults.first?.setting == ".env line \(line)")
        #expect(file.faults.first?.message == problem)
        #expect(file.faults.count == 1)
        #expect(!"\(file.faults)".contains("canary"))
    }

    @Test("goes on after a bad line, so that all faults come at once")
    func allBadLines() {
        let file = DotEnvFile("bad\nA=1\nworse line\nB='open\nC=3\n")
        #expect(file.faults.map(\.setting) == [".env line 1", ".env line 3", ".env line 4"])
        #expect(file.entries.mapValues(\.value) == ["A": "1", "C": "3"])
    }

    @Test("warns of a setting that stands there twice")
    func twice() {
        let file = DotEnvFile("A=1\n\nA=2\n")
        #expect(
            file.warnings.map(\.description) == [
                "A stands in .env twice, in lines 1 and 3; the last one counts; remove the other"
            ])
    }

    @Test("never fails on random text")
    func randomText() {
        var random = SeededRandom(seed: 7)
        let pieces = ["A", "=", "'", "\"", "\\", "\n", "\r", " ", "#", "export ", "\0", "\u{301}", "\u{FEFF}", "ß"]
        for _ in 0..<2000 {
            let text = (0..<Int.random(in: 0...20, using: &random)).map { _ in
                pieces.randomElement(using: &random) ?? ""
            }.joined()
            let file = DotEnvFile(text)
            #expect(file.entries.count + file.faults.count <= text.unicodeScalars.count)
        }
    }
}

/// Asks a real shell.
enum Shell {
    /// The variables that a file sets.
    static func variables(_ text: String) throws -> [String: String] {
        let file = FileManager.default.temporaryDirectory.appending(path: "dotenv-\(UUID().uuidString)")
        try Data(text.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", "set -a; . \"$0\"; exec env -0", file.path()]
        process.environment = ["PATH": "/usr/bin:/bin"]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        let pairs = bytes.split(separator: 0).map { entry in
            let pair = String(decoding: entry, as: UTF8.self).split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (String(pair[0]), String(pair.last ?? ""))
        }
        return Dictionary(pairs) { _, last in last }
    }
}
