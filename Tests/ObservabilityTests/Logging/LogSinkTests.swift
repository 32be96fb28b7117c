import Foundation
import Observability
import Synchronization
import Testing

@Suite("A sink of lines")
struct LogSinkTests {
    @Test("keeps lines whole when many write at once and the reader is slow")
    func keepsLinesWhole() async throws {
        let pipe = Pipe()
        let descriptor = pipe.fileHandleForWriting.fileDescriptor
        // A pipe that does not wait makes writes fall short, as a busy terminal or collector does.
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
        let sink = DescriptorLogSink(descriptor: descriptor)
        let reading = pipe.fileHandleForReading
        let received = Mutex(Data())
        let isRead = ThreadEnd()
        Thread.detachNewThread {
            while let data = try? reading.read(upToCount: 3000), !data.isEmpty {
                received.withLock { $0 += data }
            }
            isRead.signal()
        }
        await withTaskGroup(of: Void.self) { group in
            for writer in 0..<4 {
                group.addTask {
                    let line = Array(String(repeating: "\(writer)", count: 20_000).utf8) + [UInt8(ascii: "\n")]
                    for _ in 0..<20 { sink.write(line) }
                }
            }
        }
        try pipe.fileHandleForWriting.close()
        await isRead.wait()
        let lines = received.withLock { $0.split(separator: UInt8(ascii: "\n")) }
        #expect(lines.count == 80)
        #expect(lines.allSatisfy { $0.count == 20_000 && Set($0).count == 1 })
    }

    @Test("that cannot be written loses the line and goes on")
    func survivesBadDescriptor() {
        DescriptorLogSink(descriptor: -1).write(Array("x\n".utf8))
    }
}

/// Lets a task wait for a thread.
private final class ThreadEnd: Sendable {
    private let stream: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    init() { (stream, continuation) = AsyncStream.makeStream() }

    func signal() { continuation.finish() }
    func wait() async { for await _ in stream {} }
}
