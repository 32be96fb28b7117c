/// How the text of a setting becomes a value.
struct ValueFormat<Value: Sendable>: Sendable {
    /// What a text looks like, completing "must be …".
    let expectation: String
    /// Whether the text must never be seen.
    let isSecret: Bool
    /// Whether a message may quote the text: not where people easily paste a secret by mistake.
    let isQuotable: Bool
    /// Reads a trimmed, non-empty text.
    let parse: @Sendable (String, ValueContext) throws(ValueFault) -> Value

    init(
        _ expectation: String, isSecret: Bool = false, isQuotable: Bool = true,
        parse: @escaping @Sendable (String, ValueContext) throws(ValueFault) -> Value
    ) {
        self.expectation = expectation
        self.isSecret = isSecret
        self.isQuotable = isQuotable && !isSecret
        self.parse = parse
    }

    /// The same format for a value that must not be seen.
    func secret() -> ValueFormat<Secret<Value>> {
        ValueFormat<Secret<Value>>(expectation, isSecret: true) { text, context throws(ValueFault) in
            Secret(try parse(text, context))
        }
    }
}

/// What a text can only be understood with.
struct ValueContext: Sendable {
    /// The country of a number without its country code, such as `US`.
    var region: String
    /// The names of the providers that there are.
    var providers: [String] = []
}

/// Why a text is no value.
///
/// It holds pieces of the text only in ``piece``, which is shown for formats that may be quoted and dropped for secrets.
struct ValueFault: Error {
    /// What is wrong, completing a sentence that starts with the setting; nil for "must be" and the expectation.
    var problem: String?
    /// The piece of the text that is at fault; nil for all of it.
    var piece: String?
    /// What helps; nil for an example.
    var mend: String?

    init(_ problem: String? = nil, piece: String? = nil, mend: String? = nil) {
        self.problem = problem
        self.piece = piece
        self.mend = mend
    }
}
