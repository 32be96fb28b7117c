import JSON
import Testing

@Suite("Values of JSON")
struct JSONValueTests {
    @Test(
        arguments: [
            #"{"a":[1,2.5,true,null,"x",{}],"b":{"c":-3}}"#, #"[]"#, "null", #""x""#, "9007199254740993",
            "-9223372036854775808",
        ])
    func `Come back as they went`(text: String) {
        #expect(JSONValue.parse(Array(text.utf8)).map { String(decoding: $0.bytes, as: UTF8.self) } == text)
    }

    @Test func `Are written in the order of names, whatever the order they came in`() {
        let value = JSONValue.parse(Array(#"{"b":1,"a":{"d":2,"c":3},"B":4}"#.utf8))
        #expect(value?.bytes == Array(#"{"B":4,"a":{"c":3,"d":2},"b":1}"#.utf8))
    }

    @Test func `Give their own kind, and nothing for another`() {
        let value: JSONValue = ["text": "", "flag": false, "whole": 2, "list": [1], "object": [:], "null": .null]
        #expect(value["text"]?.text == "" && value["whole"]?.text == nil)
        #expect(value["flag"]?.flag == false && value["text"]?.flag == nil)
        #expect(value["list"]?.elements == [1] && value["object"]?.elements == nil)
        #expect(value["object"]?.members == [:] && value["list"]?.members == nil)
        #expect(value["whole"]?.number == 2 && JSONValue.number(2.5).number == 2.5 && value["text"]?.number == nil)
        #expect(value["null"] == .null && value["missing"] == nil && JSONValue.text("x")["x"] == nil)
    }

    @Test func `Members are set, and what is no object becomes one`() {
        var value: JSONValue = ["a": ["b": 1]]
        value["a"]?["b"] = "x"
        value["a"]?["c"] = 2
        value["d"]?["e"] = 3
        value["a"]?["c"] = nil
        #expect(value == ["a": ["b": "x"]])
        var text: JSONValue = "x"
        text["a"] = true
        #expect(text == ["a": true])
    }

    @Test func `What vendors write loosely is understood`() {
        #expect(JSONValue.text("").looseText == nil && JSONValue.flag(true).looseText == nil)
        #expect(JSONValue.whole(7).looseText == "7" && JSONValue.number(7).looseText == "7")
        #expect(JSONValue.number(7.5).looseText == "7.5" && JSONValue.text("x").looseText == "x")
        let one: JSONValue = ["Name": "x"]
        #expect(one.looseElements == [one] && JSONValue.list([1, 2]).looseElements == [1, 2])
        #expect(JSONValue.text("x").looseElements.isEmpty)
        #expect(one.member(anyCase: "nAME") == "x" && one["name"] == nil && one.member(anyCase: "other") == nil)
    }
}
