extension JSONValue: ExpressibleByStringLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral
{
    /// Makes a text.
    public init(stringLiteral value: String) { self = .text(value) }
    /// Makes a list.
    public init(arrayLiteral elements: JSONValue...) { self = .list(elements) }
    /// Makes an object; of a name that comes twice the last counts.
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(Dictionary(elements) { _, last in last })
    }
    /// Makes a truth value.
    public init(booleanLiteral value: Bool) { self = .flag(value) }
    /// Makes a whole number.
    public init(integerLiteral value: Int64) { self = .whole(value) }
}
