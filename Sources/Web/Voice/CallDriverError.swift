/// What a driver cannot go on from.
enum CallDriverError: Error, CustomStringConvertible {
    /// A call that was there a moment ago is not.
    case lost
    /// The database took longer than Twilio waits.
    case late

    /// What happened and what helps.
    var description: String {
        switch self {
        case .lost:
            "the call is no longer in the database though it was there a moment ago; look whether something else deletes "
                + "calls, and whether all instances have the same DATABASE_URL"
        case .late: "the database took longer than Twilio waits; look at voicegate_database_wait_seconds"
        }
    }
}
