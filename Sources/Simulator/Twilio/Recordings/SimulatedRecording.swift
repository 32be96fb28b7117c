/// Something that a call recorded.
public struct SimulatedRecording: Sendable, Equatable {
    /// The recording's SID, `RE` and 32 hexadecimal digits.
    public var sid: String

    /// The call that was recorded.
    public var callSID: String

    /// Its length in seconds.
    public var seconds: Int

    /// The words that were said.
    public var words: String

    /// Where Twilio has it; who fetches it needs the account's credentials.
    public var url: String

    /// The sound: silence of the recording's length, 8-bit mono at 8 kHz.
    var wave: [UInt8] {
        let count = min(seconds, 60) * 8000
        func little(_ value: Int, _ width: Int) -> [UInt8] {
            (0..<width).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
        }
        var bytes = Array("RIFF".utf8) + little(36 + count, 4) + Array("WAVEfmt ".utf8)
        bytes += little(16, 4) + little(1, 2) + little(1, 2) + little(8000, 4) + little(8000, 4)
        bytes += little(1, 2) + little(8, 2) + Array("data".utf8) + little(count, 4)
        return bytes + [UInt8](repeating: 128, count: count)
    }
}
