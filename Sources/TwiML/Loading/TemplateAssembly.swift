/// A template with its parts put in their places, checked against its contract.
///
/// Parts are put in while loading: one template remains to be rendered, with one escaping (Mustache falls back to HTML's
/// inside a partial) and nothing to look up.
struct TemplateAssembly {
    let file: TemplateFile
    let contract: TemplateContract
    private(set) var faults: [TemplateFault] = []
    /// The files that it is made of.
    private(set) var paths: Set<String> = []
    /// Values that sections ask for.
    private(set) var toggles: Set<String> = []

    private let files: [String: [String: TemplateFile]]
    private let kinds: [String: TemplateValue.Kind]
    private var text = TemplateText()
    private var used: Set<String> = []
    private var open: [(name: String, isInverted: Bool)] = []
    private var including: [String] = []

    init(_ file: TemplateFile, contract: TemplateContract, files: [String: [String: TemplateFile]]) {
        self.file = file
        self.contract = contract
        self.files = files
        kinds = contract.kinds
        add(file, at: 1)
    }

    /// What Mustache gets.
    var source: String { text.plain }

    /// The same with marks that tell, in what comes out, where it came from.
    var markedSource: String { text.marked }

    /// Finds where a line of ``source`` comes from.
    func origin(ofLine line: Int) -> TemplateText.Origin? { text.origin(ofLine: line) }

    /// Finds where a mark comes from.
    func origin(of mark: Unicode.Scalar) -> TemplateText.Origin? { text.origin(of: mark) }

    private mutating func add(_ file: TemplateFile, at line: Int) {
        including.append(file.path)
        paths.insert(file.path)
        let interruption = text.enter(file.path)
        let last = file.tokens.indices.last
        for (index, token) in file.tokens.enumerated() { add(token, of: file, isLast: index == last) }
        text.leave(to: interruption, line: line)
        including.removeLast()
    }

    private mutating func add(_ token: TemplateToken, of file: TemplateFile, isLast: Bool) {
        switch token.kind {
        case .text(let words): text.append(words, line: token.line, trimsEnd: isLast)
        case .comment: break
        case .variable(let name):
            checkVariable(name, token, in: file)
            text.append(tag: "{{\(name)}}")
        case .section(let name): openSection(name, mark: "#", token, in: file)
        case .inverted(let name): openSection(name, mark: "^", token, in: file)
        case .end(let name):
            if open.last?.name == name { open.removeLast() }
            text.append(tag: "{{/\(tagName(name))}}")
        case .partial(let name): include(name, token, in: file)
        }
    }

    private mutating func include(_ name: String, _ token: TemplateToken, in file: TemplateFile) {
        let parts = name.split(separator: "/").map(String.init)
        let language = parts.count == 2 ? parts[0] : file.language
        guard let partName = parts.last, let part = files[language]?[partName] else {
            let known = (files[language] ?? [:]).keys.filter { $0.hasPrefix("_") }
            let hint = NearestName.suggestion(for: parts.last ?? name, among: Array(known))
            fault(
                "there is no part \(name)", mend: hint ?? "write \(language)/\(parts.last ?? name).xml", token, in: file
            )
            return
        }
        guard !including.contains(part.path) else {
            fault("\(name) includes itself", mend: "take the {{> \(name)}} out of one of the parts", token, in: file)
            return
        }
        add(part, at: token.line)
    }

    private mutating func openSection(_ name: String, mark: String, _ token: TemplateToken, in file: TemplateFile) {
        if name == "." {
            fault("a section cannot be named .", mend: "name the list, and write {{.}} inside", token, in: file)
        } else if known(name, token, in: file) {
            used.insert(name)
            toggles.insert(name)
        }
        open.append((name, mark == "^"))
        text.append(tag: "{{\(mark)\(tagName(name))}}")
    }

    /// Sections on texts ask only whether there is one.
    private func tagName(_ name: String) -> String {
        kinds[name] == .text ? name + TemplateAnswers.presenceMark : name
    }
}

// MARK: - Names

extension TemplateAssembly {
    private mutating func checkVariable(_ name: String, _ token: TemplateToken, in file: TemplateFile) {
        guard name != "." else {
            let isInList = open.contains { !$0.isInverted && kinds[$0.name] == .list }
            if !isInList {
                fault("{{.}} stands in no list", mend: "it belongs between {{#list}} and {{/list}}", token, in: file)
            }
            return
        }
        guard known(name, token, in: file), let kind = kinds[name] else { return }
        used.insert(name)
        switch kind {
        case .text:
            let isOptional = contract.values.contains { $0.name == name && $0.isOptional }
            if isOptional, !open.contains(where: { $0.name == name && !$0.isInverted }) {
                fault(
                    "`\(name)` may be missing", mend: "put it between {{#\(name)}} and {{/\(name)}}", token, in: file)
            }
        case .flag:
            fault("`\(name)` is a flag", mend: "open it as a section: {{#\(name)}} … {{/\(name)}}", token, in: file)
        case .list:
            fault("`\(name)` is a list", mend: "write {{#\(name)}} {{.}} {{/\(name)}}", token, in: file)
        }
    }

    private mutating func known(_ name: String, _ token: TemplateToken, in file: TemplateFile) -> Bool {
        if kinds[name] != nil { return true }
        let names = contract.values.map(\.name)
        let hint = NearestName.suggestion(for: name, among: names) ?? "it knows \(names.joined(separator: ", "))"
        fault("`\(contract.name)` has no value `\(name)`", mend: hint, token, in: file)
        return false
    }

    /// Lists values that the template has to use and does not.
    func unusedNames() -> [TemplateFault] {
        contract.values.filter { $0.isRequired && !used.contains($0.name) }.map { value in
            let tag = value.sample.kind == .text && !value.isOptional ? "{{\(value.name)}}" : "{{#\(value.name)}}"
            return TemplateFault(file.path, "`\(value.name)` is not used", mend: "use \(tag): \(value.meaning)")
        }
    }

    private mutating func fault(_ message: String, mend: String, _ token: TemplateToken, in file: TemplateFile) {
        faults.append(TemplateFault(file.path, line: token.line, message, mend: mend))
    }
}
