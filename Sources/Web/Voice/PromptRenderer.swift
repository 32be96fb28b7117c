public import CallFlow
import Foundation
import JSON
import PhoneNumbers
public import TwiML

/// Where callers are transferred to.
public enum AgentDestination: Sendable, Equatable {
    /// E.164.
    case number(String)
    /// `sip:` or `sips:` URI.
    case sip(String)
    /// TaskRouter workflow, `WW…`.
    case workflow(String)
}

/// Turns what the machine wants said into a TwiML document.
public struct PromptRenderer: Sendable {
    let templates: TemplateLibrary
    let publicURL: String
    let customer: String
    let agent: AgentDestination?
    let ownNumber: String?
    let signer: any HandoffSigner

    /// - Parameters:
    ///   - templates: The checked templates.
    ///   - publicURL: Base of every link, without a slash at its end.
    ///   - customer: The name that callers hear.
    ///   - agent: Where callers are transferred to; nil when there is nobody.
    ///   - ownNumber: E.164, what the agent's telephone shows of callers without a number; nil for the one they called.
    ///   - signer: Signs the proof that goes along with a verified caller.
    public init(
        templates: TemplateLibrary, publicURL: String, customer: String, agent: AgentDestination?, ownNumber: String?,
        signer: any HandoffSigner
    ) {
        self.templates = templates
        self.publicURL = publicURL
        self.customer = customer
        self.agent = agent
        self.ownNumber = ownNumber
        self.signer = signer
    }

    /// Renders a prompt for a call that will have `version` when the caller answers.
    ///
    /// - Parameters:
    ///   - prompt: What is said.
    ///   - state: Where the call is.
    ///   - version: Its version, which the links carry.
    ///   - now: The time.
    ///   - request: What is answered; nil for what is said unasked.
    /// - Returns: The TwiML document.
    /// - Throws: What kept a template from being rendered or a proof from being signed.
    func render(
        _ prompt: Prompt, of state: CallState, version: Int, at now: Date, to request: CallRequest?
    ) async throws -> String {
        var values = prompt.values.mapValues(TemplateValue.init)
        let link = "\(publicURL)/ivr/step/\(version)"
        values["action"] = .text(link)
        values["again"] = .text(link + "/again")
        values["customer"] = .text(customer)
        if prompt.step == .agent {
            let token = state.verification == nil ? nil : try await signer.token(for: state, at: now)
            addDestination(to: &values, state: state, token: token, request)
        }
        return try templates.render(prompt.step.rawValue, language: state.language, values: values)
    }

    /// Renders what is said when nothing else can be: no state, no directory, only the templates.
    func renderApology(language: String, to request: CallRequest?) throws -> String {
        guard agent != nil else { return try renderAnotherTry(language: language) }
        var values: [String: TemplateValue] = [
            "customer": .text(customer), "again": .text("\(publicURL)/ivr/welcome"), "trouble": .flag(true),
        ]
        values["action"] = .text("\(publicURL)/ivr/over")
        addDestination(to: &values, state: nil, token: nil, request)
        return try templates.render(CallFlow.Step.agent.rawValue, language: language, values: values)
    }

    /// Renders an apology that offers to begin anew.
    func renderAnotherTry(language: String) throws -> String {
        let begin = TemplateValue.text("\(publicURL)/ivr/welcome")
        return try templates.render(
            CallFlow.Step.trouble.rawValue, language: language,
            values: ["customer": .text(customer), "action": begin, "again": begin])
    }

    /// Renders a goodbye outside any call's state.
    func renderGoodbye(language: String) throws -> String {
        let begin = TemplateValue.text("\(publicURL)/ivr/welcome")
        return try templates.render(
            CallFlow.Step.goodbye.rawValue, language: language,
            values: ["customer": .text(customer), "action": begin, "again": begin, "done": .flag(true)])
    }

    private func addDestination(
        to values: inout [String: TemplateValue], state: CallState?, token: String?, _ request: CallRequest?
    ) {
        switch agent {
        case .number(let number):
            values["number"] = .text(number)
            // A call of a client or of nobody has no number that may be shown (https://www.twilio.com/docs/errors/13214).
            if let request, request.from == nil, let own = ownNumber ?? request.to?.e164 {
                values["callerId"] = .text(own)
            }
        case .sip(let uri):
            // https://www.twilio.com/docs/voice/twiml/sip: headers of the INVITE stand in the URI's query.
            let glue = uri.contains("?") ? "&" : "?"
            values["sip"] = .text(token.map { "\(uri)\(glue)X-Voicegate-Token=\($0)" } ?? uri)
        case .workflow(let sid):
            values["workflow"] = .text(sid)
            values["task"] = .text(Self.task(state, token: token))
        case nil: break
        }
    }

    /// Attributes of a TaskRouter task; none of them is personal.
    private static func task(_ state: CallState?, token: String?) -> String {
        let attributes = JSONWriter.object { task in
            task.member("department", state?.department?.rawValue)
            task.member("language", state?.language)
            task.member("voicegate_token", token)
        }
        return String(decoding: attributes, as: UTF8.self)
    }
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

extension TemplateContract {
    /// The contracts of all steps of a call, as the templates are checked against them.
    public static var callSteps: [TemplateContract] {
        CallFlow.Step.allCases.map { step in
            TemplateContract(
                name: step.rawValue,
                values: StepCatalogue.values(of: step).map {
                    TemplateValueDescription(
                        name: $0.name, sample: TemplateValue($0.sample), isRequired: $0.isRequired,
                        isOptional: $0.isOptional, meaning: $0.meaning)
                })
        }
    }
}
