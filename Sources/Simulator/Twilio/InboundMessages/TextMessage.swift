/// A picture or another file that comes with a text.
public struct MessageMedia: Sendable, Equatable {
    /// The MIME type, such as `image/png`.
    public var contentType: String

    /// The file; empty for media that lie elsewhere.
    public var bytes: [UInt8]

    /// Where the file is; known when Twilio has it.
    public var url: String

    /// Makes a file to be sent.
    public init(contentType: String = "image/png", bytes: [UInt8] = MessageMedia.pixel, url: String = "") {
        self.contentType = contentType
        self.bytes = bytes
        self.url = url
    }

    /// The smallest PNG: one transparent pixel.
    public static let pixel: [UInt8] = [
        137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82, 0, 0, 0, 1, 0, 0, 0, 1, 8, 6, 0, 0, 0, 31, 21,
        196, 137, 0, 0, 0, 13, 73, 68, 65, 84, 120, 156, 99, 248, 255, 255, 255, 127, 0, 9, 251, 3, 253, 5, 67, 69,
        202, 0, 0, 0, 0, 73, 69, 78, 68, 174, 66, 96, 130,
    ]
}

/// A text that somebody sends to a number of the account.
public struct OutsideText: Sendable, Equatable {
    /// Who sends it, E.164.
    public var from: String

    /// The number that it is sent to, E.164.
    public var to: String

    /// The text.
    public var body: String

    /// Pictures and other files.
    public var media: [MessageMedia]

    /// The numbers of the account that it came through.
    var path: [String] = []

    /// Writes a text.
    public init(from: String, to: String, body: String, media: [MessageMedia] = []) {
        self.from = from
        self.to = to
        self.body = body
        self.media = media
    }
}

/// What became of a text that was sent to a number of the account.
public struct TextExchange: Sendable, Equatable {
    /// The message's SID, `SM` or, with media, `MM` and 32 hexadecimal digits.
    public var sid: String

    /// The text.
    public var text: OutsideText

    /// The requests that Twilio sent to the service, with the answers.
    public var webhooks: [WebhookExchange] = []

    /// What was sent because of it: the service's answers, and Twilio's own.
    public var replies: [SentText] = []

    /// What Twilio's debugger says: errors and warnings.
    public var errors: [String] = []
}

/// A text that left the account.
public struct SentText: Sendable, Equatable {
    /// The message's SID.
    public var sid: String

    /// Which number it shows, E.164.
    public var from: String

    /// Whom it is for, E.164.
    public var to: String

    /// The text.
    public var body: String

    /// Where its pictures are.
    public var media: [String]

    /// Twilio's error code when it was not delivered.
    public var errorCode: Int?
}
