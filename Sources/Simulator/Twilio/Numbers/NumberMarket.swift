/// The numbers that the simulated Twilio has for sale: made up, and the same ones in every simulation.
///
/// North American ones are those of the exchange 555 of each area code.
public struct NumberMarket: Sendable, Equatable {
    /// A kind of number, as the paths of `AvailablePhoneNumbers` name it.
    enum Kind: String, Sendable, CaseIterable {
        case local = "Local"
        case tollFree = "TollFree"
        case mobile = "Mobile"
    }

    /// Area codes in which nothing is left; 533 is Twilio's own example.
    public var emptyAreaCodes: Set<String>

    /// Countries, by ISO code, whose numbers need an `AddressSid` (error 21631).
    public var countriesWithAddress: Set<String>

    /// Countries, by ISO code, whose numbers need the `AddressSid` of an address there (error 21615).
    public var countriesWithLocalAddress: Set<String> = ["ES"]

    /// Whether numbers that are bought in the USA send no texts before they are registered (errors 30034 and 30032), as
    /// is so at Twilio.
    public var asksForRegistration = true

    /// Countries, by ISO code, whose numbers need a `BundleSid` (error 21649).
    public var countriesWithBundle: Set<String>

    /// Makes a market.
    public init(
        emptyAreaCodes: Set<String> = ["533"], countriesWithAddress: Set<String> = ["DE"],
        countriesWithBundle: Set<String> = ["AU"]
    ) {
        self.emptyAreaCodes = emptyAreaCodes
        self.countriesWithAddress = countriesWithAddress
        self.countriesWithBundle = countriesWithBundle
    }

    /// What an offer says of the address that a country asks for.
    func addressRequirements(in country: String) -> JSON {
        if countriesWithLocalAddress.contains(country) { return "local" }
        return countriesWithAddress.contains(country) ? "any" : "none"
    }

    private static let prefixes: [String: [Kind: String]] = [
        "GB": [.local: "+442079460", .mobile: "+447700900", .tollFree: "+448081570"],
        "DE": [.local: "+49305550", .mobile: "+491575550"], "FR": [.local: "+33155500", .mobile: "+33755500"],
        "ES": [.local: "+34915550"], "AU": [.local: "+61255500", .mobile: "+61491570"],
    ]
    private static let regions: [String: String] = [
        "212": "NY", "415": "CA", "510": "CA", "512": "TX", "617": "MA", "628": "CA", "650": "CA", "702": "NV",
        "303": "CO", "305": "FL", "416": "ON", "514": "QC", "604": "BC", "720": "CO", "775": "NV",
    ]
    private static let canadian = ["416", "514", "604"]
    private static let american = ["415", "628", "212", "303", "512", "617", "702"]

    /// The country, by ISO code, that a number would belong to; `nil` for one that is not of this market.
    static func country(of number: String) -> String? {
        if number.hasPrefix("+1"), number.count == 12 {
            return canadian.contains(String(number.dropFirst(2).prefix(3))) ? "CA" : "US"
        }
        return prefixes.first { $0.value.values.contains { number.hasPrefix($0) } }?.key
    }

    /// The kinds of numbers that a country has; `nil` for a country without any.
    static func kinds(in country: String) -> Set<Kind>? {
        if ["US", "CA"].contains(country) { return [.local, .tollFree] }
        return prefixes[country].map { Set($0.keys) }
    }

    /// Whether three digits could be an area code of North America.
    static func isAreaCode(_ text: String) -> Bool {
        text.count == 3 && text.allSatisfy { $0.isASCII && $0.isNumber } && text.first.map { $0 >= "2" } ?? false
    }

    /// The state of an area code, where it is known.
    static func region(of number: String) -> String? {
        number.hasPrefix("+1") ? regions[String(number.dropFirst(2).prefix(3))] : nil
    }

    /// The numbers of a kind, in order; ever new ones until there are none.
    func numbers(in country: String, kind: Kind, areaCode: String?) -> some Sequence<String> {
        let isAmerican = ["US", "CA"].contains(country)
        var stems: [String] = []
        if isAmerican {
            let usual = kind == .tollFree ? ["833", "844"] : country == "CA" ? Self.canadian : Self.american
            let codes = areaCode.map { [$0] } ?? usual
            stems = codes.filter { !emptyAreaCodes.contains($0) }.map { "+1\($0)555" }
        } else if areaCode == nil, let stem = Self.prefixes[country]?[kind] {
            stems = [stem]
        }
        return stems.lazy.flatMap { stem in
            (0..<10_000).lazy.map { number in
                let digits = String(number)
                return stem + String(repeating: "0", count: 4 - digits.count) + digits
            }
        }
    }
}
