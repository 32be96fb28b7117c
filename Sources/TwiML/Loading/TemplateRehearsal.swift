import Mustache

/// Renders a template in every way that matters before a caller hears it, and checks what comes out.
struct TemplateRehearsal {
    private let assembly: TemplateAssembly
    private let template: Template
    private(set) var faults: [TemplateFault] = []

    init(_ assembly: TemplateAssembly, _ template: Template) {
        self.assembly = assembly
        self.template = template
    }

    /// One way to render the template.
    private struct Trial {
        /// The value that alone is on; nil where several are, or none.
        let only: String?
        let values: [String: TemplateValue]
        var judgesReach = true
        var judgesFormOnly = false
    }

    mutating func run() {
        var documents: Set<String> = []
        for trial in trials() {
            let document: String
            do throws(RenderError) {
                document = try template.render(trial.values)
            } catch {
                report(error)
                continue
            }
            guard documents.insert(document).inserted, !trial.judgesFormOnly || faults.isEmpty else { continue }
            check(document, trial)
        }
    }

    // MARK: Trials

    /// Nothing on, each value that a section asks for alone, everything on; and all of it again with values that are
    /// out to break the document.
    private func trials() -> [Trial] {
        let toggles = template.contract.values.filter { value in
            value.sample.kind == .flag || value.isOptional
                || (value.sample.kind == .text && assembly.toggles.contains(value.name))
        }
        let names = toggles.map(\.name)
        var bare = template.contract.samples
        for name in names { bare[name] = nil }
        let alone = toggles.filter { assembly.toggles.contains($0.name) }.map { value in
            Trial(only: value.name, values: bare.merging([value.name: value.sample]) { _, new in new })
        }
        let none = [Trial(only: nil, values: bare), Trial(only: nil, values: bare.filter { $0.value.kind != .list })]
        // All at once hardly happens, so that what is never reached then may well be reached in a call.
        let all = Trial(only: nil, values: template.contract.samples, judgesReach: false)
        let friendly = none + alone + [all]
        return friendly + friendly.map(hostile)
    }

    private func hostile(_ trial: Trial) -> Trial {
        let values = trial.values.mapValues { value -> TemplateValue in
            switch value {
            case .text: .text(Self.hostileText)
            case .list: .list([Self.hostileText])
            case .flag: value
            }
        }
        return Trial(only: trial.only, values: values, judgesFormOnly: true)
    }

    /// Ends every kind of markup that a value could stand in by mistake.
    private static let hostileText = "\"'>--><\u{301}&]]>?>\u{0} a=b "

    // MARK: Judging

    private var grammar: TwiMLGrammar { template.contract.use.grammar }

    private mutating func check(_ document: String, _ trial: Trial) {
        if trial.judgesFormOnly {
            do throws(TwiMLFault) {
                _ = try TwiMLDocument(document)
            } catch {
                report(error, trial, note: "a value stands where it could break the document: ")
            }
            return
        }
        for fault in TwiMLChecker.faults(in: document, grammar: grammar, judgesReach: trial.judgesReach) {
            report(fault, trial)
        }
        if trial.judgesReach { checkEnd(of: document) }
    }

    /// Warns where a step of a call would end it by running out of verbs.
    private mutating func checkEnd(of document: String) {
        guard template.contract.values.contains(where: { $0.name == "action" }),
            let tree = try? TwiMLDocument(document), !tree.endsOnPurpose
        else { return }
        add(
            TemplateFault(
                assembly.file.path, "the call ends when this document does",
                mend:
                    "end with actionOnEmptyResult=\"true\" in <Gather>, with <Redirect>, or with <Hangup/> if it is meant",
                severity: .warning))
    }

    private mutating func report(_ error: RenderError) {
        guard case .missingValue(let name, _) = error else { return }
        add(
            TemplateFault(
                assembly.file.path, "`\(name)` may be missing where it is used",
                mend: "put it between {{#\(name)}} and {{/\(name)}}"))
    }

    /// Whether there is nothing in the template, so that a fault can only be at its beginning.
    private var isBare: Bool { assembly.source.allSatisfy(\.isWhitespace) }

    private mutating func report(_ fault: TwiMLFault, _ trial: Trial, note: String = "") {
        let origin = origin(of: fault, trial)
        let condition = trial.only.map { ", when `\($0)` is set" } ?? ""
        add(
            TemplateFault(
                origin?.file ?? assembly.file.path, line: isBare ? 1 : origin?.line,
                note + fault.message + condition,
                mend: fault.mend,
                severity: fault.severity == .fault ? .fault : .warning))
    }

    /// Adds what was not said already: one mistake shows in many trials.
    private mutating func add(_ fault: TemplateFault) {
        let isKnown = faults.contains {
            $0.file == fault.file && $0.line == fault.line && $0.mend == fault.mend
                && ($0.line != nil || $0.message == fault.message)
        }
        if !isKnown { faults.append(fault) }
    }

    // MARK: Where it came from

    /// Finds the line of a file that a fault comes from, by rendering once more with marks.
    private func origin(of fault: TwiMLFault, _ trial: Trial) -> TemplateText.Origin? {
        guard let marked = try? Template(contract: template.contract, source: assembly.markedSource),
            let rendered = try? marked.render(trial.values)
        else { return nil }
        let document = MarkedDocument(rendered, assembly: assembly)
        let again =
            trial.judgesFormOnly ? document.formFaults : TwiMLChecker.faults(in: document.text, grammar: grammar)
        return again.first { $0.message == fault.message }.flatMap { document.origin(at: $0.offset) }
    }
}

/// A document with the places that its parts come from.
private struct MarkedDocument {
    private(set) var text = ""
    private var origins: [(offset: Int, origin: TemplateText.Origin)] = []

    init(_ marked: String, assembly: TemplateAssembly) {
        var bytes: [UInt8] = []
        for scalar in marked.unicodeScalars {
            if let origin = assembly.origin(of: scalar) {
                origins.append((bytes.count, origin))
            } else if !bytes.isEmpty || !scalar.properties.isWhitespace {
                bytes += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
            }
        }
        text = String(decoding: bytes, as: UTF8.self)
    }

    var formFaults: [TwiMLFault] {
        do throws(TwiMLFault) {
            _ = try TwiMLDocument(text)
            return []
        } catch {
            return [error]
        }
    }

    func origin(at offset: Int) -> TemplateText.Origin? {
        // The last mark is of no file: it stands where the template ends.
        origins.last { $0.offset <= offset && !$0.origin.file.isEmpty }?.origin
    }
}
