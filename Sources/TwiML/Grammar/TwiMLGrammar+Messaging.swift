/// The verbs of messaging (https://www.twilio.com/docs/messaging/twiml).
extension TwiMLGrammar {
    static let messagingVerbs: [String: Element] = [
        "Response": Element(children: ["Message", "Redirect"]),
        "Message": Element(
            attributes: ["to": .filled, "from": .filled, "action": .url, "method": .method, "statusCallback": .url],
            children: ["Body", "Media"], text: .optional(.filled)),
        "Body": Element(text: .optional(.any)),
        "Media": Element(text: .required(.url)),
        "Redirect": Element(attributes: ["method": .method], text: .required(.url)),
    ]
}
