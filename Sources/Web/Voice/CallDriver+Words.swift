import CallFlow
import Logging
import TwiML

// Words without a call's state.
extension CallDriver {
    /// Gives the apology in the default language.
    func apology(_ logger: Logger, to request: CallRequest?) -> String {
        rendered("apology", logger) { try renderer.renderApology(language: settings.defaultLanguage, to: request) }
    }

    /// Offers another try after a transfer that no call's state knows of, and that nobody answered.
    func anotherTry(_ logger: Logger) -> String {
        rendered("apology", logger) { try renderer.renderAnotherTry(language: settings.defaultLanguage) }
    }

    /// Says goodbye after a transfer that no call's state knows of.
    func farewell(_ logger: Logger) -> String {
        rendered("goodbye", logger) { try renderer.renderGoodbye(language: settings.defaultLanguage) }
    }

    private func rendered(_ what: String, _ logger: Logger, _ render: () throws -> String) -> String {
        do {
            return try render()
        } catch {
            logger.critical("the \(what) cannot be rendered", metadata: ["error": "\(error)"])
            return TwiMLDocument.empty
        }
    }
}
