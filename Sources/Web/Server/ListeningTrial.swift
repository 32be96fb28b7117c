import NIOCore
import NIOPosix

/// Why nothing can listen at an address.
public enum ListeningProblem: Error, Equatable {
    /// Another program listens at the port.
    case portTaken
    /// The system lets only privileged programs have the port.
    case portForbidden
    /// The address belongs to another machine.
    case addressElsewhere
    /// The host's name leads to no address.
    case hostUnknown
    /// Whatever else the system said, in its number.
    case other(Int32)

    /// Reads what was thrown when an address was to be bound.
    init(_ error: any Error) {
        guard let error = error as? IOError else {
            // Names are looked up before anything is asked of the system.
            self = .hostUnknown
            return
        }
        switch error.errnoCode {
        case EADDRINUSE: self = .portTaken
        case EACCES, EPERM: self = .portForbidden
        case EADDRNOTAVAIL: self = .addressElsewhere
        default: self = .other(error.errnoCode)
        }
    }
}

/// Tries an address before a service listens there: what stands in the way is then known before anything has begun.
public enum ListeningTrial {
    /// Listens for a moment.
    ///
    /// - Parameters:
    ///   - host: A name or an address.
    ///   - port: The port; 0 takes a free one.
    /// - Returns: What stands in the way; nil when nothing does.
    public static func problem(host: String, port: Int) async -> ListeningProblem? {
        // As the servers themselves do: a port whose last connections are still fading away is free.
        let bootstrap = ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
        do {
            let channel = try await bootstrap.bind(host: host, port: port).get()
            try? await channel.close().get()
            return nil
        } catch {
            return ListeningProblem(error)
        }
    }
}
