public import CallFlow

/// Everything a call needs from outside, in one place.
public struct CallPorts: Sendable {
    /// Finds callers.
    public var directory: any CallerDirectory
    /// Challenges them.
    public var challenger: any Challenger
    /// Reads accounts.
    public var accounts: any AccountDirectory
    /// Keeps calls.
    public var store: any CallStore
    /// Counts failures.
    public var failures: any FailureLedger
    /// Says who watches a push.
    public var leases: any WatchLeases
    /// Writes the audit trail.
    public var journal: any CallJournal
    /// Redirects live calls.
    public var live: any LiveCalls
    /// Signs proof for agents.
    public var signer: any HandoffSigner

    /// Gathers the ports.
    public init(
        directory: any CallerDirectory, challenger: any Challenger, accounts: any AccountDirectory,
        store: any CallStore, failures: any FailureLedger, leases: any WatchLeases, journal: any CallJournal,
        live: any LiveCalls, signer: any HandoffSigner
    ) {
        self.directory = directory
        self.challenger = challenger
        self.accounts = accounts
        self.store = store
        self.failures = failures
        self.leases = leases
        self.journal = journal
        self.live = live
        self.signer = signer
    }
}

/// Figures of a driver that are no policy of a call.
public struct CallDriverSettings: Sendable {
    /// Names this instance in claims and leases.
    public var instance: String
    /// Failures of one person within the window after which no challenge is sent.
    public var lockoutFailures: Int
    /// The window of the lock-out, seconds.
    public var lockoutSeconds: Double
    /// The language until the caller's own is known.
    public var defaultLanguage: String
    /// Seconds between two questions about a push.
    public var pollInterval: Double
    /// How long a call is kept after its last request, seconds.
    static let retention = 7200.0

    /// Makes settings.
    public init(
        instance: String, lockoutFailures: Int = 10, lockoutSeconds: Double = 3600, defaultLanguage: String = "en-US",
        pollInterval: Double = 2
    ) {
        self.instance = instance
        self.lockoutFailures = lockoutFailures
        self.lockoutSeconds = lockoutSeconds
        self.defaultLanguage = defaultLanguage
        self.pollInterval = pollInterval
    }
}
