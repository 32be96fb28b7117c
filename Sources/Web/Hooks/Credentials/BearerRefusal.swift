/// Why a bearer token is not taken; the raw values are labels of a metric.
enum BearerRefusal: String, Error, Sendable, CaseIterable {
    /// No JWT of three parts, or one that demands what is not understood.
    case malformed
    /// `none`, an HMAC, or anything else that is not signed with a private key.
    case algorithm
    /// The issuer has no such key, as far as is known.
    case key
    /// The issuer's keys could not be had.
    case issuerUnavailable = "issuer-unavailable"
    /// Another key signed it, or another text.
    case signature
    /// `iss` is another one.
    case issuer
    /// `aud` does not name us.
    case audience
    /// `exp` is past, or missing.
    case expired
    /// `nbf` is to come.
    case early
    /// The scope is not there.
    case scope
}
