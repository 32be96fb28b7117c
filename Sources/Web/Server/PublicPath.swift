public import Hummingbird

/// Answers under the path of `PUBLIC_URL` and without it: a proxy may pass the path on, or take it off.
///
/// The path is taken off once, before a route is looked for and a signature is checked: either way what Twilio signed is
/// `PUBLIC_URL` and the rest.
public struct PublicPath<Inner: HTTPResponder>: HTTPResponder where Inner.Context == AppContext {
    /// The context that it works on.
    public typealias Context = AppContext

    private let inner: Inner
    private let prefix: String
    private let beginnings: Set<Substring>

    /// Puts a path before routes.
    ///
    /// - Parameters:
    ///   - publicPath: The path of `PUBLIC_URL`, such as `/voice`; empty for none.
    ///   - routes: The paths of all routes.
    ///   - inner: Answers.
    public init(_ publicPath: String, routes: [String], inner: Inner) {
        prefix = publicPath
        self.inner = inner
        beginnings = Set(routes.compactMap { $0.split(separator: "/").first })
    }

    /// Passes a request on, under the path that the routes know.
    public func respond(to request: Request, context: AppContext) async throws -> Response {
        guard let path = request.head.path.flatMap(rest) else {
            return try await inner.respond(to: request, context: context)
        }
        var head = request.head
        head.path = path
        return try await inner.respond(to: Request(head: head, body: request.body), context: context)
    }

    /// What follows the path.
    ///
    /// A path may be called like one of the routes (`https://example.com/ivr`), so that only what leads to a route then
    /// is the rest of something.
    ///
    /// - Returns: nil where nothing is to be taken off.
    func rest(of target: String) -> String? {
        guard !prefix.isEmpty, target.hasPrefix(prefix + "/") else { return nil }
        let rest = target.dropFirst(prefix.count)
        let first = rest.dropFirst().prefix { $0 != "/" && $0 != "?" }
        return beginnings.contains(first) ? String(rest) : nil
    }
}
