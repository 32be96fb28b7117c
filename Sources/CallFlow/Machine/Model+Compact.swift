import Foundation

extension CompactReader {
    mutating func list<Element>(
        _ body: (inout CompactReader) throws(CompactFault) -> Element
    ) throws(CompactFault) -> [Element] {
        let count = try number()
        guard (0...10_000).contains(count) else { throw CompactFault() }
        var elements: [Element] = []
        for _ in 0..<count { elements.append(try body(&self)) }
        return elements
    }
}

extension Factor {
    func write(into writer: inout CompactWriter) {
        writer.write(id)
        writer.write(kind)
        writer.write(optional: updatedAt) { $0.write($1) }
        writer.write(reachesCallingNumber)
    }

    init(from reader: inout CompactReader) throws(CompactFault) {
        let id = try reader.text()
        let kind = try reader.word(FactorKind.self)
        let updatedAt = try reader.optional { reader throws(CompactFault) in try reader.date() }
        self.init(id: id, kind: kind, updatedAt: updatedAt, reachesCallingNumber: try reader.flag())
    }
}

extension Caller {
    func write(into writer: inout CompactWriter) {
        writer.write(id.value)
        writer.write(optional: languageTag) { $0.write($1) }
        writer.write(optional: preference) { $0.write($1) }
        writer.write(factors.count)
        for factor in factors { factor.write(into: &writer) }
    }

    init(from reader: inout CompactReader) throws(CompactFault) {
        let id = UserID(try reader.text())
        let languageTag = try reader.optional { reader throws(CompactFault) in try reader.text() }
        let preference = try reader.optional { reader throws(CompactFault) in try reader.word(FactorKind.self) }
        let factors = try reader.list { reader throws(CompactFault) in try Factor(from: &reader) }
        self.init(id: id, languageTag: languageTag, preference: preference, factors: factors)
    }
}

extension PushTransaction {
    func write(into writer: inout CompactWriter) {
        writer.write(pollURL)
        writer.write(optional: cancelURL) { $0.write($1) }
        writer.write(optional: expiresAt) { $0.write($1) }
    }

    init(from reader: inout CompactReader) throws(CompactFault) {
        let pollURL = try reader.text()
        let cancelURL = try reader.optional { reader throws(CompactFault) in try reader.text() }
        let expiresAt = try reader.optional { reader throws(CompactFault) in try reader.date() }
        self.init(pollURL: pollURL, cancelURL: cancelURL, expiresAt: expiresAt)
    }
}

extension Prompt {
    func write(into writer: inout CompactWriter) {
        writer.write(step)
        writer.write(values.count)
        for (name, value) in values.sorted(by: { $0.key < $1.key }) {
            writer.write(name)
            switch value {
            case .text(let text):
                writer.write(0)
                writer.write(text)
            case .flag(let flag):
                writer.write(1)
                writer.write(flag)
            case .list(let texts):
                writer.write(2)
                writer.write(texts.count)
                for text in texts { writer.write(text) }
            }
        }
    }

    init(from reader: inout CompactReader) throws(CompactFault) {
        let step = try reader.word(Step.self)
        let pairs = try reader.list { reader throws(CompactFault) in
            let name = try reader.text()
            return (name, try PromptValue(from: &reader))
        }
        self.init(step, Dictionary(pairs) { first, _ in first })
    }
}

extension PromptValue {
    fileprivate init(from reader: inout CompactReader) throws(CompactFault) {
        switch try reader.number() {
        case 0: self = .text(try reader.text())
        case 1: self = .flag(try reader.flag())
        case 2: self = .list(try reader.list { reader throws(CompactFault) in try reader.text() })
        default: throw CompactFault()
        }
    }
}

extension RecordedAnswer {
    private static let form: UInt8 = 1

    /// The answer in few bytes, for a store.
    public var compact: [UInt8] {
        var writer = CompactWriter()
        writer.write(fingerprint)
        writer.write(body)
        return [Self.form] + writer.bytes
    }

    /// Reads an answer that ``compact`` gave; nil when it is something else.
    public init?(compact bytes: [UInt8]) {
        guard bytes.first == Self.form else { return nil }
        var reader = CompactReader(bytes, from: 1)
        do {
            let fingerprint = try reader.text()
            self.init(fingerprint: fingerprint, body: try reader.text())
        } catch {
            return nil
        }
        guard reader.isAtEnd else { return nil }
    }
}
