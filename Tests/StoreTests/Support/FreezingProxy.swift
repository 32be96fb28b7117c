import Foundation
import Synchronization

/// A wire to a server that can fall silent: connections stay open, and nothing goes through them any more.
final class FreezingProxy: Sendable {
    let port: Int
    private let listener: Int32
    private let target: Int
    /// Counts the times it was frozen: what was open then stays silent for good.
    private let era = Atomic(0)
    private let isFrozen = Atomic(false)
    private let isOver = Atomic(false)
    private let sockets = Mutex<[Int32]>([])

    init(to target: Int) throws {
        (listener, port) = try LoopbackSocket.listener()
        self.target = target
    }

    func start() {
        Thread.detachNewThread { self.accept() }
    }

    func freeze() {
        isFrozen.store(true, ordering: .sequentiallyConsistent)
        era.wrappingAdd(1, ordering: .sequentiallyConsistent)
    }

    /// Lets new connections through; those that fell silent stay so.
    func thaw() {
        isFrozen.store(false, ordering: .sequentiallyConsistent)
    }

    func end() {
        isOver.store(true, ordering: .sequentiallyConsistent)
    }

    private func accept() {
        defer {
            close(listener)
            sockets.withLock { $0.forEach { close($0) } }
        }
        while !isOver.load(ordering: .sequentiallyConsistent) {
            guard Self.isReadable(listener) else { continue }
            let client = Foundation.accept(listener, nil, nil)
            sockets.withLock { $0.append(client) }
            guard !isFrozen.load(ordering: .sequentiallyConsistent),
                let server = try? LoopbackSocket.connected(to: target)
            else { continue }
            sockets.withLock { $0.append(server) }
            let era = era.load(ordering: .sequentiallyConsistent)
            Thread.detachNewThread { self.pump(client, server, era) }
            Thread.detachNewThread { self.pump(server, client, era) }
        }
    }

    private func pump(_ from: Int32, _ to: Int32, _ era: Int) {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while !isOver.load(ordering: .sequentiallyConsistent) {
            let isReadable = Self.isReadable(from)
            guard self.era.load(ordering: .sequentiallyConsistent) == era else { return }
            guard isReadable else { continue }
            let count = read(from, &buffer, buffer.count)
            guard count > 0, write(to, buffer, count) == count else {
                shutdown(to, Int32(SHUT_RDWR))
                return
            }
        }
    }

    private static func isReadable(_ socket: Int32) -> Bool {
        var descriptor = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
        return poll(&descriptor, 1, 10) > 0
    }
}
