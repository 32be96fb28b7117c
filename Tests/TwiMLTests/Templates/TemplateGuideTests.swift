import CallFlow
import CompanyNumbers
import CustomDump
import Foundation
import TestSupport
import Testing

@testable import TwiML

/// The guide for those who write templates lists every value; it is written from the catalogue.
@Suite("The guide to templates")
struct TemplateGuideTests {
    private static let file = Place.package.appending(path: "twiml-templates/README.md")
    private static let heading = "## Values\n"

    @Test("Its list of values is that of the catalogue")
    func values() throws {
        let guide = String(decoding: try Data(contentsOf: Self.file), as: UTF8.self)
        let head = try #require(guide.range(of: Self.heading))
        let expected = String(guide[..<head.upperBound] + Self.tables)
        expectNoDifference(try Golden.text(for: expected, at: Self.file), expected)
    }

    private static var tables: String {
        let common = table("Every step of a call", StepCatalogue.common)
        let steps = CallFlow.Step.allCases.map { step in
            table(
                "`\(step.rawValue)`",
                StepCatalogue.values(of: step).filter { value in
                    !StepCatalogue.common.contains { $0.name == value.name }
                })
        }
        let others = TemplateContract.codeCalls + ForwardingTemplate.contracts
        return ([common] + steps + others.map(table)).joined()
    }

    private static func table(_ contract: TemplateContract) -> String {
        table(
            contract.use == .message ? "`\(contract.name)` (a text message)" : "`\(contract.name)`",
            contract.values.map { ($0.name, $0.sample.kind.rawValue, $0.meaning) })
    }

    private static func table(_ title: String, _ values: [StepValue]) -> String {
        let rows = values.map { value in
            let kind =
                switch value.sample {
                case .text: "text"
                case .flag: "flag"
                case .list: "list"
                }
            return (value.name, kind, value.meaning)
        }
        return table(title, rows)
    }

    private static func table(_ title: String, _ rows: [(name: String, kind: String, meaning: String)]) -> String {
        guard !rows.isEmpty else { return "" }
        let lines = rows.map { "| `\($0.name)` | \($0.kind) | \($0.meaning) |\n" }
        return "\n\(title)\n\n| value | kind | meaning |\n| --- | --- | --- |\n" + lines.joined()
    }
}
