/// What the vendors do after they have answered, such as sending reports; ends with the simulation.
actor Errands {
    private var tasks: [Int: Task<Void, Never>] = [:]
    private var count = 0
    private var isStopped = false

    /// Does something later than the answer to the request in hand.
    func run(_ work: @escaping @Sendable () async -> Void) {
        guard !isStopped else { return }
        count += 1
        let number = count
        tasks[number] = Task {
            await work()
            self.finished(number)
        }
    }

    /// Gives up what is not done.
    func stop() {
        isStopped = true
        for task in tasks.values { task.cancel() }
        tasks = [:]
    }

    private func finished(_ number: Int) { tasks[number] = nil }
}
