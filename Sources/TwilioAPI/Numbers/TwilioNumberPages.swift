/// The account's numbers, a page at a time.
public struct TwilioNumberPages: Sendable {
    private let client: TwilioClient
    private var next: String?
    private var pagesLeft = 10_000

    init(client: TwilioClient, first: String) {
        self.client = client
        next = first
    }

    /// Brings the next page; a page that failed may be asked for again.
    ///
    /// - Parameter deadline: When the page is of no use any more.
    /// - Returns: nil after the last page.
    /// - Throws: ``TwilioError``; ``TwilioError/Code/malformed`` when the next page is said to be elsewhere, or the list
    ///   does not end.
    public mutating func next(deadline: ContinuousClock.Instant) async throws(TwilioError) -> [TwilioNumber]? {
        guard let url = next else { return nil }
        guard pagesLeft > 0 else { throw TwilioError(.malformed) }
        let answer = try await client.send("GET", url: url, operation: "numbers", deadline: deadline)
        let page: TwilioNumberPage = try TwilioClient.decode(answer)
        next = try page.next.map { link throws(TwilioError) in try client.resolve(link) }
        pagesLeft -= 1
        return page.numbers
    }
}

/// A page of the account's numbers.
struct TwilioNumberPage: Decodable {
    let numbers: [TwilioNumber]
    let next: String?

    enum CodingKeys: String, CodingKey {
        case numbers = "incoming_phone_numbers"
        case next = "next_page_uri"
    }
}
