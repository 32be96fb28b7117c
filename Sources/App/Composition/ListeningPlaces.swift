import Synchronization
import Web

/// Where a running service listens, as hosts with ports.
public struct ListeningPlaces: Sendable {
    /// For Twilio, Okta and the providers: `127.0.0.1:8080`.
    public let publicSide: String
    /// For the console and `/metrics`.
    public let adminSide: String
}

/// Waits until both sides listen.
final class ListeningNews: Sendable {
    enum Side { case front, admin }

    private let known = Mutex<[Side: String]>([:])
    private let onListening: @Sendable (ListeningPlaces) async -> Void

    init(_ onListening: @escaping @Sendable (ListeningPlaces) async -> Void) { self.onListening = onListening }

    /// Notes that a side listens; the second one of them is the news.
    func listens(_ side: Side, host: String, port: Int) async {
        let places = known.withLock { known -> ListeningPlaces? in
            known[side] = "\(host.contains(":") ? "[\(host)]" : host):\(port)"
            guard let front = known[.front], let admin = known[.admin] else { return nil }
            return ListeningPlaces(publicSide: front, adminSide: admin)
        }
        if let places { await onListening(places) }
    }
}

extension VoicegateService {
    /// Looks whether the service can listen where it is told to, before anything is opened or made.
    ///
    /// - Throws: ``StartFault`` with a line for each setting that stands in the way.
    public static func tryAddresses(_ settings: ServerSettings) async throws(StartFault) {
        let sides = [("", settings.host, settings.port), ("ADMIN_", settings.adminHost, settings.adminPort)]
        var lines: [String] = []
        var isSetting = false
        for (prefix, host, port) in sides {
            guard let problem = await ListeningTrial.problem(host: host, port: port) else { continue }
            let line = Self.line(about: problem, prefix: prefix, host: host, port: port)
            if !lines.contains(line) { lines.append(line) }
            isSetting = isSetting || problem != .portTaken
        }
        if !lines.isEmpty { throw StartFault(lines, isSetting: isSetting) }
    }

    static func line(about problem: ListeningProblem, prefix: String, host: String, port: Int) -> String {
        switch problem {
        case .portTaken: "\(prefix)PORT: \(port) is taken by another program; stop it or choose another port"
        case .portForbidden: "\(prefix)PORT: \(port) is for privileged programs alone; choose one above 1023"
        case .addressElsewhere:
            "\(prefix)HOST: \(host) is no address of this machine; 127.0.0.1 is this machine alone, 0.0.0.0 every address"
        case .hostUnknown:
            "\(prefix)HOST: \(host) leads to no address; look for a slip, or write an address such as 127.0.0.1"
        case .other(let number):
            "\(prefix)HOST and \(prefix)PORT: nothing can listen at \(host), port \(port) (errno \(number)); choose others"
        }
    }
}
