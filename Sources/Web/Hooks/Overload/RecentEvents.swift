/// Remembers the last events of some kind, by the hashes of their ids.
struct RecentEvents: Sendable {
    private let capacity: Int
    private var hashes: Set<Int> = []
    private var order: [Int] = []
    private var oldest = 0

    /// - Parameter capacity: How many are remembered; codes live five minutes.
    init(capacity: Int) { self.capacity = max(1, capacity) }

    func contains(_ eventID: String) -> Bool { hashes.contains(eventID.hashValue) }

    mutating func insert(_ eventID: String) {
        let hash = eventID.hashValue
        guard hashes.insert(hash).inserted else { return }
        guard order.count == capacity else { return order.append(hash) }
        hashes.remove(order[oldest])
        order[oldest] = hash
        oldest = (oldest + 1) % capacity
    }
}
