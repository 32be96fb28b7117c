extension NumbersOptions {
    /// What is wrong with what the command was told, with the mend; nil when nothing is.
    public var fault: String? {
        let context = ValueContext(region: "US", providers: [])
        if let country {
            do {
                _ = try ValueFormat<String>.region.parse(country, context)
            } catch {
                let mend = error.mend.map { "; \($0)" } ?? ""
                return "--country must be two letters of a country that there is, such as US or DE\(mend)"
            }
        }
        if let areaCode, !Self.isAreaCode(areaCode) {
            return "--area-code must be three digits that begin with 2 to 9, such as 415"
        }
        if areaCode != nil, let country, !Self.withAreaCodes.contains(country.uppercased()) {
            return "--area-code is for US and CA only; leave it out with --country \(country.shown)"
        }
        if let maximumPurchases, maximumPurchases < 0 { return "--max-purchases must not be negative" }
        for (name, sid, prefix) in [("--address-sid", addressSID, "AD"), ("--bundle-sid", bundleSID, "BU")] {
            guard let sid else { continue }
            do {
                _ = try ValueFormat<String>.sid(prefix).parse(sid, context)
            } catch {
                return "\(name) must be \(prefix) and 32 hexadecimal digits; copy it from Twilio's console"
            }
        }
        return nil
    }

    /// The countries whose numbers have area codes that Twilio searches by.
    public static let withAreaCodes: Set<String> = ["US", "CA"]

    private static func isAreaCode(_ text: String) -> Bool {
        text.utf8.count == 3 && text.utf8.allSatisfy { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
            && !text.hasPrefix("0") && !text.hasPrefix("1")
    }
}
