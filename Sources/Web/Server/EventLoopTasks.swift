public import HummingbirdCore
public import Logging
public import NIOCore
import NIOPosix

/// HTTP/1.1 whose requests are handled on the thread of their connection.
///
/// Between the threads of Swift's tasks and those of the network every request would change threads a dozen times, which
/// is most of what a short request costs. Nothing here may block: files, databases and large numbers have threads of
/// their own.
public struct EventLoopChannel: ServerChildChannel {
    /// What the connection speaks with.
    public typealias Value = HTTP1Channel.Value

    private let channel: HTTP1Channel

    /// Makes the handling of connections.
    ///
    /// - Parameter channel: Speaks HTTP.
    public init(_ channel: HTTP1Channel) {
        self.channel = channel
    }

    /// Prepares a connection.
    public func setup(channel connection: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        channel.setup(channel: connection, logger: logger)
    }

    /// Serves a connection until it closes.
    public func handle(value: Value, logger: Logger) async {
        await withTaskExecutorPreference(EventLoopTasks(value.channel.eventLoop)) {
            await channel.handle(value: value, logger: logger)
        }
    }
}

/// Runs tasks on an event loop.
public final class EventLoopTasks: TaskExecutor {
    private let loop: any EventLoop

    /// One for each event loop of the process, where ``EventLoopChannel`` handles requests.
    public static var all: [EventLoopTasks] {
        MultiThreadedEventLoopGroup.singleton.makeIterator().map(EventLoopTasks.init)
    }

    init(_ loop: any EventLoop) {
        self.loop = loop
    }

    /// Runs a piece of a task after what the loop has under way.
    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        loop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
