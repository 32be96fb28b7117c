import Foundation
import JSON
import Testing

@Suite("Writing JSON")
struct JSONWriterTests {
    @Test func `Writes what reads back`() {
        let odd = "\"quoted\" back\\slash / \u{0} \n \u{1F} é 😀 \u{2028}"
        let bytes = JSONWriter.object { json in
            json.member("text", odd)
            json.member("none", nil)
            json.member(odd, "named")
            json.member("number", 802_000_000.125)
            json.object("object") { $0.member("a", "") }
            json.list("list") { list in
                list.value("one")
                list.object { _ in }
                list.list { $0.value("two") }
            }
        }
        let expected: JSONValue = .object([
            "text": .text(odd), odd: .text("named"), "number": .number(802_000_000.125),
            "object": .object(["a": .text("")]),
            "list": .list([.text("one"), .object([:]), .list([.text("two")])]),
        ])
        #expect(JSONValue.parse(bytes) == expected)
        #expect((try? JSONSerialization.jsonObject(with: Data(bytes))) != nil)
    }

    @Test func `Escapes what must be, 0x7F too, and nothing else`() {
        let text = "\"\\/\u{0}\u{8}\t\n\u{C}\r\u{1F} \u{7F}\u{80}é😀\u{2028}"
        let written = #""\"\\/\u0000\u0008\t\n\u000c\r\u001f \u007f"# + "\u{80}é😀\u{2028}\""
        #expect(String(decoding: JSONValue.text(text).bytes, as: UTF8.self) == written)
        #expect(JSONValue.parse(Array(written.utf8)) == .text(text))
    }

    @Test func `Keeps the order in which it is told, with commas where they belong`() {
        var writer = JSONWriter()
        for name in ["b", "a"] {
            writer.object { line in
                line.member("name", name)
                line.member("plain", plain: Array("2026".utf8))
                line.member("whole", 7)
                line.member("flag", true)
                line.member("none", nil)
                line.key("list")
                line.list { list in
                    list.value(1)
                    list.value(false)
                    list.null()
                    list.list { _ in }
                }
                line.key("last")
                line.value("x")
            }
            writer.newLine()
        }
        let rest = #""plain":"2026","whole":7,"flag":true,"list":[1,false,null,[]],"last":"x"}"# + "\n"
        #expect(
            String(decoding: writer.bytes, as: UTF8.self)
                == #"{"name":"b","# + rest + #"{"name":"a","# + rest)
    }

    @Test(
        arguments: [
            (0, "0"), (-3, "-3"), (2.5, "2.5"), (1e15, "1000000000000000"), (1e300, "1e+300"), (.infinity, "null"),
            (.nan, "null"),
        ] as [(Double, String)])
    func `Writes numbers, whole ones without a fraction`(number: Double, text: String) {
        #expect(String(decoding: JSONValue.list([.number(number)]).bytes, as: UTF8.self) == "[\(text)]")
    }
}
