/// Bounds on what a request may be.
public enum Limits {
    /// Bytes of a body.
    public static let body = 64 * 1024
    /// Bytes of a batch of events or reports (https://learn.microsoft.com/azure/event-grid/quotas-limits).
    public static let batch = 2 << 20
    /// Bytes of all header fields together.
    public static let headers = 16 * 1024
    /// Time for what is asked before Twilio is answered, who gives up at 15 (https://www.twilio.com/docs/api/errors/11205).
    public static let voiceAnswer: Duration = .seconds(11)
    /// Seconds that a connection may be idle.
    public static let idle: Int64 = 60
}
