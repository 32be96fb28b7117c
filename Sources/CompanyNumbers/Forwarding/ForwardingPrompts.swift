public import PhoneNumbers
public import TwiML

/// Writes what callers, employees and senders are told.
public struct ForwardingPrompts: Sendable {
    private let templates: TemplateLibrary
    private let base: String
    private let customer: String
    private let defaultLanguage: String

    /// Makes prompts.
    ///
    /// - Parameters:
    ///   - templates: The checked templates, among them those of ``ForwardingTemplate``.
    ///   - publicURL: The base of every link, without a slash at its end.
    ///   - customer: The name that callers hear.
    ///   - defaultLanguage: What is spoken to those whose language is not known.
    public init(templates: TemplateLibrary, publicURL: String, customer: String, defaultLanguage: String) {
        self.templates = templates
        base = publicURL + "/call-forward"
        self.customer = customer
        self.defaultLanguage = templates.language(matching: defaultLanguage) ?? defaultLanguage
    }

    /// What an employee is asked with.
    public struct Screening: Sendable, Equatable {
        /// One of the templates' languages.
        public var language: String
        /// Whether the caller's number was withheld.
        public var isWithheld: Bool
        /// Whether the caller is announced as unverified.
        public var isUnverified: Bool
        /// How often another key than 1 was pressed.
        public var tries: Int

        /// Makes a value.
        public init(language: String, isWithheld: Bool, isUnverified: Bool, tries: Int = 0) {
            self.language = language
            self.isWithheld = isWithheld
            self.isUnverified = isUnverified
            self.tries = tries
        }

        var query: String {
            "?language=\(language)&withheld=\(isWithheld)&unverified=\(isUnverified)&tries=\(tries)"
        }
    }

    /// The language to speak: the employee's, as those who call or text them are likely to understand it too.
    public func language(for tag: String?) -> String {
        templates.language(matching: tag) ?? defaultLanguage
    }

    /// Rings the mobile.
    public func dial(_ plan: DialPlan) throws -> String {
        let language = language(for: plan.employee.languageTag)
        let screening = Screening(
            language: language, isWithheld: plan.isWithheld, isUnverified: plan.isUnverified)
        return try render(
            .dial, language,
            [
                "mobile": .text(plan.mobile.e164), "callerId": .text(plan.callerID.e164),
                "seconds": .text("\(plan.seconds)"), "action": .text("\(base)/done"),
                "screen": .text("\(base)/screen\(screening.query)"),
            ])
    }

    /// Asks the employee whether to take the call.
    public func screen(_ screening: Screening, caller: PhoneNumber?) throws -> String {
        var values: [String: TemplateValue] = [
            "action": .text("\(base)/accept\(screening.query)"), "unverified": .flag(screening.isUnverified),
            "retry": .flag(screening.tries > 0),
        ]
        if let caller, !screening.isWithheld { values["caller"] = .text(caller.e164) }
        return try render(.screen, language(for: screening.language), values)
    }

    /// Tells the employee that they are connected.
    public func connect(language tag: String?) throws -> String { try render(.connect, language(for: tag), [:]) }

    /// Asks the caller for a message.
    public func voicemail(_ cause: VoicemailCause, language tag: String?) throws -> String {
        let language = language(for: tag)
        return try render(
            .voicemail, language,
            [
                "action": .text("\(base)/recorded?language=\(language)"), "recorded": .text("\(base)/recording"),
                "closed": .flag(cause == .closed),
            ])
    }

    /// Thanks for a message.
    public func voicemailDone(language tag: String?) throws -> String {
        try render(.voicemailDone, language(for: tag), [:])
    }

    /// Tells the caller that nobody can be reached, or that something does not work.
    public func unavailable(isTrouble: Bool, language tag: String?) throws -> String {
        try render(.unavailable, language(for: tag), ["trouble": .flag(isTrouble)])
    }

    // MARK: Texts

    /// Writes the text about a voicemail.
    public func voicemailText(_ voicemail: ExpectedVoicemail, seconds: Int?, link: String) throws -> String {
        var values: [String: TemplateValue] = ["link": .text(link)]
        if let caller = voicemail.caller { values["caller"] = .text(caller.e164) }
        if let seconds { values["seconds"] = .text("\(seconds)") }
        return try words(.voicemailText, language(for: voicemail.languageTag), values)
    }

    /// Writes what an employee is told.
    public func hint(_ hint: TextHint, language tag: String?) throws -> String {
        try words(.textHint, language(for: tag), [hint.rawValue: .flag(true)])
    }

    /// Writes what a sender is told.
    public func answer(_ answer: TextAnswer) throws -> String {
        try words(.textAnswer, defaultLanguage, ["trouble": .flag(answer == .trouble)])
    }

    /// Takes the words out of a rendered document: a text has no layout of its own.
    private func words(
        _ template: ForwardingTemplate, _ language: String, _ values: [String: TemplateValue]
    ) throws -> String {
        let document = try TwiMLDocument(render(template, language, values))
        return document.root.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    private func render(
        _ template: ForwardingTemplate, _ language: String, _ values: [String: TemplateValue]
    ) throws -> String {
        try templates.render(
            template.rawValue, language: language, values: values.merging(["customer": .text(customer)]) { $1 })
    }
}
