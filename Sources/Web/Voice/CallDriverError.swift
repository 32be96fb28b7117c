/// What a driver cannot go on from.
enum CallDriverError: Error, CustomStringConvertible {
    /// A call that was there a moment ago is not.
    case lost

    /// What happened and what helps.
    var description: String {
        switch self {
        case .lost:
            "the call is no longer in the database though it was there a moment ago; look whether something else deletes "
                + "calls, and whether all instances have the same DATABASE_URL"
        }
    }
}
