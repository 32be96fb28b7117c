import Foundation
import Synchronization

/// The life of one thread of a pool: connect when there is work, do it, wait.
struct PostgresWorker {
    let number: Int
    let pool: PostgresPool

    private enum Order {
        case connect
        case job(PostgresJob)
        case wait(until: ContinuousClock.Instant?)
        case end
    }

    func work() {
        var link: PostgresLink?
        while true {
            switch order(isConnected: link != nil) {
            case .connect: link = connect()
            case .job(let job):
                guard let current = link, current.isSound else {
                    drop(&link)
                    putBack(job)
                    continue
                }
                perform(job, on: current)
                if !current.isUsable { drop(&link) }
            case .wait(let time): pool.wait(number, until: time)
            case .end:
                drop(&link)
                return
            }
        }
    }

    // MARK: What to do

    private func order(isConnected: Bool) -> Order {
        var late: [PostgresJob] = []
        var wakes: Int?
        let (order, reason) = pool.state.withLock { state -> (Order, StoreError?) in
            state.ready.removeAll { $0 == number }
            state.cold.removeAll { $0 == number }
            if let job = state.handed[number] {
                state.handed[number] = nil
                return (.job(job), nil)
            }
            if state.isClosed { return (.end, nil) }
            late = state.jobs.removeLate(at: .now)
            let order = isConnected ? jobOrWait(&state) : connectOrWait(&state)
            wakes = state.nextToConnect()
            return (order, late.isEmpty ? nil : state.tooLate)
        }
        wakes.map(pool.ring)
        if let reason { late.forEach { $0.fail(reason) } }
        return order
    }

    private func jobOrWait(_ state: inout PostgresPool.State) -> Order {
        guard let job = state.jobs.popFirst() else {
            state.ready.append(number)
            return .wait(until: nil)
        }
        state.busy += 1
        return .job(job)
    }

    private func connectOrWait(_ state: inout PostgresPool.State) -> Order {
        let isDown = state.live == 0 && state.outage.failure != nil
        // Somebody has to find out when the server is back, also while nobody is let wait for it.
        let isWanted = !state.jobs.isEmpty || isDown
        guard isWanted, state.connecting == 0 || !isDown && state.outage.nextTry == nil else {
            state.cold.append(number)
            return .wait(until: nil)
        }
        if let time = state.outage.nextTry, time > .now {
            state.cold.append(number)
            return .wait(until: time)
        }
        state.connecting += 1
        return .connect
    }

    // MARK: Connecting

    private func connect() -> PostgresLink? {
        let result = Result { () throws(PostgresFailure) in
            try PostgresLink(to: pool.location, options: pool.options)
        }
        let (hopeless, failure) = pool.state.withLock { state -> ([PostgresJob], PostgresFailure?) in
            state.connecting -= 1
            switch result {
            case .success:
                state.live += 1
                state.outage.end()
                return ([], nil)
            case .failure(let failure):
                state.outage.note(failure, isTotal: state.live == 0, at: .now)
                let hopeless = state.outage.hopeless(after: pool.options.patience)
                return (hopeless == nil ? [] : state.jobs.removeAll(), hopeless)
            }
        }
        if let failure { hopeless.forEach { $0.fail(StoreError(postgres: failure)) } }
        return try? result.get()
    }

    private func drop(_ link: inout PostgresLink?) {
        guard link != nil else { return }
        link = nil
        pool.state.withLock { $0.live -= 1 }
    }

    // MARK: Working

    private func perform(_ job: PostgresJob, on link: PostgresLink) {
        var job = job
        if job.tries == 0 { job.begun() }
        while let failure = job.attempt(link) {
            job.tries += 1
            let pause = Duration.milliseconds(1 << min(job.tries, 5)) * Double.random(in: 0...1)
            guard job.tries < pool.options.tries, .now + pause < job.deadline else {
                job.fail(StoreError(postgres: failure))
                break
            }
            guard link.isUsable else { return putBack(job) }
            Thread.sleep(forTimeInterval: pause / .seconds(1))
        }
        finish()
    }

    /// Leaves a job to whoever has a connection.
    private func putBack(_ job: PostgresJob) {
        let (isClosed, other) = pool.state.withLock { state -> (Bool, Int?) in
            if state.isClosed { return (true, nil) }
            if let other = state.ready.popLast() {
                state.hand(job, to: other)
                return (false, other)
            }
            state.jobs.prepend(job)
            pool.setAlarm(&state)
            return (false, nil)
        }
        if isClosed { job.fail(PostgresPool.closed) }
        other.map(pool.ring)
        finish()
    }

    private func finish() {
        let closers = pool.state.withLock { state in
            state.busy -= 1
            defer { if state.busy == 0 { state.closers = [] } }
            return state.busy == 0 ? state.closers : []
        }
        closers.forEach { $0.resume() }
    }
}
