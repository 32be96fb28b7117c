public import CallFlow

/// Everything that a store does.
///
/// The program gets one and hands each part of itself the port that it needs.
public typealias Storage = CallStore & WatchLeases & FailureLedger & KeyVault & AuditStore & Sweeper & HealthProbe
