import Foundation
import Hummingbird

/// An answer of 8x8's that refuses.
struct EightByEightFailure: Error, Equatable {
    /// The HTTP status.
    var status: Int

    /// 8x8's code.
    var code: Int

    /// What 8x8 says.
    var message: String

    static let unauthorized = EightByEightFailure(status: 401, code: 1200, message: "Unauthorized access")
    static let forbidden = EightByEightFailure(status: 403, code: 1201, message: "Access forbidden")
    static let notFound = EightByEightFailure(status: 404, code: 1300, message: "Not found")
    static let malformed = EightByEightFailure(status: 400, code: 1000, message: "Invalid parameter")

    static func invalid(_ code: Int, _ message: String) -> EightByEightFailure {
        EightByEightFailure(status: 400, code: code, message: message)
    }

    /// What a code or a bare status stands for, for faults on demand.
    static func injected(status: Int, code: String?) -> EightByEightFailure {
        let usual =
            switch status {
            case 401: 1200
            case 403: 1201
            case 404: 1300
            case 429: 1100
            case 500: 2000
            case 501...: status
            default: 1000
            }
        return EightByEightFailure(
            status: status, code: code.flatMap { Int($0) } ?? usual, message: "A fault that was asked for.")
    }

    /// The answer of the text API.
    var textResponse: Response {
        let body: JSON = [
            "code": .integer(code), "message": .string(message), "errorId": .string(UUID().uuidString.lowercased()),
            "timestamp": .string(Date().formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))),
        ]
        return .json(body, status: status, headers: status == 429 ? [.retryAfter: "1"] : [:])
    }

    /// The answer of the voice API.
    var voiceResponse: Response {
        let body: JSON = [
            "sessionStatus": "NOT_CREATED", "callFlowRequestId": .string(UUID().uuidString.lowercased()),
            "statusCode": .integer(code), "statusMessage": .string(message),
        ]
        return .json(body, status: status, headers: status == 429 ? [.retryAfter: "1"] : [:])
    }
}

/// What holds for every request to 8x8: the key as bearer, the subaccount, errors in the shape of the API.
struct EightByEightGate: RouterMiddleware {
    let account: EightByEightAccount
    let isVoice: Bool

    func handle(
        _ request: Request, context: SimulatorContext,
        next: (Request, SimulatorContext) async throws -> Response
    ) async throws -> Response {
        do {
            guard request.headers[.authorization] == "Bearer \(account.apiKey)" else {
                throw isVoice
                    ? EightByEightFailure(
                        status: 401, code: 401, message: "Authentication header not found or token invalid")
                    : .unauthorized
            }
            return try await next(request, context)
        } catch let failure as EightByEightFailure {
            return isVoice ? failure.voiceResponse : failure.textResponse
        } catch let error as any HTTPResponseError where error.status == .notFound {
            return isVoice ? EightByEightFailure.notFound.voiceResponse : EightByEightFailure.notFound.textResponse
        }
    }
}

extension Request {
    /// The body as a JSON object.
    func jsonObject() async throws -> [String: JSON]? {
        let type = headers[.contentType]?.lowercased() ?? ""
        guard type.hasPrefix("application/json") else { return nil }
        return JSON(try await bytes())?.object
    }
}
