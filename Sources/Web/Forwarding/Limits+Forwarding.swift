extension Limits {
    /// Seconds until Okta must have said whose a company number is.
    static let ownerLookup: Duration = .seconds(6)
    /// Seconds until a text that is sent within a webhook must be on its way.
    static let textSending: Duration = .seconds(8)
}

/// Documents in which nothing is said.
enum Wordless {
    static let nothing = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response/>"
    static let hangUp = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response><Hangup/></Response>"
    static let busy = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response><Reject reason=\"busy\"/></Response>"
}
