import Foundation
import Synchronization

/// Where lines of a log go.
public protocol LogSink: Sendable {
    /// Writes one line, its line feed included, as a whole.
    func write(_ line: [UInt8])
}

/// Writes lines to a file descriptor, none inside another.
///
/// Like every log that is not to lose lines, it waits while the reader is slow. What cannot be written (a closed
/// pipe, a full disk) is lost, since there is nowhere to say so.
public final class DescriptorLogSink: LogSink {
    /// The standard error of the process.
    public static let standardError = DescriptorLogSink(descriptor: STDERR_FILENO)

    private let descriptor: Mutex<Int32>

    /// Writes to a descriptor, which stays the caller's to close.
    public init(descriptor: Int32) { self.descriptor = Mutex(descriptor) }

    /// Writes one line as a whole; returns when it is out, or cannot be written.
    public func write(_ line: [UInt8]) {
        // The lock holds until the line is out: one call of write(2) may take less than all of it.
        descriptor.withLock { descriptor in
            var rest = line[...]
            while !rest.isEmpty {
                let written = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
                if written >= 0 {
                    rest = rest.dropFirst(written)
                } else if errno == EAGAIN || errno == EWOULDBLOCK {
                    var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                    _ = poll(&request, 1, -1)
                } else if errno != EINTR {
                    return
                }
            }
        }
    }
}
