import Foundation

extension CallState {
    /// What the first byte of a compact state is; JSON begins with another.
    private static let form: UInt8 = 1

    /// The state in few bytes, for a store: a webhook reads and writes one each, and JSON would take longer than the
    /// rest of the machine.
    public var compact: [UInt8] {
        var writer = CompactWriter()
        writer.write(id.value)
        phase.write(into: &writer)
        writer.write(language)
        writer.write(optional: caller) { $1.write(into: &$0) }
        writer.write(attestation)
        writer.write(optional: verification) { writer, verification in
            writer.write(verification.factor)
            writer.write(verification.at)
        }
        prompt.write(into: &writer)
        for count in [silences, wrongCodes, pushesSent, codesSent, turns] { writer.write(count) }
        writer.write(spentFactors.count)
        for factor in spentFactors.sorted(by: { $0.rawValue < $1.rawValue }) { writer.write(factor) }
        writer.write(optional: department) { $0.write($1) }
        writer.write(startedAt)
        return [Self.form] + writer.bytes
    }

    /// Reads a state that ``compact`` gave; nil when a version of the program wrote it that this one does not understand.
    public init?(compact bytes: [UInt8]) {
        guard bytes.first == Self.form else { return nil }
        var reader = CompactReader(bytes, from: 1)
        do {
            try self.init(from: &reader)
        } catch {
            return nil
        }
        guard reader.isAtEnd else { return nil }
    }

    private init(from reader: inout CompactReader) throws(CompactFault) {
        guard let id = CallID(try reader.text()) else { throw CompactFault() }
        self.id = id
        phase = try Phase(from: &reader)
        language = try reader.text()
        caller = try reader.optional { reader throws(CompactFault) in try Caller(from: &reader) }
        attestation = try reader.word(Attestation.self)
        verification = try reader.optional { reader throws(CompactFault) in
            Verification(factor: try reader.word(FactorKind.self), at: try reader.date())
        }
        prompt = try Prompt(from: &reader)
        silences = try reader.number()
        wrongCodes = try reader.number()
        pushesSent = try reader.number()
        codesSent = try reader.number()
        turns = try reader.number()
        spentFactors = Set(try reader.list { reader throws(CompactFault) in try reader.word(FactorKind.self) })
        department = try reader.optional { reader throws(CompactFault) in try reader.word(Department.self) }
        startedAt = try reader.date()
    }
}

extension CallState.Phase {
    fileprivate func write(into writer: inout CompactWriter) {
        switch self {
        case .menu: writer.write(0)
        case .languages: writer.write(1)
        case .departments: writer.write(2)
        case .code(let factor, let sentAt, let listens):
            writer.write(3)
            factor.write(into: &writer)
            writer.write(optional: sentAt) { $0.write($1) }
            writer.write(listens)
        case .push(let factor, let push, let sentAt, let number):
            writer.write(4)
            factor.write(into: &writer)
            push.write(into: &writer)
            writer.write(sentAt)
            writer.write(optional: number) { $0.write($1) }
        case .pushFailed(let failure):
            writer.write(5)
            writer.write(failure)
        case .account: writer.write(6)
        case .agent: writer.write(7)
        case .trouble: writer.write(8)
        case .ended: writer.write(9)
        }
    }

    fileprivate init(from reader: inout CompactReader) throws(CompactFault) {
        switch try reader.number() {
        case 0: self = .menu
        case 1: self = .languages
        case 2: self = .departments
        case 3:
            let factor = try Factor(from: &reader)
            let sentAt = try reader.optional { reader throws(CompactFault) in try reader.date() }
            self = .code(factor, sentAt: sentAt, listens: try reader.flag())
        case 4:
            let factor = try Factor(from: &reader)
            let push = try PushTransaction(from: &reader)
            let sentAt = try reader.date()
            let number = try reader.optional { reader throws(CompactFault) in try reader.number() }
            self = .push(factor, push, sentAt: sentAt, number: number)
        case 5: self = .pushFailed(try reader.word(CallState.PushFailure.self))
        case 6: self = .account
        case 7: self = .agent
        case 8: self = .trouble
        case 9: self = .ended
        default: throw CompactFault()
        }
    }
}
