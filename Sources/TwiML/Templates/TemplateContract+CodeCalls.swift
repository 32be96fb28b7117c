// Calls that bring a one-time code: placed by us, outside any call of the voice bot's.
extension TemplateContract {
    /// The templates of calls that bring a code.
    public static let codeCalls = [codeCall, codeCallUnwanted]

    /// What a call with a code says, three times; or once, for a provider that speaks and repeats by itself.
    public static let codeCall = TemplateContract(
        name: "code-call",
        values: [
            customer,
            TemplateValueDescription(
                name: "action", sample: .text("https://ivr.example.com/code-call?event=uS5871kJThSsU8qlA1LTcg"),
                isRequired: true, meaning: "where a key is sent; 9 says that nobody asked for the code"),
            TemplateValueDescription(
                name: "digits", sample: .list(["4", "0", "7", "1", "9", "3"]), isRequired: true,
                meaning: "the characters of the code, to be spoken one by one"),
            TemplateValueDescription(
                name: "once", sample: .flag(true), isRequired: true,
                meaning: "another provider's voice speaks and repeats it: the words once, without keys"),
        ])

    /// What is said to somebody who did not ask for a code.
    public static let codeCallUnwanted = TemplateContract(name: "code-call-unwanted", values: [customer])

    private static let customer = TemplateValueDescription(
        name: "customer", sample: .text("OKTA IVR DEMO"), isRequired: false,
        meaning: "the name that callers hear (APP_CUSTOMER_NAME)")
}
