import CallFlow
import CompanyNumbers
import Foundation
import Testing

@testable import TwiML

/// Places in the package.
enum Place {
    static let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    static let templates = package.appending(path: "twiml-templates").path
    static let goldens = package.appending(path: "Tests/TwiMLTests/Goldens")
    static let contract = package.appending(path: "../shared/contracts/twiml.json").standardizedFileURL
}

/// The templates as they ship.
enum Shipped {
    static let languages = ["en-US", "es-US", "fr-FR", "de-DE"]

    static let contracts =
        CallFlow.Step.allCases.map(contract) + TemplateContract.codeCalls + ForwardingTemplate.contracts

    static func contract(of step: CallFlow.Step) -> TemplateContract {
        TemplateContract(
            name: step.rawValue,
            values: StepCatalogue.values(of: step).map { value in
                TemplateValueDescription(
                    name: value.name, sample: TemplateValue(value.sample), isRequired: value.isRequired,
                    isOptional: value.isOptional, meaning: value.meaning)
            })
    }

    static let templates = Result { try load(contracts) }

    static func load(_ contracts: [TemplateContract]) throws -> TemplateLibrary {
        try TemplateLibrary.load(directory: Place.templates, contracts: contracts, requiredLanguages: languages)
    }

    /// Renders a step with links and nothing else but what is given.
    static func render(
        _ step: CallFlow.Step, _ language: String = "en-US", _ values: [String: TemplateValue] = [:]
    ) throws -> TwiMLDocument {
        try TwiMLDocument(text(step, language, values))
    }

    static func text(
        _ step: CallFlow.Step, _ language: String = "en-US", _ values: [String: TemplateValue] = [:]
    ) throws -> String {
        try templates.get().render(step.rawValue, language: language, values: links.merging(values) { _, new in new })
    }

    static let links: [String: TemplateValue] = [
        "customer": .text("Example"), "action": .text("https://ivr.example.com/ivr/step/1"),
        "again": .text("https://ivr.example.com/ivr/step/1/again"),
    ]
}

extension TemplateValue {
    init(_ value: PromptValue) {
        switch value {
        case .text(let text): self = .text(text)
        case .flag(let flag): self = .flag(flag)
        case .list(let list): self = .list(list)
        }
    }
}

extension TwiMLDocument {
    /// What is heard, with single spaces.
    var words: String { root.text.split(whereSeparator: \.isWhitespace).joined(separator: " ") }

    func first(_ name: String) -> TwiMLElement? { root.first(name) }
}

extension TwiMLElement {
    func first(_ name: String) -> TwiMLElement? {
        if self.name == name { return self }
        for child in children {
            if let found = child.first(name) { return found }
        }
        return nil
    }
}

/// A folder of templates that exists as long as a test needs it.
struct TemplateFixture {
    let directory: String

    /// Writes the files, texts by path.
    init(_ files: [String: String]) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "twiml-\(UUID().uuidString)")
        directory = folder.path
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for (path, text) in files {
            let file = folder.appending(path: path)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
    }

    func remove() { try? FileManager.default.removeItem(atPath: directory) }

    func load(
        _ contracts: [TemplateContract] = [TemplateFixture.contract], required: [String] = ["en-US"]
    ) throws(TemplateFaults) -> TemplateLibrary {
        try TemplateLibrary.load(directory: directory, contracts: contracts, requiredLanguages: required)
    }

    /// What is found in a folder of one template, `en-US/step.xml`, and whatever stands beside it.
    static func findings(_ step: String, with others: [String: String] = [:]) throws -> [TemplateFault] {
        let fixture = try TemplateFixture(others.merging(["en-US/step.xml": step]) { _, new in new })
        defer { fixture.remove() }
        do throws(TemplateFaults) {
            return try fixture.load().warnings
        } catch {
            return error.faults
        }
    }

    static let contract = TemplateContract(
        name: "step",
        values: [
            TemplateValueDescription(
                name: "action", sample: .text("https://ivr.example.com/next"), isRequired: true,
                meaning: "where keys go"),
            TemplateValueDescription(name: "customer", sample: .text("A & B"), isRequired: false, meaning: "the name"),
            TemplateValueDescription(name: "busy", sample: .flag(true), isRequired: false, meaning: "nobody is free"),
            TemplateValueDescription(
                name: "digits", sample: .list(["7", "2"]), isRequired: false, meaning: "the number to tap"),
            TemplateValueDescription(
                name: "balance", sample: .text("$200.00"), isRequired: false, isOptional: true, meaning: "the balance"),
        ])

    /// A step that is as it should be, with something in its `<Gather>`.
    static func step(_ inside: String) -> String {
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <Response>
          <Gather action="{{action}}" method="POST" actionOnEmptyResult="true">
            \(inside)
          </Gather>
        </Response>
        """
    }
}

extension TemplateLibrary {
    /// Finds the sample values of a template.
    func samples(of step: CallFlow.Step) -> [String: TemplateValue]? {
        contracts.first { $0.name == step.rawValue }?.samples
    }
}
