import Testing
import Texts

@Suite struct `Text on a terminal` {
    @Test(
        arguments: [
            "\u{0}", "\u{1B}", "\n", "\u{7F}", "\u{9B}", "\u{61C}", "\u{200E}", "\u{200F}", "\u{2028}", "\u{2029}",
            "\u{202A}", "\u{202E}", "\u{2066}", "\u{2069}",
        ] as [Unicode.Scalar])
    func `Is shown without what a terminal acts on`(scalar: Unicode.Scalar) {
        #expect("a\(scalar)b".visible == "a\u{FFFD}b")
    }

    @Test(arguments: ["", "Ada Löwe 👩‍🔬", "שלום", "a b\u{A0}c"])
    func `Is shown as it is otherwise`(text: String) {
        #expect(text.visible == text)
    }
}
