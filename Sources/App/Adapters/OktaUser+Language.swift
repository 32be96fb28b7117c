import OktaAPI

extension OktaUser {
    /// The languages that a person reads: `preferredLanguage`, which may be a list, and after it `locale`.
    var languageTag: String? {
        guard let preferred = profileText("preferredLanguage") else { return profileText("locale") }
        return profileText("locale").map { "\(preferred),\($0);q=0.001" } ?? preferred
    }
}
