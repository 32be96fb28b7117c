public import Foundation

// What bounds a call, reckoned here for everybody who asks: the machine, who runs it, and who watches a push.
extension CallState {
    /// How many failures of the caller lock them out, as far as this call is concerned.
    ///
    /// A push of this call was counted when it was sent, and is not to stand in the way of the code that the caller asks
    /// for in its place.
    ///
    /// - Parameter usual: How many lock somebody out who has no push under way.
    /// - Returns: The limit; a person with as many failures is not challenged.
    public func failureLimit(usual: Int) -> Int {
        switch phase {
        case .push: usual + 1
        case .code: usual + min(1, max(0, pushesSent))
        case .menu, .languages, .departments, .pushFailed, .account, .agent, .trouble, .ended: usual
        }
    }

    /// When the push that the call waits for counts as unanswered; nil when it waits for none.
    public func pushEnd(by policy: CallPolicy) -> Date? {
        guard case .push(_, _, let sentAt, _) = phase else { return nil }
        return sentAt.addingTimeInterval(policy.pushTimeout)
    }

    /// Whether the call waits for a push whose time is over.
    public func isPushOver(at now: Date, by policy: CallPolicy) -> Bool {
        pushEnd(by: policy).map { now >= $0 } ?? false
    }
}
