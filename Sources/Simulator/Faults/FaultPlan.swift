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
    func take(_ upstream: Upstream, path: String) -> Fault.Kind? {
        guard
            let place = faults.firstIndex(where: { fault in
                fault.upstream == upstream && (fault.path.map { path.contains($0) } ?? true)
            })
        else { return nil }
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
