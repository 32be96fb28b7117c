import Foundation
import Testing
import TwilioAPI

/// One published vector, or one made to fail.
struct Vector: Decodable, Sendable, CustomTestStringConvertible {
    let url: String
    let form: [[String]]?
    let json: String?
    let signature: String
    let why: String?

    var testDescription: String { why ?? url }

    /// The request that it stands for.
    func content(settings: String? = nil, url: String? = nil, signature: String? = nil) -> SignedContent {
        let fields = (form ?? []).map { ($0[0], $0[1]) }
        return SignedContent(
            signature: signature ?? self.signature, settings: settings, url: url ?? self.url,
            contentType: json == nil ? "application/x-www-form-urlencoded; charset=utf-8" : "application/json",
            body: Array((json ?? FormEncoding.encode(fields)).utf8), form: FormFields(fields))
    }
}

/// The vectors of the fixture, all made with one token.
struct Vectors: Decodable {
    let token: String
    let accepted: [Vector]
    let refused: [Vector]

    static let all: Vectors = {
        guard let url = Bundle.module.url(forResource: "signatures", withExtension: "json", subdirectory: "Fixtures"),
            let data = try? Data(contentsOf: url), let vectors = try? JSONDecoder().decode(Vectors.self, from: data)
        else { return Vectors(token: "", accepted: [], refused: []) }
        return vectors
    }()
}
