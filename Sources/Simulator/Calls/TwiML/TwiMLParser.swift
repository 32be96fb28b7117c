import Foundation
import FoundationXML

/// Reads TwiML into a tree, as strictly as Twilio does.
enum TwiMLParser {
    /// Reads a document.
    ///
    /// - Throws: 12100 when it is not well-formed, does not begin at its first byte, or has another root.
    static func parse(_ bytes: [UInt8]) throws(TwiMLComplaint) -> TwiMLElement {
        guard let first = bytes.first else { throw TwiMLComplaint(code: 12100, message: "the document is empty") }
        guard first == UInt8(ascii: "<") else {
            throw TwiMLComplaint(code: 12100, line: 1, message: "the document does not begin at its first byte")
        }
        let text = String(decoding: bytes, as: UTF8.self)
        guard !text.contains("<!DOCTYPE") else {
            throw TwiMLComplaint(code: 12100, message: "a document type is not allowed")
        }
        let builder = TreeBuilder()
        let parser = XMLParser(data: Data(bytes))
        parser.delegate = builder
        let isParsed = parser.parse()
        // parse() alone says yes to unclosed elements and to text behind the root.
        guard isParsed, parser.parserError == nil, builder.error == nil, builder.open.isEmpty, let root = builder.root
        else {
            throw TwiMLComplaint(
                code: 12100, line: builder.errorLine ?? parser.lineNumber,
                message: "the document is not well-formed XML")
        }
        guard root.name == "Response" else {
            throw TwiMLComplaint(
                code: 12100, line: root.line, message: "the root element is <\(root.name)> and not <Response>")
        }
        return root
    }
}

private final class TreeBuilder: NSObject, XMLParserDelegate {
    var open: [TwiMLElement] = []
    var root: TwiMLElement?
    var error: (any Error)?
    var errorLine: Int?

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) {
        open.append(TwiMLElement(name: name, attributes: attributes, line: parser.lineNumber))
    }

    func parser(
        _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
    ) {
        guard let element = open.popLast() else { return }
        if open.isEmpty {
            root = element
        } else {
            open[open.count - 1].content.append(.element(element))
        }
    }

    func parser(_ parser: XMLParser, foundCharacters text: String) {
        guard !open.isEmpty else { return }
        open[open.count - 1].content.append(.text(text))
    }

    func parser(_ parser: XMLParser, foundCDATA block: Data) {
        self.parser(parser, foundCharacters: String(decoding: block, as: UTF8.self))
    }

    func parser(_ parser: XMLParser, parseErrorOccurred error: any Error) {
        self.error = error
        errorLine = errorLine ?? parser.lineNumber
    }
}
