/// A question of the interview.
struct InterviewQuestion: Sendable {
    /// What comes of an answer beyond its form.
    enum Trial: Sendable {
        case none, organisation, oktaToken, serviceApp, twilioAccount, twilioNumber
    }

    /// The setting that the answer is for.
    let name: String
    let text: String
    var isOptional = false
    /// Whether an empty answer leads to further questions, so that the end of the input is none.
    var leadsOn = false
    /// Settings of which any that is given makes the question needless, this one included.
    var isAnsweredBy: [String] = []
    /// A setting without which the question makes no sense.
    var unless: String?
    var trial = Trial.none

    /// The questions in their order, which is also that of the lines of a pipe.
    static let all: [InterviewQuestion] = [
        InterviewQuestion(name: "PUBLIC_URL", text: "Where will Twilio and Okta reach this service (https://…)?"),
        InterviewQuestion(
            name: "OKTA_ORG_URL", text: "Where do people sign in at Okta (https://….okta.com)?", trial: .organisation),
        InterviewQuestion(
            name: "OKTA_API_TOKEN", text: "An API token of Okta's? Empty for a service app instead.", isOptional: true,
            leadsOn: true,
            isAnsweredBy: ["OKTA_CLIENT_ID"], trial: .oktaToken),
        InterviewQuestion(name: "OKTA_CLIENT_ID", text: "The service app's client id?", unless: "OKTA_API_TOKEN"),
        InterviewQuestion(name: "OKTA_KEY_ID", text: "The id of its key (kid)?", unless: "OKTA_API_TOKEN"),
        InterviewQuestion(
            name: "OKTA_PRIVATE_KEY_FILE", text: "The path of the file that holds its private key (PEM or JWK)?",
            isAnsweredBy: ["OKTA_PRIVATE_KEY"], unless: "OKTA_API_TOKEN", trial: .serviceApp),
        InterviewQuestion(name: "TWILIO_ACCOUNT_SID", text: "Twilio's account SID (AC…)?"),
        InterviewQuestion(name: "TWILIO_AUTH_TOKEN", text: "Twilio's auth token?", trial: .twilioAccount),
        InterviewQuestion(
            name: "TWILIO_PHONE_NUMBER", text: "The number that people call (+1…)? Empty for none yet.",
            isOptional: true, trial: .twilioNumber),
        InterviewQuestion(
            name: "AGENT_DIAL", text: "The number or sip: URI of the agents? Empty for none.", isOptional: true,
            isAnsweredBy: ["AGENT_WORKFLOW_SID"]),
        InterviewQuestion(
            name: "APP_CUSTOMER_NAME", text: "The name that callers hear? Empty for OKTA IVR DEMO.", isOptional: true),
    ]

    /// The setting in the catalogue: a file's path is given in the place of its own.
    var setting: SettingDescription? {
        SettingsCatalogue.all.first { $0.name == name || $0.fileName == name }
    }

    /// Whether the answer itself must not be seen.
    var isSecret: Bool { setting.map { $0.isSecret && $0.name == name } ?? false }
}

/// An interview under way: what was answered so far.
struct Conversation {
    let sources: SettingsSources
    let interviewee: any Interviewee
    let trials: SettingTrials?
    private(set) var additions: [EnvironmentFile.Addition] = []

    init(sources: SettingsSources, interviewee: any Interviewee, trials: SettingTrials?) {
        self.sources = sources
        self.interviewee = interviewee
        self.trials = trials
    }

    /// Whether a setting has a value that is none of the placeholders of `.env.sample`.
    func isGiven(_ name: String) -> Bool {
        if additions.contains(where: { $0.name == name }) { return true }
        let plain = name.hasSuffix("_FILE") ? String(name.dropLast(5)) : name
        let given = GivenSettings(sources, catalogue: SettingsCatalogue.all)
        if given.unusable.contains(plain) { return true }
        return given.layers.contains { layer in
            layer.values[plain].map { !($0.text.hasPrefix("<") && $0.text.hasSuffix(">")) } ?? false
        }
    }

    mutating func add(_ name: String, _ value: String) {
        let setting = SettingsCatalogue.all.first { $0.name == name || $0.fileName == name }
        additions.append(EnvironmentFile.Addition(name: name, value: value, meaning: setting?.meaning ?? name))
    }

    /// Asks a question until it is answered, or once where nobody can be asked again.
    mutating func put(_ question: InterviewQuestion) async throws(InterviewFailure) {
        guard !isGiven(question.name), !question.isAnsweredBy.contains(where: isGiven) else { return }
        if let unless = question.unless, isGiven(unless) { return }
        var refusedByTrial: String?
        while true {
            guard let line = interviewee.ask("\(question.name): \(question.text)", isSecret: question.isSecret) else {
                if question.isOptional, !question.leadsOn { return }
                throw .endOfInput(question.name)
            }
            let answer = line.trimmed
            if answer.isEmpty {
                if question.isOptional { return }
                try refuse("\(question.name) is needed")
                continue
            }
            if let fault = fault(of: answer, to: question) {
                try refuse(fault)
                continue
            }
            if answer != refusedByTrial,
                let problem = await trials?.problem(question.trial, answer, settings(with: answer, question))
            {
                try refuse("\(question.name): \(problem)")
                interviewee.tell("The same answer again is taken all the same.")
                refusedByTrial = answer
                continue
            }
            add(question.name, answer)
            return
        }
    }

    /// Tells what is wrong; where nobody can be asked again that is the end.
    private func refuse(_ problem: String) throws(InterviewFailure) {
        guard interviewee.isPerson else { throw .refused(problem) }
        interviewee.tell(problem)
    }

    private func fault(of answer: String, to question: InterviewQuestion) -> String? {
        let found = inspect(with: answer, question)
        let names = [question.name, question.setting?.name].compactMap(\.self)
        return found.faults.first { fault in
            // Others of the same group are asked for later.
            names.contains { fault.setting == $0 || fault.setting.hasPrefix($0 + " ") }
                && !fault.message.contains("is missing")
        }?.description
    }

    private func settings(with answer: String, _ question: InterviewQuestion) -> Settings {
        inspect(with: answer, question).settings
    }

    private func inspect(with answer: String, _ question: InterviewQuestion) -> SettingsInspection {
        var all = sources
        for addition in additions { all.environment[addition.name] = addition.value }
        all.environment[question.name] = answer
        return SettingsLoader.inspect(all, for: .nothing)
    }
}
