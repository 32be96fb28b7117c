extension Limits {
    /// Within which Okta must have said whose a company number is.
    static let ownerLookup: Duration = .seconds(6)
    /// Within which a text that is sent by a webhook must be on its way.
    static let textSending: Duration = .seconds(8)
}
