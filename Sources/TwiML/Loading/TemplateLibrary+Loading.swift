import Mustache

extension TemplateLibrary {
    /// Reads and checks a folder of templates, so that no broken one is ever heard.
    ///
    /// Checked are: every name in every language, tags, names of values and parts, and the documents that come out with
    /// sample values, by the rules of ``TwiMLChecker``.
    ///
    /// - Parameters:
    ///   - directory: The folder.
    ///   - contracts: The templates that there must be, with their values.
    ///   - requiredLanguages: Languages that there must be; of several for one wish the first is preferred.
    /// - Returns: The templates, ready to render.
    /// - Throws: ``TemplateFaults`` with everything that is wrong, not only the first.
    public static func load(
        directory: String, contracts: [TemplateContract], requiredLanguages: [String]
    ) throws(TemplateFaults) -> TemplateLibrary {
        let check = TemplateCheck(folder: TemplateFolder(directory, names: contracts.map(\.name)), contracts: contracts)
        let result = check.run(requiredLanguages: requiredLanguages)
        guard !result.faults.contains(where: { $0.severity == .fault }) else {
            throw TemplateFaults(faults: result.faults)
        }
        return TemplateLibrary(
            templates: result.templates, contracts: contracts,
            requiredLanguages: requiredLanguages.compactMap {
                LanguageTag.match($0, among: result.templates.keys.sorted())
            },
            warnings: result.faults)
    }
}

/// Checks a folder of templates against contracts.
private struct TemplateCheck {
    let folder: TemplateFolder
    let contracts: [TemplateContract]
    /// Files that were not understood; what they hold is not known well enough to go on with.
    private let broken: Set<String>

    init(folder: TemplateFolder, contracts: [TemplateContract]) {
        self.folder = folder
        self.contracts = contracts
        broken = Set(folder.faults.filter { $0.severity == .fault }.map(\.file))
    }

    func run(requiredLanguages: [String]) -> (templates: [String: [String: Template]], faults: [TemplateFault]) {
        var faults = folder.faults
        var templates: [String: [String: Template]] = [:]
        if folder.exists { faults += missing(requiredLanguages) }
        for (language, files) in folder.files {
            guard files.keys.contains(where: { !$0.hasPrefix("_") }) || contracts.isEmpty else {
                faults.append(
                    TemplateFault(language, "this language has no templates", mend: "write them, or remove the folder"))
                continue
            }
            for contract in contracts {
                let result = prepare(contract, files[contract.name], language)
                faults += result.faults
                templates[language, default: [:]][contract.name] = result.template
            }
        }
        return (templates, ordered(faults))
    }

    private func missing(_ languages: [String]) -> [TemplateFault] {
        let known = folder.files.keys.sorted()
        if known.isEmpty, languages.isEmpty {
            return [TemplateFault(folder.directory, "holds no language", mend: "add a folder such as en-US")]
        }
        return languages.filter { !LanguageTag.contains($0, in: known) }.map { language in
            TemplateFault(
                language, "there are no templates in this language",
                mend: NearestName.suggestion(for: language, among: known) ?? "write \(language)/*.xml")
        }
    }

    private func prepare(
        _ contract: TemplateContract, _ file: TemplateFile?, _ language: String
    ) -> (template: Template?, faults: [TemplateFault]) {
        let path = "\(language)/\(contract.name).xml"
        guard let file else {
            let fault = TemplateFault(
                path, "this template is missing", mend: "write it, or copy that of another language")
            return (nil, broken.contains(path) ? [] : [fault])
        }
        let assembly = TemplateAssembly(file, contract: contract, files: folder.files)
        guard broken.isDisjoint(with: assembly.paths) else { return (nil, assembly.faults) }
        guard assembly.faults.isEmpty else { return (nil, assembly.faults + assembly.unusedNames()) }
        do {
            let template = try Template(contract: contract, source: assembly.source)
            var rehearsal = TemplateRehearsal(assembly, template)
            rehearsal.run()
            let unused = assembly.unusedNames()
            guard !unused.isEmpty else { return (template, rehearsal.faults) }
            // What is no TwiML says more about itself than the names that it does not use.
            let broken = rehearsal.faults.filter { $0.severity == .fault }
            return (nil, broken.isEmpty ? unused : broken)
        } catch {
            return (nil, [fault(of: error, in: assembly)])
        }
    }

    /// Puts into words what Mustache does not understand and our own reading let pass.
    private func fault(of error: any Error, in assembly: TemplateAssembly) -> TemplateFault {
        // The pragma is the first line.
        let line = (error as? MustacheTemplate.ParserError).map { $0.context.lineNumber - 1 }
        let origin = line.flatMap(assembly.origin(ofLine:))
        return TemplateFault(
            origin?.file ?? assembly.file.path, line: origin?.line, "Mustache does not understand this",
            mend: "tags are written {{name}}, {{#name}} and {{/name}}")
    }

    /// Sorts, and drops what was found twice: a part is checked in every template that includes it.
    private func ordered(_ faults: [TemplateFault]) -> [TemplateFault] {
        var seen: Set<TemplateFault> = []
        return faults.filter { seen.insert($0).inserted }
            .sorted { ($0.file, $0.line ?? 0, $0.message) < ($1.file, $1.line ?? 0, $1.message) }
    }
}
