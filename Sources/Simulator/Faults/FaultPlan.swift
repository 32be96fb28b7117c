/// The faults that were asked for and have not all happened yet.
actor FaultPlan {
    private(set) var faults: [Fault] = []

    /// How many requests hang now.
    private(set) var hangingCount = 0
    private let bell = Bell()

    /// Adds a fault; the earlier of two that fit comes first.
    func add(_ fault: Fault) {
        faults.append(fault)
    }

    /// Forgets every fault and lets go of requests that hang.
    func clear() {
        faults = []
        bell.ring()
    }

    /// Takes the fault that a request meets.
    func take(_ upstream: Upstream, path: String, method: String = "GET") -> Fault.Kind? {
        take { fault in
            fault.upstream == upstream && !fault.kind.isOutcome && (fault.path.map { path.contains($0) } ?? true)
                && fault.method.map { $0 == method } ?? true
        }
    }

    /// Takes the fault that a message or a call meets which a vendor has accepted.
    ///
    /// - Parameters:
    ///   - upstream: The vendor.
    ///   - path: The path of the request that it came with.
    /// - Returns: What goes wrong; `nil` when nothing does.
    func takeOutcome(_ upstream: Upstream, path: String) -> Fault.Kind? {
        take { fault in
            fault.upstream == upstream && fault.kind.isOutcome && (fault.path.map { path.contains($0) } ?? true)
        }
    }

    private func take(where isMet: (Fault) -> Bool) -> Fault.Kind? {
        var struck: Int?
        for place in faults.indices where struck == nil && isMet(faults[place]) {
            faults[place].passed += 1
            if faults[place].passed >= faults[place].every ?? 1 { struck = place }
        }
        guard let place = struck else { return nil }
        faults[place].passed = 0
        let fault = faults[place]
        if let count = fault.count {
            faults[place].count = count - 1
            if count <= 1 { faults.remove(at: place) }
        }
        return fault.kind
    }

    /// Waits until the faults are cleared or the request is given up.
    func hang() async {
        hangingCount += 1
        defer { hangingCount -= 1 }
        _ = await bell.wait(after: bell.count, until: .now + .seconds(3600))
    }
}
