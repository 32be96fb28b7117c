/// Reads the part of XML 1.0 that TwiML needs, over bytes, and refuses everything else.
struct XMLReader {
    let bytes: [UInt8]
    var position = 0
    /// The elements that are open, the innermost last.
    private var open: [(name: String, offset: Int)] = []

    /// No document of ours is deeper; it bounds the recursion.
    private static let maximumDepth = 32

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    mutating func document() throws(TwiMLFault) -> TwiMLElement {
        try declaration()
        try skipComments()
        guard current == UInt8(ascii: "<") else {
            throw fault("the document does not begin with <Response>", mend: "nothing may stand before it")
        }
        let root = try element()
        try skipComments()
        guard position == bytes.count else {
            throw fault(
                "something follows </\(root.name)>", mend: "a document has one root: move it inside, or drop it")
        }
        return root
    }

    // MARK: Around the root

    private mutating func declaration() throws(TwiMLFault) {
        guard has("<?xml"), let space = byte(at: position + 5), Self.isSpace(space) else { return }
        let start = position
        position += 5
        var given: [String: String] = [:]
        while true {
            skipSpace()
            if skip("?>") { break }
            let attribute = try attribute()
            given[attribute.name] = attribute.value
        }
        guard given["version"] == "1.0", given["encoding"].map({ $0.lowercased() == "utf-8" }) ?? true else {
            throw fault(
                "an XML declaration that Twilio cannot use", mend: #"write <?xml version="1.0" encoding="UTF-8"?>"#,
                at: start)
        }
    }

    private mutating func skipComments() throws(TwiMLFault) {
        repeat { skipSpace() } while try comment()
    }

    private mutating func comment() throws(TwiMLFault) -> Bool {
        let start = position
        guard skip("<!--") else { return false }
        while position < bytes.count {
            if has("--") {
                if skip("-->") { return true }
                throw fault("-- inside a comment", mend: "write a template's comments as {{! … }}")
            }
            try checkScalar()
            position += 1
        }
        throw fault("a comment without its end", mend: "write -->", at: start)
    }

    // MARK: Elements

    private mutating func element() throws(TwiMLFault) -> TwiMLElement {
        let start = position
        guard open.count < Self.maximumDepth else {
            throw fault("elements are nested too deep", mend: "TwiML needs no more than a few levels")
        }
        try refuseMarkup()
        position += 1
        let name = try name("an element", of: start)
        let attributes = try attributes(of: name)
        if skip("/>") { return TwiMLElement(name: name, attributes: attributes, content: [], offset: start) }
        position += 1
        open.append((name, start))
        let content = try content(of: name)
        open.removeLast()
        return TwiMLElement(name: name, attributes: attributes, content: content, offset: start)
    }

    private mutating func attributes(of element: String) throws(TwiMLFault) -> [TwiMLAttribute] {
        var attributes: [TwiMLAttribute] = []
        while true {
            let before = position
            skipSpace()
            if has("/>") || current == UInt8(ascii: ">") { return attributes }
            guard position > before else {
                throw fault(
                    "<\(element)> is not written as a tag", mend: "put a space between attributes, and > at the end")
            }
            let attribute = try attribute()
            guard !attributes.contains(where: { $0.name == attribute.name }) else {
                throw fault(
                    "`\(attribute.name)` stands twice in <\(element)>", mend: "keep one of them", at: attribute.offset)
            }
            attributes.append(attribute)
        }
    }

    private mutating func attribute() throws(TwiMLFault) -> TwiMLAttribute {
        let start = position
        let name = try name("an attribute")
        skipSpace()
        guard skip("=") else { throw fault("`\(name)` has no value", mend: "write \(name)=\"…\"", at: start) }
        skipSpace()
        guard let quote = current, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
            throw fault("the value of `\(name)` is not in quotes", mend: "write \(name)=\"…\"", at: start)
        }
        position += 1
        let valueStart = position
        var value = XMLTextCollector()
        while let byte = current, byte != quote {
            guard byte != UInt8(ascii: "<") else {
                throw fault("< inside the value of `\(name)`", mend: "close the quotes, or write &lt;", at: start)
            }
            // https://www.w3.org/TR/xml/#AVNormalize
            try collect(byte, into: &value, isAttribute: true)
        }
        guard current == quote else {
            throw fault("the value of `\(name)` has no end", mend: "close the quotes", at: start)
        }
        position += 1
        return TwiMLAttribute(name: name, value: value.text, offset: start, valueOffset: valueStart)
    }

    private mutating func content(of element: String) throws(TwiMLFault) -> [TwiMLNode] {
        var nodes: [TwiMLNode] = []
        var text = XMLTextCollector()
        while let byte = current {
            guard byte == UInt8(ascii: "<") else {
                if has("]]>") { throw fault("]]> in a text", mend: "write ]]&gt;") }
                try collect(byte, into: &text, isAttribute: false)
                continue
            }
            if try comment() { continue }
            if !text.isEmpty { nodes.append(.text(text.take())) }
            if skip("</") {
                try close(element)
                return nodes
            }
            nodes.append(.element(try self.element()))
        }
        throw fault("<\(element)> is not closed", mend: "write </\(element)>", at: open.last?.offset)
    }

    private mutating func close(_ element: String) throws(TwiMLFault) {
        let start = position - 2
        let name = try name("an end tag", of: start)
        skipSpace()
        if name != element, open.contains(where: { $0.name == name }) {
            throw fault(
                "<\(element)> is not closed before </\(name)>", mend: "write </\(element)>", at: open.last?.offset)
        }
        guard name == element else {
            throw fault("</\(name)> closes nothing", mend: "remove it, or open <\(name)>", at: start)
        }
        guard skip(">") else { throw fault("</\(name)> has no >", mend: "write </\(name)>", at: start) }
    }

    private func refuseMarkup() throws(TwiMLFault) {
        if has("<![CDATA[") { throw fault("a CDATA section", mend: "write the text as it is, with &lt; and &amp;") }
        if has("<!") { throw fault("a DOCTYPE or other declaration", mend: "leave it out: TwiML has none") }
        if has("<?") { throw fault("a processing instruction", mend: "leave it out: TwiML has none") }
    }
}
