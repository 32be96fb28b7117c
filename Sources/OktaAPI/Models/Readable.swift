import HTTPTransport
import JSON

/// What Okta answers: read by hand, since Foundation's decoder takes several times as long.
protocol Readable {
    /// Reads a value; nil when what it cannot do without is missing.
    init?(_ json: JSONValue)
}

extension OktaClient {
    /// Reads an answer that may be anything.
    ///
    /// - Throws: ``OktaError`` with ``OktaError/Code/malformedAnswer`` when it is no JSON.
    static func json(_ answer: OutboundResponse) throws(OktaError) -> JSONValue {
        guard let json = JSONValue.parse(answer.body) else { throw malformed(answer) }
        return json
    }

    /// Reads an answer.
    ///
    /// - Throws: ``OktaError`` with ``OktaError/Code/malformedAnswer``.
    static func decode<Value: Readable>(_ answer: OutboundResponse) throws(OktaError) -> Value {
        guard let value = JSONValue.parse(answer.body).flatMap(Value.init) else { throw malformed(answer) }
        return value
    }

    /// Reads an answer that is a list; one element that makes no sense spoils it.
    ///
    /// - Throws: ``OktaError`` with ``OktaError/Code/malformedAnswer``.
    static func decode<Value: Readable>(_ answer: OutboundResponse) throws(OktaError) -> [Value] {
        guard case .list(let elements) = JSONValue.parse(answer.body) else { throw malformed(answer) }
        let values = elements.compactMap(Value.init)
        guard values.count == elements.count else { throw malformed(answer) }
        return values
    }

    /// Reads an answer that is a list, and leaves out what makes no sense.
    ///
    /// - Throws: ``OktaError`` with ``OktaError/Code/malformedAnswer``.
    static func decodeWhatMakesSense<Value: Readable>(_ answer: OutboundResponse) throws(OktaError) -> [Value] {
        guard case .list(let elements) = JSONValue.parse(answer.body) else { throw malformed(answer) }
        return elements.compactMap(Value.init)
    }
}
